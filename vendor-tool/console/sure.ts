/** Owns the page before what cannot be undone: what will happen, in words, and the button that does it. */
import type { AirlatchError } from '../../src/vendor/door.ts'
import { type Html, html, verbatim } from '../../src/web/html.ts'
import { link, ownForm, problem, upper, warning } from '../../src/web/parts.ts'
import { vendorWords } from '../../src/words/vendor-tool.ts'
import type { ConsoleSection } from './layout.ts'
import { type Asked, type PageAnswer, page } from './visit.ts'

export interface Sure {
  readonly section: ConsoleSection
  /** What will happen, as `confirmationQuestion` says it. */
  readonly fact: string
  readonly question: string
  /** Where its form goes. */
  readonly action: string
  /** Where "No" leads. */
  readonly back: string
  /** What is asked for as well. */
  readonly more?: Html
  /** What was typed on the page before, which the form carries on. */
  readonly carried?: Readonly<Record<string, string>>
  /** What was wrong with it. */
  readonly error?: AirlatchError | undefined
}

export function surePage(asked: Asked, sure: Sure): PageAnswer {
  const { section, fact, question, action, back, more, carried = {}, error } = sure
  const words = vendorWords().console
  return page(
    section,
    upper(question),
    html`${error && problem(error)}
${warning(fact)}
${ownForm(
  asked,
  action,
  html`<input type="hidden" name="sure" value="yes">
${Object.entries(carried).map(([name, value]) => html`<input type="hidden" name="${name}" value="${verbatim(value)}">`)}
${more}
<div class="actions"><button type="submit" class="danger">${words.yes}</button>${link(back, words.no)}</div>`,
)}`,
    error === undefined ? {} : { status: 400 },
  )
}

/** Whether the form comes from that page. */
export function isSure({ form }: Asked): boolean {
  return form.text('sure') === 'yes'
}

export function reasonInput(isNeeded: boolean, value = ''): Html {
  return html`<div class="field"><label for="reason">${vendorWords().console.reason}</label><input id="reason" name="reason" value="${verbatim(value)}" autocomplete="off"${isNeeded && html` required`}></div>`
}
