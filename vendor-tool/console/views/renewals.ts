/** Owns renewals: who ends soon, and a renewal of all computers of a key, looked at first, as a bundle or a license. */
import {
  AirlatchError,
  explain,
  extension,
  type Issued,
  type KeyFields,
  type KeyRecord,
  type RenewalPlan,
} from '../../../src/vendor/door.ts'
import { html, verbatim } from '../../../src/web/html.ts'
import {
  dayInput,
  link,
  ownForm,
  pathOf,
  problem,
  refusedIn,
  section,
  table,
  upper,
} from '../../../src/web/parts.ts'
import { endOf, shownEnd } from '../../../src/words/dates.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { IssueReminder } from '../../commands/issue/reminder.ts'
import { dueTable } from '../due.ts'
import { nextPart, PAGE_ROWS, partCursor } from '../paging.ts'
import { type Asked, type ConsoleDesk, elsewhere, page, type Route, type ViewAnswer } from '../visit.ts'
import { keepMade } from './made.ts'

const USUAL_DAYS = 30
const MOST_DAYS = 36_500

export const RENEWALS: readonly Route[] = [
  {
    method: 'GET',
    path: '/renewals',
    async answer({ vendor }, { query }) {
      const words = vendorWords().console.renewals
      const asked = Number(query('days') || USUAL_DAYS)
      const withinDays = Number.isInteger(asked) && asked >= 0 && asked <= MOST_DAYS ? asked : USUAL_DAYS
      const [due, waiting] = await Promise.all([
        vendor.reportPage({ kind: 'expiring', withinDays, most: PAGE_ROWS, after: partCursor(query) }),
        vendor.reportPage({ kind: 'renewals', most: PAGE_ROWS, after: partCursor(query, 'waiting') }),
      ])
      const further = { days: query('days'), after: query('after'), waiting: query('waiting') }
      return page(
        'renewals',
        words.title,
        html`<p class="lead">${words.lead}</p>
<form class="inline" action="/renewals"><label for="days">${words.days}</label><input id="days" name="days" inputmode="numeric" size="5" value="${verbatim(`${withinDays}`)}"><button type="submit">${words.showDays}</button></form>
${dueTable(words.title, due)}
${nextPart(due.next, '/renewals', further)}
${section(
  words.notFetched,
  html`${dueTable(words.notFetched, waiting)}
${nextPart(waiting.next, '/renewals', further, 'waiting')}`,
)}`,
      )
    },
  },
  {
    method: 'GET',
    path: '/keys/:id/renew',
    answer: async ({ vendor }, asked) => renewPage(asked, await vendor.key(asked.part('id'))),
  },
  { method: 'POST', path: '/keys/:id/renew', answer: renew },
]

function renewPage(asked: Asked, key: KeyRecord, plan?: RenewalPlan, error?: AirlatchError): ViewAnswer {
  const words = vendorWords().console
  const { form } = asked
  return page(
    'renewals',
    words.renewals.of(key.id),
    html`${error && problem(error)}
${ownForm(
  asked,
  pathOf('keys', key.id, 'renew'),
  html`<div class="fields">
<div class="field"><label for="extend">${words.renewals.extend}</label><input id="extend" name="extend" inputmode="numeric" value="${verbatim(form.text('extend'))}" autocomplete="off"></div>
<div class="field"><label for="until">${words.renewals.until}</label>${dayInput('until', form.text('until'))}</div>
</div>
<p class="hint">${words.renewals.asIs}</p>
<div class="actions"><button type="submit" name="act" value="look"${plan === undefined && html` class="primary"`}>${words.renewals.look}</button>
${plan !== undefined && plan.computers.length > 0 && html`<button type="submit" name="act" value="sign" class="primary">${words.renewals.sign}</button>`}
${link(pathOf('keys', key.id), words.back)}</div>`,
)}
${plan && section(words.renewals.plan, planTable(plan))}`,
    error === undefined ? {} : { status: 400 },
  )
}

function planTable({ computers }: RenewalPlan) {
  const words = vendorWords().console.renewals
  const rows = computers.map(({ activation, decision }) => [
    activation.computerId,
    decision.kind === 'refusal'
      ? upper(explain(decision.code, decision.details).message)
      : endText(decision.terms.expiresAt),
  ])
  return table(words.plan, (['computer', 'ends'] as const).map(headingFor), rows, words.nobody)
}

function endText(expiresAt: number | undefined): string {
  return expiresAt === undefined ? vendorWords().renew.never : shownEnd(expiresAt)
}

/** Days more, or a day. Errors: invalid-value, of a key that never ends too. */
function fieldsIn({ form }: Asked, { entitlement }: KeyRecord): KeyFields {
  const [extend, until] = ['extend', 'until'].map(name => form.text(name).trim())
  if (until !== '') return { expiresAt: endOf('until', until as string) }
  if (extend === '') return {}
  const days = Number(extend)
  if (!Number.isInteger(days) || days < 1 || days > MOST_DAYS)
    throw new AirlatchError('invalid-value', {
      field: 'extend',
      expected: { is: 'whole-number', least: 1, most: MOST_DAYS },
      got: `${extend}`,
    })
  return extension(entitlement, days)
}

async function renew(desk: ConsoleDesk, asked: Asked): Promise<ViewAnswer> {
  const { vendor, signer } = desk
  const key = await vendor.key(asked.part('id'))
  try {
    const fields = fieldsIn(asked, key)
    const plan = await vendor.planRenewal(key.id, fields)
    if (asked.form.text('act') !== 'sign') return renewPage(asked, key, plan)
    const reminder = await IssueReminder.of(vendor)
    if (Object.keys(fields).length > 0) await vendor.changeKey(key.id, fields)
    const issued: Issued[] = []
    const refused: string[] = []
    for await (const { label, outcome } of signer.renewAll(key.id)) {
      if (outcome.kind === 'issued') issued.push(outcome)
      else {
        const { code, details } = outcome.kind === 'refusal' ? outcome : outcome.error
        refused.push(`${label.computerId}: ${explain(code, details).message}`)
      }
    }
    if (issued.length === 0) throw new AirlatchError('nothing-to-renew', { key: key.id })
    for (const one of issued) reminder.see(one)
    return elsewhere(
      keepMade(desk, { issued, isRenewal: true, warnings: [...refused, ...reminder.warnings()] }),
    )
  } catch (error) {
    return renewPage(asked, key, undefined, refusedIn(error))
  }
}
