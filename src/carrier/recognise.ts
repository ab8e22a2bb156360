/**
 * Owns recognising what a person hands over: a raw message, armored text, the text of a QR symbol, or a picture with
 * a QR symbol in it. Gives the message's bytes and knows nothing of what they say.
 */
import { pictureFormat } from './picture/header.ts'
import { messageFromFile } from './plain.ts'

/** The largest file that is read: a photograph. A message itself is at most 1 MiB (bytes/cbor.ts). */
export const MOST_INPUT_BYTES = 33_554_432

/** Errors: input-empty, input-not-recognised, picture-*, armor-malformed, base45-malformed. */
export async function messageFromInput(bytes: Uint8Array): Promise<Uint8Array> {
  if (pictureFormat(bytes) === undefined) return messageFromFile(bytes)
  const { messageFromPicture } = await import('./picture/read.ts')
  return messageFromPicture(bytes)
}
