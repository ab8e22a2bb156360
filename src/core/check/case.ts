/** Owns the input of the client's check: the license, this computer, the program and the record, as plain values. */
import type { Platform, Unreadable } from '../computer/computer.ts'
import type { Coded } from '../errors.ts'
import type { CountedFingerprint, FingerprintClaim } from '../message/fingerprint.ts'
import type { License } from '../message/license.ts'
import type { ProgramVersion } from '../terms/version.ts'

/** The contents of the client's kit that the rules use. */
export interface CheckedKit {
  readonly vendor: string
  readonly productId: string
  readonly allowGeneric: boolean
  /** When the kit was made, seconds since 1970. */
  readonly madeAt: number
  /** Ids of retired keys, each with the time (seconds since 1970) from which its signatures are not accepted. */
  readonly retired: ReadonlyMap<string, number>
}

/** This computer now, and the account that runs the program. */
export interface CheckedComputer {
  /** With all values of a kind, whereas a message carries at most eight. */
  readonly fingerprint: FingerprintClaim
  readonly platform: Platform
  /** The account's name in the operating system; undefined if it has none. */
  readonly user: string | undefined
  /** The virtual machine or container that the computer runs in, such as `kvm` or `docker`, if any is evident. */
  readonly virtual: string | undefined
  /** Why kinds of readings are missing. Only shown to users whose license is refused; no rule depends on it. */
  readonly unreadable?: readonly Unreadable[]
}

/** What the calling program reports about itself. */
export interface Program extends ProgramVersion {
  /** Features that the program requires. */
  readonly features: readonly string[]
}

export interface CheckCase {
  readonly license: License
  /** Id of the key that verified the signature. */
  readonly signedBy: string
  readonly terms: CheckedKit
  readonly here: CheckedComputer
  /** For a license that names its computer by a hash: what the request was bound to, if that was kept. */
  readonly asked?: CountedFingerprint | undefined
  readonly program: Program
  /** When the program first ran under this license, if the installation that the license names has recorded it. */
  readonly firstRunAt: number | undefined
  /** Past times that this computer knows of. The rules add the license's own. */
  readonly seen: readonly SeenTime[]
  /** What is wrong with the client's own record; undefined if it is intact or does not exist yet. */
  readonly recordDamage: RecordDamage | undefined
  /** Undefined while the activation is in effect. */
  readonly withdrawal: Withdrawal | undefined
  /** True if the caller is a site server, which lends seats of the license and does not run the program. */
  readonly lends?: boolean | undefined
  /** Seconds since 1970. */
  readonly now: number
}

/**
 * A time in the past, and how it is known. `record`: this client saw it. `license` and `kit`: the vendor signed at this
 * time. `files`: the operating system wrote files at this time.
 */
export interface SeenTime {
  /** Seconds since 1970. */
  readonly at: number
  readonly by: 'record' | 'license' | 'kit' | 'files'
  /** For `files`: the files that were written later than the clock shows now. */
  readonly files?: readonly string[]
}

/** What is wrong with the record: the error that callers who need it would get, such as state-damaged. */
export type RecordDamage = Coded

/** Why an activation is no longer in effect, and since when: seconds since 1970. */
export interface Withdrawal {
  readonly why: 'deactivated' | 'revoked'
  readonly at: number
}
