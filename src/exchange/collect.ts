/**
 * Owns putting an answer together out of what comes in one after the other, at a prompt or into a folder: files,
 * pictures, folders of them, pasted text, lines of a typed license code. Frames of one message count together, whichever
 * way each of them came. What is whole is handed over as it is: whether it is what is wanted, its receiver says.
 */

import { Look } from '../carrier/intake/look.ts'
import { meant, type Wanted } from '../carrier/intake.ts'
import { AMONG_OTHERS } from '../carrier/picture/budget.ts'
import { frameCollector } from '../carrier/qr/frames/collector.ts'
import { looksLikeLicenseCode } from '../carrier/typed/recognise.ts'
import { filesIn } from './folder.ts'
import { naming, readInput, readMessage } from './input.ts'
import { type LicenseLine, LicenseLines } from './license-lines.ts'
import { codeInFile } from './typed-code.ts'

/**
 * `input` is whole: a message, or a code that its receiver reads. Else so many QR codes of a message, or lines of a typed
 * code, of all that there are.
 */
export type AnswerPart =
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  | { readonly kind: 'progress'; readonly of: 'codes'; readonly have: number; readonly need: number }
  | (Extract<LicenseLine, { kind: 'progress' }> & { readonly of: 'lines' })

/** Example: `const answer = new AnswerCollector(INSTALLABLE); const part = await answer.path('photo-1.jpg')` */
export class AnswerCollector {
  readonly #frames = frameCollector()
  readonly #lines = new LicenseLines()
  readonly #wanted: Wanted

  constructor(wanted: Wanted) {
    this.#wanted = wanted
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
    const line = looksLikeLicenseCode(text) ? undefined : this.#lines.take(text)
    if (line === undefined) return this.#take(encode(text))
    return line.kind === 'progress' ? { ...line, of: 'lines' } : { kind: 'input', bytes: encode(line.text) }
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
