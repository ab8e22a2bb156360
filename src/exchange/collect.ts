/**
 * Owns putting an answer together out of what comes in one after the other, at a prompt or into a folder: files,
 * pictures, folders of them, pasted text, lines of a typed license code. Frames of one message count together, whichever
 * way each of them came. What is whole is handed over as it is: whether it is what is wanted, its receiver says.
 */

import { AMONG_OTHERS } from '../carrier/picture/budget.ts'
import { pictureFormat } from '../carrier/picture/header.ts'
import { frameTextsIn } from '../carrier/plain.ts'
import { type Collected, frameCollector } from '../carrier/qr/frames/collector.ts'
import { looksLikeLicenseCode } from '../carrier/typed/recognise.ts'
import { AirlatchError } from '../core/errors.ts'
import { filesIn } from './folder.ts'
import { naming, readInput, readMessage } from './input.ts'
import { type LicenseLine, LicenseLines } from './license-lines.ts'

/**
 * `input` is whole: a message, or a file or text that its receiver reads. Else so many QR codes of a message, or lines
 * of a typed code, of all that there are.
 */
export type AnswerPart =
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  | { readonly kind: 'progress'; readonly of: 'codes'; readonly have: number; readonly need: number }
  | (Extract<LicenseLine, { kind: 'progress' }> & { readonly of: 'lines' })

/** Example: `const answer = new AnswerCollector(); const part = await answer.path('photo-1.jpg')` */
export class AnswerCollector {
  readonly #frames = frameCollector()
  readonly #lines = new LicenseLines()

  /** A file, or a folder that holds one message. Errors: those of readMessage; each names the path. */
  path(path: string): Promise<AnswerPart> {
    return naming(path, async () => {
      if (filesIn(path) === undefined) return this.#take(readInput(path))
      return { kind: 'input', bytes: await readMessage(path) }
    })
  }

  /** What was pasted or typed. Errors: input-empty, frame-malformed, base45-malformed, typed-code-malformed. */
  async text(text: string): Promise<AnswerPart> {
    const line = looksLikeLicenseCode(text) ? undefined : this.#lines.take(text)
    if (line === undefined) return this.#take(encode(text))
    return line.kind === 'progress' ? { ...line, of: 'lines' } : { kind: 'input', bytes: encode(line.text) }
  }

  async #take(bytes: Uint8Array): Promise<AnswerPart> {
    if (bytes.length === 0) throw new AirlatchError('input-empty', {})
    if (pictureFormat(bytes) !== undefined) {
      const { readPicture } = await import('../carrier/picture/read.ts')
      return best(this.#framesOf(await readPicture(bytes, { budget: AMONG_OTHERS })))
    }
    const texts = frameTextsIn(bytes)
    return texts === undefined ? { kind: 'input', bytes } : best(this.#framesOf(texts))
  }

  #framesOf(texts: readonly string[]): readonly Collected[] {
    return texts.map(text => this.#frames.add(text))
  }
}

/** Of one look at one thing. Errors: of what was damaged, when nothing else is there; picture-with-several-messages. */
function best(all: readonly Collected[]): AnswerPart {
  const done = new Map(all.flatMap(one => (one.kind === 'done' ? [[one.id, one.message] as const] : [])))
  if (done.size > 1) throw new AirlatchError('picture-with-several-messages', { count: done.size })
  const [bytes] = done.values()
  if (bytes !== undefined) return { kind: 'input', bytes }
  const progress = all.findLast(one => one.kind === 'progress')
  if (progress !== undefined) return { ...progress, of: 'codes' }
  throw all.find(one => one.kind === 'damaged')?.error ?? new AirlatchError('picture-without-qr', {})
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
