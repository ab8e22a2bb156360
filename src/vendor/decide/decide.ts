/**
 * Owns the vendor's decision on one request: a grant or a refusal, with the trace of every rule. Pure.
 * A new rule is one file in decide/ and one line in RULES, which is the order that a person reads.
 */

import { AirlatchError, codedOf } from '../../core/errors.ts'
import { judge, type Rule } from '../../core/rule.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import type { Grant, GrantedTerms, IssueCase, Refusal, SeatedCase } from './case.ts'
import { countDeactivations } from './deactivations.ts'
import { expiry } from './expiry.ts'
import { format } from './format.ts'
import { genericSwitch } from './generic-switch.ts'
import { termsOf } from './granted.ts'
import { product } from './product.ts'
import { proof } from './proof.ts'
import { readings } from './readings.ts'
import { revoked } from './revoked.ts'
import { placeAt, placeOf, seats } from './seats.ts'
import { server } from './server.ts'
import { suspended } from './suspended.ts'
import { givenBack, takenBack } from './taken-back.ts'
import { typed } from './typed.ts'
import { version } from './version.ts'
import { virtual } from './virtual.ts'
import { workload } from './workload.ts'

const RULES: readonly Rule<SeatedCase>[] = [
  product,
  proof,
  revoked,
  suspended,
  genericSwitch,
  readings,
  workload,
  server,
  virtual,
  version,
  format,
  expiry,
  seats,
]
const TYPED_RULES: readonly Rule<SeatedCase>[] = [...RULES, takenBack, typed]

const SEAT = { renewal: 'renewed', move: 'moved', free: 'new' } as const

/** Returns the present terms for the seat of this activation, whatever the rules decide about it. */
export function termsHeld(issueCase: IssueCase, activation: Activation): GrantedTerms {
  const subject = { ...issueCase, place: placeAt(activation, issueCase.product) }
  return termsOf(subject)
}

/** Applies every rule. The first one that refuses names the refusal; the trace has them all. */
export function decide(issueCase: IssueCase): Grant | Refusal {
  const place = placeOf(issueCase)
  const subject: SeatedCase = { ...issueCase, place }
  const isTyped = issueCase.typed === true || issueCase.applicant.kind === 'by-code'
  const { trace, reasons } = judge(isTyped ? TYPED_RULES : RULES, subject)
  const first = reasons[0]
  if (first !== undefined) return { kind: 'refusal', ...codedOf(first), trace }
  // without a place, the rule of seats has refused
  if (place.kind === 'none') throw new AirlatchError('bug', { problem: 'a grant without a seat' })
  const { key, product: sold } = issueCase
  const counted = countDeactivations(key, sold, issueCase.seats)
  const deactivations =
    place.kind === 'move' ? { ...counted, used: counted.used + 1, moves: counted.moves + 1 } : counted
  return {
    kind: 'grant',
    place,
    seat: SEAT[place.kind],
    terms: termsOf(subject),
    givenBack: givenBack(subject),
    deactivations,
    trace,
  }
}
