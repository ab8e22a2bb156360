/**
 * Owns recognising what a person hands over: a raw message, armored text, the text of a QR symbol, or a picture with
 * a QR symbol in it. Gives the message's bytes and knows nothing of what they say.
 */
import { SIGN1_TAG_BYTE } from '../cose/labels.ts'
import { AirlatchError } from '../errors.ts'
import { decodeArmor, isArmored } from './armor.ts'
import { pictureFormat } from './picture/header.ts'
import { isQrText, messageFromQrText } from './qr/text.ts'

/** The largest file that is read: a photograph. A message itself is at most 1 MiB (bytes/cbor.ts). */
export const MOST_INPUT_BYTES = 33_554_432

/** Errors: input-empty, input-not-recognised, picture-*, armor-malformed, base45-malformed. */
export async function messageFromInput(bytes: Uint8Array): Promise<Uint8Array> {
  if (pictureFormat(bytes) === undefined) return messageFromFile(bytes)
  const { messageFromPicture } = await import('./picture/read.ts')
  return messageFromPicture(bytes)
}

/** The same without pictures, at once. A picture is input-not-recognised here. */
export function messageFromFile(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 0) throw new AirlatchError('input-empty', {})
  if (bytes[0] === SIGN1_TAG_BYTE) return bytes
  const text = textOf(bytes)?.trim()
  if (text === undefined) throw new AirlatchError('input-not-recognised', { looks: 'binary' })
  if (text === '') throw new AirlatchError('input-empty', {})
  if (isArmored(text)) return decodeArmor(text)
  if (isQrText(text)) return messageFromQrText(text)
  throw new AirlatchError('input-not-recognised', { looks: 'text' })
}

/** Text in UTF-8, or in UTF-16 as some Windows editors save it; undefined when it is neither. */
function textOf(bytes: Uint8Array): string | undefined {
  const utf16 = bytes[0] === 0xff && bytes[1] === 0xfe
  try {
    return new TextDecoder(utf16 ? 'utf-16le' : 'utf-8', { fatal: true }).decode(bytes)
  } catch {
    return undefined
  }
}
