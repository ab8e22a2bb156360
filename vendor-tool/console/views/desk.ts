/** Owns the page of the desk itself: its settings and affiliates, and the ways to its keys, templates and ledger. */
import type { Affiliate, Settings } from '../../../src/vendor/door.ts'
import { formatDay } from '../../../src/words/dates.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { settingName, settingOf, settingText } from '../../commands/settings/names.ts'
import { templatePhrases } from '../../terms.ts'
import { type Html, html, verbatim } from '../../web/html.ts'
import { link, ownForm, section, table, warning } from '../parts.ts'
import { type Asked, type ConsoleDesk, elsewhere, page, type Route } from '../visit.ts'
import { signingKeysTable } from './signing-keys.ts'

export const DESK: readonly Route[] = [
  { method: 'GET', path: '/desk', answer: deskPage },
  {
    method: 'POST',
    path: '/desk/setting',
    async answer({ vendor }, { form }) {
      const { field, value } = settingOf(form.text('name'), form.text('value').trim())
      await vendor.setSetting(field, value)
      return elsewhere('/desk', vendorWords().console.desk.changed)
    },
  },
  {
    method: 'POST',
    path: '/desk/affiliate',
    async answer({ vendor }, { form }) {
      const { name } = await vendor.addAffiliate(form.text('name').trim())
      return elsewhere('/desk', vendorWords().console.customers.added(name))
    },
  },
]

async function deskPage({ vendor }: ConsoleDesk, asked: Asked) {
  const words = vendorWords().console.desk
  const say = vendorWords().consoleDesk
  const [settings, keys, affiliates, templates] = await Promise.all([
    vendor.settings(),
    vendor.signingKeys(),
    vendor.affiliates(),
    vendor.templates(),
  ])
  return page(
    'desk',
    words.title,
    html`<p class="actions"><a class="button primary" href="/ledger">${words.ledger}</a>
<a class="button" href="/signing-keys">${words.signingKeys}</a>
<a class="button" href="/templates">${say.templates.title}</a></p>
${section(
  words.settings,
  html`${settings.allowGenericKeys && warning(words.genericWarning)}
${(Object.keys(settings) as (keyof Settings)[]).map(field => settingForm(asked, field, settings))}`,
)}
${section(words.signingKeys, signingKeysTable(keys), link('/signing-keys', words.signingKeysMore))}
${affiliatesSection(asked, affiliates)}
${section(
  words.templates,
  table(
    words.templates,
    (['name', 'what'] as const).map(headingFor),
    templates.map(one => [one.name, templatePhrases(one)]),
    say.templates.none,
  ),
  link('/templates', say.templates.title),
)}`,
  )
}

function affiliatesSection(asked: Asked, affiliates: readonly Affiliate[]): Html {
  const words = vendorWords().console.desk
  return section(
    words.affiliates,
    html`${table(
      words.affiliates,
      (['name', 'added'] as const).map(headingFor),
      affiliates.map(({ name, addedAt }) => [name, formatDay(addedAt)]),
      words.noAffiliates,
    )}
${ownForm(asked, '/desk/affiliate', html`<label for="affiliate">${words.addAffiliate}</label><input id="affiliate" name="name" required autocomplete="off"><button type="submit">${vendorWords().console.save}</button>`, { kind: 'inline' })}`,
  )
}

function settingForm(asked: Asked, field: keyof Settings, settings: Settings): Html {
  const name = settingName(field)
  const value = settingText(settings[field])
  const { label, hint } = vendorWords().consoleDesk.settings[field]
  const described = html` id="${name}" name="value" aria-describedby="${name}-hint"`
  const input =
    typeof settings[field] === 'boolean'
      ? html`<select${described}>${['yes', 'no'].map(one => html`<option${one === value && html` selected`}>${one}</option>`)}</select>`
      : html`<input${described} value="${verbatim(value)}" required autocomplete="off">`
  return html`<div>${ownForm(
    asked,
    '/desk/setting',
    html`<input type="hidden" name="name" value="${verbatim(name)}"><label for="${name}">${label}</label>${input}<button type="submit">${vendorWords().console.desk.change}</button>`,
    { kind: 'inline' },
  )}<p class="hint" id="${name}-hint">${hint}</p></div>`
}
