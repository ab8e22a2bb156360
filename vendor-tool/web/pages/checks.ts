/** Owns the trace of the rules as a person reads it: what was looked at, what was seen, and whether it will do. */

import type { Step } from '../../../src/vendor/door.ts'
import { traceText } from '../../../src/words/trace.ts'
import { type Html, html } from '../html.ts'
import { sentence } from './sentence.ts'

/** Rules by name, in the words of who reads them. A name that is not here is shown as it is. */
const WORDS: Readonly<Record<string, string>> = {
  product: 'Product',
  'key-proof': 'Activation key',
  revoked: 'Withdrawn',
  generic: 'Kind of license',
  readings: 'Computer',
  virtual: 'Virtual machine',
  version: 'Version',
  format: 'License format',
  expiry: 'Term',
  seats: 'Seats',
  released: 'Given back',
  typed: 'As a typed code',
}

const MARKS = {
  pass: { sign: '✓', word: 'in order' },
  warn: { sign: '!', word: 'in order, but' },
  refuse: { sign: '✕', word: 'not in order' },
} as const

export function checkList(trace: readonly Step[]): Html {
  if (trace.length === 0) return html``
  return html`<ol class="checks">${trace.map(
    step =>
      html`<li class="${step.outcome}"><span aria-hidden="true">${MARKS[step.outcome].sign}</span>
<strong>${WORDS[step.rule] ?? step.rule}:</strong> <span class="unseen">(${MARKS[step.outcome].word})</span> <bdi>${sentence(traceText(step))}</bdi></li>`,
  )}</ol>`
}
