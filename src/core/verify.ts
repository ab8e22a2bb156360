/** The verb `verify`: a license's bytes become a verdict. Signature first, then the rules; no input or output. */

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
   * What was asked with, for a license that was made for a code and has its hash alone (16 hexadecimal digits); the rule sees whether it has that hash. Without it the computer must be just as it was.
   */
  asked?(computer: string): CountedFingerprint | undefined
  readonly program: Program
  /** When the program first ran under a license that counts its days from there, if this installation knows. */
  firstRunAt(license: License): number | undefined
  /** Times that have been, as far as this computer knows. */
  readonly seen: readonly SeenTime[]
  /** What is wrong with the client's own record, if anything is. */
  readonly recordDamage: RecordDamage | undefined
  /** Why an activation counts no more; undefined while it does. */
  withdrawal(activationId: string): Withdrawal | undefined
  /** A site server asks, which lends seats of the license and does not run the program. */
  readonly lends?: boolean | undefined
  /** Seconds since 1970. */
  readonly now: number
}

/** A verdict, and what it is about. */
export interface VerifiedLicense extends Verdict {
  /** What the vendor signed. */
  readonly license: License
  /** Seconds since 1970: the end of its term here, days from the first run counted, grace left out; undefined: never. */
  readonly endsAt: number | undefined
}

/** Throws when the bytes are no license of a trusted key (errors of openLicense); all else is in the answer. */
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
