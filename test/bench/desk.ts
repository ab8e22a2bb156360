/**
 * Owns the vendor's desk that the ledger's bench works at: one product with six features, activation keys, requests of
 * computers that have never asked before, and as many activations as are wanted, appended in large groups.
 */

import { randomBytes } from 'node:crypto'
import { makeRequest } from '../../src/client/request.ts'
import { encodeGroups } from '../../src/core/bytes/base32.ts'
import { encodeHex } from '../../src/core/bytes/hex.ts'
import type { Fingerprint } from '../../src/core/computer/fingerprint.ts'
import { secretKey } from '../../src/core/cose/key.ts'
import {
  ACTIVATION_KEY_BYTES,
  activationKeyOf,
  parseActivationKey,
} from '../../src/core/message/activation-key.ts'
import { encodeLicense } from '../../src/core/message/license.ts'
import type { Activation, KeyRecord } from '../../src/core/terms/entitlement.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { createKeys } from '../../src/vendor/catalog/keys.ts'
import { createProduct } from '../../src/vendor/catalog/product.ts'
import type { Issuer } from '../../src/vendor/issue/decision.ts'
import type { Change } from '../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../src/vendor/ledger/ledger.ts'
import { issueBy } from '../world/desk.ts'
import { bound } from '../world/nouns.ts'
import { license, signingKey } from './sample.ts'

const PRODUCT = 'scope'
/** 2026-11-22T00:00:00Z. */
const NOW = 1_795_305_600
const SEATS = 20

/** Cryptographic, as the vendor's is, and kept in store: a million activations take forty million of them. */
let store = Buffer.alloc(0)
export function random(bytes: number): Uint8Array {
  if (store.length < bytes) store = randomBytes(Math.max(65_536, bytes))
  const some = new Uint8Array(store.subarray(0, bytes))
  store = store.subarray(bytes)
  return some
}

const VENDOR = 'Acme Instruments'

/** Over a ledger that `openDesk` has filled. */
export function issuerOver(ledger: Ledger): Issuer {
  return { ledger, vendor: VENDOR, signingKey, now: () => NOW, random }
}

export async function openDesk(ledger: Ledger): Promise<Issuer> {
  const vendor = { name: VENDOR, publicKey: encodeHex(signingKey.public.bytes), createdAt: NOW }
  await ledger.append([{ kind: 'vendor.created', vendor }], NOW)
  await createProduct(
    ledger,
    {
      id: PRODUCT,
      name: 'Scope Pro',
      features: Array.from({ length: 6 }, (_, i) => ({
        name: `feature-${i + 1}`,
        type: 'integer',
        default: 25,
        required: false,
        values: [],
      })),
      release: { version: '2.0', releasedAt: NOW - 1 },
    },
    NOW,
  )
  return issuerOver(ledger)
}

export function makeKeys(ledger: Ledger, count: number): Promise<readonly KeyRecord[]> {
  const input = { productId: PRODUCT, count, activations: SEATS, expiresAt: NOW + 365 * 86_400 }
  return createKeys({ ledger, now: () => NOW, random }, input)
}

/** Each of another computer. */
export function requestsFor(keys: readonly KeyRecord[]): readonly Uint8Array[] {
  return keys.map(({ text }) =>
    makeRequest({
      key: parseActivationKey(text),
      productId: PRODUCT,
      bound: bound(newFingerprint()),
      installationKey: secretKey(nativeEd25519, random(32)),
      version: '2.1',
      virtual: undefined,
      now: NOW,
    }),
  )
}

/** Throws when it was not a new seat: the bench would measure something else. */
export async function issueNew(issuer: Issuer, request: Uint8Array): Promise<void> {
  const issued = await issueBy(issuer, request)
  if (issued.kind !== 'issued' || issued.seat !== 'new') throw new Error(JSON.stringify(issued))
}

/** Seats of one key that are taken. */
const TAKEN = 10
/** Entries of one key with its activations and their licenses. */
const ENTRIES = 1 + 2 * TAKEN
/** Keys of one append. */
const GROUP = 1000

/** Adds so many activations with their licenses, of new keys that look like `like`. */
export async function addActivations(ledger: Ledger, like: KeyRecord, count: number): Promise<void> {
  const keys = Math.ceil(count / TAKEN)
  for (let made = 0; made < keys; made += GROUP) {
    const group = Array.from({ length: Math.min(GROUP, keys - made) }, () => activatedKey(like)).flat()
    if ((await ledger.append(group, NOW)) !== 'recorded') throw new Error('conflict')
  }
}

/** How many activations make so many entries. */
export function activationsOf(entries: number): number {
  return Math.floor(entries / ENTRIES) * TAKEN
}

const payload = encodeLicense(license(6))

function activatedKey(like: KeyRecord): readonly Change[] {
  const { id, text } = activationKeyOf(random(ACTIVATION_KEY_BYTES))
  const changes: Change[] = [{ kind: 'key.created', key: { ...like, id, text } }]
  for (let i = 0; i < TAKEN; i++) {
    const activation = newActivation(id)
    const { id: activationId } = activation
    const requestHash = encodeHex(random(32))
    const kid = signingKey.public.kid
    changes.push(
      { kind: 'activation.recorded', activation },
      {
        kind: 'license.issued',
        license: { requestHash, keyId: id, activationId, kid, payload, issuedAt: NOW },
      },
    )
  }
  return changes
}

export function newActivation(keyId: string): Activation {
  const fingerprint = newFingerprint()
  return {
    id: encodeHex(random(8)),
    keyId,
    // as long as computerId() makes it, which would take longer than all else
    computerId: encodeGroups(random(8), 3),
    seat: 1,
    begunAt: NOW,
    bound: bound(fingerprint),
    computer: encodeHex(random(8)),
    countedByCode: undefined,
    workload: undefined,
    takenBy: undefined,
    installations: [encodeHex(random(32))],
    seen: fingerprint,
    firstAt: NOW,
    lastAt: NOW,
    released: undefined,
    startSet: undefined,
  }
}

/** Six kinds, two adapters among them. */
function newFingerprint(): Fingerprint {
  const hashes = random(7 * 8)
  return new Map([1, 2, 3, 4, 5, 6].map(kind => [kind, hashesOf(hashes, kind)]))
}

function hashesOf(hashes: Uint8Array, kind: number): Uint8Array {
  const own = hashes.slice((kind - 1) * 8, kind * 8)
  if (kind !== 5) return own
  const two = [own, hashes.slice(48)].map(encodeHex).toSorted()
  return Uint8Array.from(Buffer.from(two.join(''), 'hex'))
}
