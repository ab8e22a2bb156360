/**
 * Owns putting an answer together out of what comes in one after the other, at a prompt or into a folder: files,
 * pictures, folders of them, pasted text, lines of a typed license code. Frames of one message count together, whichever
 * way each of them came. What is whole is handed over as it is: whether it is what is wanted, its receiver says.
 */

import { AMONG_OTHERS } from '../carrier/picture/budget.ts'
import { pictureFormat } from '../carrier/picture/header.ts'
import { frameTextsIn } from '../carrier/plain.ts'
import { type Collected, frameCollector } from '../carrier/qr/frames/collector.ts'
import { checkLine, groupsOfLine, LINES, MOST_TEXT, type TypedProblem } from '../carrier/typed/code.ts'
import { looksLikeLicenseCode, looksLikeRequestCode } from '../carrier/typed/recognise.ts'
import { GROUP_SYMBOLS, SEPARATORS, symbolsOf, valueFor } from '../core/bytes/base32.ts'
import { AirlatchError } from '../core/errors.ts'
import { filesIn } from './folder.ts'
import { naming, readInput, readMessage } from './input.ts'

/**
 * `input` is whole: a message, or a file or text that its receiver reads. Else so many QR codes of a message, or lines
 * of a typed code, of all that there are.
 */
export type Came =
  | { readonly kind: 'input'; readonly bytes: Uint8Array }
  | { readonly kind: 'progress'; readonly of: 'codes'; readonly have: number; readonly need: number }
  | {
      readonly kind: 'progress'
      readonly of: 'lines'
      readonly have: number
      readonly need: number
      /** The number of the one that came. */
      readonly line: number
      /** Another one of this number was there before. */
      readonly replaced: boolean
    }

export interface Collecting {
  /** A file, or a folder that holds one message. Errors: those of readMessage; each names the path. */
  path(path: string): Promise<Came>
  /** What was pasted or typed. Errors: input-empty, frame-malformed, base45-malformed, typed-code-malformed. */
  text(text: string): Promise<Came>
}

export function collecting(): Collecting {
  const collector = frameCollector()
  const lines = new Map<number, string>()

  /** Of one look at one thing. Errors: of what was damaged, when nothing else is there; picture-with-several-messages. */
  function best(all: readonly Collected[]): Came {
    const done = new Map(all.flatMap(one => (one.kind === 'done' ? [[one.id, one.message] as const] : [])))
    if (done.size > 1) throw new AirlatchError('picture-with-several-messages', { count: done.size })
    const [bytes] = done.values()
    if (bytes !== undefined) return { kind: 'input', bytes }
    const progress = all.findLast(one => one.kind === 'progress')
    if (progress !== undefined) return { ...progress, of: 'codes' }
    throw all.find(one => one.kind === 'damaged')?.error ?? new AirlatchError('picture-without-qr', {})
  }

  async function take(bytes: Uint8Array): Promise<Came> {
    if (bytes.length === 0) throw new AirlatchError('input-empty', {})
    if (pictureFormat(bytes) !== undefined) {
      const { readPicture } = await import('../carrier/picture/read.ts')
      return best((await readPicture(bytes, { budget: AMONG_OTHERS })).map(text => collector.add(text)))
    }
    const frames = frameTextsIn(bytes)
    return frames === undefined ? { kind: 'input', bytes } : best(frames.map(text => collector.add(text)))
  }

  /** A line of a license code, whichever comes first; undefined for any other text. Error: typed-code-malformed. */
  function line(text: string): Came | undefined {
    const numbers = LINES.license.map((_, i) => i + 1)
    const number = numbers.find(one => checkLine('license', one, text) === undefined)
    if (number === undefined) {
      const next = numbers.find(one => !lines.has(one)) as number
      const problem = checkLine('license', next, text)
      if (problem !== undefined && isMeant(text, problem))
        throw new AirlatchError('typed-code-malformed', { code: 'license', line: next, ...problem })
      const groups = groupsIn(text)
      if (groups > 0)
        throw new AirlatchError('typed-code-malformed', { code: 'license', problem: 'part', got: groups })
      return undefined
    }
    const before = lines.get(number)
    lines.set(number, text)
    if (lines.size < numbers.length) {
      const replaced = before !== undefined && symbolsOf(before).join('') !== symbolsOf(text).join('')
      return { kind: 'progress', of: 'lines', have: lines.size, need: numbers.length, line: number, replaced }
    }
    const whole = numbers.map(one => lines.get(one)).join('\n')
    // whatever becomes of it, the next line begins another code
    lines.clear()
    return { kind: 'input', bytes: encode(whole) }
  }

  /** A word is no mistyped line; once a code was begun, whatever is as long as the next line is one. */
  function isMeant(text: string, problem: TypedProblem | undefined): boolean {
    if (looksLikeRequestCode(text)) return true
    return lines.size > 0 && (problem?.problem === 'check' || problem?.problem === 'character')
  }

  return {
    path: path =>
      naming(path, async () => {
        if (filesIn(path) === undefined) return take(readInput(path))
        return { kind: 'input', bytes: await readMessage(path) }
      }),
    async text(text) {
      const typed = looksLikeLicenseCode(text) ? undefined : line(text)
      return typed ?? take(encode(text))
    },
  }
}

/** How many groups of five symbols of a code stand there, less than a line and nothing else; else 0. */
function groupsIn(text: string): number {
  if (text.length > MOST_TEXT) return 0
  const groups = text
    .split(SEPARATORS)
    .map(symbolsOf)
    .filter(group => group.length > 0)
  const isPart = groups.every(
    group => group.length === GROUP_SYMBOLS && group.every(symbol => valueFor(symbol) !== undefined),
  )
  return isPart && groups.length < groupsOfLine('license', 1) ? groups.length : 0
}

function encode(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}
