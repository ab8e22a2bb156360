/** Owns the page of the desk itself: its settings, signing keys, affiliates and templates, and whether its ledger is whole. */
import type { Settings } from '../../../src/vendor/door.ts'
import { formatDay } from '../../../src/words/dates.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { settingName, settingOf, settingText } from '../../commands/settings/names.ts'
import { statsRows } from '../../describe.ts'
import { templatePhrases } from '../../terms.ts'
import { html, verbatim } from '../../web/html.ts'
import { facts, moment, ownForm, section, table, warning } from '../parts.ts'
import { type Asked, type ConsoleDesk, elsewhere, page, type Route } from '../visit.ts'

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
  {
    method: 'POST',
    path: '/desk/audit',
    async answer({ vendor }) {
      const { entries } = await vendor.audit()
      return elsewhere('/desk', vendorWords().console.desk.auditGood(entries))
    },
  },
]

async function deskPage({ vendor }: ConsoleDesk, asked: Asked) {
  const words = vendorWords().console.desk
  const [settings, keys, affiliates, templates, stats] = await Promise.all([
    vendor.settings(),
    vendor.signingKeys(),
    vendor.affiliates(),
    vendor.templates(),
    vendor.stats(),
  ])
  const kept = vendorWords().signingKey.kept
  const keyRows = keys.map(({ kid, addedAt, isPresent, retired, place }) => [
    kid,
    isPresent ? 'present' : retired === undefined ? 'earlier' : 'retired',
    moment(addedAt),
    kept[place ?? 'nowhere'],
  ])
  return page(
    'desk',
    words.title,
    html`${section(
      words.settings,
      html`${settings.allowGenericKeys && warning(words.genericWarning)}
${(Object.keys(settings) as (keyof Settings)[]).map(field => settingForm(asked, field, settingText(settings[field])))}`,
    )}
${section(
  words.signingKeys,
  html`${table(words.signingKeys, (['keyId', 'state', 'made', 'kept'] as const).map(headingFor), keyRows, vendorWords().signingKey.none)}
<p class="hint">${words.signingKeysHint}</p>`,
)}
${section(
  words.affiliates,
  html`${table(
    words.affiliates,
    (['name', 'added'] as const).map(headingFor),
    affiliates.map(({ name, addedAt }) => [name, formatDay(addedAt)]),
    words.noAffiliates,
  )}
${ownForm(asked, '/desk/affiliate', html`<label for="affiliate">${words.addAffiliate}</label><input id="affiliate" name="name" required autocomplete="off"><button type="submit">${vendorWords().console.save}</button>`, { kind: 'inline' })}`,
)}
${section(
  words.templates,
  table(
    words.templates,
    (['name', 'what'] as const).map(headingFor),
    templates.map(one => [one.name, templatePhrases(one)]),
    words.noTemplates,
  ),
)}
${section(
  words.audit,
  html`${facts(statsRows(stats))}
<p class="hint">${words.auditHint}</p>
${ownForm(asked, '/desk/audit', html`<button type="submit">${words.audit}</button>`)}
<p class="hint">${words.backupHint}</p>`,
)}`,
  )
}

function settingForm(asked: Asked, field: keyof Settings, value: string) {
  const name = settingName(field)
  return ownForm(
    asked,
    '/desk/setting',
    html`<input type="hidden" name="name" value="${verbatim(name)}"><label for="${name}">${name}</label><input id="${name}" name="value" value="${verbatim(value)}" required autocomplete="off"><button type="submit">${vendorWords().console.desk.change}</button>`,
    { kind: 'inline' },
  )
}
