/** Owns the pages of activations: who holds a seat, the newest first, one of them, and what is done for its computer. */
import { ReadableStream } from 'node:stream/web'
import { BYTE_ORDER_MARK, csvLine } from '../../../src/cli/export.ts'
import { armorOf } from '../../../src/exchange/page-message.ts'
import type {
  Activation,
  AirlatchError,
  ListedActivation,
  LogEntry,
  NewestActivationsInput,
  Product,
  Vendor,
} from '../../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../../src/web/html.ts'
import {
  facts,
  link,
  moment,
  ownForm,
  pathOf,
  problem,
  refusedIn,
  section,
  table,
  upper,
} from '../../../src/web/parts.ts'
import { formatInstant, sinceOf } from '../../../src/words/dates.ts'
import { headingFor, labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { endLines, refusedBy } from '../../commands/issue/one.ts'
import { IssueReminder } from '../../commands/issue/reminder.ts'
import { ACTIVATION_COLUMNS, activationJson, noteOf, releaseText, stateOf } from '../../describe.ts'
import { endText } from '../../ends.ts'
import { sentence } from '../../entry-text.ts'
import { present } from '../../fields.ts'
import { older, PAGE_ROWS } from '../paging.ts'
import { reasonInput } from '../sure.ts'
import {
  type Asked,
  type ConsoleDesk,
  type Download,
  elsewhere,
  page,
  type Route,
  type ViewAnswer,
} from '../visit.ts'
import { keepMade } from './made.ts'

/** Rows that are read together for a spreadsheet. */
const ROWS = 1000
/** Entries of a key that are looked through. */
const STORY = 2_000

export const ACTIVATIONS: readonly Route[] = [
  { method: 'GET', path: '/activations', answer: ({ vendor }, asked) => listPage(vendor, asked) },
  { method: 'GET', path: '/activations/:id', answer: ({ vendor }, asked) => onePage(vendor, asked) },
  {
    method: 'GET',
    path: '/activations/:id/start',
    answer: async ({ vendor }, asked) => startPage(asked, await vendor.activation(asked.part('id'))),
  },
  {
    method: 'POST',
    path: '/activations/:id/start',
    async answer({ vendor }, asked) {
      const before = await vendor.activation(asked.part('id'))
      try {
        const start = sinceOf('start', asked.form.text('start').trim())
        const reason = asked.form.text('reason').trim()
        const { begunAt } = await vendor.setActivationStart({ activationId: before.id, start, reason })
        const said = vendorWords().consoleDesk.activations.started(formatInstant(begunAt))
        return elsewhere(herePath(before), `${said} ${upper(vendorWords().activation.issueAgain)}.`)
      } catch (error) {
        return startPage(asked, before, refusedIn(error))
      }
    },
  },
  { method: 'GET', path: '/activations/:id/renew', answer: ({ vendor }, asked) => renewPage(vendor, asked) },
  { method: 'POST', path: '/activations/:id/renew', answer: renew },
  {
    method: 'POST',
    path: '/activations/:id/clock',
    async answer({ signer }, { part }) {
      const { message, activation } = await signer.resetClockOf(part('id'))
      return {
        kind: 'download',
        name: `clock-reset-${activation.computerId.replace(/[^A-Za-z0-9._-]/g, '_')}.txt`,
        type: 'text/plain; charset=utf-8',
        bytes: armorOf('clock-reset', message),
      }
    },
  },
]

function herePath({ id }: Pick<Activation, 'id'>, ...more: readonly string[]): string {
  return pathOf('activations', id, ...more)
}

/** Held a page at a time. */
async function* csvPages(
  vendor: Vendor,
  filter: Omit<NewestActivationsInput, 'most' | 'before'>,
): AsyncGenerator<Uint8Array> {
  const utf8 = new TextEncoder()
  yield utf8.encode(BYTE_ORDER_MARK + csvLine(ACTIVATION_COLUMNS.map(({ heading }) => heading)))
  for (let before: string | undefined, rows: readonly ListedActivation[]; ; before = rows.at(-1)?.id) {
    rows = await vendor.newestActivations({ ...filter, most: ROWS, before })
    yield utf8.encode(rows.map(row => csvLine(ACTIVATION_COLUMNS.map(({ cell }) => cell(row)))).join(''))
    if (rows.length < ROWS) return
  }
}

/** Those of all keys, or what the filter leaves of them. */
async function listPage(vendor: Vendor, asked: Asked): Promise<ViewAnswer> {
  const words = vendorWords().consoleDesk.activations
  const products = await vendor.products()
  const { filter, error } = await filterIn(vendor, asked)
  if (asked.query('as') === 'csv' && filter !== undefined)
    return {
      kind: 'download',
      name: 'activations.csv',
      type: 'text/csv; charset=utf-8',
      bytes: ReadableStream.from(csvPages(vendor, filter)) as Download['bytes'],
    }
  const rows = filter === undefined ? [] : await vendor.newestActivations({ ...filter, most: PAGE_ROWS })
  return page(
    'activations',
    words.title,
    html`${error && problem(error)}
${filterForm(asked, products)}
${activationsTable(rows)}
${older(rows.length, PAGE_ROWS, '/activations', { ...askedFilter(asked), before: rows.at(-1)?.id ?? '' })}
<p class="actions"><a class="button" href="/activations?${`${new URLSearchParams({ ...askedFilter(asked), as: 'csv' })}`}" download>${vendorWords().console.reports.csv}</a></p>`,
    error === undefined ? {} : { status: 400 },
  )
}

const FILTERS = ['state', 'product', 'key', 'ends'] as const

/** As it stands in the address. */
function askedFilter({ query }: Asked): Readonly<Record<string, string>> {
  return Object.fromEntries(FILTERS.map(name => [name, query(name)]))
}

interface Filtered {
  readonly filter?: Omit<NewestActivationsInput, 'most'>
  readonly error?: AirlatchError
}

async function filterIn(vendor: Vendor, { query }: Asked): Promise<Filtered> {
  const [state, product, key, ends, before] = [...FILTERS, 'before'].map(name => query(name).trim())
  try {
    const filter = present({
      released: state === 'all' ? undefined : state === 'released',
      productId: product ? (await vendor.product(product)).id : undefined,
      keyId: key ? (await vendor.key(key)).id : undefined,
      expiresBefore: ends ? sinceOf('ends', ends) : undefined,
      before: before || undefined,
    })
    return { filter }
  } catch (error) {
    return { error: refusedIn(error) }
  }
}

function filterForm({ query }: Asked, products: readonly Product[]): Html {
  const words = vendorWords().consoleDesk.activations
  const input = (name: string, label: string, hint: string) =>
    html`<div class="field"><label for="${name}">${label}</label><input id="${name}" name="${name}" value="${verbatim(query(name))}" placeholder="${hint}" size="12" autocomplete="off"></div>`
  const select = (
    name: string,
    label: string,
    choices: readonly (readonly [value: string, text: string])[],
  ) =>
    html`<div class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${choices.map(
      ([value, text]) =>
        html`<option value="${verbatim(value)}"${value === query(name) && html` selected`}>${text}</option>`,
    )}</select></div>`
  const states = (['active', 'released', 'all'] as const).map(one => [one, words.states[one]] as const)
  return html`<form class="filter" action="/activations">
${select('state', words.state, states)}
${select('product', words.product, [['', words.anyProduct], ...products.map(({ id }) => [id, id] as const)])}
${input('key', words.key, '7K3QM-9XWTR')}
${input('ends', words.ends, '2027-01-01')}
<button type="submit" class="primary">${vendorWords().console.log.show}</button></form>`
}

function activationsTable(rows: readonly ListedActivation[]): Html {
  const words = vendorWords().consoleDesk.activations
  const headings = (['computer', 'keyId', 'since', 'lastLicense', 'endsUtc', 'state', 'note'] as const).map(
    headingFor,
  )
  const cells = rows.map(one => [
    link(herePath(one), one.computerId),
    link(pathOf('keys', one.keyId), one.keyId),
    moment(one.begunAt),
    moment(one.lastAt),
    endText(one.license),
    stateOf(one),
    noteOf(one),
  ])
  return table(words.title, headings, cells, words.none)
}

async function onePage(vendor: Vendor, asked: Asked): Promise<ViewAnswer> {
  const { id, keyId, computerId } = await vendor.activation(asked.part('id'))
  const [all, story] = await Promise.all([
    vendor.activations({ keyId, computerId }),
    storyOf(vendor, id, keyId),
  ])
  const one = all.find(each => each.id === id) as ListedActivation
  const words = vendorWords().consoleDesk.activations
  return page(
    'activations',
    words.one(one.computerId),
    html`${section(words.about, factsOf(one))}
${one.released === undefined && section(words.actions, actionsOf(asked, one))}
${section(
  vendorWords().console.keys.history,
  table(
    vendorWords().console.keys.history,
    (['when', 'who', 'what'] as const).map(headingFor),
    story,
    vendorWords().entries.noHistory,
  ),
)}`,
  )
}

function factsOf(one: ListedActivation): Html {
  const words = vendorWords().consoleDesk.activations
  const { counted, installations } = activationJson(one) as {
    readonly counted: readonly string[] | null
    readonly installations: number
  }
  const { license, startSet, released } = one
  return facts([
    [labelFor('state'), stateOf(one)],
    [labelFor('activation'), one.id],
    [labelFor('key'), link(pathOf('keys', one.keyId), one.keyId)],
    [labelFor('seat'), one.seat],
    [labelFor('since'), moment(one.begunAt)],
    [labelFor('recordedBefore'), startSet && html`${moment(startSet.from)} (${startSet.reason})`],
    [labelFor('lastLicense'), moment(one.lastAt)],
    [labelFor('endsUtc'), endText(license)],
    [words.format, license?.format],
    [words.binding, counted === null ? words.unbound : counted.join(', ')],
    [words.installations, installations],
    [labelFor('note'), noteOf(one)],
    [labelFor('released'), released && moment(released.at)],
    [labelFor('how'), releaseText(released)],
  ])
}

function actionsOf(asked: Asked, one: Activation): Html {
  const words = vendorWords().consoleDesk.activations
  return html`<div class="actions">
<a class="button primary" href="${herePath(one, 'renew')}">${words.renew}</a>
<a class="button" href="${herePath(one, 'start')}">${words.start}</a>
${ownForm(asked, herePath(one, 'clock'), html`<button type="submit">${words.clock}</button>`, { kind: 'inline' })}
<a class="button danger" href="${herePath(one, 'release')}">${vendorWords().console.keys.release}</a>
</div>
<p class="hint">${words.clockHint}</p>
<p class="hint">${words.receiptHint} ${link('/received', vendorWords().console.section.received)}</p>`
}

/** What of the newest entries of its key is about it, the newest first: a key may have a hundred thousand computers. */
async function storyOf(vendor: Vendor, id: string, keyId: string) {
  const rows = []
  for await (const entry of vendor.log({ keyId, last: STORY }))
    if (concerns(entry, id)) rows.push([moment(entry.at), entry.operator, sentence(entry)])
  return rows.toReversed()
}

function concerns({ change }: LogEntry, id: string): boolean {
  if ('license' in change && change.license.activationId === id) return true
  if ('activation' in change && change.activation.id === id) return true
  return 'activationId' in change && change.activationId === id
}

function startPage(asked: Asked, one: Activation, error?: AirlatchError): ViewAnswer {
  const words = vendorWords().consoleDesk.activations
  const { form } = asked
  return page(
    'activations',
    words.startOf(one.computerId),
    html`${error && problem(error)}
<p class="lead">${words.startLead}</p>
${facts([[labelFor('since'), moment(one.begunAt)]])}
${ownForm(
  asked,
  herePath(one, 'start'),
  html`<div class="fields"><div class="field"><label for="start">${words.rightDay}</label><input id="start" name="start" value="${verbatim(form.text('start'))}" placeholder="2026-11-22" required autocomplete="off"></div>
${reasonInput(true, form.text('reason'))}</div>
<div class="actions"><button type="submit" class="primary">${vendorWords().console.save}</button>${link(herePath(one), vendorWords().console.back)}</div>`,
)}`,
    error === undefined ? {} : { status: 400 },
  )
}

async function renewPage(vendor: Vendor, asked: Asked): Promise<ViewAnswer> {
  const one = await vendor.activation(asked.part('id'))
  const words = vendorWords().consoleDesk.activations
  const { decision, replaced } = await vendor.preview(await vendor.openRenewal(one.id))
  const back = html`<p>${link(herePath(one), vendorWords().console.back)}</p>`
  if (decision.kind === 'refusal')
    return page('activations', words.renewOf(one.computerId), html`${problem(refusedBy(decision))}${back}`)
  const license = decision.kind === 'grant' ? decision.terms : decision.license
  return page(
    'activations',
    words.renewOf(one.computerId),
    html`<p class="lead">${words.renewLead}</p>
${facts([[labelFor('key'), link(pathOf('keys', one.keyId), one.keyId)], ...endLines({ license, replaced })])}
${ownForm(asked, herePath(one, 'renew'), html`<button type="submit" class="primary">${words.sign}</button>`, { kind: 'actions' })}
${back}`,
  )
}

async function renew(desk: ConsoleDesk, asked: Asked): Promise<ViewAnswer> {
  const { vendor, signer } = desk
  const reminder = await IssueReminder.of(vendor)
  const issued = await signer.issue(await vendor.openRenewal(asked.part('id')))
  if (issued.kind === 'refusal') throw refusedBy(issued)
  reminder.see(issued)
  return elsewhere(keepMade(desk, { issued: [issued], isRenewal: true, warnings: reminder.warnings() }))
}
