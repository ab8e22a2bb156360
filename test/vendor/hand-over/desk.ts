/** Owns a desk with something of everything, its backup, and an empty place for it. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createNextSigningKey, createSigningKey } from '../../../src/vendor/custody/signing-key.ts'
import { backupDesk, type DeskBackup } from '../../../src/vendor/hand-over/desk-backup.ts'
import {
  type DeskRestore,
  type RestoredDesk,
  restoreDeskInto,
} from '../../../src/vendor/hand-over/desk-restore.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { random, sampled } from '../ledger/exporting.ts'
import { folder } from '../ledger/file.ts'
import { AT } from '../ledger/sample.ts'

export const PASSPHRASE = 'pässwörd 漢字'

export interface SampleDesk {
  readonly at: (...names: readonly string[]) => string
  readonly ledger: Ledger
  /** The backup. */
  readonly path: string
  readonly made: DeskBackup
}

/** Two keys in files, and a note of a third one; the ledger at `where`, by default in the home. */
export async function sampleDesk(where?: string): Promise<SampleDesk> {
  const root = folder()
  const at = (...names: readonly string[]) => join(root, ...names)
  mkdirSync(at('home'))
  await createSigningKey(at('home'), PASSPHRASE)
  await createNextSigningKey(at('home'), PASSPHRASE)
  const note = { publicKey: 'ab'.repeat(32), agent: 'licenses' }
  writeFileSync(at('home', `signing-key-${'ab'.repeat(8)}.json`), JSON.stringify(note))
  const ledger = await sampled(where ?? at('home', 'ledger.db'))
  const path = at('desk.age')
  const made = await backupDesk(ledger, { home: at('home'), path, passphrase: PASSPHRASE, now: AT })
  return { at, ledger, path, made }
}

export function restored(
  { at, path }: Pick<SampleDesk, 'at' | 'path'>,
  more: Partial<DeskRestore> = {},
  ledger = at('new', 'ledger.db'),
): Promise<RestoredDesk> {
  const restore = { path, passphrase: PASSPHRASE, isDry: false, ...more }
  return restoreDeskInto({ home: at('new'), ledger, random }, restore)
}

/** The files of signing keys in a home, with what they have in them. */
export function keysIn(home: string): Readonly<Record<string, string>> {
  const names = readdirSync(home).filter(name => name.startsWith('signing-key'))
  return Object.fromEntries(names.map(name => [name, readFileSync(join(home, name), 'utf8')]))
}
