/**
 * Owns the vendor's decision on one request: a grant or a refusal, with the trace of every rule. Pure.
 * A new rule is one file in decide/ and one line in RULES, which is the order that a person reads.
 */

import { requiredOf } from '../computer/fingerprint.ts'
import type { ErrorCode, ErrorDetails } from '../errors.ts'
import type { FingerprintClaim } from '../message/fingerprint.ts'
import type { Binding, FeatureValue, Maintenance } from '../message/license.ts'
import { expiry, termEnd } from './decide/expiry.ts'
import { genericSwitch } from './decide/generic-switch.ts'
import { product } from './decide/product.ts'
import { proof } from './decide/proof.ts'
import { readings } from './decide/readings.ts'
import { heldSeat, seats } from './decide/seats.ts'
import { version } from './decide/version.ts'
import type { Activation, KeyRecord, Product, Settings } from './entitlement.ts'
import { judge, type Rule, type Step } from './rule.ts'

/** Who asks: a computer by a signed request, or the vendor on the customer's behalf (checklist QG-11). */
export type Applicant =
  | {
      readonly kind: 'computer'
      readonly productId: string
      readonly fingerprint: FingerprintClaim
      /** Whether the request's proof was made with the activation key (message/activation-key.ts). */
      readonly proofHolds: boolean
      readonly version: string | undefined
    }
  | { readonly kind: 'on-behalf' }

/** All that the rules see. Times are seconds since 1970. */
export interface IssueCase {
  readonly applicant: Applicant
  readonly key: KeyRecord
  readonly product: Product
  readonly settings: Settings
  readonly activations: readonly Activation[]
  readonly now: number
}

/** What a license of this grant says, apart from who, when and by whom. */
export interface Grant {
  readonly kind: 'grant'
  /** The activation that this computer has already, or undefined for a new one. */
  readonly held: Activation | undefined
  readonly binding: Binding
  readonly expiresAt: number | undefined
  readonly features: ReadonlyMap<string, FeatureValue>
  readonly majorVersion: string | undefined
  readonly maintenance: Maintenance | undefined
  readonly floatingSeats: number | undefined
  readonly userData: string | undefined
  readonly trace: readonly Step[]
}

export interface Refusal {
  readonly kind: 'refusal'
  readonly code: ErrorCode
  readonly details: ErrorDetails
  readonly trace: readonly Step[]
}

const RULES: readonly Rule<IssueCase>[] = [product, proof, genericSwitch, readings, version, expiry, seats]

/** The first rule that refuses names the refusal; the trace has them all. */
export function decide(subject: IssueCase): Grant | Refusal {
  const { trace, reasons } = judge(RULES, subject)
  const first = reasons[0]
  if (first !== undefined) return { kind: 'refusal', code: first.code, details: first.details, trace }
  const { entitlement } = subject.key
  return {
    kind: 'grant',
    held: heldSeat(subject),
    binding: bindingOf(subject),
    expiresAt: termEnd(subject),
    features: entitlement.features,
    majorVersion: entitlement.maintenance === undefined ? entitlement.majorVersion : undefined,
    maintenance: entitlement.maintenance,
    floatingSeats: entitlement.floatingSeats,
    userData: entitlement.userData,
    trace,
  }
}

function bindingOf({ applicant, key, product }: IssueCase): Binding {
  if (key.entitlement.generic || applicant.kind === 'on-behalf') return { kind: 'generic' }
  const { fingerprint } = applicant
  return { kind: 'computer', fingerprint, required: requiredOf(product.match, fingerprint.size) }
}
