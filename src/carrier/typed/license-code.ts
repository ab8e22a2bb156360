/**
 * Owns the license code: what the vendor reads aloud to the customer, 600 bits in four lines of six groups of five and a
 * last line of two, or of up to six where its terms need more. Each line says its number, so none is typed in another's
 * place.
 */
import { AirlatchError } from '../../core/errors.ts'
import { TYPED_CODE_BYTES } from '../../core/message/typed-terms.ts'
import { decodeLines, encodeLines } from './code.ts'

/** Writes the bytes of a code (TYPED_CODE_BYTES) as five lines, joined by newlines. */
export function licenseCodeText(bytes: Uint8Array): string {
  const more = TYPED_CODE_BYTES.indexOf(bytes.length)
  if (more < 0) throw new AirlatchError('bug', { problem: `a license code of ${bytes.length} bytes` })
  return encodeLines('license', bytes, more)
}

/** The bytes, of text as people type it, wherever its lines are broken. Error: typed-code-malformed. */
export function readLicenseCode(text: string): Uint8Array {
  return decodeLines('license', text)
}
