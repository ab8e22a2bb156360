/**
 * Owns taking a ledger over from a file of JSON lines (export-lines.ts) into an empty one of either engine: the way from
 * SQLite to PostgreSQL and back. All or nothing: where there was no file, there is a whole ledger afterwards, or none.
 */
import { AirlatchError } from '../../core/errors.ts'
import { isThere, madeBeside, moveFile } from '../../disk/files.ts'
import { isPostgresUrl } from '../../log/postgres/url.ts'
import type { Change } from './change.ts'
import { decodeBody, type Random } from './entries.ts'
import type { Tell } from './export.ts'
import { type ExportHeader, type ExportSource, exportFile, readEntries, readHeader } from './export-lines.ts'
import type { RawEntry, Stats } from './ledger.ts'
import { isLedgerAt, ledgerPlace, openLedger } from './open.ts'
import { Misshapen } from './shape.ts'

/** The indices of a million entries: one transaction touches them all over, and writes again what it has let go of. */
const CACHE_MEGABYTES = 256

export interface ImportOptions {
  readonly random: Random
  /** Asked before anything is written; throws when this vendor's ledger is not wanted. */
  readonly accept: (header: ExportHeader) => Promise<void>
  readonly progress?: Tell | undefined
  /**
   * Called before the ledger is there: with the path of the file that is to become it, which is whole; on a server, before
   * anything is written. Nothing comes of the ledger when it throws.
   */
  readonly before?: (file: string | undefined) => Promise<void>
}

/**
 * `where` is a path or a URL, `path` the file. Errors: input-empty, input-not-recognised, input-cut-off {path, entries},
 * entry-malformed {entry, problem}, ledger-newer {got, newest}, ledger-not-empty, those of openLedger and of `accept`.
 */
export function importInto(where: string, path: string, options: ImportOptions): Promise<Stats> {
  return importFrom(where, exportFile(path), options)
}

/** The same of another source. Errors: the same, those of the source and of `before`. */
export async function importFrom(
  where: string,
  source: ExportSource,
  options: ImportOptions,
): Promise<Stats> {
  const header = await readHeader(source)
  const { random } = options
  const there = await isLedgerAt(where, random)
  if (there) await requireEmpty(where, random)
  else refuseLoose(where)
  await options.accept(header)
  if (there || isPostgresUrl(where)) {
    await options.before?.(undefined)
    return adopt(where, source, header, options)
  }
  return madeBeside(where, async folder => {
    const file = `${folder}/ledger.db`
    const stats = await adopt(file, source, header, options, true)
    await options.before?.(file)
    moveFile(file, where)
    return stats
  })
}

/** SQLite would take changes that stand beside a file that is gone for those of the new one. Error: ledger-damaged. */
function refuseLoose(where: string): void {
  if (!isPostgresUrl(where) && isThere(`${where}-wal`))
    throw new AirlatchError('ledger-damaged', {
      path: where,
      problem: 'its file of changes (-wal) is there, but the file itself is missing',
    })
}

async function requireEmpty(where: string, random: Random): Promise<void> {
  const ledger = await openLedger(where, { random, create: true })
  try {
    const { entries } = await ledger.stats()
    if (entries > 0) throw new AirlatchError('ledger-not-empty', { path: ledgerPlace(where) })
  } finally {
    await ledger.close()
  }
}

async function adopt(
  where: string,
  source: ExportSource,
  header: ExportHeader,
  { random, progress }: ImportOptions,
  isUnfinished = false,
): Promise<Stats> {
  const file = { cacheMegabytes: CACHE_MEGABYTES, isUnfinished }
  const ledger = await openLedger(where, { random, create: true, ...file })
  try {
    // walked anew when the database has the transaction tried again
    const entries = { [Symbol.asyncIterator]: () => entriesOf(source, header, progress) }
    return await ledger.adopt(entries)
  } finally {
    await ledger.close()
  }
}

/** The entries of the vendor that was accepted. Errors: entry-malformed, those of readEntries. */
async function* entriesOf(
  source: ExportSource,
  { vendor, publicKey, entries }: ExportHeader,
  progress?: Tell,
): AsyncGenerator<RawEntry> {
  let done = 0
  for await (const entry of readEntries(source)) {
    if (done === 0) {
      const change = changeIn(entry)
      const made = change?.kind === 'vendor.created' ? change.vendor : undefined
      if (made?.name !== vendor || made.publicKey !== publicKey)
        throw malformed('is not the vendor that the header names')
    }
    yield entry
    done++
    progress?.(done, entries)
  }
  if (done === 0) throw malformed('is missing')
}

/**
 * The public halves of the signing keys that the vendor of an export has made since the first one, 64 hexadecimal
 * digits each. Nothing of it is checked against the chain yet. Errors: those of readEntries.
 */
export async function laterSigningKeysIn(path: string): Promise<readonly string[]> {
  const keys: string[] = []
  for await (const entry of readEntries(exportFile(path))) {
    const change = entry.kind === 'signing-key.added' ? changeIn(entry) : undefined
    if (change?.kind === 'signing-key.added') keys.push(change.publicKey)
  }
  return keys
}

function changeIn({ kind, body }: RawEntry): Change | undefined {
  try {
    return decodeBody(kind, body).change
  } catch (error) {
    if (error instanceof Misshapen) return undefined
    throw error
  }
}

function malformed(problem: string): AirlatchError {
  return new AirlatchError('entry-malformed', { entry: 1, problem })
}
