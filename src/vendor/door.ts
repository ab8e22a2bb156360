/**
 * The vendor's door, the package `airlatch-vendor`: what the licensing desk and the tool `airlatch-vendor` use. Behind it are the
 * ledger and the signing key; nothing behind it reads the computer that it runs on.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { messageFromInput } from '../carrier/recognise.ts'
import { encodeHex } from '../core/bytes/hex.ts'
import { keyringOf, type PublicKey } from '../core/cose/key.ts'
import { sharedSecret } from '../core/cose/sign.ts'
import { AirlatchError } from '../core/errors.ts'
import { type Inspection, inspect } from '../core/inspect.ts'
import { parseKeyId } from '../core/message/activation-key.ts'
import type { Checkpoint } from '../core/message/checkpoint.ts'
import type { Kit } from '../core/message/kit.ts'
import type {
  Activation,
  Affiliate,
  KeyRecord,
  Product,
  Revocation,
  Settings,
  WrongProofs,
} from '../core/terms/entitlement.ts'
import type { Defaults, KeyFields, NewKeys } from '../core/terms/fields.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import { makeFolder } from '../disk/files.ts'
import type { WaitLimits } from '../log/queue.ts'
import { setStart } from './activation-start.ts'
import { addAffiliate, requireAffiliate } from './catalog/affiliates.ts'
import { MOST_COLUMN_MAP_BYTES } from './catalog/import/columns.ts'
import { CSV_LIMITS } from './catalog/import/csv.ts'
import {
  type ImportedKey,
  importKeys,
  type KeyDraft,
  type KeyList,
  type PlannedLine,
  planImport,
} from './catalog/import/import.ts'
import { allowCodes, changeKey, revokeKey } from './catalog/key-change.ts'
import { type KeyState, keyState } from './catalog/key-state.ts'
import { clearDefaults, createKeys } from './catalog/keys.ts'
import { LIMITS, requireName, requireText } from './catalog/limits.ts'
import {
  changeProduct,
  createProduct,
  type NewProduct,
  type ProductChange,
  requireProduct,
} from './catalog/product.ts'
import { changeSetting } from './catalog/settings.ts'
import {
  addSigningKey,
  type NewRetirement,
  presentKey,
  publicKeyOf,
  type Retired,
  type Retirement,
  requireRoomForKey,
  retireSigningKey,
  type SigningKeyRecord,
  signingKeysOf,
} from './catalog/signing-keys.ts'
import { findOutsideKey, keepOutsideKey, type OutsideKey } from './custody/outside-key.ts'
import {
  createNextSigningKey,
  createSigningKey,
  hasSigningKey,
  signingKeyFiles,
  unlockSigningKey,
} from './custody/signing-key.ts'
import {
  keysInHome,
  openSigningRing,
  outdatedIn,
  type Passphrase,
  placeOfKey,
  presentNeedsPassphrase,
  type SigningRing,
} from './custody/signing-ring.ts'
import type { Deactivations, Grant, Refusal } from './decide/case.ts'
import { type AcceptedClock, acceptClock, tryAcceptClock } from './desk-clock.ts'
import { type Answered, type BatchOptions, issueAll, type Offered, type Unreadable } from './issue/batch.ts'
import type { Asker } from './issue/decision.ts'
import {
  askerOfMessage,
  type Issued,
  type IssuedProved,
  type Issuer,
  issue,
  issueOnBehalf,
  issueProved,
  type Preview,
  previewProved,
  type Repeated,
  requireAsSaid,
  tryIssue,
  tryIssueOnBehalf,
  type Wanted,
} from './issue/issue.ts'
import {
  askerOfCode,
  codeOfLicense,
  issueTyped,
  requireTypedAsSaid,
  type TypedAsker,
  tryIssueTyped,
  typedRequestIn,
} from './issue/typed.ts'
import { backupLedger, type Checked, type Restored, restoreInto } from './ledger/backup.ts'
import type { ClockAhead, OnClockAhead } from './ledger/clock.ts'
import { exportLedger, type Tell } from './ledger/export.ts'
import type { ExportEnd } from './ledger/export-lines.ts'
import { importInto, laterSigningKeysIn } from './ledger/import.ts'
import type {
  ActivationFilter,
  Audit,
  ErasedBytes,
  HistoryEntry,
  KeyFilter,
  KeyListing,
  Ledger,
  LogEntry,
  LogFilter,
  SettingValue,
  Stats,
} from './ledger/ledger.ts'
import { isLedgerAt, ledgerPlace, type OpenOptions, openLedger } from './ledger/open.ts'
import { makeCheckpoint, readCheckpoint } from './publish/checkpoint.ts'
import { type ClockResetMade, resetClock, resetClockOf } from './publish/clock-reset.ts'
import { type KitInput, publishKit } from './publish/kit.ts'
import { type PublishedList, publishRevocations } from './publish/revocations.ts'
import { deactivationsOf, type Released, releaseByHand, releaseByReceipt, tryRelease } from './release.ts'

const LEDGER_FILE = 'ledger.db'

/** What `planImport` and `importKeys` take at most, in bytes. */
export const MOST_LIST_BYTES = { csv: CSV_LIMITS.bytes, columns: MOST_COLUMN_MAP_BYTES } as const

export interface VendorOptions {
  /** The folder of the signing key and, unless `ledger` says otherwise, of the ledger. */
  readonly home: string
  /** A path, or a URL `postgres://USER@HOST/DATABASE`; openPostgresLedger says where its password may stand. */
  readonly ledger?: string | undefined
  /** Who works at the desk; stands in every entry of the ledger. */
  readonly operator?: string | undefined
  /** Seconds since 1970. */
  readonly now?: () => number
  readonly random?: (bytes: number) => Uint8Array
  /**
   * Called before the first thing is recorded or signed by a clock that is more than a year ahead of the newest entry of the
   * ledger; nothing is recorded when it throws. Unless given, such a clock is believed. A clock that is more than a day
   * behind is always refused (clock-behind-ledger).
   */
  readonly onClockAhead?: OnClockAhead | undefined
}

/** By the key that signs licenses now. */
export interface VendorIdentity {
  readonly name: string
  /** 64 hexadecimal digits. */
  readonly publicKey: string
  readonly kid: string
}

/** One of the vendor's signing keys. */
export interface SigningKey {
  readonly kid: string
  /** 64 hexadecimal digits. */
  readonly publicKey: string
  readonly addedAt: number
  readonly retired: Retirement | undefined
  /** It signs licenses now. */
  readonly isPresent: boolean
  /** Where its secret half is: in a file of the home, or where the home notes that it is kept; undefined: not known here. */
  readonly place: 'file' | 'elsewhere' | undefined
}

/** A request or a request code that was read and verified. */
export interface OpenedAsk {
  readonly keyId: string
  readonly computerId: string
  /** Of the program; a code does not say it. */
  readonly version: string | undefined
  /** For the decision. */
  readonly asker: Asker
}

/** A key with its activations counted, and the state that it is in now. */
export interface ListedKey extends KeyListing {
  readonly state: KeyState
}

/**
 * What needs no signing key. Every method may throw the errors of the ledger; what records or signs may also throw
 * clock-behind-ledger {clock, newest}, clock-beyond-limit {clock} and ledger-read-only {path}.
 */
export interface Vendor {
  readonly identity: VendorIdentity
  /** Whether the key that signs licenses now is in a file with a passphrase. */
  needsPassphrase(): boolean
  /** A function is asked for the passphrase once, by the first key file that has one. Errors: passphrase-wrong, signing-key-missing, signing-key-damaged, signing-key-too-costly. */
  unlock(passphrase: Passphrase): Promise<Signer>
  settings(): Promise<Settings>
  /** Error: invalid-value. */
  setSetting(name: keyof Settings, value: SettingValue): Promise<Settings>
  affiliates(): Promise<readonly Affiliate[]>
  /** Error: affiliate-unknown {affiliate, known}. */
  requireAffiliate(name: string): Promise<void>
  /** Errors: invalid-value, affiliate-exists. */
  addAffiliate(name: string): Promise<Affiliate>
  /** What new keys start from; undefined when nothing is saved. */
  defaults(): Promise<Defaults | undefined>
  clearDefaults(): Promise<void>
  createProduct(input: NewProduct): Promise<Product>
  changeProduct(id: string, change: ProductChange): Promise<Product>
  /** Error: product-not-found. */
  product(id: string): Promise<Product>
  products(): Promise<readonly Product[]>
  /** `progress` is told how many are written. Errors: those of createKeys in catalog/keys.ts. */
  createKeys(input: NewKeys, progress?: (written: number) => void): Promise<readonly KeyRecord[]>
  /** What `importKeys` would make of each line of another system's list. Errors: those of planImport in catalog/import.ts. */
  planImport(list: KeyList): Promise<readonly PlannedLine[]>
  /** A new key for each line, all or nothing. Errors: those of importKeys in catalog/import.ts. */
  importKeys(list: KeyList, progress?: Tell): Promise<readonly ImportedKey[]>
  /** By the whole key or its id. Errors: activation-key-malformed, key-not-found. */
  key(keyOrId: string): Promise<KeyRecord>
  /** `key` with its activations counted and its state. */
  listedKey(keyOrId: string): Promise<ListedKey>
  keys(filter: KeyFilter & { readonly state?: KeyState }): Promise<readonly ListedKey[]>
  /** Absent keeps, present replaces; all or nothing. Errors: those of changeKey in catalog/key-change.ts. */
  changeKey(keyOrId: string, fields: KeyFields): Promise<KeyRecord>
  /** No license is issued for it any more. */
  revokeKey(keyOrId: string, reason?: string): Promise<KeyRecord & { readonly revoked: Revocation }>
  /**
   * It takes request codes again, after too many that were wrong; gives how many in a row there were, 0 when there is
   * nothing to allow. Error: key-not-found.
   */
  allowCodes(keyOrId: string): Promise<number>
  /** Every entry of the ledger that concerns the key, the oldest first. */
  history(keyOrId: string): Promise<readonly HistoryEntry[]>
  activations(filter: ActivationFilter): Promise<readonly Activation[]>
  /** How often seats of the key were freed, and may be. Error: key-not-found. */
  deactivations(keyOrId: string): Promise<Deactivations>
  /**
   * Frees the seat of a computer that has deactivated itself; `receipt` in any carrier. The same one again is harmless.
   * Errors: those of releaseByReceipt in release.ts.
   */
  release(receipt: Uint8Array): Promise<Released>
  /** What `release` would do; nothing is recorded. Errors: the same. */
  tryRelease(receipt: Uint8Array): Promise<Released>
  /** Frees the seat of a computer that is dead or lost. Errors: activation-not-found, invalid-value. */
  releaseActivation(activationId: string, reason: string): Promise<Activation>
  /**
   * Corrects the time at which the days of an activation began; `start` in seconds since 1970. Errors: those of setStart
   * in activation-start.ts.
   */
  setActivationStart(correction: {
    readonly activationId: string
    readonly start: number
    readonly reason: string
  }): Promise<Activation>
  /**
   * From now on clocks are held against the present time, after a wrong clock wrote the newest entry. Errors: those of
   * acceptClock in desk-clock.ts.
   */
  acceptClock(reason: string): Promise<AcceptedClock>
  /** What `acceptClock` would do; nothing is recorded. */
  tryAcceptClock(): Promise<AcceptedClock>
  /**
   * Removes the customer's e-mail and comments from the key and from every entry of the ledger; says what became of
   * the bytes. Licenses stay as they were signed. Error: key-not-found.
   */
  erasePersonal(keyOrId: string): Promise<ErasedBytes>
  /** What happened, the oldest first; with `last`, only so many of the newest. Holds a page of them at a time. */
  log(filter?: LogFilter & { readonly last?: number }): AsyncGenerator<LogEntry>
  /** The decision that `issue` would take; nothing is recorded but a wrong proof. */
  tryIssue(request: Uint8Array, wanted?: Wanted): Promise<Grant | Refusal | Repeated>
  /**
   * Reads a request, or a request code, that somebody hands over who is not trusted yet: once, for `preview` and
   * `issueProved`, where nobody at the desk can be asked: a code is not granted again after its seat was released. Errors: those of openRequest; typed-code-malformed.
   */
  open(ask: Uint8Array | string): OpenedAsk
  /**
   * The decision that `issueProved` would take; undefined when it was not made with a key of this vendor's, which is counted
   * for a key that is known.
   */
  preview(ask: OpenedAsk): Promise<Preview | undefined>
  /** Who asks by a request code. Error: typed-code-malformed. */
  typedRequest(code: string): TypedAsker
  /** The decision that `issueTyped` would take; nothing is recorded but a wrong proof. Error: typed-code-malformed. */
  tryIssueTyped(code: string): Promise<Grant | Refusal | Repeated>
  /** `requireAsSaid` of a request code. Errors: typed-code-malformed, request-not-as-said, key-not-found. */
  requireTypedAsSaid(
    code: string,
    said: { readonly key?: string | undefined; readonly computerId?: string | undefined },
  ): Promise<void>
  /**
   * The code of a license that this vendor issued, five lines, to be read to whoever made the request. `license` in any
   * carrier. Errors: typed-cannot-carry {things}, those of openLicense.
   */
  codeOf(license: Uint8Array): Promise<string>
  /** The decision that `issueOnBehalf` would take; nothing is recorded. */
  tryIssueOnBehalf(keyOrId: string, computer: string): Promise<Grant | Refusal>
  /**
   * Whether a relayed request is of the key and of the computer that were told beside it.
   * Errors: request-not-as-said {field, got, expected}, key-not-found, those of openRequest.
   */
  requireAsSaid(
    request: Uint8Array,
    said: { readonly key?: string | undefined; readonly computerId?: string | undefined },
  ): Promise<void>
  inspect(input: Uint8Array): Promise<Inspection>
  /** The oldest first. */
  signingKeys(): Promise<readonly SigningKey[]>
  /**
   * Uses a key that is kept outside of the home; it signs licenses from now on. It has signed once before anything names
   * it. Errors: signer-failed, invalid-value, output-exists, cannot-write.
   */
  addSigningKey(where: OutsideKey): Promise<SigningKey>
  /** What the key signs counts no more from that time on. Errors: those of retireSigningKey in catalog/signing-keys.ts. */
  retireSigningKey(retirement: NewRetirement): Promise<Retired>
  /** Errors: those of verifyMessage, claims-malformed, wrong-vendor, signing-key-retired. */
  openCheckpoint(input: Uint8Array): Promise<Checkpoint>
  /** With checkpoints: also whether the ledger still has their entries. `progress` is told of about half of the work. */
  audit(checkpoints?: readonly Checkpoint[], progress?: Tell): Promise<Audit>
  stats(): Promise<Stats>
  /**
   * The same vendor for one piece of work that does not wait for ever, such as the answer to one visitor of a page. The
   * limits run from now on, for all that is asked of it together. Errors of its methods also: ledger-busy when the time is
   * over, the reason of the signal. It is not closed; the vendor that it comes from is.
   */
  waitingAtMost(limits: WaitLimits): Vendor
  /** Every entry as JSON lines, to a new file for its owner alone. Errors: those of exportLedger in ledger/export.ts. */
  exportLedger(path: string, progress?: Tell): Promise<ExportEnd>
  /** A ledger in a file, to a new file. Errors: ledger-on-server, those of backupLedger in ledger/backup.ts. */
  backupLedger(path: string, progress?: Tell): Promise<Checked>
  close(): Promise<void>
}

/** What needs a signing key. It signs with the keys as they were when it was unlocked. */
export interface Signer {
  /** `request` in any carrier. */
  issue(request: Uint8Array, wanted?: Wanted): Promise<Issued | Refusal>
  /** For a request code; `codeOf` says the license as a code. Errors: typed-code-malformed, those of issue. */
  issueTyped(code: string): Promise<Issued | Refusal>
  /** `issue` for who is not trusted yet: undefined, and counted, when it was not made with a key of this vendor's. */
  issueProved(ask: OpenedAsk): Promise<IssuedProved | undefined>
  /**
   * Many requests, as `issue` answers each, in far less time; answers come in the order of the requests. Stop it by
   * ending the requests: those that were read are answered then.
   */
  issueAll<Label>(
    requests: AsyncIterable<Offered<Label>> | Iterable<Offered<Label>>,
    options?: BatchOptions,
  ): AsyncGenerator<Answered<Label>>
  issueOnBehalf(keyOrId: string, computer: string): Promise<Issued | Refusal>
  publishKit(input: KitInput): Promise<{ readonly kit: Kit; readonly message: Uint8Array }>
  /** Of all activations of the product that count no more. Errors: those of publishRevocations in revocations.ts. */
  publishRevocations(productId: string): Promise<PublishedList>
  /** For the computer whose activation request it is, in any carrier. Errors: those of resetClock in clock-reset.ts. */
  resetClock(request: Uint8Array): Promise<ClockResetMade>
  /** For the computer of an activation. Errors: those of resetClockOf in clock-reset.ts. */
  resetClockOf(activationId: string): Promise<ClockResetMade>
  /**
   * Makes a new signing key under the same passphrase, which signs licenses for whoever unlocks from now on. Interrupted,
   * it leaves at worst a file of a key that nobody knows. Errors: invalid-value, cannot-write.
   */
  rotateSigningKey(): Promise<SigningKey>
  /** As `waitingAtMost` of a vendor, with the same keys. */
  waitingAtMost(limits: WaitLimits): Signer
  /** The same vendor's keys as they are now, unlocked with the same passphrase. Errors: those of unlock. */
  again(): Promise<Signer>
  /** 32 bytes for a purpose that all who unlock the same signing key get, and nobody else. */
  sharedSecret(purpose: string): Promise<Uint8Array>
  /** Of the ledger as it is now, to be kept elsewhere. */
  checkpoint(): Promise<{ readonly checkpoint: Checkpoint; readonly message: Uint8Array }>
}

/**
 * Makes a vendor: an empty ledger, the signing key, then the entry that names both. Interrupted in between, the next
 * call goes on with what is there. Errors: vendor-exists, ledger-missing, invalid-value, passphrase-wrong, cannot-write.
 */
export async function createVendor(
  options: VendorOptions & { readonly name: string; readonly passphrase: string },
): Promise<VendorIdentity> {
  const { home, passphrase } = options
  const name = requireName('vendor name', options.name)
  makeFolder(home)
  await assertLedgerNotLost(options)
  const ledger = await openLedger(ledgerOf(options), {
    ...settingsOf(options),
    create: true,
  })
  try {
    if ((await ledger.vendor()) !== undefined) throw new AirlatchError('vendor-exists', { home })
    const make = hasSigningKey(home) ? unlockSigningKey : createSigningKey
    const key = (await make(home, passphrase)).public
    const vendor = { name, publicKey: encodeHex(key.bytes), createdAt: clockOf(options)() }
    if ((await ledger.append([{ kind: 'vendor.created', vendor }], vendor.createdAt)) === 'conflict')
      throw new AirlatchError('vendor-exists', { home })
    return { name, publicKey: vendor.publicKey, kid: key.kid }
  } finally {
    await ledger.close()
  }
}

/** Error: vendor-exists; asked before anybody is troubled for a passphrase. Errors also: those of openVendor. */
export async function assertNoVendor(options: VendorOptions): Promise<void> {
  const random = randomOf(options)
  if (!(await isLedgerAt(ledgerOf(options), random))) return assertLedgerNotLost(options)
  const ledger = await openLedger(ledgerOf(options), { create: true, random })
  const vendor = await ledger.vendor()
  await ledger.close()
  if (vendor !== undefined) throw new AirlatchError('vendor-exists', { home: options.home })
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
  const { home, passphrase } = options
  return importInto(ledgerOf(options), path, {
    random: randomOf(options),
    progress,
    async accept({ publicKey: first }) {
      const own: PublicKey[] = []
      for await (const key of keysInHome(home, passphrase)) {
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
  const { home } = options
  makeFolder(home)
  const clock = { random: randomOf(options), now: clockOf(options)(), replace }
  const restored = await restoreInto(ledgerOf(options), path, clock)
  return { ...restored, hasSigningKey: await hasPresentKey(options) }
}

async function hasPresentKey(options: VendorOptions): Promise<boolean> {
  const ledger = await openLedger(ledgerOf(options), { random: randomOf(options) })
  try {
    const keys = await signingKeysOf(ledger)
    return placeOfKey(options.home, keys, presentKey(keys)) !== undefined
  } finally {
    await ledger.close()
  }
}

/** Errors: vendor-missing when there is none in `home`; those of the ledger. */
export async function openVendor(options: VendorOptions): Promise<Vendor> {
  const ledger = await openExisting(options)
  try {
    const vendor = await ledger.vendor()
    if (vendor === undefined) throw new AirlatchError('vendor-missing', { path: options.home })
    return vendorOver(options, ledger, vendor.name, { newest: await signingKeysOf(ledger) })
  } catch (error) {
    await ledger.close()
    throw error
  }
}

function vendorOver(options: VendorOptions, ledger: Ledger, name: string, keys: KnownKeys): Vendor {
  const { home } = options
  const now = clockOf(options)
  const random = randomOf(options)

  async function newestKeys(): Promise<readonly SigningKeyRecord[]> {
    keys.newest = await signingKeysOf(ledger)
    return keys.newest
  }

  /** For decisions without a key: which answers given before would be given again. */
  async function deciding() {
    return { ledger, vendor: name, now, isOutdated: outdatedIn(home, await newestKeys()) }
  }

  function signerOver(ledger: Ledger, ring: SigningRing): Signer {
    const publisher = { ledger, vendor: name, eldest: ring.eldest, now }
    const issuer: Issuer = {
      ledger,
      vendor: name,
      signingKey: ring.present,
      formerKey: ring.unlock,
      isOutdated: outdatedIn(home, keys.newest),
      now,
      random,
    }
    return {
      issue: async (request, wanted) => issue(issuer, await messageFromInput(request), wanted),
      issueTyped: code => issueTyped(issuer, code),
      issueProved: ({ asker }) => issueProved(issuer, asker),
      issueAll: (requests, options) => issueAll(issuer, requests, options),
      issueOnBehalf: async (keyOrId, computer) =>
        issueOnBehalf(issuer, (await keyOf(keyOrId)).id, requireComputerName(computer)),
      publishKit: input => publishKit(publisher, input),
      publishRevocations: productId => publishRevocations(publisher, productId),
      resetClock: async request => resetClock(publisher, await messageFromInput(request)),
      resetClockOf: activationId => resetClockOf(publisher, activationId),
      waitingAtMost: limits => signerOver(ledger.waitingAtMost(limits), ring),
      again: async () =>
        signerOver(ledger, await openSigningRing(home, () => ring.passphrase(), await newestKeys())),
      sharedSecret: purpose => sharedSecret(ring.present, purpose),
      checkpoint: () => makeCheckpoint(issuer),
      async rotateSigningKey() {
        requireRoomForKey(await signingKeysOf(ledger))
        // before there is a file of a key that nobody knows
        await ledger.requireClock(now())
        const { public: key } = await createNextSigningKey(home, await ring.passphrase())
        return addToLedger(key)
      },
    }
  }

  async function addToLedger({ bytes, kid }: PublicKey): Promise<SigningKey> {
    await addSigningKey(ledger, encodeHex(bytes), now())
    const all = await newestKeys()
    return signingKeyIn(home, all, all.find(({ key }) => key.kid === kid) as SigningKeyRecord)
  }

  async function keyOf(keyOrId: string): Promise<KeyRecord> {
    const id = parseKeyId(keyOrId)
    const found = await ledger.key(id)
    if (found === undefined) throw keyNotFound(id)
    return found
  }

  return {
    get identity() {
      const { bytes, kid } = presentKey(keys.newest).key
      return { name, publicKey: encodeHex(bytes), kid }
    },
    needsPassphrase: () => presentNeedsPassphrase(home, keys.newest),
    async unlock(passphrase) {
      return signerOver(ledger, await openSigningRing(home, passphrase, await newestKeys()))
    },
    settings: async () => (await ledger.settings()).settings,
    setSetting: (name, value) => changeSetting(ledger, name, value, now()),
    affiliates: () => ledger.affiliates(),
    async requireAffiliate(name) {
      await requireAffiliate(ledger, name)
    },
    addAffiliate: name => addAffiliate(ledger, name, now()),
    defaults: () => ledger.defaults(),
    clearDefaults: () => clearDefaults(ledger, now()),
    createProduct: input => createProduct(ledger, input, now()),
    changeProduct: (id, change) => changeProduct(ledger, id, change, now()),
    product: async id => (await requireProduct(ledger, id)).product,
    products: () => ledger.products(),
    createKeys: (input, progress) => createKeys({ ledger, now, random, progress }, input),
    planImport: list => planImport(ledger, list, now()),
    importKeys: (list, progress) => importKeys({ ledger, now, random }, list, progress),
    key: keyOf,
    async listedKey(keyOrId) {
      const id = parseKeyId(keyOrId)
      const found = await ledger.keyInUse(id)
      if (found === undefined) throw keyNotFound(id)
      return listed(found, now())
    },
    async keys({ state, ...filter }) {
      const at = now()
      const all = (await ledger.keys(filter)).map(one => listed(one, at))
      return state === undefined ? all : all.filter(one => one.state === state)
    },
    changeKey: async (keyOrId, fields) => changeKey(ledger, parseKeyId(keyOrId), fields, now()),
    revokeKey: async (keyOrId, reason) => revokeKey(ledger, parseKeyId(keyOrId), reason, now()),
    allowCodes: async keyOrId => allowCodes(ledger, parseKeyId(keyOrId), now()),
    history: async keyOrId => ledger.history((await keyOf(keyOrId)).id),
    activations: filter => ledger.activations(filter),
    deactivations: async keyOrId => deactivationsOf(ledger, parseKeyId(keyOrId)),
    release: async receipt => releaseByReceipt(ledger, await messageFromInput(receipt), now()),
    tryRelease: async receipt => tryRelease(ledger, await messageFromInput(receipt), now()),
    releaseActivation: (id, reason) => releaseByHand(ledger, id, reason, now()),
    setActivationStart: correction => setStart(ledger, correction, now()),
    acceptClock: reason => acceptClock(ledger, reason, now()),
    tryAcceptClock: () => tryAcceptClock(ledger, now()),
    async erasePersonal(keyOrId) {
      const { id } = await keyOf(keyOrId)
      const bytes = await ledger.erasePersonal(id, now())
      if (bytes === undefined) throw keyNotFound(id)
      return bytes
    },
    log: (filter = {}) => logOf(ledger, filter),
    tryIssue: async (request, wanted) => tryIssue(await deciding(), await messageFromInput(request), wanted),
    open(ask) {
      const asker = typeof ask === 'string' ? askerOfCode(ask) : askerOfMessage(ask)
      const { keyId, computerId, version } = asker
      return { keyId, computerId, version, asker: { ...asker, unattended: true } }
    },
    preview: ({ asker }) =>
      previewProved({ ledger, vendor: name, now }, asker, async within =>
        outdatedIn(home, await signingKeysOf(within)),
      ),
    typedRequest: typedRequestIn,
    tryIssueTyped: async code => tryIssueTyped(await deciding(), code),
    async requireTypedAsSaid(code, { key: keyOrId, computerId }) {
      const keyId = keyOrId === undefined ? undefined : (await keyOf(keyOrId)).id
      requireTypedAsSaid(code, { keyId, computerId })
    },
    codeOf: async license =>
      codeOfLicense(
        ledger,
        keyringOf((await newestKeys()).map(({ key }) => key)),
        await messageFromInput(license),
      ),
    tryIssueOnBehalf: async (keyOrId, computer) =>
      tryIssueOnBehalf({ ledger, now }, (await keyOf(keyOrId)).id, requireComputerName(computer)),
    async requireAsSaid(request, { key: keyOrId, computerId }) {
      const keyId = keyOrId === undefined ? undefined : (await keyOf(keyOrId)).id
      requireAsSaid(await messageFromInput(request), { keyId, computerId })
    },
    inspect: async input =>
      inspect(await messageFromInput(input), keyringOf(keys.newest.map(({ key }) => key)), nativeEd25519),
    async signingKeys() {
      const all = await newestKeys()
      return all.map(record => signingKeyIn(home, all, record))
    },
    async addSigningKey(where) {
      requireRoomForKey(await signingKeysOf(ledger))
      await ledger.requireClock(now())
      const key = await findOutsideKey(where)
      if (keys.newest.some(known => known.key.kid === key.kid))
        throw new AirlatchError('invalid-value', {
          field: 'key',
          expected: 'a key that this vendor does not have yet',
          got: key.kid,
        })
      keepOutsideKey(home, key, where)
      return addToLedger(key)
    },
    async retireSigningKey(retirement) {
      const retired = await retireSigningKey(ledger, retirement, now())
      await newestKeys()
      return retired
    },
    openCheckpoint: async input => readCheckpoint(await messageFromInput(input), name, await newestKeys()),
    audit: (checkpoints, progress) => ledger.audit(checkpoints, progress),
    stats: () => ledger.stats(),
    waitingAtMost: limits => vendorOver(options, ledger.waitingAtMost(limits), name, keys),
    exportLedger: (path, progress) => exportLedger(ledger, path, now(), progress),
    backupLedger: (path, progress) => backupLedger(ledgerOf(options), path, { random, progress }),
    close: () => ledger.close(),
  }
}

/** The vendor's signing keys as they were read last, by whichever view of the vendor. */
interface KnownKeys {
  newest: readonly SigningKeyRecord[]
}

function signingKeyIn(home: string, keys: readonly SigningKeyRecord[], record: SigningKeyRecord): SigningKey {
  const { key, addedAt, retired } = record
  return {
    kid: key.kid,
    publicKey: encodeHex(key.bytes),
    addedAt,
    retired,
    isPresent: record === presentKey(keys),
    place: placeOfKey(home, keys, record),
  }
}

/** A license of thousands of users is a megabyte. */
const LOG_PAGE = 200

async function* logOf(
  ledger: Ledger,
  { last, ...filter }: LogFilter & { readonly last?: number },
): AsyncGenerator<LogEntry> {
  let after = last === undefined ? 0 : await ledger.logTail(last, filter)
  for (;;) {
    const page = await ledger.log(after, LOG_PAGE, filter)
    yield* page
    if (page.length < LOG_PAGE) return
    after = page.at(-1)?.seq ?? after
  }
}

function listed({ key, used, moves, wrongProofs }: KeyListing, now: number): ListedKey {
  return { key, used, moves, wrongProofs, state: keyState(key, used, now) }
}

function keyNotFound(id: string): AirlatchError {
  return new AirlatchError('key-not-found', { key: id, limelm: 1 })
}

/** Any text that says where a generic license goes (checklist QG-12). */
function requireComputerName(text: string): string {
  return requireText('computer id', text, LIMITS.computerIdBytes)
}

async function openExisting(options: VendorOptions): Promise<Ledger> {
  try {
    return await openLedger(ledgerOf(options), settingsOf(options))
  } catch (error) {
    if (error instanceof AirlatchError && error.code === 'vendor-missing') await assertLedgerNotLost(options)
    throw error
  }
}

/** A signing key without its ledger must not start anew as if nothing had ever been sold. Error: ledger-missing. */
async function assertLedgerNotLost(options: VendorOptions): Promise<void> {
  const where = ledgerOf(options)
  if (signingKeyFiles(options.home).length > 0 && !(await isLedgerAt(where, randomOf(options))))
    throw new AirlatchError('ledger-missing', { path: ledgerPlace(where) })
}

function ledgerOf({ home, ledger }: VendorOptions): string {
  return ledger ?? join(home, LEDGER_FILE)
}

function clockOf(options: VendorOptions): () => number {
  return options.now ?? (() => Math.floor(Date.now() / 1000))
}

function settingsOf(options: VendorOptions): OpenOptions {
  const { operator, onClockAhead } = options
  return {
    random: randomOf(options),
    onClockAhead,
    operator: operator === undefined ? undefined : requireName('operator', operator),
  }
}

function randomOf(options: VendorOptions): (bytes: number) => Uint8Array {
  return options.random ?? (bytes => Uint8Array.from(randomBytes(bytes)))
}

/** The id of a signing key, 16 hexadecimal digits, from its public half, 64 of them. Error: public-key-invalid. */
export function keyIdOf(publicKey: string): string {
  return publicKeyOf(publicKey).kid
}

export { messageFromInput } from '../carrier/recognise.ts'
export {
  AirlatchError,
  type Coded,
  type ErrorCode,
  type ErrorDetails,
  type ErrorKind,
} from '../core/errors.ts'
export {
  decodeLicense,
  type FeatureValue,
  LICENSE_FORMATS,
  type License,
  type LicenseFormat,
  type Maintenance,
  MOST_DEACTIVATIONS,
} from '../core/message/license.ts'
export type { NamedUser } from '../core/message/users.ts'
export type { Step } from '../core/rule.ts'
export type {
  DeactivationLimit,
  Duration,
  DurationStart,
  Entitlement,
  FeatureDefinition,
  FeatureType,
  Release,
} from '../core/terms/entitlement.ts'
export { type GivenValue, pairFeatures, parseFeatureText, refuseFeature } from '../core/terms/features.ts'
export { requireFittingText } from '../core/terms/text.ts'
export { type ExplainOptions, type Explanation, explain } from '../words/explain.ts'
export type { Lang } from '../words/lang.ts'
export { traceText } from '../words/trace.ts'
export { overDefaults } from './catalog/defaults.ts'
export { KEY_STATES, keyState } from './catalog/key-state.ts'
export type { OutsideKey } from './custody/outside-key.ts'
export { areCodesRefused } from './decide/proof.ts'
export { isFew } from './decide/readings.ts'
export { codeOfIssued } from './issue/typed.ts'
export { KINDS as ENTRY_KINDS } from './ledger/entries.ts'
export { NO_WRONG_PROOFS } from './ledger/wrong-proofs.ts'
export { bakeKit, type ExecutableFormat, kitToBake, MOST_EXECUTABLE_BYTES } from './publish/bake.ts'
export type {
  AcceptedClock,
  Activation,
  ActivationFilter,
  Affiliate,
  Answered,
  Audit,
  BatchOptions,
  Checked,
  Checkpoint,
  ClockAhead,
  ClockResetMade,
  Deactivations,
  Defaults,
  ErasedBytes,
  ExportEnd,
  Grant,
  HistoryEntry,
  ImportedKey,
  Inspection,
  Issued,
  KeyDraft,
  KeyFields,
  KeyFilter,
  KeyList,
  KeyListing,
  KeyRecord,
  KeyState,
  Kit,
  KitInput,
  LogEntry,
  LogFilter,
  NewKeys,
  NewProduct,
  NewRetirement,
  Offered,
  OnClockAhead,
  PlannedLine,
  Product,
  ProductChange,
  PublishedList,
  Refusal,
  Released,
  Repeated,
  Restored,
  Retired,
  Revocation,
  Settings,
  SettingValue,
  Stats,
  Tell,
  TypedAsker,
  Unreadable,
  WaitLimits,
  Wanted,
  WrongProofs,
}
