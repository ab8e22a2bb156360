/**
 * Owns writing many messages into one folder, under names that come from elsewhere. Each is whole and on disk, or not
 * there, and never in the place of another file; the disk is waited for once for many files, and not for each.
 * What is there already is told by its content, so that a run that was interrupted can be run again.
 */
import { hash } from 'node:crypto'
import { join } from 'node:path'
import { encodeArmor } from '../carrier/armor.ts'
import type { MessageName } from '../core/cose/labels.ts'
import { AirlatchError } from '../core/errors.ts'
import { discard, giveName, isThere, syncFolder, workingIn, writeAllOwn } from '../disk/files.ts'
import { readOwn } from '../disk/read.ts'

export interface MessageToDeliver {
  /** The file's name without its ending. */
  readonly stem: string
  readonly message: Uint8Array
}

export interface Placed {
  readonly path: string
  /** Not written, as a file with this very content was there. */
  readonly there: boolean
}

/** Writes some messages; all are on disk when it resolves. Error: cannot-write. */
export type Deliver = (wanted: readonly MessageToDeliver[]) => Promise<readonly Placed[]>

/**
 * Does the work with a folder that takes messages of one type, in armor: `STEM.license` for a license, `STEM-2.license`
 * when a file of that name has another content, and so on. Until the work is over there is a hidden folder in it.
 * Error: cannot-write.
 */
export function deliveringInto<T>(
  folder: string,
  type: MessageName,
  work: (deliver: Deliver) => Promise<T>,
): Promise<T> {
  const names = namesIn(folder, type)
  return workingIn(folder, folder, scratch => {
    let made = 0
    return work(async wanted => {
      const files = wanted.map(({ stem, message }) => {
        const content = encodeArmor(type, message)
        return { stem, content, hash: hashOf(content), aside: join(scratch, `${made++}`) }
      })
      const unwritten = files.filter(({ stem, hash }) => names.find(stem, hash) === undefined)
      await writeAllOwn(
        unwritten.map(({ aside, content }) => ({ path: aside, content })),
        folder,
      )
      const written = new Set(unwritten.filter(({ stem, hash, aside }) => names.give(stem, hash, aside)))
      if (written.size > 0) syncFolder(join(folder, type))
      return files.map(file => ({
        path: names.find(file.stem, file.hash) as string,
        there: !written.has(file),
      }))
    })
  })
}

/** The names of a folder, by stem and content. Every file is looked at once. */
interface Names {
  /** The file that has the content. */
  find(stem: string, hash: string): string | undefined
  /** Gives the file at `aside` a name of its own. False when another one has the content meanwhile. */
  give(stem: string, hash: string, aside: string): boolean
}

function namesIn(folder: string, type: MessageName): Names {
  /** The number of a name, by stem and content. */
  const numbers = new Map<string, number>()
  /** By stem: the first number that is in none of `numbers`. */
  const unknown = new Map<string, number>()
  const pathOf = (stem: string, n: number) => join(folder, `${stem}${n === 1 ? '' : `-${n}`}.${type}`)
  const keyOf = (stem: string, hash: string) => `${hash}${stem}`
  const nextOf = (stem: string) => unknown.get(stem) ?? 1

  function learn(stem: string, hash: string): void {
    const n = nextOf(stem)
    numbers.set(keyOf(stem, hash), n)
    unknown.set(stem, n + 1)
  }
  function find(stem: string, hash: string): string | undefined {
    for (;;) {
      const known = numbers.get(keyOf(stem, hash))
      if (known !== undefined) return pathOf(stem, known)
      const path = pathOf(stem, nextOf(stem))
      if (!isThere(path)) return undefined
      learn(stem, hashOfFile(path))
    }
  }
  return {
    find,
    give(stem, hash, aside) {
      let given = false
      while (find(stem, hash) === undefined) {
        const path = pathOf(stem, nextOf(stem))
        given = named(aside, path)
        learn(stem, given ? hash : hashOfFile(path))
      }
      discard(aside)
      return given
    },
  }
}

/** False when somebody else was faster with the name. Error: cannot-write. */
function named(aside: string, path: string): boolean {
  try {
    giveName(aside, path)
    return true
  } catch (error) {
    if (error instanceof AirlatchError && error.code === 'output-exists') return false
    throw error
  }
}

function hashOf(content: string | Uint8Array): string {
  return hash('sha256', content, 'base64url')
}

/** No message in armor is longer; what is, is a file of somebody else's. */
const MOST_BYTES = 2_097_152

/** What cannot be read has no content of ours. */
function hashOfFile(path: string): string {
  try {
    return hashOf(readOwn(path, MOST_BYTES) ?? '')
  } catch (error) {
    if (error instanceof AirlatchError) return path
    throw error
  }
}
