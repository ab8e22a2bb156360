/** Owns what the client's check is given: the license, this computer, the program and the record, as plain values. */
import type { Platform, Unreadable } from '../computer/computer.ts'
import type { Coded } from '../errors.ts'
import type { CountedFingerprint, FingerprintClaim } from '../message/fingerprint.ts'
import type { License } from '../message/license.ts'
import type { ProgramVersion } from '../terms/version.ts'

/** What the client's kit says, as far as rules ask. */
export interface CheckedKit {
  readonly vendor: string
  readonly productId: string
  readonly allowGeneric: boolean
  /** When the kit was made, seconds since 1970. */
  readonly madeAt: number
  /** Key ids that are retired, each with the time from which its signatures count no more. */
  readonly retired: ReadonlyMap<string, number>
}

/** This computer, and who runs the program on it, now. */
export interface CheckedComputer {
  /** With every value, also where a message carries eight at most. */
  readonly fingerprint: FingerprintClaim
  readonly platform: Platform
  /** The account's name as the operating system has it; undefined when it has none. */
  readonly user: string | undefined
  /** What the computer runs inside of, such as `kvm` or `docker`; undefined: no evidence of anything. */
  readonly virtual: string | undefined
  /** Why there is no reading of a kind, for whoever is refused; nothing is decided by it. */
  readonly unreadable?: readonly Unreadable[]
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
  readonly terms: CheckedKit
  readonly here: CheckedComputer
  /** For a license that names its computer by a hash: what the request was bound to, as far as it was kept. */
  readonly asked?: CountedFingerprint | undefined
  readonly program: Program
  /** When the program first ran under this license, as the installation that it names recorded it; else undefined. */
  readonly firstRunAt: number | undefined
  /** Times that have been, as far as this computer knows; what the license itself says of it is added. */
  readonly seen: readonly SeenTime[]
  /** What is wrong with the client's own record; undefined when it is whole, or not there yet. */
  readonly recordDamage: RecordDamage | undefined
  /** Undefined while the activation counts. */
  readonly withdrawal: Withdrawal | undefined
  /** A site server asks, which lends seats of the license and does not run the program. */
  readonly lends?: boolean | undefined
  /** Seconds since 1970. */
  readonly now: number
}

/**
 * A time that has been, and how that is known: `record`: this client saw it; `license` and `kit`: the vendor signed
 * then; `files`: the system wrote files then.
 */
export interface SeenTime {
  /** Seconds since 1970. */
  readonly at: number
  readonly by: 'record' | 'license' | 'kit' | 'files'
  /** Of `files`: those that were written later than now. */
  readonly files?: readonly string[]
}

/** What is wrong with the record, as the error says that whoever needs it would get: state-damaged and the like. */
export type RecordDamage = Coded

/** Why an activation counts no more, and since when: seconds since 1970. */
export interface Withdrawal {
  readonly why: 'deactivated' | 'revoked'
  readonly at: number
}
