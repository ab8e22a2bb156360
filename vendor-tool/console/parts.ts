/** Owns what the views are made of: facts, tables, forms of one button, and what went wrong. */
import { detailOf } from '../../src/core/errors.ts'
import {
  AirlatchError,
  type ErrorCode,
  type ErrorDetails,
  type Explanation,
  explain,
} from '../../src/vendor/door.ts'
import { formatEnd, formatInstant } from '../../src/words/dates.ts'
import type { CellValue } from '../../src/words/output.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import { type Html, html, type Piece } from '../web/html.ts'
import { FORM_FIELD } from './session.ts'
import type { Asked } from './visit.ts'

type Cell = CellValue | Html

/** Seconds since 1970, to the minute in UTC; the second is in the element. */
export function moment(at: number): Html {
  const instant = formatInstant(at)
  return html`<time datetime="${instant}">${instant.slice(0, 16).replace('T', ' ')}</time>`
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
  return html`<div class="wide" tabindex="0" role="region" aria-label="${caption}"><table>
<thead><tr>${headings.map(heading => html`<th scope="col">${heading}</th>`)}</tr></thead>
<tbody>${rows.map(row => html`<tr>${row.map(cellOf)}</tr>\n`)}</tbody>
</table></div>`
}

/** Days, instants and ids, which no line should end within. */
const WHOLE = /^[0-9A-Za-z:-]{1,24}$/

function cellOf(value: Cell, column: number): Html {
  const isWhole = WHOLE.test(String(value ?? '').replace(/<[^>]*>/g, ''))
  const kind = isWhole ? 'whole' : undefined
  if (column === 0) return html`<th scope="row" class="${kind}">${piece(value)}</th>`
  return html`<td class="${kind}">${piece(value)}</td>`
}

function piece(value: Cell): Piece {
  return typeof value === 'boolean' ? `${value}` : (value as Piece)
}

export function link(path: string, text: string): Html {
  return html`<a href="${path}">${text}</a>`
}

/** A path of whose parts some come from outside. */
export function pathOf(...parts: readonly string[]): string {
  return `/${parts.map(encodeURIComponent).join('/')}`
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
  { secret }: Pick<Asked, 'secret'>,
  action: string,
  content: Html,
  { multipart = false, kind = 'stack', takesAll = false }: FormLook = {},
): Html {
  return html`<form method="post" action="${action}" class="${kind}"${multipart && html` enctype="multipart/form-data"`}${takesAll && html` data-takes="all"`}>
<input type="hidden" name="${FORM_FIELD}" value="${secret}">
${content}
</form>`
}

/** What went wrong, and the way out. */
export function problem(error: AirlatchError): Html {
  const { message, hint } = shown(error)
  return html`<div class="notice problem" role="alert"><p class="notice-title">${upper(message)}</p><p>${upper(hint)}</p><p class="quiet"><code>${error.code}</code></p></div>`
}

/** What a person did wrong, for the page that they did it on; throws what is our fault. */
export function refusedIn(error: unknown): AirlatchError {
  if (error instanceof AirlatchError && error.kind !== 'bug') return error
  throw error
}

/** An option of the command line is a field here. */
function shown({ code, details }: AirlatchError): Explanation {
  const field = detailOf(details, 'field')
  const isOption = typeof field === 'string' && field.startsWith('--')
  const own = isOption ? { ...details, field: field.slice(2) } : details
  return explain<ErrorCode>(code, own as ErrorDetails<ErrorCode>, { context: 'application' })
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

export const none = (): string => vendorWords().desk.none
