/**
 * Owns putting the backup of a whole desk in an empty place. All of the file is read and checked before anything is
 * written. Then the ledger is made beside its place and audited, the key files are put into the home, and the ledger
 * gets its name last: without it there is no desk. Whoever was killed in between starts again.
 */
import { join } from 'node:path'
import { AirlatchError } from '../../core/errors.ts'
import { discard, isThere, makeFolder, writeNew } from '../../disk/files.ts'
import { readOwn } from '../../disk/read.ts'
import { isPostgresUrl } from '../../log/postgres/url.ts'
import type { Passphrase } from '../custody/age.ts'
import { outsideFiles } from '../custody/outside-key.ts'
import { CHANGE_FILE, signingKeyFiles } from '../custody/signing-key.ts'
import { audited, requireSound } from '../ledger/backup.ts'
import type { Random } from '../ledger/entries.ts'
import { importFrom } from '../ledger/import.ts'
import type { Tell } from '../ledger/ledger.ts'
import { isLedgerAt, ledgerPlace, openLedger } from '../ledger/open.ts'
import { DeskFile, type KeyFile } from './desk-file.ts'

const MOST_KEY_BYTES = 16_384

/** The empty place. */
export interface DeskPlace {
  readonly home: string
  /** A path or a URL. */
  readonly ledger: string
  readonly random: Random
}

/** What is in a backup. */
export interface RestoredDesk {
  readonly vendor: string
  /** Such as `2026-12-01T12:00:00Z`. */
  readonly madeAt: string
  readonly entries: number
  /** Hash of the last entry, the same as in the ledger that it was made of. */
  readonly head: string
  /** The names of the files of signing keys in it. */
  readonly keyFiles: readonly string[]
}

/** What is asked of a restore. */
export interface DeskRestore {
  /** Of the backup. */
  readonly path: string
  /** That of the backup, and not that of the signing keys. */
  readonly passphrase: Passphrase
  /** Only read, and say what would be done. */
  readonly isDry: boolean
  readonly progress?: Tell | undefined
}

/**
 * `progress` is told of entries: once when they are read, once when they are written. Errors: those of DeskFile; ledger-not-
 * empty, desk-not-empty {path, files}; cannot-write, ledger-damaged, those of importFrom.
 */
export async function restoreDeskInto(
  own: DeskPlace,
  { path, passphrase, isDry, progress }: DeskRestore,
): Promise<RestoredDesk> {
  await requireNoLedger(own)
  const desk = await DeskFile.open(path, passphrase)
  const { keys, vendor, madeAt } = desk.head
  requireNoOtherKeys(own.home, keys)
  const end = await desk.check((done, of) => progress?.(done, isDry ? of : 2 * of))
  const time = Date.parse(madeAt) / 1000
  const made = Number.isSafeInteger(time) ? time : undefined
  const restored = { vendor, madeAt, ...end, keyFiles: keys.map(({ file }) => file) }
  if (isDry) return restored
  // whoever exchanged the file in between knew the passphrase, and yet it is not what was looked at
  const requireSame = (head: string) => {
    if (head !== end.head) throw new AirlatchError('desk-backup-damaged', { path })
  }
  makeFolder(own.home)
  const placed: string[] = []
  try {
    await importFrom(own.ledger, desk.ledger, {
      random: own.random,
      accept: async () => undefined,
      progress: (done, of) => progress?.(of + done, 2 * of),
      async before(file) {
        if (file !== undefined) requireSame((await audited(file, path, own.random, undefined, made)).head)
        place(own.home, keys, placed)
      },
    })
  } catch (error) {
    for (const file of placed) discard(file)
    throw error
  }
  if (isPostgresUrl(own.ledger)) requireSame(await auditedOnServer(own, made))
  return restored
}

async function requireNoLedger({ ledger: where, random }: DeskPlace): Promise<void> {
  if (!(await isLedgerAt(where, random))) return
  if (isPostgresUrl(where)) {
    const ledger = await openLedger(where, { random })
    const { entries } = await ledger.stats().finally(() => ledger.close())
    if (entries === 0) return
  }
  throw new AirlatchError('ledger-not-empty', { path: ledgerPlace(where) })
}

/** Those that a restore has left which was killed are the same, and are no others. */
function requireNoOtherKeys(home: string, keys: readonly KeyFile[]): void {
  const there = [...signingKeyFiles(home), ...outsideFiles(home)]
  const others = there.filter(name => !keys.some(key => key.file === name && isSame(home, key)))
  // it would hold in the place of those that are put there
  if (isThere(join(home, CHANGE_FILE))) others.push(CHANGE_FILE)
  if (others.length > 0) throw new AirlatchError('desk-not-empty', { path: home, files: others })
}

function isSame(home: string, { file, text }: KeyFile): boolean {
  const bytes = readOwn(join(home, file), MOST_KEY_BYTES)
  return bytes !== undefined && Buffer.from(text).equals(bytes)
}

function place(home: string, keys: readonly KeyFile[], placed: string[]): void {
  for (const key of keys) {
    if (isSame(home, key)) continue
    const path = join(home, key.file)
    writeNew(path, key.text, true)
    placed.push(path)
  }
}

/** The head, once all is sound. It is a backup of that time, and says so. */
async function auditedOnServer(
  { ledger: where, random }: DeskPlace,
  madeAt: number | undefined,
): Promise<string> {
  const ledger = await openLedger(where, { random })
  try {
    const audit = await ledger.audit()
    requireSound(audit)
    if (madeAt !== undefined) await ledger.keepBackup({ at: madeAt, entries: audit.entries })
    return audit.head
  } catch (error) {
    throw error instanceof AirlatchError ? error.with({ path: ledgerPlace(where) }) : error
  } finally {
    await ledger.close()
  }
}
