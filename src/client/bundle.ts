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
import { type VerifyInput, verifyLicense } from '../core/verify.ts'

/**
 * The license in a message that may be a bundle; all other messages are themselves. Errors: those of parseSign1 and
 * openBundle, not-in-bundle {licenses}.
 */
export function licenseIn(message: Uint8Array, input: VerifyInput): Uint8Array {
  const { type } = parseSign1(message)
  if (type !== MESSAGE_TYPE.bundle) return message
  const { licenses } = openBundle(message, input.keyring).claims
  const own = licenses.filter(license => isForHere(license, input))
  const verified = own.flatMap(license => {
    const verdict = unlessRefused(() => verifyLicense(license, input))
    return verdict === undefined ? [] : [{ ...verdict, message: license }]
  })
  const picked = bestFirst(verified)[0] ?? mostTelling(verified)
  if (picked === undefined) throw new AirlatchError('not-in-bundle', { licenses: licenses.length })
  return picked.message
}

/** Whether it is bound to this computer, as far as it says: to verify a thousand signatures would take longer. */
function isForHere(message: Uint8Array, input: VerifyInput): boolean {
  const license = unlessRefused(() => decodeLicense(parseSign1(message).payload))
  if (license === undefined) return false
  const asked = license.binding.kind === 'code' ? input.asked?.(license.binding.computer) : undefined
  const conclusion = binding.judge({ ...input, license, asked })
  return conclusion.outcome !== 'refuse' || conclusion.code === 'readings-missing'
}
