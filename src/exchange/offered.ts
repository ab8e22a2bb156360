/**
 * Owns what is read of several files and folders that a person names for one purpose: each message that is in them, with
 * the name of its file. A file that a person names must hold one; what else lies in a folder is passed over.
 */
import { join } from 'node:path'
import { AirlatchError } from '../core/errors.ts'
import { filesIn } from './folder.ts'
import { type MessageWish, nameOfWord, readMessage } from './input.ts'
import { nameOfAll, readFrameSets } from './together.ts'
import { isPasted } from './word.ts'

/** A message, and where it was. */
export interface ReadMessage {
  /** Of its file, or of the files that its codes are in. */
  readonly name: string
  readonly message: Uint8Array
  /** Whether a person named a file of it; else it lay in a folder. */
  readonly isNamed: boolean
}

export interface ReadMessages {
  readonly messages: readonly ReadMessage[]
  /** Files of folders in which nothing was found, and why. */
  readonly unread: readonly { readonly name: string; readonly error: AirlatchError }[]
}

/**
 * The messages of these files and folders, in their order; codes of one message count together, wherever they lie. A
 * single file that `wish.isOther` knows is given as it is.
 * Errors: those of readMessage, of a single path, and of folders without any message; of a file that a person named its
 * own.
 */
export async function readOffered(paths: readonly string[], wish: MessageWish = {}): Promise<ReadMessages> {
  const [only = ''] = paths
  const folders = new Map(
    paths.map(path => [path, path === '-' || isPasted(path) ? undefined : filesIn(path)]),
  )
  if (paths.length === 1 && folders.get(only) === undefined) {
    const message = await readMessage(only, wish)
    return {
      messages: [{ name: nameOfWord(only), message, isNamed: true }],
      unread: [],
    }
  }
  const found = await readAll(folders)
  // says of a folder why there is nothing in it
  if (found.messages.length === 0) await readMessage(only, wish)
  return found
}

/** Each path with the names in it, or undefined for a file. */
async function readAll(folders: ReadonlyMap<string, readonly string[] | undefined>): Promise<ReadMessages> {
  const files = [...folders].flatMap(([path, names]) => names?.map(name => join(path, name)) ?? [path])
  const messages: ReadMessage[] = []
  const unread: { name: string; error: AirlatchError }[] = []
  for (const set of await readFrameSets(files)) {
    const name = nameOfAll(set.names)
    const isNamed = set.names.some(one => folders.has(one))
    try {
      messages.push({ name, message: set.message(), isNamed })
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      if (isNamed) throw error.with({ path: name })
      unread.push({ name, error })
    }
  }
  return { messages, unread }
}
