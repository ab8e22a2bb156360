/** Owns what pages are made of: facts, tables, links, forms of one button, and what went wrong. */
import { AirlatchError, detailOf, type ErrorCode, type ErrorDetails } from '../core/errors.ts'
import { formatEnd, formatInstant } from '../words/dates.ts'
import { type Explanation, explain } from '../words/explain.ts'
import type { CellValue } from '../words/output.ts'
import { type Html, html, type Piece, verbatim } from './html.ts'

export type Cell = CellValue | Html

/** Seconds since 1970, to the minute in UTC; the second is in the element. */
export function moment(at: number): Html {
  return html`<time datetime="${formatInstant(at)}">${minuteOf(at)}</time>`
}

/** The same as a text, in the midst of a sentence. */
export function minuteOf(at: number): string {
  return formatInstant(at).slice(0, 16).replace('T', ' ')
}

/** An end, by its day in UTC; the instant is in the element. */
export function endDay(end: number): Html {
  return html`<time datetime="${formatInstant(end)}">${formatEnd(end).slice(0, 10)}</time>`
}

/** Left out where there is no value. */
export function facts(pairs: readonly (readonly [label: string, value: Cell])[]): Html {
  const rows = pairs.flatMap(([label, value]) =>
    value === undefined ? [] : [html`<div><dt>${label}</dt><dd>${piece(value)}</dd></div>`],
  )
  return html`<dl class="facts">${rows}</dl>`
}

/** `none`: said in place of a table without rows. `caption`: for screen readers. */
export function table(
  caption: string,
  headings: readonly string[],
  rows: readonly (readonly Cell[])[],
  none: string,
): Html {
  if (rows.length === 0) return html`<p class="quiet">${none}</p>`
  // what is laid out as cards would be no table any more to a screen reader; the roles keep it one
  const isWide = headings.length > MOST_NARROW
  const role = (name: string) => isWide && html` role="${name}"`
  // of a column, all cells or none: values that stand below each other in some rows alone look broken
  const areBrief = headings.map((_, column) => column > 0 && rows.every(row => isBrief(row[column])))
  const cell = (value: Cell, column: number) =>
    cellOf(value, column, isWide ? { heading: headings[column], isBrief: areBrief[column] } : undefined)
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table${isWide && html` class="cards" role="table"`}>
<thead${role('rowgroup')}><tr${role('row')}>${headings.map(heading => html`<th scope="col"${role('columnheader')}>${heading}</th>`)}</tr></thead>
<tbody${role('rowgroup')}>${rows.map(row => html`<tr${role('row')}>${row.map(cell)}</tr>\n`)}</tbody>
</table></div>`
}

/** Columns that a phone has room for; of a wider table each row is a card there. */
const MOST_NARROW = 2

/** Days, instants and ids, which no line should end within. */
const WHOLE = /^[0-9A-Za-z:-]{1,24}$/
/** Characters of a value of which a card on a phone has two in a line: numbers, and most states. */
const MOST_BRIEF = 6

function textOf(value: Cell): string {
  return String(value ?? '').replace(/<[^>]*>/g, '')
}

function isBrief(value: Cell): boolean {
  return textOf(value).length <= MOST_BRIEF
}

/** Of a card: the heading of the column is the label. */
interface CardColumn {
  readonly heading: string | undefined
  readonly isBrief: boolean | undefined
}

function cellOf(value: Cell, column: number, card: CardColumn | undefined): Html {
  const text = textOf(value)
  const kind = WHOLE.test(text) && html` class="whole"`
  const more =
    card?.heading !== undefined &&
    html` data-label="${card.heading}"${card.isBrief && html` data-brief`} role="${column === 0 ? 'rowheader' : 'cell'}"`
  if (column === 0) return html`<th scope="row"${kind}${more}>${piece(value)}</th>`
  return html`<td${kind}${more}>${piece(value)}</td>`
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/

/** An instant as people read one, also where the texts of the commands have it whole. */
export function piece(value: Cell): Piece {
  if (typeof value === 'string' && INSTANT.test(value)) return moment(Date.parse(value) / 1000)
  return typeof value === 'boolean' ? `${value}` : (value as Piece)
}

/** Whether a picker of days can show it: a day, or none yet. */
export function isDay(value: string): boolean {
  return value === '' || /^\d{4}-\d\d-\d\d$/.test(value)
}

/**
 * A field for a day, with the browser's picker of days. What is there and is no day, such as an instant or a mistake, stays
 * as it is in a field for text.
 */
export function dayInput(name: string, value: string, described = html``): Html {
  return html`<input id="${name}" name="${name}" type="${isDay(value) ? 'date' : 'text'}" value="${verbatim(value)}" autocomplete="off"${described}>`
}

export function link(path: string, text: string): Html {
  return html`<a href="${path}">${text}</a>`
}

/** A path of whose parts some come from outside. */
export function pathOf(...parts: readonly string[]): string {
  return `/${parts.map(encodeURIComponent).join('/')}`
}

/** The field of every form that has the session's own secret. */
export const FORM_FIELD = 'form'

/** A page of a session. */
export interface OwnPage {
  /** The session's own, which each form carries. */
  readonly secret: string
}

interface FormLook {
  readonly multipart?: boolean
  /** Its class. */
  readonly kind?: string
  /** For the script of the page (pages/serve/start.ts): every message is of use here. */
  readonly takesAll?: boolean
}

/** A form of ours: it has the session's secret. */
export function ownForm(
  { secret }: OwnPage,
  action: string,
  content: Html,
  { multipart = false, kind = 'stack', takesAll = false }: FormLook = {},
): Html {
  return html`<form method="post" action="${action}" class="${kind}"${multipart && html` enctype="multipart/form-data"`}${takesAll && html` data-takes="all"`}>
<input type="hidden" name="${FORM_FIELD}" value="${secret}">
${content}
</form>`
}

/** What a person did wrong, for the page that they did it on; throws what is our fault. */
export function refusedIn(error: unknown): AirlatchError {
  if (error instanceof AirlatchError && error.kind !== 'bug') return error
  throw error
}

/** What went wrong, and the way out. */
export function problem(error: AirlatchError): Html {
  const { message, hint } = shown(error)
  return html`<div class="notice problem" role="alert"><p class="notice-title">${upper(message)}</p><p>${upper(hint)}</p><p class="quiet"><code>${error.code}</code></p></div>`
}

/** An option of the command line is a field here, and a name of the code is words: `startByDays` is `start by days`. */
function shown({ code, details }: AirlatchError): Explanation {
  const field = detailOf(details, 'field')
  const own = typeof field === 'string' ? { ...details, field: inWords(field) } : details
  return explain<ErrorCode>(code, own as ErrorDetails<ErrorCode>, { context: 'application' })
}

function inWords(field: string): string {
  return field.replace(/^--/, '').replace(/(?<=[a-z])[A-Z]/g, letter => ` ${letter.toLowerCase()}`)
}

export function warning(text: string): Html {
  return html`<p class="notice open">${upper(text)}</p>`
}

/** Sentences of ours begin with a small letter and have no full stop: on a page they are sentences. */
export function upper(text: string): string {
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}`
}

export function section(title: string, content: Html, more?: Html): Html {
  return html`<section class="card stack"><div class="head"><h2>${title}</h2>${more}</div>
${content}
</section>`
}
