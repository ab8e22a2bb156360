/**
 * Owns what all ways into a page have in common: whatever a file, a picture, a text or the camera gives becomes a
 * message, or one more frame of it. One intake collects over all of them, so that a set may come half from the camera
 * and half from pictures.
 */
import { AirlatchError } from '../../src/browser/door.ts'
import { pictureFormat } from '../../src/carrier/picture/header.ts'
import { MOST_INPUT_BYTES, messageFromFile } from '../../src/carrier/plain.ts'
import { type Collected, frameCollector } from '../../src/carrier/qr/frames/collector.ts'
import { textsInPicture } from './picture.ts'

/** What came in. `nothing`: no code at all; `foreign`: of somebody else; `damaged`: it began like one of ours. */
export type IntakeOutcome =
  | { readonly kind: 'message'; readonly message: Uint8Array }
  | { readonly kind: 'progress'; readonly have: number; readonly need: number }
  | { readonly kind: 'damaged'; readonly error: AirlatchError }
  | { readonly kind: 'nothing' | 'foreign' }

export interface PageIntake {
  /** A file that was chosen or dropped. Errors: input-too-large before it is read, cannot-read, those of bytes(). */
  file(file: File): Promise<IntakeOutcome>
  /** Errors: those of messageFromFile and textsInPicture; picture-with-several-messages {count}. */
  bytes(bytes: Uint8Array<ArrayBuffer>): Promise<IntakeOutcome>
  /** The texts of the QR codes in one look of a camera. Error: picture-with-several-messages {count}. */
  texts(texts: readonly string[]): IntakeOutcome
}

export function openIntake(): PageIntake {
  const collector = frameCollector()

  function texts(all: readonly string[]): IntakeOutcome {
    const seen = all.map(text => collector.add(text))
    const done = new Map(seen.flatMap(one => (one.kind === 'done' ? [[one.id, one.message] as const] : [])))
    if (done.size > 1) throw new AirlatchError('picture-with-several-messages', { count: done.size })
    const [message] = done.values()
    return message === undefined ? mostTelling(seen) : { kind: 'message', message }
  }

  async function bytes(all: Uint8Array<ArrayBuffer>): Promise<IntakeOutcome> {
    if (pictureFormat(all) === undefined) return { kind: 'message', message: messageFromFile(all) }
    const taken = texts(await textsInPicture(all))
    // a still picture does not get better by waiting
    if (taken.kind === 'damaged') throw taken.error
    return taken
  }

  return {
    texts,
    bytes,
    async file(file) {
      if (file.size > MOST_INPUT_BYTES)
        throw new AirlatchError('input-too-large', { path: file.name, most: MOST_INPUT_BYTES })
      const buffer = await file.arrayBuffer().catch(cause => {
        throw new AirlatchError('cannot-read', { path: file.name }, cause)
      })
      return bytes(new Uint8Array(buffer))
    },
  }
}

function mostTelling(seen: readonly Collected[]): IntakeOutcome {
  const progress = seen.findLast(one => one.kind === 'progress')
  const damaged = seen.find(one => one.kind === 'damaged')
  return progress ?? damaged ?? { kind: seen.length > 0 ? 'foreign' : 'nothing' }
}
