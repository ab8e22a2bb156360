/**
 * Owns recognising what a person hands over: a raw message, armored text, a link, the text of a QR symbol or of frames,
 * or a picture, moving or not, with a QR symbol or all frames in it. Gives the message's bytes and knows nothing of what
 * they say.
 */
import { SIGN1_TAG_BYTE } from '../core/cose/labels.ts'
import { pictureFormat } from './picture/header.ts'
import type { MessageReading } from './picture/read.ts'
import { messageFromFile, requireInput } from './plain.ts'
import { looksLikeRequestCode } from './typed/recognise.ts'

/** Errors: input-too-large, input-empty, input-not-recognised, picture-*, armor-malformed, base45-malformed, link-malformed,
 * frame-malformed, frames-missing.
 */
export async function messageFromInput(bytes: Uint8Array, how?: MessageReading): Promise<Uint8Array> {
  requireInput(bytes)
  // no picture begins as a message does
  if (bytes[0] === SIGN1_TAG_BYTE || pictureFormat(bytes) === undefined) return messageFromFile(bytes)
  const { messageFromPicture } = await import('./picture/read.ts')
  return messageFromPicture(bytes, how)
}

/** Six groups of five, as a screen that is too small for the request itself shows them. */
const REQUEST_CODE = /^(?:[0-9A-Z]{5}-){5}[0-9A-Z]{5}$/

/** The request code that a QR symbol in a picture has; undefined where there is none, or several. Errors: those of readPicture. */
export async function requestCodeInPicture(bytes: Uint8Array): Promise<string | undefined> {
  if (pictureFormat(bytes) === undefined) return undefined
  const { readPicture } = await import('./picture/read.ts')
  const [code, ...more] = await readPicture(bytes, { wanted: [REQUEST_CODE] })
  return code !== undefined && more.length === 0 && looksLikeRequestCode(code) ? code : undefined
}
