/**
 * Owns the client's check: whether a license whose signature holds is good on this computer, for this program, now.
 * Pure. The verdict names every reason, not the first. A new rule is one file in check/ and one line in RULES.
 */
import type { Platform } from '../computer/computer.ts'
import type { FingerprintClaim } from '../message/fingerprint.ts'
import type { License } from '../message/license.ts'
import { judge, type Reason, type Rule, type Step } from '../rule.ts'
import type { ProgramVersion } from '../terms/version.ts'
import { binding } from './binding.ts'
import { clock, type SeenTime } from './clock.ts'
import { expiry } from './expiry.ts'
import { features } from './features.ts'
import { product } from './product.ts'
import { type RecordDamage, record } from './record.ts'
import { signer } from './signer.ts'
import { users } from './users.ts'
import { vendor } from './vendor.ts'
import { version } from './version.ts'
import { virtual } from './virtual.ts'
import { type Withdrawal, withdrawn } from './withdrawn.ts'

/** What the client's kit says, as far as rules ask. */
export interface Terms {
  readonly vendor: string
  readonly productId: string
  readonly allowGeneric: boolean
  /** When the kit was made, seconds since 1970. */
  readonly madeAt: number
  /** Key ids that are retired, each with the time from which its signatures count no more. */
  readonly retired: ReadonlyMap<string, number>
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
  /** Key id of the key whose signature holds. */
  readonly signedBy: string
  readonly terms: Terms
  readonly here: Here
  /** For a license that names its computer by a hash: the fingerprint of the request, as far as it was kept. */
  readonly asked?: FingerprintClaim | undefined
  readonly program: Program
  /** When the program first ran under this license, as the installation that it names recorded it; else undefined. */
  readonly firstRunAt: number | undefined
  /** Times that have been, as far as this computer knows; what the license itself says of it is added. */
  readonly seen: readonly SeenTime[]
  /** What is wrong with the client's own record; undefined when it is whole, or not there yet. */
  readonly recordDamage: RecordDamage | undefined
  /** Undefined while the activation counts. */
  readonly withdrawal: Withdrawal | undefined
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
  signer,
  binding,
  virtual,
  users,
  record,
  withdrawn,
  clock,
  expiry,
  version,
  features,
]

export function check(subject: CheckCase): Verdict {
  const { trace, reasons, warnings } = judge(RULES, subject)
  return { valid: reasons.length === 0, reasons, warnings, trace }
}

export type { SeenTime } from './clock.ts'
export type { RecordDamage } from './record.ts'
export type { Withdrawal } from './withdrawn.ts'
