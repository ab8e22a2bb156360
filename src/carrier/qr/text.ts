/**
 * Owns the text inside a QR symbol: a prefix and Base45, so that the symbol stays in alphanumeric mode
 * (ISO/IEC 18004 section 7.4.4; byte mode is mangled as text by phones and browsers).
 * Refuses text without the prefix. Base45 has spaces that count: such text is never trimmed.
 */
import { decodeBase45, encodeBase45 } from '../../core/bytes/base45.ts'
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

/** Without the line ends after it. Not by a pattern: that would look at each run of line ends once for each of its characters. */
export function withoutLineEnds(text: string): string {
  let end = text.length
  while (end > 0 && (text[end - 1] === '\n' || text[end - 1] === '\r')) end--
  return text.slice(0, end)
}

/**
 * The message in the text of one symbol. Line ends after it are let pass: scanner programs add one.
 * Errors: input-not-recognised (no prefix), base45-malformed.
 */
export function messageFromQrText(text: string): Uint8Array<ArrayBuffer> {
  if (!isQrText(text)) throw new AirlatchError('input-not-recognised')
  return decodeBase45(withoutLineEnds(text.slice(QR_PREFIX.length)))
}
