/**
 * Owns what is taken for a ledger file, by its first bytes and before SQLite opens it (which may write to it).
 * Refuses directories, devices, other people's files, and files of a newer version. Writes nothing to what exists.
 */
import { dirname } from 'node:path'
import type { DatabaseSync } from 'node:sqlite'
import { pathToFileURL } from 'node:url'
import { AirlatchError } from '../../core/errors.ts'
import { systemCode } from '../../disk/faults.ts'
import { createEmpty } from '../../disk/files.ts'
import { factsIfAny, isWritable, realPath } from '../../disk/look.ts'
import { NOT_A_FILE, readStart } from '../../disk/system-file.ts'
import type { Filling } from '../filling.ts'

/** What tells a file of this kind from others, and leads from an empty one to the present version, a step each. */
export interface SqliteSchema {
  /** SQLite's `application_id`. What has another is not touched. */
  readonly applicationId: number
  readonly steps: readonly string[]
  /** What some of the steps need beside their SQL. */
  readonly fillings?: readonly Filling[]
  /** What must find no row, as SQL; by the problem that a row shows. */
  readonly checks?: Readonly<Record<string, string>>
}

/** Offsets in the first 100 bytes of every SQLite file: sqlite.org/fileformat2.html, section 1.3. */
const HEADER = { bytes: 100, magic: 'SQLite format 3\0', userVersion: 60, applicationId: 68 } as const

/**
 * An empty file that only its owner may read, unless something is there already. Error: ledger-unavailable.
 */
export function makeFile(path: string): void {
  try {
    // exclusive: follows no link and takes nothing over; SQLite gives its other files the same mode
    createEmpty(path)
  } catch (error) {
    throw unavailable(path, systemCode(error))
  }
}

/**
 * Passes when the file is of this kind, of the present version or an older one, or empty and may become one (`create`).
 * Errors: vendor-missing, ledger-foreign, ledger-newer {got, newest}, ledger-damaged, ledger-unavailable.
 */
export function recognise(path: string, { applicationId, steps }: SqliteSchema, create: boolean): void {
  const newest = steps.length
  const header = readHeader(path)
  if (header.length === 0) {
    // what a crash while it was made leaves; but not when changes still stand beside it
    if (create && (factsIfAny(`${path}-wal`)?.bytes ?? 0) === 0) return
    throw new AirlatchError('ledger-damaged', { path, problem: 'the file is empty' })
  }
  if (
    header.length < HEADER.bytes ||
    header.toString('latin1', 0, HEADER.magic.length) !== HEADER.magic ||
    header.readUInt32BE(HEADER.applicationId) !== applicationId
  )
    throw new AirlatchError('ledger-foreign', { path })
  const got = header.readUInt32BE(HEADER.userVersion)
  if (got > newest) throw newer(path, got, newest)
}

export function newer(path: string, got: number, newest: number): AirlatchError {
  return new AirlatchError('ledger-newer', { path, got, newest })
}

/** The first 100 bytes, or fewer when there are no more. */
function readHeader(path: string): Buffer {
  const start = readStart(path, HEADER.bytes)
  if ('bytes' in start) return start.bytes
  if (start.system === NOT_A_FILE) throw new AirlatchError('ledger-foreign', { path })
  if (start.system === 'ENOENT') throw new AirlatchError('vendor-missing', { path })
  throw unavailable(path, start.system)
}

/** A file that is read as if nobody changed it. */
export interface ImmutableFile {
  readonly db: DatabaseSync
  /** Error: ledger-busy, when somebody did change it: what was read may be of two moments. */
  requireUnchanged(): void
}

/**
 * Where no file can be made beside the ledger (a read-only medium, a folder of another account), SQLite cannot read it in
 * the usual way: it keeps track of readers in such a file. Taken for one that nobody changes (immutable), it needs none.
 * That is right while no other program has the ledger open. Undefined when files can be made there, and when SQLite's
 * files are there already: then it reads the ledger together with whoever writes to it.
 * Error: ledger-unavailable, when the newest changes are in the log beside it, and what SQLite needs to read that is not.
 */
export function openImmutable(Database: typeof DatabaseSync, path: string): ImmutableFile | undefined {
  // SQLite's files are beside the file that a link leads to
  const file = realPath(path) ?? path
  if (isWritable(dirname(file)) && isWritable(file)) return undefined
  const [log, readers] = ['-wal', '-shm'].map(ending => factsIfAny(file + ending))
  if (log !== undefined && readers !== undefined) return undefined
  if ((log?.bytes ?? 0) > 0)
    throw new AirlatchError('ledger-unavailable', {
      path,
      problem: `the newest changes are in ${file}-wal, which cannot be read in a folder that is read-only: copy both files to another folder`,
    })
  const requireUnchanged = changeWatch(file)
  const url = pathToFileURL(file)
  url.search = '?immutable=1'
  return { db: new Database(url, { readOnly: true }), requireUnchanged }
}

/** Throws ledger-busy when the file is not as it was when this was called. */
export function changeWatch(path: string): () => void {
  const facts = () => {
    const { bytes, modified, inode } = factsIfAny(path) ?? {}
    return `${bytes} ${modified} ${inode}`
  }
  const before = facts()
  return () => {
    if (facts() !== before) throw new AirlatchError('ledger-busy', { path })
  }
}

function unavailable(path: string, system: string): AirlatchError {
  return new AirlatchError('ledger-unavailable', { path, problem: `${path} (${system})` })
}
