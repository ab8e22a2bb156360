/**
 * Owns the text inside a QR symbol: a prefix and Base45, so that the symbol stays in alphanumeric mode
 * (ISO/IEC 18004 section 7.4.4; byte mode is mangled as text by phones and browsers).
 * Refuses text without the prefix. Base45 has spaces inside that count.
 */
import { decodeBase45, encodeBase45 } from '../../core/bytes/base45.ts'
import { trimmedEnd } from '../../core/bytes/white-space.ts'
import { AirlatchError } from '../../core/errors.ts'

/** Upper case, or the symbol leaves alphanumeric mode and grows by two versions. */
export const QR_PREFIX = 'AL1:'

/** Upper case and of the alphanumeric alphabet, too: a frame of a message in several symbols (frames/frame.ts). */
export const FRAME_PREFIX = 'AL1M:'

/** The text of one symbol that carries a whole message. */
export function qrText(message: Uint8Array): string {
  return QR_PREFIX + encodeBase45(message)
}

/** Whether this text claims to be a whole message of ours. */
export function isQrText(text: string): boolean {
  return text.startsWith(QR_PREFIX)
}

/**
 * The message in the text of one symbol. White space after it is passed over: scanner programs add a line
 * end, mail programs a space, and no Base45 of whole bytes ends with one.
 * Errors: input-not-recognised (no prefix), base45-malformed.
 */
export function messageFromQrText(text: string): Uint8Array<ArrayBuffer> {
  if (!isQrText(text)) throw new AirlatchError('input-not-recognised')
  return decodeBase45(trimmedEnd(text.slice(QR_PREFIX.length)))
}
