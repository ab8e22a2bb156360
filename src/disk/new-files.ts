/**
 * Owns seeing the files that appear in one folder while somebody waits for them. What was there at the start, hidden
 * files, links, folders, other endings and what is too large are none. A file counts when it was the same in two looks in
 * a row: before, somebody may still be copying it. The folder itself may come later, as a stick does.
 */
import { join } from 'node:path'
import { factsIfAny, namesIn } from './look.ts'

/** Messages and texts with them, pictures that are read, saved mails, archives, and drawings of our own. */
const ENDINGS =
  /\.(?:license|lic|bundle|cbor|txt|kit|revocations|png|jpe?g|gif|bmp|pdf|svg|eml|zip|gz|tgz|tar)$/i

/** Whether a file of this name may be an answer. */
export function isLikeAnswer(name: string): boolean {
  return ENDINGS.test(name) && !name.startsWith('.')
}

/** A folder with more entries is not looked through once a second. */
export const MOST_ENTRIES = 1000
/** Whoever fills the folder does not keep us reading for ever. */
const MOST_FOUND = 200
/** As of any input: a photograph. */
export const MOST_BYTES = 33_554_432

export interface NewFiles {
  /** The paths of those that are new and whole since the last look, by their names. Never throws. */
  look(): readonly string[]
  /** Whether nothing is seen there: too many entries, or it may not be read. */
  isBlind(): boolean
}

/** `existing`: those that are there already are new as well. */
export function newFilesIn(folder: string, existing = false): NewFiles {
  /** What is not new any more, by name, as it was. */
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

/** What changes when a file is written or replaced; undefined for what is not looked at. */
function markOf(path: string): string | undefined {
  const facts = factsIfAny(path)
  if (facts?.kind !== 'file' || facts.bytes === 0 || facts.bytes > MOST_BYTES) return undefined
  return `${facts.inode} ${facts.bytes} ${facts.modified}`
}
