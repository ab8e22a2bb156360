/** Owns the trace of the rules as a person reads it: what was checked, what was found, and whether it is enough. */
import type { Step } from '../../../src/vendor/door.ts'
import { type Html, html } from '../../../src/web/html.ts'
import { traceText } from '../../../src/words/trace.ts'
import type { Speech } from './layout.ts'
import { sentence } from './sentence.ts'

const SIGNS = { pass: '✓', warn: '!', refuse: '✕' } as const

export function checkList(trace: readonly Step[], speech: Speech): Html {
  if (trace.length === 0) return html``
  const { checks } = speech.words
  return html`<ol class="checks">${trace.map(
    step =>
      html`<li class="${step.outcome}"><span aria-hidden="true">${SIGNS[step.outcome]}</span>
<strong>${checks.rules[step.rule] ?? step.rule}:</strong> <span class="unseen">(${checks[step.outcome]})</span> <bdi>${sentence(seen(step, speech))}</bdi></li>`,
  )}</ol>`
}

/** Customers know the product by its name, and rules know its id. */
function seen(step: Step, { lang, words }: Speech): string {
  if (step.rule === 'product' && step.outcome === 'pass') return words.checks.rightProduct
  return traceText(step, { lang })
}
