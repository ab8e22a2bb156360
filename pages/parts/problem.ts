/**
 * Owns how a page explains an error: its sentence and its hint. A hint about commands or files is replaced by one for
 * people who have only this page.
 */
import { AirlatchError, type ErrorCode } from '../../src/browser/door.ts'
import type { ProblemWords } from '../../src/words/en/page-parts.ts'
import { explain } from '../../src/words/explain.ts'
import { visible } from '../../src/words/output.ts'
import { pageParts } from '../../src/words/page-parts.ts'
import type { CameraTrouble } from './camera.ts'
import { cut, element } from './element.ts'

/** What only a page has to say: a problem that no error code is for. */
export class PageProblem extends Error {
  readonly problem: ProblemWords

  constructor(problem: ProblemWords) {
    super(problem.title)
    this.problem = problem
  }
}

/** Explains anything that was thrown. An error that is not from Airlatch is reported as a fault of the page. */
export function problemOf(error: unknown): ProblemWords {
  const { broken, hints, wrongMessage } = pageParts()
  if (error instanceof PageProblem) return error.problem
  if (!(error instanceof AirlatchError))
    return { title: broken.title, hint: broken.hint(cut(visible(String(error)))) }
  const { code, details } = error
  const { message, hint } = explain<ErrorCode>(code, details)
  const wrong = error.code === 'wrong-message-type' ? wrongMessage[String(error.details.got)] : undefined
  return { title: sentence(message), hint: sentence(wrong ?? hints[code] ?? hint) }
}

export function cameraProblem(kind: CameraTrouble): ProblemWords {
  return pageParts().camera.troubles[kind]
}

/** A box that says itself to a screen reader when it is put into the page; a word and a shape beside the color. */
export function problemBox({ title, hint }: ProblemWords): HTMLElement {
  return element(
    'div',
    { class: 'notice problem', role: 'alert' },
    element('p', { class: 'notice-title' }, title),
    element('p', {}, hint),
  )
}

/** House style is lower case without a full stop; a page speaks in sentences. */
export function sentence(text: string): string {
  const safe = cut(visible(text))
  const first = safe.charAt(0).toUpperCase() + safe.slice(1)
  return /[.!?…]$/.test(first) ? first : `${first}.`
}
