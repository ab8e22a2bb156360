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
import { factsIfAny, isWritable } from '../../disk/look.ts'
import { NOT_A_FILE, readStart } from '../../disk/system-file.ts'

/** What tells a file of this kind from others, and leads from an empty one to the present version, a step each. */
export interface SqliteSchema {
  /** SQLite's `application_id`. What has another is not touched. */
  readonly applicationId: number
  readonly steps: readonly string[]
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

/**
 * Where no file can be made beside the ledger, SQLite cannot read it in the usual way: it keeps track of readers in such
 * a file. Taken for one that nobody changes (immutable), it needs none. That is right on a read-only medium; changes in
 * the log beside it would not be seen. Undefined when files can be made there.
 * Error: ledger-unavailable, when there are such changes.
 */
export function openImmutable(Database: typeof DatabaseSync, path: string): DatabaseSync | undefined {
  if (isWritable(dirname(path)) && isWritable(path)) return undefined
  if ((factsIfAny(`${path}-wal`)?.bytes ?? 0) > 0)
    throw new AirlatchError('ledger-unavailable', {
      path,
      problem: `the newest changes are in ${path}-wal, which cannot be read on a read-only medium: copy both files to a disk`,
    })
  const url = pathToFileURL(path)
  url.search = '?immutable=1'
  return new Database(url, { readOnly: true })
}

function unavailable(path: string, system: string): AirlatchError {
  return new AirlatchError('ledger-unavailable', { path, problem: `${path} (${system})` })
}
