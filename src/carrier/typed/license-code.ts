/**
 * Owns the license code: what the vendor reads aloud to the customer, 600 bits in four lines of six groups of five and a
 * last line of two. Each line says its number, so none is typed in another's place.
 */
import { AirlatchError } from '../../core/errors.ts'
import { decodeLines, encodeLines } from './code.ts'

/** 600 bits. */
export const LICENSE_CODE_BYTES = 75

/** Writes the 75 bytes as five lines, joined by newlines. */
export function licenseCodeText(bytes: Uint8Array): string {
  if (bytes.length !== LICENSE_CODE_BYTES)
    throw new AirlatchError('bug', { problem: 'a license code has 600 bits' })
  return encodeLines('license', bytes)
}

/** The 75 bytes, of text as people type it, wherever its lines are broken. Error: typed-code-malformed. */
export function readLicenseCode(text: string): Uint8Array {
  return decodeLines('license', text)
}
