/**
 * Owns the request code: what the customer reads aloud to the vendor, 140 bits in one line of six groups of five.
 */
import { AirlatchError } from '../../core/errors.ts'
import { decodeLines, encodeLines } from './code.ts'

/** 140 bits; the last four of the 144 are zero. */
const REQUEST_CODE_BYTES = 18

/** Writes the 18 bytes as one line. */
export function requestCodeText(bytes: Uint8Array): string {
  if (bytes.length !== REQUEST_CODE_BYTES || ((bytes[REQUEST_CODE_BYTES - 1] as number) & 15) !== 0)
    throw new AirlatchError('bug', { problem: 'a request code has 140 bits' })
  return encodeLines('request', bytes)
}

/** The 18 bytes, of text as people type it. Error: typed-code-malformed. */
export function readRequestCode(text: string): Uint8Array {
  return decodeLines('request', text)
}
