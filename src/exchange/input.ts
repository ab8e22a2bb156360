/**
 * Owns reading what a person names on the command line: a file, bounded, `-` is standard input; a link or a text that was
 * pasted; or a folder of pictures and files that make one message together.
 */
import { join } from 'node:path'
import {
  type HandedMessage,
  MOST_INPUT_BYTES,
  messageFromFiles,
  messageFromInput,
  messagesFromInput,
  type Wanted,
} from '../carrier/intake.ts'
import { isLink } from '../carrier/link.ts'
import { progressOf } from '../cli/progress.ts'
import { trimmed } from '../core/bytes/white-space.ts'
import type { FileKind } from '../core/error-details.ts'
import { AirlatchError, detailOf } from '../core/errors.ts'
import { readInput as readBounded } from '../disk/read.ts'
import { exchangeWords } from '../words/exchange.ts'
import { filesIn } from './folder.ts'
import { isPasted } from './word.ts'

/** Does the work on what was read from `path`, so that an error about it can name the file. */
export async function naming<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AirlatchError) || detailOf(error.details, 'path') !== undefined) throw error
    throw error.with({ path: nameOfWord(path) })
  }
}

/** How errors name it: nobody wants to read a whole message again. */
export function nameOfWord(word: string): string {
  if (!isPasted(word)) return word
  return isLink(trimmed(word)) ? exchangeWords().theLink : exchangeWords().theText
}

/**
 * Of a message or a picture, unless another size and what is `expected` are told.
 * Errors: file-not-found, cannot-read, input-too-large, input-empty; each names the path. link-malformed, for a link
 * without a message.
 */
export function readInput(path: string, most = MOST_INPUT_BYTES, expected?: FileKind): Uint8Array {
  if (isPasted(path)) return new TextEncoder().encode(path)
  if (/^https?:\/\//i.test(path)) throw new AirlatchError('link-malformed', { problem: 'no-message', path })
  const bytes = bounded(path, most, expected)
  if (bytes.length === 0) throw new AirlatchError('input-empty', { path })
  return bytes
}

/** The first line of a file of secrets, or the empty text. Errors: those of readInput. */
export function readFirstLine(path: string, most = MOST_INPUT_BYTES): string {
  return new TextDecoder().decode(readInput(path, most)).split(/\r?\n/, 1)[0] ?? ''
}

function bounded(path: string, most: number, expected: FileKind | undefined): Uint8Array {
  try {
    return readBounded(path, most)
  } catch (error) {
    if (expected === undefined || !(error instanceof AirlatchError) || error.code !== 'input-too-large')
      throw error
    throw error.with({ expected })
  }
}

/** What a message is wanted for. */
export interface MessageWish {
  /** Kinds of message that are of use; any, unless they are named. */
  readonly wanted?: Wanted | undefined
  /** A file that this knows is given as it is. */
  readonly isOther?: (bytes: Uint8Array) => boolean
}

/**
 * The one message in a file, or in the files of a folder together. How far its frames are is told on the way.
 * Errors: those of readInput, messageFromInput, messageFromFiles and filesIn; each names the path.
 */
export async function readMessage(
  path: string,
  { wanted, isOther = () => false }: MessageWish = {},
): Promise<Uint8Array> {
  const progress = frameProgress()
  try {
    return await naming(path, async () => {
      const names = path === '-' || isPasted(path) ? undefined : filesIn(path)
      if (names === undefined) {
        const bytes = readInput(path)
        return isOther(bytes) ? bytes : messageFromInput(bytes, { wanted, onProgress: progress.at })
      }
      const files = names.map(name => ({ name, read: () => readInput(join(path, name)) }))
      return messageFromFiles(files, { wanted, onProgress: progress.at })
    })
  } finally {
    progress.end()
  }
}

/**
 * Every message of a wanted kind in a file: of a saved mail and of an archive as many as there are, of anything else one
 * of each kind. Errors: those of readMessage, also for a file without any that is wanted.
 */
export async function readMessages(
  path: string,
  { wanted, isOther = () => false }: MessageWish,
): Promise<readonly HandedMessage[]> {
  const progress = frameProgress()
  const alone = (message: Uint8Array) => [{ message, kind: undefined, name: undefined }]
  try {
    return await naming(path, async () => {
      const bytes = readInput(path)
      if (isOther(bytes)) return alone(bytes)
      const { messages } = await messagesFromInput(bytes, { onProgress: progress.at })
      const those = messages.filter(({ kind }) => kind === undefined || wanted?.includes(kind))
      const loose = those.filter(({ name }) => name === undefined).map(({ kind }) => kind)
      if (those.length > 0 && new Set(loose).size === loose.length) return those
      // says what is there instead, or that several were not meant together
      return alone(await messageFromInput(bytes, { wanted }))
    })
  } finally {
    progress.end()
  }
}

function frameProgress(): { readonly at: (have: number, need: number) => void; readonly end: () => void } {
  let shown: ReturnType<typeof progressOf> | undefined
  return {
    at(have, need) {
      shown ??= progressOf('codes', need)
      shown.at(have)
    },
    end: () => shown?.end(),
  }
}
