/**
 * The verb `install`: a license that is good here and now is kept; any other changes nothing. One that is good but for
 * the user who installs it is kept as well: an administrator installs for others, and each run asks again.
 */

import { keepLicense } from './state/state.ts'
import { type VerifiedLicense, type VerifyInput, verifyLicense } from './verify.ts'

export interface InstalledLicense extends VerifiedLicense {
  /** Whether the license is on this computer now. */
  readonly kept: boolean
}

/** Errors: those of verifyLicense, cannot-write. A verdict that is not valid is an answer. */
export function install(folder: string, message: Uint8Array, input: VerifyInput): InstalledLicense {
  const verified = verifyLicense(message, input)
  const kept = verified.verdict.reasons.every(({ code }) => code === 'wrong-user')
  if (kept) keepLicense(folder, message)
  return { ...verified, kept }
}
