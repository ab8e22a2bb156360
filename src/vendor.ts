/**
 * The vendor's door, `airlatch/vendor`: what the licensing desk and the tool `airlatch-vendor` use. Behind it are the
 * ledger and the signing key; nothing behind it reads the computer that it runs on.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { decodeHex, encodeHex } from './bytes/hex.ts'
import { messageFromInput } from './carrier/recognise.ts'
import { createKeys, type NewKeys } from './catalog/keys.ts'
import { type KitInput, publishKit } from './catalog/kit.ts'
import { LIMITS, requireName, requireText } from './catalog/limits.ts'
import {
  changeProduct,
  createProduct,
  type NewProduct,
  type ProductChange,
  requireProduct,
} from './catalog/product.ts'
import { keyringOf, publicKey } from './cose/key.ts'
import { nativeEd25519 } from './cose/native.ts'
import {
  createSigningKey,
  hasSigningKey,
  needsPassphrase,
  SIGNING_KEY_FILE,
  unlockSigningKey,
} from './custody/signing-key.ts'
import { AirlatchError } from './errors.ts'
import { isThere, makeFolder } from './files.ts'
import { type Inspection, inspect } from './inspect.ts'
import { type Issued, type Issuer, issue, issueOnBehalf, type Repeated, tryIssue } from './issue.ts'
import type { ActivationFilter, Audit, KeyFilter, Ledger, Stats } from './ledger/ledger.ts'
import { openSqliteLedger } from './ledger/sqlite.ts'
import { parseKeyId } from './message/activation-key.ts'
import type { Kit } from './message/kit.ts'
import type { Grant, Refusal } from './rules/decide.ts'
import type { Activation, KeyRecord, Product, Settings } from './rules/entitlement.ts'

const LEDGER_FILE = 'ledger.db'

export interface VendorOptions {
  /** The folder of the signing key and, unless `ledger` says otherwise, of the ledger. */
  readonly home: string
  /** A path. */
  readonly ledger?: string | undefined
  /** Seconds since 1970. */
  readonly now?: () => number
  readonly random?: (bytes: number) => Uint8Array
}

export interface VendorIdentity {
  readonly name: string
  /** 64 hexadecimal digits. */
  readonly publicKey: string
  readonly kid: string
}

/** What needs no signing key. Every method may throw the errors of the ledger. */
export interface Vendor {
  readonly identity: VendorIdentity
  /** Whether `unlock` needs a passphrase. */
  needsPassphrase(): boolean
  /** Errors: passphrase-wrong, signing-key-missing, signing-key-damaged. */
  unlock(passphrase: string): Promise<Signer>
  settings(): Promise<Settings>
  setSetting(name: keyof Settings, value: boolean): Promise<Settings>
  createProduct(input: NewProduct): Promise<Product>
  changeProduct(id: string, change: ProductChange): Promise<Product>
  /** Error: product-not-found. */
  product(id: string): Promise<Product>
  products(): Promise<readonly Product[]>
  createKeys(input: NewKeys): Promise<readonly KeyRecord[]>
  /** By the whole key or its id. Errors: activation-key-malformed, key-not-found. */
  key(keyOrId: string): Promise<KeyRecord>
  keys(filter: KeyFilter): Promise<readonly KeyRecord[]>
  activations(filter: ActivationFilter): Promise<readonly Activation[]>
  /** The decision that `issue` would take; nothing is recorded. */
  tryIssue(request: Uint8Array): Promise<Grant | Refusal | Repeated>
  inspect(input: Uint8Array): Promise<Inspection>
  audit(): Promise<Audit>
  stats(): Promise<Stats>
  close(): Promise<void>
}

/** What needs the signing key. */
export interface Signer {
  /** `request` in any carrier. */
  issue(request: Uint8Array): Promise<Issued | Refusal>
  issueOnBehalf(keyOrId: string, computer: string): Promise<Issued | Refusal>
  publishKit(input: KitInput): Promise<{ readonly kit: Kit; readonly message: Uint8Array }>
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
  assertLedgerNotLost(options)
  const ledger = await openLedger(options, true)
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
  if (!isThere(ledgerPath(options))) return assertLedgerNotLost(options)
  const ledger = await openLedger(options, true)
  const vendor = await ledger.vendor()
  await ledger.close()
  if (vendor !== undefined) throw new AirlatchError('vendor-exists', { home: options.home })
}

/** Errors: vendor-missing when there is none in `home`; those of the ledger. */
export async function openVendor(options: VendorOptions): Promise<Vendor> {
  assertLedgerNotLost(options)
  const ledger = await openLedger(options, false)
  const vendor = await ledger.vendor()
  if (vendor === undefined) {
    await ledger.close()
    throw new AirlatchError('vendor-missing', { path: options.home })
  }
  return vendorOver(options, ledger, vendor)
}

function vendorOver(
  options: VendorOptions,
  ledger: Ledger,
  vendor: { readonly name: string; readonly publicKey: string },
): Vendor {
  const { home } = options
  const now = clockOf(options)
  const random = randomOf(options)
  const key = publicKey(nativeEd25519, decodeHex(vendor.publicKey) ?? new Uint8Array())

  async function keyOf(keyOrId: string): Promise<KeyRecord> {
    const id = parseKeyId(keyOrId)
    const found = await ledger.key(id)
    if (found === undefined) throw new AirlatchError('key-not-found', { key: id, limelm: 1 })
    return found
  }

  return {
    identity: { name: vendor.name, publicKey: vendor.publicKey, kid: key.kid },
    needsPassphrase: () => needsPassphrase(home),
    async unlock(passphrase) {
      const signingKey = await unlockSigningKey(home, passphrase)
      // a key file that was exchanged must not sign in this vendor's name
      if (signingKey.public.kid !== key.kid)
        throw new AirlatchError('signing-key-damaged', { path: join(home, SIGNING_KEY_FILE) })
      const issuer: Issuer = { ledger, vendor: vendor.name, signingKey, now, random }
      return {
        issue: async request => issue(issuer, await messageFromInput(request)),
        issueOnBehalf: async (keyOrId, computer) => {
          const id = (await keyOf(keyOrId)).id
          return issueOnBehalf(issuer, id, requireText('computer id', computer, LIMITS.computerIdBytes))
        },
        publishKit: input => publishKit({ ...issuer }, input),
      }
    },
    settings: async () => (await ledger.settings()).settings,
    async setSetting(name, value) {
      await ledger.append([{ kind: 'setting.changed', name, value }], now())
      return (await ledger.settings()).settings
    },
    createProduct: input => createProduct(ledger, input, now()),
    changeProduct: (id, change) => changeProduct(ledger, id, change, now()),
    product: async id => (await requireProduct(ledger, id)).product,
    products: () => ledger.products(),
    createKeys: input => createKeys({ ledger, now, random }, input),
    key: keyOf,
    keys: filter => ledger.keys(filter),
    activations: filter => ledger.activations(filter),
    tryIssue: async request => tryIssue({ ledger, now }, await messageFromInput(request)),
    inspect: async input => inspect(await messageFromInput(input), keyringOf([key]), nativeEd25519),
    audit: () => ledger.audit(),
    stats: () => ledger.stats(),
    close: () => ledger.close(),
  }
}

/** A signing key without its ledger must not start anew as if nothing had ever been sold. Error: ledger-missing. */
function assertLedgerNotLost(options: VendorOptions): void {
  const path = ledgerPath(options)
  if (hasSigningKey(options.home) && !isThere(path)) throw new AirlatchError('ledger-missing', { path })
}

function ledgerPath({ home, ledger }: VendorOptions): string {
  const path = ledger ?? join(home, LEDGER_FILE)
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return path
  throw new AirlatchError('invalid-value', { field: 'ledger', expected: 'the path of a file', got: path })
}

async function openLedger(options: VendorOptions, create: boolean): Promise<Ledger> {
  return openSqliteLedger(ledgerPath(options), { create, random: randomOf(options) })
}

function clockOf(options: VendorOptions): () => number {
  return options.now ?? (() => Math.floor(Date.now() / 1000))
}

function randomOf(options: VendorOptions): (bytes: number) => Uint8Array {
  return options.random ?? (bytes => Uint8Array.from(randomBytes(bytes)))
}

export { messageFromInput } from './carrier/recognise.ts'
export { AirlatchError, type ErrorCode, type ErrorDetails, type ErrorKind } from './errors.ts'
export { type Explanation, explain } from './explain.ts'
export type { FeatureValue, License, Maintenance } from './message/license.ts'
export type { Duration, Entitlement, FeatureDefinition, FeatureType, Release } from './rules/entitlement.ts'
export { type GivenValue, parseFeatureText } from './rules/features.ts'
export type { Step } from './rules/rule.ts'
export type {
  Activation,
  ActivationFilter,
  Audit,
  Grant,
  Inspection,
  Issued,
  KeyFilter,
  KeyRecord,
  Kit,
  KitInput,
  NewKeys,
  NewProduct,
  Product,
  ProductChange,
  Refusal,
  Repeated,
  Settings,
  Stats,
}
