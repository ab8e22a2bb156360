/**
 * Owns the site of the vectors: a server that has a license for fifty seats, a client that takes one, and the good messages
 * between the two that the wrong ones are made of.
 */
import { fingerprintJson } from './case.ts'
import { bstr, int, map, type Raw, type Sign1Parts, sha256, sign1, TRUE, text, toHex } from './raw.ts'
import {
  ACTIVATION_ID,
  type Claims,
  COMPUTER,
  COUNTED_KINDS,
  countedItem,
  fingerprintItem,
  ISSUED_AT,
  installationKey,
  KEY_ID,
  license,
  NOW,
  OTHER_COMPUTER,
  PRODUCT,
  payloadOf,
  rawKeyOf,
  seedOf,
  TYPE,
  VENDOR,
  WORKLOAD,
  workload,
} from './world.ts'

export const serverKey = rawKeyOf('site server')
/** The client that takes a seat is the installation of the other vectors. */
export const clientKey = installationKey
export const USER = 'anna'
export const HOST = 'ws-17'
export const LEASE_ID = seedOf('lease').slice(0, 8)
export const BOOT = seedOf('boot').slice(0, 8)
export const INSTANCE = seedOf('process').slice(0, 8)
export const NONCE = seedOf('nonce').slice(0, 16)
/** Five minutes before now, for fifteen. */
export const LEASED_AT = NOW - 300
export const LEASE_ENDS = LEASED_AT + 900

export const confirmation = ({ coseKey }: { readonly coseKey: Raw }): Raw => map([int(1), coseKey])
export const poolsItem = (pools: Readonly<Record<string, number>>): Raw =>
  map(...Object.entries(pools).map(([name, places]) => [text(name), int(places)] as const))

/** Fifty seats; leases of a day, ten borrowed for 30 days, and five places for `export`. It is bound to another computer. */
export const LENDING: Claims = {
  8: int(50),
  44: int(86_400),
  45: int(30),
  46: int(10),
  47: poolsItem({ export: 5 }),
  48: int(1),
}
/** A license that never ends: most of what is wrong with a lease has nothing to do with that. */
export function serverLicense(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  return license(
    { 0: int(2), 1: fingerprintItem(OTHER_COMPUTER), ...LENDING, ...own },
    { 4: undefined, 8: confirmation(serverKey), ...claims },
    parts,
  )
}

/** What a reader sees in it. */
export const SEEN_LICENSE = {
  iss: VENDOR,
  sub: KEY_ID,
  aud: PRODUCT,
  iat: ISSUED_AT,
  cti: toHex(ACTIVATION_ID),
  cnf: toHex(serverKey.publicKey),
  format: 2,
  fingerprint: fingerprintJson(OTHER_COMPUTER),
  counted: COUNTED_KINDS,
  features: { export: true, projects: 25 },
  version: '2',
  'floating-seats': 50,
  'longest-lease': 86_400,
  'longest-borrow': 30,
  'most-borrowed': 10,
  pools: { export: 5 },
  'seat-unit': 1,
}

/** The computer of the other vectors, and what of it counts. */
export const READINGS: Claims = { 1: fingerprintItem(COMPUTER), 39: countedItem(COUNTED_KINDS) }
/** A workload in its place. */
export function ofWorkload(name: string): Claims {
  return { 1: fingerprintItem(workload(name)), 39: countedItem([WORKLOAD]), 42: text(name) }
}

export function leasePayload(own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf(
    { 3: text(PRODUCT), 4: int(LEASE_ENDS), 6: int(LEASED_AT), 8: confirmation(clientKey), ...claims },
    {
      ...READINGS,
      13: int(41),
      48: int(1),
      49: bstr(LEASE_ID),
      50: bstr(sha256(serverLicense())),
      51: text(USER),
      52: text(HOST),
      54: bstr(BOOT),
      ...own,
    },
  )
}

/** A session of Anna's on the computer of the other vectors, under the good license. */
export function lease(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  return sign1({ key: serverKey, type: TYPE.lease, payload: leasePayload(own, claims), ...parts })
}

/** For days. */
export const BORROWED: Claims = { 65: TRUE }

/** What a reader sees in the good lease. */
export const SEEN_LEASE = {
  aud: PRODUCT,
  exp: LEASE_ENDS,
  iat: LEASED_AT,
  cnf: toHex(clientKey.publicKey),
  fingerprint: fingerprintJson(COMPUTER),
  counted: COUNTED_KINDS,
  sequence: 41,
  'seat-unit': 1,
  'lease-id': toHex(LEASE_ID),
  'server-license': toHex(sha256(serverLicense())),
  account: USER,
  host: HOST,
  boot: toHex(BOOT),
}

export function leaseRequestPayload(own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf(
    { 3: text(PRODUCT), 6: int(NOW), 8: confirmation(clientKey), ...claims },
    { ...READINGS, 51: text(USER), 52: text(HOST), 55: bstr(NONCE), 56: int(1), 64: int(3), ...own },
  )
}

/** Anna takes a seat on Linux. */
export function leaseRequest(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  const payload = leaseRequestPayload(own, claims)
  return sign1({ key: clientKey, type: TYPE['lease-request'], payload, ...parts })
}

export const SEEN_REQUEST = {
  aud: PRODUCT,
  iat: NOW,
  cnf: toHex(clientKey.publicKey),
  fingerprint: fingerprintJson(COMPUTER),
  counted: COUNTED_KINDS,
  account: USER,
  host: HOST,
  nonce: toHex(NONCE),
  operation: 1,
  platform: 3,
}

export function leaseAnswerPayload(own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf(
    { 3: text(PRODUCT), 6: int(LEASED_AT), 8: confirmation(serverKey), ...claims },
    { 54: bstr(BOOT), 55: bstr(NONCE), 58: bstr(lease()), 59: bstr(serverLicense()), ...own },
  )
}

/** The good lease and its license. */
export function leaseAnswer(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  const payload = leaseAnswerPayload(own, claims)
  return sign1({ key: serverKey, type: TYPE['lease-answer'], payload, ...parts })
}

/** Takes lease and license out of an answer. */
export const NOT_GRANTED: Claims = { 58: undefined, 59: undefined }

export const SEEN_ANSWER = {
  aud: PRODUCT,
  iat: LEASED_AT,
  cnf: toHex(serverKey.publicKey),
  boot: toHex(BOOT),
  nonce: toHex(NONCE),
}

export const HEAD = seedOf('head of the log')
export const TOTALS = [120, 4000, 110, 7, 50, 9]
export const totalsItem = (totals: readonly number[]): Raw =>
  map(...totals.map((total, i) => [int(i + 1), int(total)] as const))

export function usageReportPayload(own: Claims = {}, claims: Claims = {}): Raw {
  return payloadOf(
    { 3: text(PRODUCT), 6: int(NOW), 8: confirmation(serverKey), ...claims },
    {
      13: int(4120),
      24: int(4300),
      25: bstr(HEAD),
      50: bstr(sha256(serverLicense())),
      54: bstr(BOOT),
      62: int(ISSUED_AT),
      63: totalsItem(TOTALS),
      ...own,
    },
  )
}

export function usageReport(own: Claims = {}, claims: Claims = {}, parts: Partial<Sign1Parts> = {}): Raw {
  const payload = usageReportPayload(own, claims)
  return sign1({ key: serverKey, type: TYPE['usage-report'], payload, ...parts })
}

export const SEEN_REPORT = {
  aud: PRODUCT,
  iat: NOW,
  cnf: toHex(serverKey.publicKey),
  sequence: 4120,
  entries: 4300,
  head: toHex(HEAD),
  'server-license': toHex(sha256(serverLicense())),
  boot: toHex(BOOT),
  since: ISSUED_AT,
  totals: { 1: 120, 2: 4000, 3: 110, 4: 7, 5: 50, 6: 9 },
}
