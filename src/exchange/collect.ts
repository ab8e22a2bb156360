/**
 * Owns putting an answer together out of what comes in one after the other, at a prompt or into a folder: files,
 * pictures, folders of them, pasted text, groups and lines of a typed license code. Frames of one message count together, whichever
 * way each of them came. What is whole is handed over as it is: whether it is what is wanted, its receiver says.
 */

import { Look } from '../carrier/intake/look.ts'
import { meant, type Wanted } from '../carrier/intake.ts'
import { AMONG_OTHERS } from '../carrier/picture/budget.ts'
import { frameCollector } from '../carrier/qr/frames/collector.ts'
import { MOST_TEXT } from '../carrier/typed/code.ts'
import { looksLikeLicenseCode, looksLikeRequestCode } from '../carrier/typed/recognise.ts'
import { GROUP_SYMBOLS, symbolsOf, valueFor } from '../core/bytes/base32.ts'
import { filesIn } from './folder.ts'
import { naming, readInput, readMessage } from './input.ts'
import { codeInFile } from './typed-code.ts'
import { TypedEntry } from './typed-entry.ts'

/**
 * `input` is whole: a message, or a code that its receiver reads. Else so many QR codes of a message of all that there
 * are; or a part of a typed code, with what is to be said of it, and what is wanted next.
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

/** Example: `const answer = new AnswerCollector(INSTALLABLE); const part = await answer.path('photo-1.jpg')` */
export class AnswerCollector {
  readonly #frames = frameCollector()
  readonly #wanted: Wanted
  #entry = new TypedEntry('license')

  constructor(wanted: Wanted) {
    this.#wanted = wanted
  }

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
      return { kind: 'input', bytes: await readMessage(path, { wanted: this.#wanted }) }
    })
  }

  /** What was pasted or typed. Errors: those of messageFromInput, typed-code-malformed. */
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
    if (codeInFile(bytes) !== undefined) return { kind: 'input', bytes }
    const look = new Look(this.#frames, { budget: AMONG_OTHERS })
    await look.into(bytes)
    const { progress } = look
    if (look.messages.length === 0 && progress !== undefined) return { ...progress, of: 'codes' }
    return { kind: 'input', bytes: meant(look, undefined, this.#wanted) }
  }
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
