/**
 * Owns putting an answer together out of what comes in one after the other, at a prompt or into a folder: files,
 * pictures, folders of them, pasted text, groups and lines of a typed license code. Frames of one message count together, whichever
 * way each of them came. What is whole is handed over as it is: whether it is what is wanted, its receiver says.
 */

import { AMONG_OTHERS } from '../carrier/picture/budget.ts'
import { pictureFormat } from '../carrier/picture/header.ts'
import { frameTextsIn } from '../carrier/plain.ts'
import { type Collected, frameCollector } from '../carrier/qr/frames/collector.ts'
import { MOST_TEXT } from '../carrier/typed/code.ts'
import { looksLikeLicenseCode, looksLikeRequestCode } from '../carrier/typed/recognise.ts'
import { GROUP_SYMBOLS, symbolsOf, valueFor } from '../core/bytes/base32.ts'
import { AirlatchError } from '../core/errors.ts'
import { filesIn } from './folder.ts'
import { naming, readInput, readMessage } from './input.ts'
import { TypedEntry } from './typed-entry.ts'

/**
 * `input` is whole: a message, or a file or text that its receiver reads. Else so many QR codes of a message of all that
 * there are; or a part of a typed code, with what is to be said of it, and what is wanted next.
 */
export type AnswerPart =
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  | { readonly kind: 'progress'; readonly of: 'codes'; readonly have: number; readonly need: number }
  | {
      readonly kind: 'progress'
      readonly of: 'typing'
      readonly said: readonly string[]
      readonly wanted: string
    }

/** Example: `const answer = new AnswerCollector(); const part = await answer.path('photo-1.jpg')` */
export class AnswerCollector {
  readonly #frames = frameCollector()
  #entry = new TypedEntry('license')

  /** What of a typed code is wanted next, once it was begun. */
  get wanted(): string | undefined {
    return this.#entry.isBegun ? this.#entry.wanted() : undefined
  }

  /** Forgets what was typed of a code; whether there was anything. */
  clear(): boolean {
    const { isBegun } = this.#entry
    this.#entry = new TypedEntry('license')
    return isBegun
  }

  /** A file, or a folder that holds one message. Errors: those of readMessage; each names the path. */
  path(path: string): Promise<AnswerPart> {
    return naming(path, async () => {
      if (filesIn(path) === undefined) return this.#take(readInput(path))
      return { kind: 'input', bytes: await readMessage(path) }
    })
  }

  /** What was pasted or typed. Errors: input-empty, frame-malformed, base45-malformed. */
  async text(text: string): Promise<AnswerPart> {
    if (!this.#isTyping(text)) return this.#take(encode(text))
    const said = this.#entry.take(text, false)
    const wanted = this.#entry.wanted()
    if (wanted !== undefined) return { kind: 'progress', of: 'typing', said, wanted }
    const code = this.#entry.text()
    // whatever becomes of it, the next group begins another code
    this.#entry = new TypedEntry('license')
    return { kind: 'input', bytes: encode(code) }
  }

  /** Groups of a code, right or, once one was begun, mistyped. */
  #isTyping(text: string): boolean {
    if (looksLikeLicenseCode(text) || looksLikeRequestCode(text)) return true
    const symbols = text.length > MOST_TEXT ? [] : symbolsOf(text)
    if (symbols.length === 0) return false
    if (this.#entry.isBegun) return symbols.every(symbol => /^[a-z0-9]$/i.test(symbol))
    return symbols.length % GROUP_SYMBOLS === 0 && symbols.every(symbol => valueFor(symbol) !== undefined)
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
