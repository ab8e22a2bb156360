/**
 * Owns what all ways into a page have in common: whatever a file, a picture, a text or the camera gives becomes a
 * message, or one more frame of it. One intake collects over all of them, so that a set may come half from the camera
 * and half from pictures.
 */
import { AirlatchError } from '../../src/browser/door.ts'
import { Look } from '../../src/carrier/intake/look.ts'
import { MOST_INPUT_BYTES, meant, requireInput, type Wanted } from '../../src/carrier/intake.ts'
import { frameCollector } from '../../src/carrier/qr/frames/collector.ts'
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
  /** Errors: those of messageFromInput. */
  bytes(bytes: Uint8Array): Promise<IntakeOutcome>
  /** The texts of the QR codes in one look of a camera. Error: several-messages {count}. */
  texts(texts: readonly string[]): IntakeOutcome
}

/** `wanted`: of several messages in one input, the kind that stands first is taken. */
export function openIntake(wanted: Wanted): PageIntake {
  const collector = frameCollector()

  function outcomeOf(look: Look): IntakeOutcome | undefined {
    const { messages, progress } = look
    if (messages.length > 0) return { kind: 'message', message: meant(look, undefined, wanted) }
    return progress
  }

  async function bytes(all: Uint8Array): Promise<IntakeOutcome> {
    requireInput(all)
    const look = new Look(collector, { readPicture: textsInPicture })
    await look.into(all)
    const outcome = outcomeOf(look)
    // a still picture does not get better by waiting
    return outcome ?? { kind: 'message', message: meant(look, undefined, wanted) }
  }

  return {
    bytes,
    texts(texts) {
      const look = new Look(collector)
      look.symbols(texts)
      const outcome = outcomeOf(look)
      if (outcome !== undefined) return outcome
      const error = look.fault()
      if (error !== undefined) return { kind: 'damaged', error }
      return { kind: texts.length > 0 ? 'foreign' : 'nothing' }
    },
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
