/**
 * Owns watching one folder for new files. It ignores files that were there at the start, hidden files, links, folders,
 * other endings, and files that are too large. A file is reported once it is the same in two consecutive looks, because
 * before that it may still be being copied. The folder itself may appear later, such as that of a USB stick.
 */
import { join } from 'node:path'
import { factsIfAny, namesIn } from './look.ts'

/** Endings of messages and texts, readable pictures, saved mails, archives, and drawings made by Airlatch. */
const ENDINGS =
  /\.(?:license|lic|bundle|cbor|txt|kit|revocations|png|jpe?g|gif|bmp|pdf|svg|eml|zip|gz|tgz|tar)$/i

/** Whether a file of this name may be an answer. */
export function isLikeAnswer(name: string): boolean {
  return ENDINGS.test(name) && !name.startsWith('.')
}

/** Most entries: a larger folder is not searched once a second. */
export const MOST_ENTRIES = 1000
/** Most files in one look, so that filling the folder does not keep the process reading forever. */
const MOST_FOUND = 200
/** Most bytes of a file, as for any input: a photograph. */
export const MOST_BYTES = 33_554_432

export interface NewFiles {
  /** Returns the paths of files that are new and complete since the last look, sorted by name. Never throws. */
  look(): readonly string[]
  /** Whether the folder cannot be watched: it has too many entries, or may not be read. */
  isBlind(): boolean
}

/** `existing`: report files that are already there, too. */
export function newFilesIn(folder: string, existing = false): NewFiles {
  /** The files already reported, by name, with their state then. */
  const known = new Map<string, string>()
  let changing = new Map<string, string>()
  let found = 0
  let blind = false

  function entries(): readonly (readonly [name: string, mark: string])[] {
    let names: readonly string[] = []
    try {
      names = namesIn(folder) ?? []
      blind = names.length > MOST_ENTRIES
    } catch {
      blind = true
    }
    if (blind) return []
    return names
      .filter(isLikeAnswer)
      .toSorted()
      .flatMap(name => {
        const mark = markOf(join(folder, name))
        return mark === undefined ? [] : [[name, mark] as const]
      })
  }

  for (const [name, mark] of entries()) if (!existing) known.set(name, mark)
  return {
    look() {
      const now = new Map(entries().filter(([name, mark]) => known.get(name) !== mark))
      const whole = [...now].filter(([name, mark]) => changing.get(name) === mark)
      changing = now
      const told = whole.slice(0, Math.max(0, MOST_FOUND - found))
      found += told.length
      for (const [name, mark] of whole) known.set(name, mark)
      return told.map(([name]) => join(folder, name))
    },
    isBlind: () => blind,
  }
}

/** Returns a value that changes when the file is written or replaced; undefined for what is ignored. */
function markOf(path: string): string | undefined {
  const facts = factsIfAny(path)
  if (facts?.kind !== 'file' || facts.bytes === 0 || facts.bytes > MOST_BYTES) return undefined
  return `${facts.inode} ${facts.bytes} ${facts.modified}`
}
