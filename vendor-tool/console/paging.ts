/**
 * Owns pages of what there is much of. A link to the next page names the last row of this one, so that nothing is missed
 * or comes twice while others work.
 */
import type { PageAfter } from '../../src/vendor/door.ts'
import { type Html, html } from '../../src/web/html.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import type { Asked } from './visit.ts'

/** Rows of a page. */
export const PAGE_ROWS = 50

/** The way to the next page, when this one is full. `query`: of its address; what is empty is left out. */
export function older(
  rows: number,
  most: number,
  path: string,
  query: Readonly<Record<string, string>>,
): Html | undefined {
  return rows < most ? undefined : nextPage(path, query, vendorWords().console.older)
}

/** The way to the next part of a report. `query`: as above; `name`: of its cursor. */
export function nextPart(
  next: PageAfter | undefined,
  path: string,
  query: Readonly<Record<string, string>>,
  name = 'after',
): Html | undefined {
  const { at, number } = next ?? {}
  return next && nextPage(path, { ...query, [name]: `${at}.${number}` })
}

/** Where a part of a report begins, as its address names it; undefined: the first one. */
export function partCursor(query: Asked['query'], name = 'after'): PageAfter | undefined {
  const [at = Number.NaN, number = Number.NaN] = query(name).split('.').map(Number)
  return Number.isSafeInteger(at) && Number.isSafeInteger(number) ? { at, number } : undefined
}

/** The way to the next page. `query`: as above. */
export function nextPage(
  path: string,
  query: Readonly<Record<string, string>>,
  label = vendorWords().console.next,
): Html {
  const said = Object.entries(query).filter(([, value]) => value !== '')
  return html`<p><a href="${path}?${new URLSearchParams(said).toString()}">${label}</a></p>`
}

/** The row that the page begins after, as its address names it; undefined: the first page. */
export function cursor(query: Asked['query'], name = 'before'): string | undefined {
  return query(name) || undefined
}

/** The same of a number; what is none is the first page. */
export function numberCursor(query: Asked['query'], name = 'before'): number | undefined {
  const asked = Number(query(name))
  return Number.isSafeInteger(asked) && asked > 0 ? asked : undefined
}
