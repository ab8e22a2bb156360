/**
 * Owns where a vendor lives, and how one begins: the folder of the signing key, the ledger beside it or on a server, and what
 * a desk needs of the world. The desk itself: vendor.ts.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { ANYTHING, type ArgumentField, FUNCTION } from '../core/arguments.ts'
import { encodeHex } from '../core/bytes/hex.ts'
import type { PublicKey } from '../core/cose/key.ts'
import { AirlatchError } from '../core/errors.ts'
import { secondsOf, type Time } from '../core/time.ts'
import { makeFolder } from '../disk/files.ts'
import { requireText, requireVendorOptions } from './arguments.ts'
import { invalid, requireName } from './catalog/limits.ts'
import { presentKey, publicKeyOf, signingKeysOf } from './catalog/signing-keys.ts'
import { outsideKeys } from './custody/outside-key.ts'
import {
  changePassphrase,
  createSigningKey,
  hasSigningKey,
  needsPassphrase,
  requirePassphrase,
  signingKeyFiles,
  unlockSigningKey,
} from './custody/signing-key.ts'
import { keysInHome, placeOfKey } from './custody/signing-ring.ts'
import { type DeskRestore, type RestoredDesk, restoreDeskInto } from './hand-over/desk-restore.ts'
import { type Restored, restoreInto } from './ledger/backup.ts'
import type { OnClockAhead } from './ledger/clock.ts'
import type { Tell } from './ledger/export.ts'
import { importInto, laterSigningKeysIn } from './ledger/import.ts'
import type { Ledger, Stats } from './ledger/ledger.ts'
import { isLedgerAt, ledgerPlace, openLedger } from './ledger/open.ts'

const LEDGER_FILE = 'ledger.db'

/** Where the desk keeps its keys and its ledger, and who works there. */
export interface VendorOptions {
  /** The folder of the signing key and, unless `ledger` says otherwise, of the ledger. */
  readonly home: string
  /** A path, or a URL `postgres://USER@HOST/DATABASE`; its password is read from PGPASSWORD or ~/.pgpass. */
  readonly ledger?: string | undefined
  /** Who works at the desk; stands in every entry of the ledger. */
  readonly operator?: string | undefined
  /** Seconds since 1970. */
  readonly now?: (() => Time) | undefined
  /** Random bytes, so many of them; those of the system by default. */
  readonly random?: ((bytes: number) => Uint8Array) | undefined
  /**
   * Called before the first thing is recorded or signed by a clock that is more than a year ahead of the newest entry of the
   * ledger; nothing is recorded when it throws. Unless given, such a clock is believed. A clock that is more than a day
   * behind is always refused (clock-behind-ledger).
   */
  readonly onClockAhead?: OnClockAhead | undefined
}

/** By the key that signs licenses now. */
export interface VendorIdentity {
  /** The name that people read. */
  readonly name: string
  /** 64 hexadecimal digits. */
  readonly publicKey: string
  /** The id of that key, 16 hexadecimal digits. */
  readonly kid: string
}

/** The options with what stands for those that were not given. */
export interface VendorHome {
  readonly home: string
  /** A path or a URL. */
  readonly ledger: string
  readonly operator: string | undefined
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  readonly onClockAhead: OnClockAhead | undefined
  /** Whether the desk that lives here was closed. */
  isClosed: boolean
}

/** Error: already-closed {what}. */
export function requireNotClosed({ isClosed }: VendorHome): void {
  if (isClosed) throw new AirlatchError('already-closed', { what: 'vendor' })
}

/** `more`: what is taken beside these options. Error: invalid-value. */
export function homeOf(
  options: VendorOptions,
  more: Readonly<Record<string, ArgumentField>> = {},
): VendorHome {
  requireVendorOptions(options, more)
  const { home, ledger, operator, now, random, onClockAhead } = options
  return {
    home,
    ledger: ledger ?? join(home, LEDGER_FILE),
    operator: operator === undefined ? undefined : requireName('operator', operator),
    now: now === undefined ? () => Math.floor(Date.now() / 1000) : () => secondsNow(now()),
    random: random ?? (bytes => Uint8Array.from(randomBytes(bytes))),
    onClockAhead,
    isClosed: false,
  }
}

/** What is no time at all is for the ledger to refuse, as of any clock. */
function secondsNow(time: Time): number {
  return typeof time === 'number' ? time : secondsOf('now', time)
}

/**
 * Makes a vendor: an empty ledger, the signing key, then the entry that names both. Interrupted in between, the next
 * call goes on with what is there. Errors: vendor-exists, ledger-missing, invalid-value, passphrase-missing, passphrase-wrong,
 * cannot-write.
 */
export async function createVendor(
  options: VendorOptions & { readonly name: string; readonly passphrase: string },
): Promise<VendorIdentity> {
  const own = homeOf(options, { name: ANYTHING, passphrase: ANYTHING })
  const { home, now } = own
  requirePassphrase(options.passphrase)
  const name = requireName('name', options.name)
  makeFolder(home)
  await assertLedgerNotLost(own)
  const ledger = await openLedger(own.ledger, { ...own, create: true })
  try {
    if ((await ledger.vendor()) !== undefined) throw new AirlatchError('vendor-exists', { home })
    const make = hasSigningKey(home) ? unlockSigningKey : createSigningKey
    const key = (await make(home, options.passphrase)).public
    const vendor = { name, publicKey: encodeHex(key.bytes), createdAt: now() }
    if ((await ledger.append([{ kind: 'vendor.created', vendor }], vendor.createdAt)) === 'conflict')
      throw new AirlatchError('vendor-exists', { home })
    return { name, publicKey: vendor.publicKey, kid: key.kid }
  } finally {
    await ledger.close()
  }
}

/** What became of the passphrase of the signing keys. */
export interface ChangedPassphrase {
  /** The ids of the keys that have the new one. */
  readonly kids: readonly string[]
  /** The ids of those that are kept elsewhere, and have none of ours. */
  readonly elsewhere: readonly string[]
  /** False: a file could not be written any more, and is until the next change what it was. */
  readonly isFinished: boolean
}

/**
 * Gives all signing keys in files of the home a new passphrase, all or none. `passphrase` is asked when one of them has
 * one, and `newPassphrase` once that is right. Errors: signing-key-missing, passphrase-wrong, signing-key-damaged,
 * signing-key-too-costly, invalid-value for an empty one, cannot-write.
 */
export async function changeSigningPassphrase(
  options: VendorOptions & {
    readonly passphrase: () => Promise<string>
    readonly newPassphrase: () => Promise<string>
  },
): Promise<ChangedPassphrase> {
  const { home } = homeOf(options, { passphrase: FUNCTION, newPassphrase: FUNCTION })
  const isAsked = signingKeyFiles(home).some(file => needsPassphrase(home, file))
  const before = isAsked ? await options.passphrase() : ''
  const changed = await changePassphrase(home, before, async () => {
    const after = await options.newPassphrase()
    requirePassphrase(after)
    if (after === '') throw invalid('passphrase', { is: 'at-least', least: 1, of: 'characters' }, undefined)
    return after
  })
  return { ...changed, elsewhere: outsideKeys(home).map(({ kid }) => kid) }
}

/**
 * Puts the backup of a whole desk into an empty home and an empty ledger, of whichever engine.
 * Errors: those of restoreDeskInto in hand-over/desk-restore.ts.
 */
export async function restoreDesk(options: VendorOptions, restore: DeskRestore): Promise<RestoredDesk> {
  requireText('path', restore.path)
  if (typeof restore.passphrase !== 'function') requirePassphrase(restore.passphrase)
  return restoreDeskInto(homeOf(options), restore)
}

/** Error: vendor-exists; asked before anybody is troubled for a passphrase. Errors also: those of openVendor. */
export async function assertNoVendor(options: VendorOptions): Promise<void> {
  const own = homeOf(options)
  const { random } = own
  if (!(await isLedgerAt(own.ledger, random))) return assertLedgerNotLost(own)
  const ledger = await openLedger(own.ledger, { create: true, random })
  const vendor = await ledger.vendor()
  await ledger.close()
  if (vendor !== undefined) throw new AirlatchError('vendor-exists', { home: own.home })
}

/**
 * Takes an exported ledger over into an empty one, which is made when there is none. The home must have a signing key of
 * that vendor already: `passphrase` is asked for it when it is protected. Errors: signing-key-missing, passphrase-wrong,
 * wrong-signing-key {expected, got}, those of importInto in ledger/import.ts.
 */
export async function importLedger(
  options: VendorOptions & { readonly passphrase: () => Promise<string> },
  path: string,
  progress?: Tell,
): Promise<Stats> {
  const { home, ledger, random } = homeOf(options, { passphrase: FUNCTION })
  return importInto(ledger, path, {
    random,
    progress,
    async accept({ publicKey: first }) {
      const own: PublicKey[] = []
      for await (const key of keysInHome(home, options.passphrase)) {
        if (encodeHex(key.bytes) === first) return
        own.push(key)
      }
      // the file of the first key may be gone, and that of a later one here
      const later = await laterSigningKeysIn(path)
      if (own.some(({ bytes }) => later.includes(encodeHex(bytes)))) return
      throw new AirlatchError('wrong-signing-key', { expected: own[0]?.kid, got: publicKeyOf(first).kid })
    },
  })
}

/**
 * Puts a backup of the ledger in place; `replace` moves a present one aside.
 * Errors: those of restoreInto in ledger/backup.ts.
 */
export async function restoreLedger(
  options: VendorOptions,
  path: string,
  replace: boolean,
): Promise<Restored & { readonly hasSigningKey: boolean }> {
  const own = homeOf(options)
  makeFolder(own.home)
  const restored = await restoreInto(own.ledger, path, { random: own.random, now: own.now(), replace })
  return { ...restored, hasSigningKey: await hasPresentKey(own) }
}

async function hasPresentKey({ home, ledger: place, random }: VendorHome): Promise<boolean> {
  const ledger = await openLedger(place, { random })
  try {
    const keys = await signingKeysOf(ledger)
    return placeOfKey(home, keys, presentKey(keys)) !== undefined
  } finally {
    await ledger.close()
  }
}

/** Errors: vendor-missing, ledger-missing; those of the ledger. */
export async function openLedgerIn(own: VendorHome): Promise<Ledger> {
  try {
    return await openLedger(own.ledger, own)
  } catch (error) {
    if (error instanceof AirlatchError && error.code === 'vendor-missing') await assertLedgerNotLost(own)
    throw error
  }
}

/** A signing key without its ledger must not start anew as if nothing had ever been sold. Error: ledger-missing. */
async function assertLedgerNotLost({ home, ledger, random }: VendorHome): Promise<void> {
  if (signingKeyFiles(home).length > 0 && !(await isLedgerAt(ledger, random)))
    throw new AirlatchError('ledger-missing', { path: ledgerPlace(ledger) })
}
