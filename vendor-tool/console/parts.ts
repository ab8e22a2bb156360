/** Owns what several views say: that there is nothing, and that an address names nothing. */
import { html } from '../../src/web/html.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import type { ConsoleSection } from './layout.ts'
import { type PageAnswer, page } from './visit.ts'

export const none = (): string => vendorWords().desk.none

/** What an address names is not there, or not kept any more. */
export function notThere(section: ConsoleSection): PageAnswer {
  const words = vendorWords().console
  return page(section, words.notFound, html`<p>${words.notFoundHint}</p>`)
}
