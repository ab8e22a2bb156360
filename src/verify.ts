/** The verb `verify`: a license's bytes become a verdict. Signature first, then the rules; no input or output. */
import type { Keyring } from './cose/key.ts'
import { openLicense } from './envelope.ts'
import type { FingerprintClaim } from './message/fingerprint.ts'
import type { License } from './message/license.ts'
import { check, type Terms, type Verdict } from './rules/check.ts'
import type { ProgramVersion } from './rules/version.ts'

export interface VerifyInput {
  readonly keyring: Keyring
  readonly terms: Terms
  /** This computer now (computer/fingerprint.ts). */
  readonly fingerprint: FingerprintClaim
  readonly program: ProgramVersion
  /** Seconds since 1970. */
  readonly now: number
}

export interface VerifiedLicense {
  readonly license: License
  readonly verdict: Verdict
}

/** Throws when the bytes are no license of a trusted key (errors of openLicense); all else is in the verdict. */
export function verifyLicense(bytes: Uint8Array, input: VerifyInput): VerifiedLicense {
  const license = openLicense(bytes, input.keyring)
  return { license, verdict: check({ license, ...input }) }
}
