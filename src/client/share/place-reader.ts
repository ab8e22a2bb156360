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
export interface PlaceReadJob {
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
export type PlaceReport =
  | { readonly place: number; readonly source: string; readonly bytes: Uint8Array }
  | { readonly place: number; readonly source: string; readonly system: string }
  | { readonly place: number; readonly source: string; readonly size: number }
  | { readonly place: number; readonly end: 'read' | 'removed' | 'not-there' | 'links'; readonly left?: Left }
  | { readonly place: number; readonly end: 'failed'; readonly system: string }

/** What lies in a folder and is not looked at, hidden names aside; absent where there is nothing. */
export interface Left {
  /** Files that end in another way. */
  readonly files: number
  readonly folders: number
}

/** Never throws for what is at a place. */
export async function readPlaces(
  disk: Disk,
  reading: PlaceReadJob,
  tell: (told: PlaceReport) => void,
): Promise<void> {
  const reader = new PlaceReader(disk, reading, tell)
  await Promise.all(reading.places.map((path, place) => reader.read(path, place)))
}

/** The names in a folder that are read. */
interface Listed {
  readonly names: readonly string[]
  readonly left: Left | undefined
}

type FileTold = { bytes: Uint8Array } | { system: string } | { size: number }

/** Reads all places within the limits that they have together. */
class PlaceReader {
  readonly #disk: Disk
  readonly #reading: PlaceReadJob
  readonly #tell: (told: PlaceReport) => void
  #total = 0

  constructor(disk: Disk, reading: PlaceReadJob, tell: (told: PlaceReport) => void) {
    this.#disk = disk
    this.#reading = reading
    this.#tell = tell
  }

  async read(path: string, place: number): Promise<void> {
    try {
      const isFolder = (await this.#disk.stat(path)).isDirectory()
      const inFolder = isFolder ? await this.#namesIn(path) : undefined
      if (isFolder && inFolder === undefined) return this.#tell({ place, end: 'links' })
      const files = inFolder === undefined ? [path] : inFolder.names.map(name => join(path, name))
      const broken = await this.#readFiles(files, place)
      const read = { place, end: 'read', ...(inFolder?.left && { left: inFolder.left }) } as const
      this.#tell(broken === undefined ? read : { place, end: 'failed', system: broken })
    } catch (error) {
      const system = codeOf(error)
      if (system !== 'ENOENT' && system !== 'ENOTDIR') return this.#tell({ place, end: 'failed', system })
      const isFile = endsWithOne(path, this.#reading.endings.flat())
      this.#tell({ place, end: isFile && (await this.#isFolder(dirname(path))) ? 'removed' : 'not-there' })
    }
  }

  /** The first fault that is not about one file: a share that breaks down in the middle has not answered. */
  async #readFiles(files: readonly string[], place: number): Promise<string | undefined> {
    let broken: string | undefined
    for (const source of files) {
      const told = await this.#readFile(source)
      this.#tell({ place, source, ...told })
      if ('system' in told && !ABOUT_THE_FILE.includes(told.system)) broken ??= told.system
    }
    return broken
  }

  /** Undefined: there are links among them. */
  async #namesIn(folder: string): Promise<Listed | undefined> {
    const { mostNames, mostFiles, endings, followLinks } = this.#reading
    const keys: string[] = []
    const left = { files: 0, folders: 0 }
    let looked = 0
    for await (const entry of await this.#disk.entries(folder)) {
      if (++looked > mostNames) break
      const group = endings.findIndex(some => endsWithOne(entry.name, some))
      if (group < 0) {
        if (!entry.name.startsWith('.')) left[entry.isDirectory() ? 'folders' : 'files']++
        continue
      }
      if (!followLinks && entry.isSymbolicLink()) return undefined
      keys.push(`${group}${entry.name}`)
    }
    const names = keys
      .sort()
      .slice(0, mostFiles)
      .map(key => key.slice(1))
    return { names, left: left.files + left.folders > 0 ? left : undefined }
  }

  async #readFile(path: string): Promise<FileTold> {
    try {
      return await this.#readOpened(path)
    } catch (error) {
      return { system: codeOf(error) }
    }
  }

  async #readOpened(path: string): Promise<FileTold> {
    const { mostBytes, mostTotal } = this.#reading
    const file = await this.#disk.open(path)
    try {
      const facts = await file.stat()
      if (!facts.isFile()) return { system: facts.isDirectory() ? 'EISDIR' : NOT_A_FILE }
      if (facts.size > Math.min(mostBytes, mostTotal - this.#total)) return { size: facts.size }
      const bytes = new Uint8Array(facts.size)
      let length = 0
      // it may get shorter or longer meanwhile: no more is read than it said to have
      for (let read = -1; read !== 0 && length < bytes.length; length += read)
        read = await file.read(bytes, length)
      this.#total += length
      return { bytes: bytes.subarray(0, length) }
    } finally {
      await file.close()
    }
  }

  async #isFolder(path: string): Promise<boolean> {
    try {
      return (await this.#disk.stat(path)).isDirectory()
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
