/**
 * Owns the plain words for every item of a message that leaves the customer's site, for the officer who must let it
 * pass: what it is, its value as it stands in the message, and what it tells. And what is not in it, and stays.
 * Refuses to promise more than is true: a hash hides a value only from who does not guess it.
 */
import { encodeHex } from '../core/bytes/hex.ts'
import { fingerprintOf } from '../core/computer/fingerprint.ts'
import { type Kind, kindOf, type Reading } from '../core/computer/reading.ts'
import { HASH_BYTES } from '../core/message/fingerprint.ts'
import type { Receipt } from '../core/message/receipt.ts'
import type { Request } from '../core/message/request.ts'
import { formatInstant } from '../core/terms/term.ts'
import { fields } from './output.ts'

export interface Item {
  readonly item: string
  /** Undefined: it may stand there, and does not. */
  readonly value: string | undefined
  readonly meaning: string
}

/** Every item of a message, and what is not among them. */
export interface Leaving {
  readonly items: readonly Item[]
  readonly stays: readonly string[]
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
    head('activation request', sealed),
    {
      item: 'key',
      value: request.keyId,
      meaning: 'the first two of the six groups of the activation key; the other four are not in it',
    },
    { item: 'product', value: request.productId, meaning: 'the id of the product, as its kit has it' },
    made(request.madeAt),
    installation(request.installationKey, sealed),
    ...[...request.fingerprint].flatMap(([kind, hashes]) =>
      readingItems(request.productId, kind, hashes, clear),
    ),
    {
      item: 'counted',
      value: request.counted.map(kind => kindOf(kind) ?? `kind ${kind}`).join(', '),
      meaning: 'which of these readings the license is to count when it tells computers apart',
    },
    {
      item: 'virtual',
      value: request.virtual,
      meaning: 'what the computer runs inside of (a virtual machine, a container)',
    },
    { item: 'version', value: request.version, meaning: 'the version of the program that asks' },
    {
      item: 'proof',
      value: encodeHex(request.proof),
      meaning: 'shows that who asks knows the whole activation key, which cannot be had from it',
    },
    SIGNATURE,
  ]
  return {
    items,
    stays: [
      'the other four groups of the activation key',
      'serial numbers, MAC addresses and whatever else was read, in clear',
      'names: of the computer, of users, of the organisation',
      'IP addresses, files, other software, and what the program is used for',
    ],
  }
}

export function receiptLeaving(receipt: Receipt, sealed: Sealed): Leaving {
  return {
    items: [
      head('receipt of a deactivation', sealed),
      { item: 'product', value: receipt.productId, meaning: 'the id of the product, as its kit has it' },
      {
        item: 'activation',
        value: receipt.activationId,
        meaning: 'the number of the activation, which stands in the license: what is given back',
      },
      {
        item: 'deactivated',
        value: formatInstant(receipt.deactivatedAt),
        meaning: 'when the license ended on that computer, by its clock',
      },
      installation(receipt.installationKey, sealed),
      {
        item: 'proof',
        value: receipt.proof === undefined ? undefined : encodeHex(receipt.proof),
        meaning:
          'of an activation by code: shows that the installation knew the whole activation key, which cannot be had from it',
      },
      SIGNATURE,
    ],
    stays: [
      'readings of the computer, also as hashes',
      'the activation key, and the license',
      'names: of the computer, of users, of the organisation',
    ],
  }
}

function head(what: string, { bytes }: Sealed): Item {
  return { item: 'message', value: `${what}, ${bytes} bytes`, meaning: 'all of it is listed here' }
}

function made(at: number): Item {
  return { item: 'made', value: formatInstant(at), meaning: "the time, by that computer's clock" }
}

/** Parameter x of a COSE_Key (RFC 9053 section 7.2): the public key itself. */
const COSE_KEY_X = -2

function installation(coseKey: ReadonlyMap<number | string, unknown>, { kid }: Sealed): Item {
  const x = coseKey.get(COSE_KEY_X)
  return {
    item: 'installation key',
    value: x instanceof Uint8Array ? encodeHex(x) : '',
    meaning: `the public half of a random key, made on that computer for this product alone; its id ${kid} stands beside the signature`,
  }
}

const SIGNATURE: Item = {
  item: 'signature',
  value: '64 bytes',
  meaning:
    "by the installation key's private half, which stays there: nobody can change the message on the way",
}

const HASH = 'a hash, made for this product alone, of'

/** What each kind of reading is of. */
const WORDS: Readonly<Record<string, string>> = {
  'install-id': 'the number that the operating system got when it was installed',
  'system-uuid': 'the number of the mainboard or of the virtual machine',
  'board-serial': 'the serial number of the mainboard',
  'disk-serial': 'the serial number of a built-in disk',
  'mac-address': 'the address of a built-in network adapter',
  'cpu-model': "the processor's name",
} satisfies Record<Kind, string>

/** One for each hash. */
function readingItems(
  productId: string,
  kind: number,
  hashes: Uint8Array,
  clear: readonly Reading[],
): readonly Item[] {
  const name = kindOf(kind) ?? `kind ${kind}`
  const values = new Map(
    clear
      .filter(reading => reading.kind === name)
      .map(reading => [
        encodeHex(fingerprintOf(productId, [reading]).get(kind) as Uint8Array),
        reading.value,
      ]),
  )
  return hashesOf(hashes).map(value => {
    const read = values.get(value)
    const stays = read === undefined ? '' : `: "${read}", which stays here`
    return {
      item: name,
      value,
      meaning: `${HASH} ${WORDS[name] ?? 'a kind of reading that is not known here'}${stays}`,
    }
  })
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

/** True, and not what one likes to hear: it stands below each list. */
const HASHES =
  'A hash hides a value from who does not know it. Who suspects a value, or tries all MAC addresses of a maker, finds it.'

export function leavingJson({ items, stays }: Leaving): Record<string, unknown> {
  return { leaves: items.map(one => ({ ...one, value: one.value ?? null })), stays }
}

/** Two lines for each item: its value, and below it what that is. */
export function leavingText({ items, stays }: Leaving): string {
  const listed = fields(
    items.flatMap(({ item, value, meaning }): readonly (readonly [string, string])[] => [
      [item, value ?? 'not said'],
      ['', meaning],
    ]),
  )
  const hashed = items.some(({ meaning }) => meaning.startsWith(HASH))
  return [
    `Leaves the customer's site:\n${listed}`,
    `Is not in it:\n${stays.map(what => `- ${what}`).join('\n')}`,
    ...(hashed ? [HASHES] : []),
  ].join('\n\n')
}
