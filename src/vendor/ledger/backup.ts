/**
 * Owns backing a SQLite ledger up while others write to it, and putting a backup in place. A backup is a ledger file
 * like any other, of one moment; it is opened and audited before it gets its name, and again before it becomes the
 * ledger. Nothing is ever deleted: the present ledger is moved aside. What is on a server has pg_dump.
 */

import { AirlatchError } from '../../core/errors.ts'
import { formatInstant } from '../../core/terms/term.ts'
import {
  assertNew,
  exchangeFile,
  isThere,
  madeBeside,
  moveFile,
  moveOwn,
  writePieces,
} from '../../disk/files.ts'
import { wholePath } from '../../disk/look.ts'
import { readPieces } from '../../disk/read.ts'
import { isPostgresUrl } from '../../log/postgres/url.ts'
import type { VendorRecord } from './change.ts'
import type { Random } from './entries.ts'
import type { Tell } from './export.ts'
import type { Audit, Stats } from './ledger.ts'
import { ledgerPlace } from './open.ts'
import { openSqliteLedger } from './sqlite.ts'
import { copyDatabase, settleDatabase } from './sqlite-backup.ts'

/** What a file has in it, all of it checked. */
export interface Checked {
  readonly vendor: VendorRecord
  readonly entries: number
  /** Hash of the last entry. */
  readonly head: string
}

export interface BackupOptions {
  readonly random: Random
  /** Stands in the copy as the time at which it was made, in seconds since 1970; left out: it says nothing of that. */
  readonly at?: number | undefined
  /** Told how many pages are done, of how many; each twice, once when it is copied and once when it is audited. */
  readonly progress?: Tell | undefined
}

/**
 * The ledger at the path `where`, as it is when this is called, as a new file: whole or not at all.
 * Errors: ledger-on-server, output-exists, cannot-write, ledger-damaged when what was copied is not sound,
 * ledger-unavailable, those of openSqliteLedger.
 */
export async function backupLedger(where: string, path: string, options: BackupOptions): Promise<Checked> {
  refuseServer(where, 'backup')
  assertNew(path)
  return madeBeside(path, async folder => {
    const file = `${folder}/ledger.db`
    let pages = 0
    await copyDatabase(wholePath(where), file, (done, of) => {
      pages = of
      options.progress?.(done, 2 * of)
    })
    const checked = await ofCopy(path, () =>
      audited(
        file,
        where,
        options.random,
        (entry, of) => {
          // a ledger that was copied at once is audited as quickly
          if (pages > 0) options.progress?.(pages + Math.floor((pages * entry) / of), 2 * pages)
        },
        options.at,
      ),
    )
    moveFile(file, path)
    return checked
  })
}

/** An audit opens what it reads, and a full medium has no room for what SQLite keeps beside it. */
async function ofCopy<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AirlatchError && error.code === 'ledger-unavailable')) throw error
    throw new AirlatchError('cannot-write', { path, system: error.details.problem }, error)
  }
}

export interface RestoreOptions {
  readonly random: Random
  /** Seconds since 1970, for the name of what is moved aside. */
  readonly now: number
  /** Move the present ledger aside. */
  readonly replace: boolean
}

export interface Restored extends Checked {
  /** The ledger that was there before. */
  readonly replaced: Replaced | undefined
}

/** A ledger that a backup took the place of. */
export interface Replaced {
  /** Where it was moved to. */
  readonly path: string
  /** Undefined when it cannot be read. */
  readonly stats: Stats | undefined
}

/**
 * The backup `from` as the ledger at the path `where`; `from` stays as it is.
 * Errors: ledger-on-server, ledger-not-empty {path, restoring}, ledger-busy when others work with the present ledger,
 * file-not-found, cannot-read, cannot-write, vendor-missing, ledger-foreign, ledger-newer, ledger-damaged.
 */
export async function restoreInto(where: string, from: string, options: RestoreOptions): Promise<Restored> {
  refuseServer(where, 'restore')
  const place = wholePath(where)
  const present = [place, `${place}-wal`].some(isThere)
  if (present && !options.replace)
    throw new AirlatchError('ledger-not-empty', { path: where, restoring: true })
  return madeBeside(place, async folder => {
    const file = `${folder}/ledger.db`
    await writePieces(file, readPieces(from))
    // a copy that was made by hand may have changes beside it
    if (isThere(`${from}-wal`)) await writePieces(`${file}-wal`, readPieces(`${from}-wal`))
    const checked = await audited(file, from, options.random)
    if (present) return { ...checked, replaced: await exchange(file, place, options) }
    moveFile(file, place)
    return { ...checked, replaced: undefined }
  })
}

function refuseServer(where: string, doing: 'backup' | 'restore'): void {
  const place = ledgerPlace(where)
  if (isPostgresUrl(where)) throw new AirlatchError('ledger-on-server', { path: place, doing })
}

/**
 * What a ledger file has in it, once it is sound. `shown`: the path for errors; `madeAt`: says in it that it is a backup of that
 * time. Errors: ledger-damaged, vendor-missing.
 */
export async function audited(
  path: string,
  shown: string,
  random: Random,
  progress?: Tell,
  madeAt?: number,
): Promise<Checked> {
  try {
    const ledger = await openSqliteLedger(path, { random })
    try {
      const audit = await ledger.audit([], progress)
      requireSound(audit)
      const { entries, head } = audit
      const vendor = await ledger.vendor()
      if (vendor === undefined) throw new AirlatchError('vendor-missing')
      if (madeAt !== undefined) await ledger.keepBackup({ at: madeAt, entries })
      return { vendor, entries, head }
    } finally {
      await ledger.close()
    }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    throw error.with({ path: shown })
  }
}

/** Error: ledger-damaged, with the first problem. */
export function requireSound({ problems: [first] }: Audit): void {
  if (first === undefined) return
  const problem = `${first.entry === undefined ? '' : `entry ${first.entry}: `}${first.problem}`
  throw new AirlatchError('ledger-damaged', { problem })
}

async function exchange(file: string, place: string, { random, now }: RestoreOptions): Promise<Replaced> {
  const aside = asideOf(place, now)
  const stats = await settled(place, random)
  // changes that are not in the file must not be taken for those of the backup
  for (const suffix of ['-wal', '-shm', '-journal'])
    if (isThere(place + suffix)) moveOwn(place + suffix, aside + suffix)
  if (isThere(place)) exchangeFile(file, place, aside)
  else moveFile(file, place)
  return { path: aside, stats }
}

/**
 * What the present ledger has in it, when it is whole in its one file and nobody else works with it; undefined when it
 * cannot be read. Error: ledger-busy.
 */
async function settled(place: string, random: Random): Promise<Stats | undefined> {
  try {
    const ledger = await openSqliteLedger(place, { random })
    const stats = await ledger.stats().finally(() => ledger.close())
    settleDatabase(place)
    return stats
  } catch (error) {
    if (error instanceof AirlatchError && error.code !== 'ledger-busy' && error.code !== 'bug')
      return undefined
    throw error
  }
}

/** `ledger.db.replaced-2026-11-22T12-00-00Z`, as Windows has no colons in names. */
function asideOf(place: string, now: number): string {
  const name = `${place}.replaced-${formatInstant(now).replaceAll(':', '-')}`
  for (let n = 1; ; n++) {
    const free = n === 1 ? name : `${name}-${n}`
    if (!['', '-wal', '-shm', '-journal'].some(suffix => isThere(free + suffix))) return free
  }
}
