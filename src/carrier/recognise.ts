/**
 * Owns recognising what a person hands over: a raw message, armored text, the text of a QR symbol or of frames, or a
 * picture, moving or not, with a QR symbol or all frames in it. Gives the message's bytes and knows nothing of what they say.
 */
import { pictureFormat } from './picture/header.ts'
import { messageFromFile } from './plain.ts'
import type { OnProgress } from './qr/frames/collector.ts'

/** The largest file that is read: a photograph. A message itself is at most 1 MiB (bytes/cbor.ts). */
export const MOST_INPUT_BYTES = 33_554_432

/**
 * `onProgress` is told how far the frames of a moving picture are.
 * Errors: input-empty, input-not-recognised, picture-*, armor-malformed, base45-malformed, frame-malformed, frames-missing.
 */
export async function messageFromInput(bytes: Uint8Array, onProgress?: OnProgress): Promise<Uint8Array> {
  if (pictureFormat(bytes) === undefined) return messageFromFile(bytes)
  const { messageFromPicture } = await import('./picture/read.ts')
  return messageFromPicture(bytes, undefined, onProgress)
}
