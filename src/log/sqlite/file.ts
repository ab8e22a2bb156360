/**
 * Owns how a ledger file is recognised by its first bytes, before SQLite opens it (which may write to it). Refuses
 * directories, devices, files of other programs, and files of a newer version. Never writes to an existing file.
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

/** The application id of a kind of file, and the steps that bring an empty file to the current version, one each. */
export interface SqliteSchema {
  /** SQLite's `application_id`. A file with another one is not touched. */
  readonly applicationId: number
  readonly steps: readonly string[]
  /** What some of the steps need in addition to their SQL. */
  readonly fillings?: readonly Filling[]
  /** Maps each problem to the SQL statement that must find no row. */
  readonly checks?: Readonly<Record<string, string>>
}

/** Offsets in the first 100 bytes of every SQLite file: sqlite.org/fileformat2.html, section 1.3. */
const HEADER = { bytes: 100, magic: 'SQLite format 3\0', userVersion: 60, applicationId: 68 } as const

/** Creates an empty file that only its owner may read, unless the path exists already. Error: ledger-unavailable. */
export function makeFile(path: string): void {
  try {
    // exclusive: follows no link and takes nothing over; SQLite gives its other files the same mode
    createEmpty(path)
  } catch (error) {
    throw unavailable(path, systemCode(error))
  }
}

/**
 * Passes when the file is of this kind, of the current or an older version; and, with `create`, when it is empty.
 * Errors: vendor-missing, ledger-foreign, ledger-newer {got, newest}, ledger-damaged, ledger-unavailable.
 */
export function recognise(path: string, { applicationId, steps }: SqliteSchema, create: boolean): void {
  const newest = steps.length
  const header = readHeader(path)
  if (header.length === 0) {
    // a crash during creation leaves an empty file; one with a write-ahead log next to it has lost its content
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

/** Returns the first 100 bytes, or the whole file if it is shorter. */
function readHeader(path: string): Buffer {
  const start = readStart(path, HEADER.bytes)
  if ('bytes' in start) return start.bytes
  if (start.system === NOT_A_FILE) throw new AirlatchError('ledger-foreign', { path })
  if (start.system === 'ENOENT') throw new AirlatchError('vendor-missing', { path })
  throw unavailable(path, start.system)
}

/** A file that is opened on the assumption that no other program changes it. */
export interface ImmutableFile {
  readonly db: DatabaseSync
  /** Error: ledger-busy, if the file did change, because what was read may then be inconsistent. */
  requireUnchanged(): void
}

/**
 * Opens a ledger as immutable where no file can be created next to it (a read-only medium, a folder of another user).
 * SQLite cannot read it in the usual way there, because it keeps track of readers in such a file. This is safe while no
 * other program has the ledger open. Undefined if files can be created there, or if SQLite's files exist already: then
 * it can read the ledger in the usual way while others write to it.
 * Error: ledger-unavailable, if the newest changes are in the write-ahead log and its index file is missing.
 */
export function openImmutable(Database: typeof DatabaseSync, path: string): ImmutableFile | undefined {
  // SQLite keeps its files next to the target of a symbolic link
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

/** Returns a function that throws ledger-busy if the file has changed since this call. */
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
