/**
 * Owns reading what is at the places of a search path: files, and the license files of folders, bounded in number and
 * size; believes nothing of them. Never waits for a FIFO. All places at once, so that one that hangs holds up no other.
 * It runs here and, for shares, in a process of its own (share-server.ts).
 */
import { dirname, join } from 'node:path'
import type { Disk } from '../../disk/both-ways.ts'

/** Errors about a file, which say nothing against the place that it is at. */
const NOT_A_FILE = 'not a file'
const ABOUT_THE_FILE = ['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES', 'EPERM', 'ELOOP', 'ENXIO', NOT_A_FILE]

/** What is to be read, and how much of it at most. Plain JSON. */
export interface Reading {
  /** Absolute paths of files or folders. */
  readonly places: readonly string[]
  /** How the files of a folder that are read end, in lower case; those of the first group are read first. */
  readonly endings: readonly (readonly string[])[]
  /** Names of one folder that are looked at, in the folder's own order. */
  readonly mostNames: number
  /** Files of one folder that are read: the first ones in alphabetical order. */
  readonly mostFiles: number
  /** Bytes of one file, and of all that are read. */
  readonly mostBytes: number
  readonly mostTotal: number
  /** Else a folder in which one of the files is a symbolic link is left alone: it may lead anywhere. */
  readonly followLinks: boolean
}

/**
 * What is told of a place, by its number: first its files, then how it ended. `size`: more bytes than are read.
 * `links`: left alone, see `followLinks`. The other ends are those of Place in search.ts.
 */
export type Told =
  | { readonly place: number; readonly source: string; readonly bytes: Uint8Array }
  | { readonly place: number; readonly source: string; readonly system: string }
  | { readonly place: number; readonly source: string; readonly size: number }
  | { readonly place: number; readonly end: 'read' | 'removed' | 'not-there' | 'links' }
  | { readonly place: number; readonly end: 'failed'; readonly system: string }

/** Never throws for what is at a place. */
export async function readPlaces(disk: Disk, reading: Reading, tell: (told: Told) => void): Promise<void> {
  const { mostNames, mostFiles, mostBytes, mostTotal, followLinks } = reading
  let total = 0

  await Promise.all(reading.places.map(readPlace))

  async function readPlace(path: string, place: number): Promise<void> {
    try {
      const isFolder = (await disk.stat(path)).isDirectory()
      const names = isFolder ? await namesIn(path) : undefined
      if (isFolder && names === undefined) return tell({ place, end: 'links' })
      let broken: string | undefined
      for (const source of names === undefined ? [path] : names.map(name => join(path, name))) {
        const told = await readFile(source)
        tell({ place, source, ...told })
        // a share that breaks down in the middle has not answered
        if ('system' in told && !ABOUT_THE_FILE.includes(told.system)) broken ??= told.system
      }
      tell(broken === undefined ? { place, end: 'read' } : { place, end: 'failed', system: broken })
    } catch (error) {
      const system = codeOf(error)
      if (system !== 'ENOENT' && system !== 'ENOTDIR') return tell({ place, end: 'failed', system })
      tell({ place, end: isFile(path) && (await isThere(dirname(path))) ? 'removed' : 'not-there' })
    }
  }

  /** Undefined: there are links among them. */
  async function namesIn(folder: string): Promise<readonly string[] | undefined> {
    const keys: string[] = []
    let looked = 0
    for await (const entry of await disk.entries(folder)) {
      if (++looked > mostNames) break
      const group = reading.endings.findIndex(endings => endsWithOne(entry.name, endings))
      if (group < 0) continue
      if (!followLinks && entry.isSymbolicLink()) return undefined
      keys.push(`${group}${entry.name}`)
    }
    return keys
      .sort()
      .slice(0, mostFiles)
      .map(key => key.slice(1))
  }

  type FileTold = { bytes: Uint8Array } | { system: string } | { size: number }

  async function readFile(path: string): Promise<FileTold> {
    try {
      return await readOpened(path)
    } catch (error) {
      return { system: codeOf(error) }
    }
  }

  async function readOpened(path: string): Promise<FileTold> {
    const file = await disk.open(path)
    try {
      const facts = await file.stat()
      if (!facts.isFile()) return { system: facts.isDirectory() ? 'EISDIR' : NOT_A_FILE }
      if (facts.size > Math.min(mostBytes, mostTotal - total)) return { size: facts.size }
      const bytes = new Uint8Array(facts.size)
      let length = 0
      // it may get shorter or longer meanwhile: no more is read than it said to have
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = await file.read(bytes, length)
      total += length
      return { bytes: bytes.subarray(0, length) }
    } finally {
      await file.close()
    }
  }

  function isFile(path: string): boolean {
    return endsWithOne(path, reading.endings.flat())
  }

  async function isThere(folder: string): Promise<boolean> {
    try {
      return (await disk.stat(folder)).isDirectory()
    } catch {
      return false
    }
  }
}

function endsWithOne(path: string, endings: readonly string[]): boolean {
  return endings.some(ending => path.toLowerCase().endsWith(ending))
}

function codeOf(error: unknown): string {
  return String((error as { code?: unknown }).code ?? 'unknown')
}
