/**
 * Owns the client's check: whether a license whose signature holds is good on this computer, for this program, now.
 * Pure. The verdict names every reason, not the first. A new rule is one file in check/ and one line in RULES.
 */
import type { FingerprintClaim } from '../message/fingerprint.ts'
import type { License } from '../message/license.ts'
import { binding } from './check/binding.ts'
import { expiry } from './check/expiry.ts'
import { product } from './check/product.ts'
import { vendor } from './check/vendor.ts'
import { version } from './check/version.ts'
import { judge, type Reason, type Rule, type Step } from './rule.ts'
import type { ProgramVersion } from './version.ts'

/** What the client's kit says, as far as rules ask. */
export interface Terms {
  readonly vendor: string
  readonly productId: string
  readonly allowGeneric: boolean
}

export interface CheckCase {
  readonly license: License
  readonly terms: Terms
  /** This computer now. */
  readonly fingerprint: FingerprintClaim
  readonly program: ProgramVersion
  /** Seconds since 1970. */
  readonly now: number
}

export interface Verdict {
  readonly valid: boolean
  readonly reasons: readonly Reason[]
  readonly trace: readonly Step[]
}

const RULES: readonly Rule<CheckCase>[] = [vendor, product, binding, expiry, version]

export function check(subject: CheckCase): Verdict {
  const { trace, reasons } = judge(RULES, subject)
  return { valid: reasons.length === 0, reasons, trace }
}
