/**
 * Owns the fixed world that all vectors live in: keys, clock, computers, product, and the eight good messages that the
 * wrong ones are made of by changing one thing. The keys are samples that everybody knows: never trust them.
 */
import { fingerprintOf } from '../../../src/core/computer/fingerprint.ts'
import { simulatedComputer } from '../../client/probe/simulated.ts'
import {
  array,
  bstr,
  hmac256,
  int,
  join,
  map,
  type Raw,
  type RawKey,
  rawKey,
  type Sign1Parts,
  sha256,
  sign1,
  TRUE,
  text,
  toHex,
} from './raw.ts'

export const VENDOR = 'Example Software'
export const PRODUCT = 'example.viewer'
export const PRODUCT_NAME = 'Example Viewer'
/** 2026-01-01T12:00:00Z. */
export const REQUESTED_AT = 1_767_268_800
export const ISSUED_AT = REQUESTED_AT + 3600
/** One day after the license was issued. */
export const NOW = ISSUED_AT + 86_400
/** 2027-01-01T00:00:00Z, the end of 31 December 2026. */
export const EXPIRES_AT = 1_798_761_600

/** Seeds, as README.md says: SHA-256 of a sentence. */
export const seedOf = (who: string): Raw => sha256(`airlatch test vectors: ${who}`)
/** Another sample key, of the seed of this text. */
export const rawKeyOf = (who: string): RawKey => rawKey(seedOf(who))
export const vendorKey = rawKey(seedOf('vendor'))
export const secondVendorKey = rawKey(seedOf('second vendor key'))
export const strangerKey = rawKey(seedOf('stranger'))
export const installationKey = rawKey(seedOf('installation'))

export const TYPE = {
  request: 1,
  license: 2,
  receipt: 3,
  kit: 4,
  revocations: 5,
  'clock-reset': 6,
  bundle: 8,
  state: 7,
  'lease-request': 9,
  lease: 10,
  'lease-answer': 11,
  'usage-report': 12,
  checkpoint: 128,
} as const

/** The activation key of the first 15 bytes of a seed. Its text is checked against src/ by vectors.test.ts. */
export const activationKeyBytes = seedOf('activation key').slice(0, 15)
export const ACTIVATION_KEY = '9H7FA-4RVKR-PVHEF-SFG19-GXTVR-SPZ7W'
export const KEY_ID = ACTIVATION_KEY.slice(0, 11)
export const ACTIVATION_ID = seedOf('activation').slice(0, 8)
/** Of somebody else, smaller than the one above. */
export const OTHER_ACTIVATION_ID = seedOf('other activation').slice(0, 8)

export type Fingerprint = ReadonlyMap<number, Raw>
export const COMPUTER: Fingerprint = fingerprintOf(PRODUCT, simulatedComputer('vectors').readings)
export const OTHER_COMPUTER: Fingerprint = fingerprintOf(PRODUCT, simulatedComputer('other').readings)
/** The same computer under another product id shares no hash with itself. */
export const FOREIGN_PRODUCT_COMPUTER: Fingerprint = fingerprintOf(
  'example.editor',
  simulatedComputer('vectors').readings,
)

/** `computer` with the given kinds left out, or taken from the other computer. */
export function drifted(changed: readonly number[], missing: readonly number[] = []): Fingerprint {
  return new Map(
    [...COMPUTER]
      .filter(([kind]) => !missing.includes(kind))
      .map(([kind, hashes]) => [kind, changed.includes(kind) ? (OTHER_COMPUTER.get(kind) as Raw) : hashes]),
  )
}

export function fingerprintItem(fingerprint: Fingerprint): Raw {
  return map(...[...fingerprint].map(([kind, hashes]) => [int(kind), bstr(hashes)] as const))
}

/** The kind of a workload, which is none of a computer's. */
export const WORKLOAD = 7
/** The fingerprint of a workload of that name. */
export const workload = (name: string): Fingerprint => {
  const value = join(Uint8Array.of(WORKLOAD, 0), new TextEncoder().encode(name))
  return new Map([[WORKLOAD, hmac256(PRODUCT, value).slice(0, 8)]])
}

/** The kinds that tell computers apart. */
export const COUNTED_KINDS = [1, 2, 3, 4, 5]
export const countedItem = (kinds: readonly number[]): Raw => array(...kinds.map(int))
const COUNTED_ITEM = countedItem(COUNTED_KINDS)

/** A product's stricter rule, k of n. */
export const shareItem = (k: number, n: number): Raw => array(int(k), int(n))

/** Claims by number; `undefined` leaves one out. */
export type Claims = Readonly<Record<number, Raw | undefined>>

const OWN_CLAIMS = -65537

/** The payload: registered claims, and our own in their map. */
export function payloadOf(claims: Claims, own: Claims): Raw {
  return map(...itemsOf(claims), [int(OWN_CLAIMS), map(...itemsOf(own))])
}

function itemsOf(claims: Claims): (readonly [Raw, Raw])[] {
  return Object.entries(claims).flatMap(([key, value]) =>
    value === undefined ? [] : [[int(Number(key)), value] as const],
  )
}

/** Of format 1: the vectors that were there before format 2 keep their bytes. */
export const GOOD_LICENSE = {
  claims: {
    1: text(VENDOR),
    2: text(KEY_ID),
    3: text(PRODUCT),
    4: int(EXPIRES_AT),
    6: int(ISSUED_AT),
    7: bstr(ACTIVATION_ID),
  },
  own: {
    0: int(1),
    1: fingerprintItem(COMPUTER),
    39: COUNTED_ITEM,
    4: map([text('export'), TRUE], [text('projects'), int(25)]),
    5: text('2'),
  },
} as const

/** What turns the good license into a generic one. */
export const GENERIC: Claims = { 1: undefined, 3: TRUE, 39: undefined }

/** The good license in format 2, which vendors issue now. */
export function newestLicense(own: Claims = {}, claims: Claims = {}): Raw {
  return license({ 0: int(2), ...own }, claims)
}

/** Days that count from the first run in the installation of that key: a claim of ours, and cnf. */
export function firstRunDays(
  days: number,
  kid: Raw = installationKey.kid,
): readonly [own: Claims, claims: Claims] {
  return [{ 16: int(days) }, { 8: map([int(3), bstr(kid)]) }]
}

/** Names by platform, as they come. */
export function usersItem(users: Readonly<Record<number, readonly string[]>>): Raw {
  return map(
    ...Object.entries(users).map(
      ([platform, names]) => [int(Number(platform)), array(...names.map(text))] as const,
    ),
  )
}

export function licensePayload(own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf({ ...GOOD_LICENSE.claims, ...claims }, { ...GOOD_LICENSE.own, ...own })
}

export function license(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  return signed({ payload: licensePayload(own, claims), ...parts })
}

/** A message of the vendor's, a license unless `parts` say otherwise. */
export function signed(parts: Partial<Sign1Parts>): Raw {
  return sign1({ key: vendorKey, type: TYPE.license, payload: licensePayload(), ...parts })
}

const proofText = new TextEncoder()

/** First 8 bytes of HMAC-SHA-256 under the secret half of the activation key. */
export function proof(publicKey: Raw, product: string): Raw {
  const data = join(proofText.encode('airlatch request\0'), publicKey, proofText.encode(product))
  return hmac256(activationKeyBytes.slice(5), data).slice(0, 8)
}

export function requestPayload(own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf(
    {
      2: text(KEY_ID),
      3: text(PRODUCT),
      6: int(REQUESTED_AT),
      8: map([int(1), installationKey.coseKey]),
      ...claims,
    },
    {
      1: fingerprintItem(COMPUTER),
      5: text('2.3.1'),
      9: bstr(proof(installationKey.publicKey, PRODUCT)),
      39: COUNTED_ITEM,
      ...own,
    },
  )
}

export function request(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  return sign1({ key: installationKey, type: TYPE.request, payload: requestPayload(own, claims), ...parts })
}

export function kitPayload(own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf(
    { 1: text(VENDOR), 3: text(PRODUCT), 6: int(REQUESTED_AT), ...claims },
    { 10: array(vendorKey.coseKey), 13: int(1), 14: text(PRODUCT_NAME), ...own },
  )
}

export function kit(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  return sign1({ key: vendorKey, type: TYPE.kit, payload: kitPayload(own, claims), ...parts })
}

/** Ids of 8 bytes to times, as several messages have them. */
export function timesItem(times: Readonly<Record<string, number>>): Raw {
  return map(...Object.entries(times).map(([id, at]) => [text(id), int(at)] as const))
}

export function statePayload(own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf(
    { 3: text(PRODUCT), 6: int(NOW), 8: map([int(1), installationKey.coseKey]), ...claims },
    { 13: int(2), 22: timesItem({ [toHex(ACTIVATION_ID)]: NOW }), 28: int(NOW), ...own },
  )
}

/** The installation's own record: the program ran for the first time a day after the license was issued. */
export function state(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  return sign1({ key: installationKey, type: TYPE.state, payload: statePayload(own, claims), ...parts })
}

/** A day after the first run the customer gives the license back. */
export const DEACTIVATED_AT = NOW + 86_400

export function receiptPayload(claims: Claims = {}): Raw {
  const items: Claims = {
    3: text(PRODUCT),
    6: int(DEACTIVATED_AT),
    7: bstr(ACTIVATION_ID),
    8: map([int(1), installationKey.coseKey]),
    ...claims,
  }
  return map(...itemsOf(items))
}

/** A receipt has no claims of our own. */
export function receipt(claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  return sign1({ key: installationKey, type: TYPE.receipt, payload: receiptPayload(claims), ...parts })
}

export function revocationsPayload(own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf(
    { 1: text(VENDOR), 3: text(PRODUCT), 6: int(NOW), ...claims },
    { 13: int(2), 27: bstr(join(OTHER_ACTIVATION_ID, ACTIVATION_ID)), ...own },
  )
}

/** The second list of the product, with two activations. */
export function revocations(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  return sign1({
    key: vendorKey,
    type: TYPE.revocations,
    payload: revocationsPayload(own, claims),
    ...parts,
  })
}

export function clockResetPayload(claims: Claims = {}): Raw {
  const items: Claims = {
    1: text(VENDOR),
    3: text(PRODUCT),
    6: int(NOW),
    8: map([int(3), bstr(installationKey.kid)]),
    ...claims,
  }
  return map(...itemsOf(items))
}

/** The vendor's word what time it is; no claims of our own either. */
export function clockReset(claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  return sign1({ key: vendorKey, type: TYPE['clock-reset'], payload: clockResetPayload(claims), ...parts })
}

export function bundlePayload(licenses: Raw, own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf({ 1: text(VENDOR), 3: text(PRODUCT), 6: int(NOW), ...claims }, { 40: licenses, ...own })
}

/** Of the licenses that are given. */
export function bundle(licenses: readonly Raw[], parts: Partial<Sign1Parts> = {}): Raw {
  const payload = bundlePayload(array(...licenses.map(one => bstr(one))))
  return sign1({ key: vendorKey, type: TYPE.bundle, payload, ...parts })
}

/** How far the vendor's ledger was, an hour after the license was issued. */
export const HEAD = seedOf('head of the ledger')
export const ENTRIES = 1234

export function checkpointPayload(own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf(
    { 1: text(VENDOR), 6: int(ISSUED_AT + 3600), ...claims },
    { 24: int(ENTRIES), 25: bstr(HEAD), ...own },
  )
}

export function checkpoint(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  return sign1({ key: vendorKey, type: TYPE.checkpoint, payload: checkpointPayload(own, claims), ...parts })
}
