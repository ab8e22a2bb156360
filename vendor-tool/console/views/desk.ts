/** Owns the page of the desk itself: its settings and affiliates, and the ways to its keys, templates and ledger. */
import type { Affiliate, Settings, SettingValue } from '../../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import { link, ownForm, section, table, warning } from '../../../src/web/parts.ts'
import { formatDay } from '../../../src/words/dates.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { settingName, settingOf } from '../../commands/settings/names.ts'
import { templatePhrases } from '../../terms.ts'
import { type Asked, type ConsoleDesk, elsewhere, page, type Route } from '../visit.ts'
import { signingKeysTable } from './signing-keys.ts'

/** What an empty field for a number stands for. */
const UNLIMITED = 'unlimited'

export const DESK: readonly Route[] = [
  { method: 'GET', path: '/desk', answer: deskPage },
  {
    method: 'POST',
    path: '/desk/setting',
    async answer({ vendor }, { form }) {
      const { field, value } = settingOf(form.text('name'), form.text('value').trim() || UNLIMITED)
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

/** In words; what the command calls it stands beside its sentence. */
function settingForm(asked: Asked, field: keyof Settings, settings: Settings): Html {
  const name = settingName(field)
  const { settings: words } = vendorWords().consoleDesk
  const { label, hint } = words[field]
  return ownForm(
    asked,
    '/desk/setting',
    html`<input type="hidden" name="name" value="${verbatim(name)}">
<div><label for="${name}">${label}</label><p class="hint" id="${name}-hint">${hint} <code>${name}</code></p></div>
<div class="inline">${settingInput(name, settings[field])}<button type="submit" aria-label="${words.change(label)}">${vendorWords().console.desk.change}</button></div>`,
    { kind: 'setting' },
  )
}

function settingInput(name: string, value: SettingValue): Html {
  const named = html` id="${name}" name="value" aria-describedby="${name}-hint"`
  const { yes, no } = vendorWords().console
  if (typeof value === 'boolean')
    return html`<select${named}><option value="yes"${value && html` selected`}>${yes}</option><option value="no"${!value && html` selected`}>${no}</option></select>`
  const { unlimited } = vendorWords().consoleDesk.settings
  const own = value === UNLIMITED ? '' : `${value}`
  return html`<input${named} type="number" min="0" step="1" inputmode="numeric" value="${own}" placeholder="${unlimited}" autocomplete="off">`
}
