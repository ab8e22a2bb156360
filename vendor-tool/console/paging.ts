/**
 * Owns pages of what there is much of. A link to the next page names the last row of this one, so that nothing is missed
 * or comes twice while others work.
 */
import { vendorWords } from '../../src/words/vendor-tool.ts'
import { type Html, html } from '../web/html.ts'
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

export function nextPage(path: string, query: Readonly<Record<string, string>>, label: string): Html {
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
