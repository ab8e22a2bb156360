/** Owns `verify`, which turns the bytes of a license into a verdict: signature first, then the rules. No I/O. */

import type {
  CheckedComputer,
  CheckedKit,
  Program,
  RecordDamage,
  SeenTime,
  Withdrawal,
} from './check/case.ts'
import { check, type Verdict } from './check/check.ts'
import { endOf } from './check/expiry.ts'
import type { Keyring } from './cose/key.ts'
import { openLicense } from './envelope.ts'
import type { CountedFingerprint } from './message/fingerprint.ts'
import type { License } from './message/license.ts'

export interface VerifyInput {
  readonly keyring: Keyring
  readonly terms: CheckedKit
  readonly here: CheckedComputer
  /**
   * Returns the binding of a request, for a license by code, which has only its hash (16 hexadecimal digits). The rule
   * checks the result. Without it, the computer must be exactly as it was.
   */
  asked?(computer: string): CountedFingerprint | undefined
  readonly program: Program
  /** Returns when the program first ran under a license whose days start there, if this installation knows. */
  firstRunAt(license: License): number | undefined
  /** Past times that this computer knows of. */
  readonly seen: readonly SeenTime[]
  /** What is wrong with the client's own record, if anything. */
  readonly recordDamage: RecordDamage | undefined
  /** Returns why an activation is no longer in effect; undefined if it is. */
  withdrawal(activationId: string): Withdrawal | undefined
  /** True if the caller is a site server, which lends seats of the license and does not run the program. */
  readonly lends?: boolean | undefined
  /** Seconds since 1970. */
  readonly now: number
}

/** A verdict, and its subject. */
export interface VerifiedLicense extends Verdict {
  /** The contents of the license. */
  readonly license: License
  /** Seconds since 1970: the end of its term here, with days from the first run, without grace; undefined: never. */
  readonly endsAt: number | undefined
}

/** Verifies a license. Throws only if it is not a license signed by a trusted key (errors of openLicense). */
export function verifyLicense(bytes: Uint8Array, input: VerifyInput): VerifiedLicense {
  const { claims: license, kid: signedBy } = openLicense(bytes, input.keyring)
  const firstRunAt = license.firstRun === undefined ? undefined : input.firstRunAt(license)
  const { binding } = license
  const verdict = check({
    ...input,
    asked: binding.kind === 'code' ? input.asked?.(binding.computer) : undefined,
    license,
    signedBy,
    firstRunAt,
    withdrawal: input.withdrawal(license.activationId),
  })
  return { license, endsAt: endOf({ license, firstRunAt }), ...verdict }
}
