/** Owns the pages on which the list of another system becomes keys: handed over, looked at line by line, and imported. */
import { BYTE_ORDER_MARK, csvOf } from '../../../src/cli/export.ts'
import { AirlatchError, type PlannedLine } from '../../../src/vendor/door.ts'
import { html, verbatim, withCode } from '../../../src/web/html.ts'
import { link, ownForm, pathOf, problem, refusedIn, table, upper, warning } from '../../../src/web/parts.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { MADE_COLUMNS, planRows } from '../../commands/key/import.ts'
import { notThere } from '../parts.ts'
import {
  type Asked,
  type ConsoleDesk,
  elsewhere,
  type HandedList,
  page,
  type Route,
  type ViewAnswer,
} from '../visit.ts'

/** As the largest form of the console (app.ts); the command takes more. */
const MOST_FILE_BYTES = 33_554_432
/** Lines that a page shows; those with a fault stand in front. */
const MOST_SHOWN = 200

export const KEY_IMPORT: readonly Route[] = [
  { method: 'GET', path: '/keys/import', answer: async (_desk, asked) => startPage(asked) },
  {
    method: 'POST',
    path: '/keys/import',
    mostFile: MOST_FILE_BYTES,
    async answer({ vendor, lists }, asked) {
      try {
        const list = listIn(asked)
        await vendor.planImport(list)
        return elsewhere(listPath(lists.keep({ list })))
      } catch (error) {
        return startPage(asked, refusedIn(error))
      }
    },
  },
  {
    method: 'GET',
    path: '/keys/import/:id',
    async answer(desk, asked) {
      const handed = desk.lists.get(asked.part('id'))
      if (handed === undefined) return notThere('keys')
      return handed.imported === undefined
        ? planPage(desk, asked, handed)
        : donePage(asked, handed.imported.length)
    },
  },
  {
    method: 'POST',
    path: '/keys/import/:id',
    async answer({ vendor, lists }, { part }) {
      const id = part('id')
      const handed = lists.get(id)
      if (handed === undefined) return notThere('keys')
      if (handed.imported === undefined)
        lists.change(id, { ...handed, imported: await vendor.importKeys(handed.list) })
      return elsewhere(listPath(id))
    },
  },
  {
    method: 'GET',
    path: '/keys/import/:id/pairs',
    async answer({ lists }, { part }) {
      const rows = lists.get(part('id'))?.imported
      if (rows === undefined) return notThere('keys')
      return {
        kind: 'download',
        name: 'imported-keys.csv',
        type: 'text/csv; charset=utf-8',
        bytes: BYTE_ORDER_MARK + csvOf({ rows, columns: MADE_COLUMNS }),
      }
    },
  },
]

function listPath(id: string, ...more: readonly string[]): string {
  return pathOf('keys', 'import', id, ...more)
}

/** Error: invalid-value, without a list. */
function listIn({ form }: Asked): HandedList['list'] {
  const csv = form.file('csv')
  const typed = form.text('columns')
  const columns = form.file('columnsFile') ?? new TextEncoder().encode(typed)
  if (csv === undefined) throw new AirlatchError('input-empty', {})
  // the body that they came in is larger
  return { csv: csv.slice(), columns: columns.slice() }
}

/** Of an exported list whose headings are these. */
const EXAMPLE = `{
  "old key": { "column": "Product key" },
  "product": { "value": "scope" },
  "e-mail": { "column": "Email" },
  "activations": { "column": "Activations allowed" }
}`

function startPage(asked: Asked, error?: AirlatchError): ViewAnswer {
  const words = vendorWords().consoleDesk.import
  const typed = asked.form.text('columns')
  return page(
    'keys',
    words.title,
    html`${error && problem(error)}
<p class="lead">${words.lead}</p>
${ownForm(
  asked,
  '/keys/import',
  html`<div class="field"><label for="csv">${words.csv}</label><input id="csv" name="csv" type="file" accept=".csv,text/csv" required></div>
<div class="field"><label for="columns">${words.columns}</label><textarea id="columns" name="columns" rows="8" spellcheck="false" aria-describedby="columns-hint">${verbatim(typed === '' ? EXAMPLE : typed)}</textarea>
<p class="hint" id="columns-hint">${withCode(words.columnsHint)}</p></div>
<div class="field"><label for="columnsFile">${words.columnsFile}</label><input id="columnsFile" name="columnsFile" type="file" accept=".json,application/json"></div>
<div class="actions"><button type="submit" class="primary">${words.look}</button>${link('/keys', vendorWords().console.back)}</div>`,
  { multipart: true },
)}`,
    error === undefined ? {} : { status: 400 },
  )
}

async function planPage({ vendor }: ConsoleDesk, asked: Asked, { list }: HandedList): Promise<ViewAnswer> {
  const words = vendorWords().consoleDesk.import
  const lines = await vendor.planImport(list)
  const count = (kind: PlannedLine['kind']) => lines.filter(line => line.kind === kind).length
  const refused = count('refused')
  const inOrder = [...lines].sort((a, b) => Number(b.kind === 'refused') - Number(a.kind === 'refused'))
  const rows = inOrder.slice(0, MOST_SHOWN).flatMap(planRows)
  return page(
    'keys',
    words.plan,
    html`${refused > 0 && warning(words.wrong)}
<p>${upper(vendorWords().key.import.summary(count('key'), refused, count('skipped')))}.</p>
${
  refused === 0 &&
  count('key') > 0 &&
  ownForm(
    asked,
    listPath(asked.part('id')),
    html`<button type="submit" class="primary">${words.make(count('key'))}</button>`,
    {
      kind: 'actions',
    },
  )
}
${table(
  words.plan,
  (['line', 'outcome', 'column', 'what'] as const).map(headingFor),
  rows.map(({ line, outcome, column, what }) => [line, outcome, column, what]),
  upper(vendorWords().key.import.none),
)}
${lines.length > MOST_SHOWN && html`<p class="quiet">${words.more(lines.length - MOST_SHOWN)}</p>`}
<p>${link('/keys/import', words.other)}</p>`,
  )
}

function donePage({ part }: Asked, made: number): ViewAnswer {
  const words = vendorWords().consoleDesk.import
  return page(
    'keys',
    words.done(made),
    html`<p class="lead">${words.doneLead}</p>
<p class="actions"><a class="button primary" href="${listPath(part('id'), 'pairs')}" download>${words.pairs}</a>
${link('/keys', vendorWords().console.section.keys)}</p>`,
  )
}
