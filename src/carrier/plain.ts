/**
 * Owns recognising a message that needs no picture reader: raw, armored, a link with it, the text of a QR symbol, or the
 * texts of its frames, one a line. Runs in a page.
 */
import { BYTES, needed, requireField } from '../core/arguments.ts'
import { trimmed, trimmedStart } from '../core/bytes/white-space.ts'
import { SIGN1_TAG_BYTE } from '../core/cose/labels.ts'
import { AirlatchError } from '../core/errors.ts'
import { decodeArmor, isArmored } from './armor.ts'
import { isLink, messageFromLink } from './link.ts'
import { linesOf, messageFromFrameLines } from './qr/frames/lines.ts'
import { FRAME_PREFIX, isQrText, messageFromQrText } from './qr/text.ts'

/** The largest file that is read: a photograph. A message itself is at most 1 MiB (bytes/cbor.ts). */
export const MOST_INPUT_BYTES = 33_554_432

/**
 * The message's bytes, at once. Errors: input-too-large, input-empty, input-not-recognised (pictures too), armor-malformed,
 * base45-malformed, link-malformed, and those of frames: frame-malformed, frames-missing, picture-with-several-messages.
 */
export function messageFromFile(bytes: Uint8Array): Uint8Array {
  requireInput(bytes)
  if (bytes.length === 0) throw new AirlatchError('input-empty', {})
  if (bytes[0] === SIGN1_TAG_BYTE) return bytes
  const whole = textOf(bytes)
  if (whole === undefined) throw new AirlatchError('input-not-recognised', { looks: 'binary' })
  if (isArmored(whole)) return decodeArmor(whole)
  const text = trimmed(whole)
  if (text === '') throw new AirlatchError('input-empty', {})
  if (isQrText(text)) return messageFromQrText(text)
  if (isLink(text)) return messageFromLink(text)
  if (text.startsWith(FRAME_PREFIX)) return messageFromFrameLines(text)
  throw new AirlatchError('input-not-recognised', { looks: 'text' })
}

/** Before anything looks into it. Errors: invalid-value, for what are no bytes; input-too-large. */
export function requireInput(input: Uint8Array): void {
  requireField('input', input, needed(BYTES))
  const { length } = input
  if (length > MOST_INPUT_BYTES)
    throw new AirlatchError('input-too-large', { most: MOST_INPUT_BYTES, got: length })
}

/** The lines of a file of frames, which may be some of a message's; undefined for any other file. */
export function frameTextsIn(bytes: Uint8Array): readonly string[] | undefined {
  const text = trimmedStart(textOf(bytes) ?? '')
  return text.startsWith(FRAME_PREFIX) ? linesOf(text) : undefined
}

/** Text in UTF-8, or in UTF-16 as some Windows editors save it; undefined when it is neither. */
export function textOf(bytes: Uint8Array): string | undefined {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  try {
    return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
