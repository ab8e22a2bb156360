/**
 * Owns the client's check: whether a license whose signature holds is good on this computer, for this program, now.
 * Pure. The verdict names every reason, not the first. A new rule is one file in check/ and one line in RULES.
 */
import type { Platform } from '../computer/computer.ts'
import type { FingerprintClaim } from '../message/fingerprint.ts'
import type { License } from '../message/license.ts'
import { binding } from './check/binding.ts'
import { expiry } from './check/expiry.ts'
import { features } from './check/features.ts'
import { product } from './check/product.ts'
import { users } from './check/users.ts'
import { vendor } from './check/vendor.ts'
import { version } from './check/version.ts'
import { virtual } from './check/virtual.ts'
import { judge, type Reason, type Rule, type Step } from './rule.ts'
import type { ProgramVersion } from './version.ts'

/** What the client's kit says, as far as rules ask. */
export interface Terms {
  readonly vendor: string
  readonly productId: string
  readonly allowGeneric: boolean
}

/** This computer, and who runs the program on it, now. */
export interface Here {
  readonly fingerprint: FingerprintClaim
  readonly platform: Platform
  /** The account's name as the operating system has it; undefined when it has none. */
  readonly user: string | undefined
  /** What the computer runs inside of, such as `kvm` or `docker`; undefined: no evidence of anything. */
  readonly virtual: string | undefined
}

/** The program that asks, as far as it says. */
export interface Program extends ProgramVersion {
  /** Features that it cannot do without. */
  readonly features: readonly string[]
}

export interface CheckCase {
  readonly license: License
  readonly terms: Terms
  readonly here: Here
  readonly program: Program
  /** When the program first ran under this license, as the installation that it names recorded it; else undefined. */
  readonly firstRunAt: number | undefined
  /** Seconds since 1970. */
  readonly now: number
}

export interface Verdict {
  readonly valid: boolean
  readonly reasons: readonly Reason[]
  /** What somebody should know although the license is valid: that it is in its days of grace. */
  readonly warnings: readonly Reason[]
  readonly trace: readonly Step[]
}

const RULES: readonly Rule<CheckCase>[] = [
  vendor,
  product,
  binding,
  virtual,
  users,
  expiry,
  version,
  features,
]

export function check(subject: CheckCase): Verdict {
  const { trace, reasons, warnings } = judge(RULES, subject)
  return { valid: reasons.length === 0, reasons, warnings, trace }
}
