/**
 * Owns what leaves the customer's site with a message, item by item, for the person who must approve it: what it is, its
 * value as it stands in the message, and what it means. And what is not in it, and stays. Promises no more than is true:
 * a hash hides a value only from someone who cannot guess it.
 */
import { encodeHex } from '../core/bytes/hex.ts'
import { fingerprintOf } from '../core/computer/fingerprint.ts'
import type { Reading } from '../core/computer/reading.ts'
import { nameOfKind } from '../core/computer/workload.ts'
import { HASH_BYTES } from '../core/message/fingerprint.ts'
import type { Receipt } from '../core/message/receipt.ts'
import type { Request } from '../core/message/request.ts'
import { formatInstant } from '../core/terms/term.ts'
import { DISCLOSURE as GERMAN } from './de/disclosure.ts'
import { DISCLOSURE as ENGLISH } from './en/disclosure.ts'
import { inLang } from './lang.ts'
import { fields } from './output.ts'
import type { StayCode } from './sentence.ts'

type Meaning = Exclude<keyof typeof ENGLISH.meanings, 'installationKey'>

/** What an item is, for its sentence. */
type About =
  | { readonly about: Meaning }
  | { readonly about: 'installationKey'; readonly kid: string }
  /** `read`: the reading in clear, of this computer. */
  | { readonly about: 'reading'; readonly kind: string; readonly read: string | undefined }

/** A value that is words, and not data. */
type ValueWords =
  | { readonly words: 'request' | 'receipt'; readonly bytes: number }
  | { readonly words: 'code' | 'signature' | 'codeProof' | 'check' | 'yes' | 'no' }

/** One thing that a message carries. */
export type Item = About & {
  readonly item: string
  /** Undefined: it may stand there, and does not. */
  readonly value: string | ValueWords | undefined
}

/** Every item of a message, and what is not among them. */
export interface Leaving {
  /** In the order of the message. */
  readonly items: readonly Item[]
  /** What people may fear is in it, and is not. */
  readonly stays: readonly StayCode[]
}

/** What both kinds of messages have in common: the size, who signed. */
interface Sealed {
  readonly bytes: number
  /** Key id of the installation. */
  readonly kid: string
}

/** @param clear the readings of this computer, to be named beside their hashes; none where the request is another's */
export function requestLeaving(request: Request, sealed: Sealed, clear: readonly Reading[] = []): Leaving {
  const items: Item[] = [
    { item: 'message', value: { words: 'request', bytes: sealed.bytes }, about: 'all' },
    { item: 'key', value: request.keyId, about: 'key' },
    { item: 'product', value: request.productId, about: 'product' },
    { item: 'made', value: formatInstant(request.madeAt), about: 'made' },
    installation(request.installationKey, sealed),
    ...[...request.fingerprint].flatMap(([kind, hashes]) =>
      readingItems(request.productId, kind, hashes, clear),
    ),
    {
      item: 'counted',
      value: request.counted.map(kind => nameOfKind(kind)).join(', '),
      about: 'counted',
    },
    { item: 'virtual', value: request.virtual, about: 'virtual' },
    { item: 'workload name', value: request.workload, about: 'workload' },
    { item: 'version', value: request.version, about: 'version' },
    { item: 'proof', value: encodeHex(request.proof), about: 'proof' },
    SIGNATURE,
  ]
  return { items, stays: ['key-rest', 'readings-clear', 'names', 'others'] }
}

export function receiptLeaving(receipt: Receipt, sealed: Sealed): Leaving {
  const proof = receipt.proof === undefined ? undefined : encodeHex(receipt.proof)
  return {
    items: [
      { item: 'message', value: { words: 'receipt', bytes: sealed.bytes }, about: 'all' },
      { item: 'product', value: receipt.productId, about: 'product' },
      { item: 'activation', value: receipt.activationId, about: 'activation' },
      { item: 'deactivated', value: formatInstant(receipt.deactivatedAt), about: 'deactivated' },
      installation(receipt.installationKey, sealed),
      { item: 'proof', value: proof, about: 'codeProof' },
      SIGNATURE,
    ],
    stays: ['all-readings', 'key-and-license', 'names'],
  }
}

/** Parameter x of a COSE_Key (RFC 9053 section 7.2): the public key itself. */
const COSE_KEY_X = -2

function installation(coseKey: ReadonlyMap<number | string, unknown>, { kid }: Sealed): Item {
  const x = coseKey.get(COSE_KEY_X)
  const value = x instanceof Uint8Array ? encodeHex(x) : ''
  return { item: 'installation key', value, about: 'installationKey', kid }
}

const SIGNATURE: Item = { item: 'signature', value: { words: 'signature' }, about: 'signature' }

/** One for each hash. */
function readingItems(
  productId: string,
  kind: number,
  hashes: Uint8Array,
  clear: readonly Reading[],
): readonly Item[] {
  const name = nameOfKind(kind)
  const values = new Map(
    clear
      .filter(reading => reading.kind === name)
      .map(reading => [
        encodeHex(fingerprintOf(productId, [reading]).get(kind) as Uint8Array),
        reading.value,
      ]),
  )
  return hashesOf(hashes).map(value => ({
    item: name,
    value,
    about: 'reading',
    kind: name,
    read: values.get(value),
  }))
}

/** 16 hexadecimal digits each. */
function hashesOf(hashes: Uint8Array): readonly string[] {
  return encodeHex(hashes).match(new RegExp(`.{${HASH_BYTES * 2}}`, 'g')) ?? []
}

/** A reading with the hash that a request carries of it; undefined: other values of its kind are carried instead of it. */
export interface CarriedReading extends Reading {
  readonly hash: string | undefined
}

/** Each reading with its hash, in the order of the readings. */
export function carriedReadings(
  productId: string,
  readings: readonly Reading[],
  fingerprint: ReadonlyMap<number, Uint8Array>,
): readonly CarriedReading[] {
  const carried = new Set([...fingerprint.values()].flatMap(hashes => hashesOf(hashes)))
  return readings.map(reading => {
    const [hash] = [...fingerprintOf(productId, [reading]).values()].map(encodeHex)
    return { ...reading, hash: hash !== undefined && carried.has(hash) ? hash : undefined }
  })
}

type Words = typeof ENGLISH

function valueText({ value }: Item, { values }: Words): string | undefined {
  if (typeof value !== 'object') return value
  return 'bytes' in value ? values[value.words](value.bytes) : values[value.words]
}

function meaningOf(item: Item, words: Words): string {
  switch (item.about) {
    case 'installationKey':
      return words.meanings.installationKey(item.kid)
    case 'reading': {
      const names: Readonly<Record<string, string>> = words.readings
      return words.reading(names[item.kind] ?? words.unknownReading, item.read)
    }
    default:
      return words.meanings[item.about]
  }
}

/** The same in every language: English. */
export function leavingJson({ items, stays }: Leaving): Record<string, unknown> {
  return {
    leaves: items.map(one => ({
      item: one.item,
      value: valueText(one, ENGLISH) ?? null,
      meaning: meaningOf(one, ENGLISH),
    })),
    stays: stays.map(code => ENGLISH.stays[code]),
  }
}

/** Two lines for each item: its value, and below it what that is. */
export function leavingText({ items, stays }: Leaving): string {
  const words = inLang({ en: ENGLISH, de: GERMAN })
  const listed = fields(
    items.flatMap((one): readonly (readonly [string, string])[] => [
      [one.item, valueText(one, words) ?? words.notGiven],
      ['', meaningOf(one, words)],
    ]),
  )
  return [
    `${words.leaves}\n${listed}`,
    `${words.isNotInIt}\n${stays.map(code => `- ${words.stays[code]}`).join('\n')}`,
    ...(items.some(({ about }) => about === 'reading') ? [words.hashes] : []),
  ].join('\n\n')
}
