/** The verb `install`: a license that is good here and now is kept; any other changes nothing. */

import { keepLicense } from './state/state.ts'
import { type VerifiedLicense, type VerifyInput, verifyLicense } from './verify.ts'

/** Errors: those of verifyLicense, cannot-write. A verdict that is not valid is an answer, and nothing is kept. */
export function install(folder: string, message: Uint8Array, input: VerifyInput): VerifiedLicense {
  const verified = verifyLicense(message, input)
  if (verified.verdict.valid) keepLicense(folder, message)
  return verified
}
