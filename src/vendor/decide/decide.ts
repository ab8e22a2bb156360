/**
 * Owns the vendor's decision on one request: a grant or a refusal, with the trace of every rule. Pure.
 * A new rule is one file in decide/ and one line in RULES, which is the order that a person reads.
 */

import { judge, type Rule } from '../../core/rule.ts'
import type { Grant, IssueCase, Judged, Refusal } from './case.ts'
import { expiry } from './expiry.ts'
import { format } from './format.ts'
import { genericSwitch } from './generic-switch.ts'
import { termsOf } from './granted.ts'
import { product } from './product.ts'
import { proof } from './proof.ts'
import { readings } from './readings.ts'
import { revoked } from './revoked.ts'
import { driftFrom, seatAmong, seats } from './seats.ts'
import { takenBack } from './taken-back.ts'
import { typed } from './typed.ts'
import { version } from './version.ts'
import { virtual } from './virtual.ts'

const RULES: readonly Rule<Judged>[] = [
  product,
  proof,
  revoked,
  genericSwitch,
  readings,
  virtual,
  version,
  format,
  expiry,
  seats,
]
const TYPED_RULES: readonly Rule<Judged>[] = [...RULES, takenBack, typed]

/** The first rule that refuses names the refusal; the trace has them all. */
export function decide(issueCase: IssueCase): Grant | Refusal {
  const subject: Judged = {
    ...issueCase,
    held: seatAmong(issueCase.activations, issueCase),
    had: seatAmong(issueCase.former, issueCase),
  }
  const isTyped = issueCase.typed === true || issueCase.applicant.kind === 'by-code'
  const { trace, reasons } = judge(isTyped ? TYPED_RULES : RULES, subject)
  const first = reasons[0]
  if (first !== undefined) return { kind: 'refusal', code: first.code, details: first.details, trace }
  const { held } = subject
  const moved = held !== undefined && driftFrom(held, subject) !== undefined
  return { kind: 'grant', held, moved, terms: termsOf(subject), trace }
}
