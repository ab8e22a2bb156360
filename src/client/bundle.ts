/**
 * Owns what this computer takes from a bundle: of the licenses in it, the one that counts here. The bundle's signature
 * holds before anything in it is read; the license is verified by itself, as if it had come alone.
 */
import { bestFirst, mostTelling } from '../core/check/best.ts'
import { binding } from '../core/check/binding.ts'
import { MESSAGE_TYPE } from '../core/cose/labels.ts'
import { parseSign1 } from '../core/cose/sign1.ts'
import { openBundle } from '../core/envelope.ts'
import { AirlatchError, unlessRefused } from '../core/errors.ts'
import { decodeLicense } from '../core/message/license.ts'
import { type VerifiedLicense, type VerifyInput, verifyLicense } from '../core/verify.ts'

/** A verdict, and the license as it was signed: of a bundle, the one that was taken. */
export interface OwnLicense extends VerifiedLicense {
  readonly message: Uint8Array
}

/**
 * Verifies a license, or the one of a bundle that counts here. Errors: those of parseSign1, verifyLicense and openBundle;
 * not-in-bundle {licenses}.
 */
export function verifyOwn(message: Uint8Array, input: VerifyInput): OwnLicense {
  const verified = (license: Uint8Array): OwnLicense => ({
    message: license,
    ...verifyLicense(license, input),
  })
  if (parseSign1(message).type !== MESSAGE_TYPE.bundle) return verified(message)
  const { licenses } = openBundle(message, input.keyring).claims
  const own = licenses
    .filter(license => isForHere(license, input))
    .flatMap(license => unlessRefused(() => verified(license)) ?? [])
  const picked = bestFirst(own)[0] ?? mostTelling(own)
  if (picked === undefined) throw new AirlatchError('not-in-bundle', { licenses: licenses.length })
  return picked
}

/** Whether it is bound to this computer, as far as it says: to verify a thousand signatures would take longer. */
function isForHere(message: Uint8Array, input: VerifyInput): boolean {
  const license = unlessRefused(() => decodeLicense(parseSign1(message).payload))
  if (license === undefined) return false
  const asked = license.binding.kind === 'code' ? input.asked?.(license.binding.computer) : undefined
  const conclusion = binding.judge({ ...input, license, asked })
  return conclusion.outcome !== 'refuse' || conclusion.code === 'readings-missing'
}
