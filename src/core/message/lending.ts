/**
 * Owns the part of a license that is for a site server: how it may lend the floating seats of its key (checklist
 * SS-01), and which one key signs its leases. A license has either all the required claims of a site server, or none.
 */
import type { CborMap, CborValue } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { assertSoundPoint } from '../cose/ed25519.ts'
import { bytesOfCoseKey, coseKey } from '../cose/key.ts'
import { succeeds } from '../errors.ts'
import { type ClaimReader, type ClaimValues, safeInteger } from './claims.ts'
import { confirmationClaim } from './confirmation.ts'
import { CONFIRMATION } from './labels.ts'
import { isFeatureName } from './names.ts'

/** Length of a lease in seconds: from a minute to 31 days. */
export const LEASE_SECONDS = { least: 60, most: 2_678_400 } as const
/** Maximum days for which a seat may be borrowed: a year. */
export const MOST_BORROW_DAYS = 366
/** Maximum number of pools in a license, a lease or a request. */
export const MOST_POOLS = 256

/** What takes one seat, and the number of each. A session is one user on one host. */
export const SEAT_UNITS = { session: 1, process: 2, host: 3 } as const
/** What takes one seat. @useDeclaredType */
export type SeatUnit = keyof typeof SEAT_UNITS

/** Places by feature: in a license, how many may be lent at once; in a lease, how many it takes. */
export type Pools = ReadonlyMap<string, number>

/** How a site server may lend its seats, and with which key it signs. */
export interface LendingTerms {
  /** The whole public key, 64 hexadecimal digits: another key with the same short id can be found by search. */
  readonly serverKey: string
  /** What takes one seat. */
  readonly seatUnit: SeatUnit
  /** Maximum length of a lease in seconds, 60 to 2,678,400. */
  readonly longestLease: number
  /** Undefined: no seat may be borrowed. */
  readonly borrowing: BorrowingTerms | undefined
  /** Features of which fewer may be lent than there are seats. */
  readonly pools: Pools
  /** Whether a named workload may hold a seat, or a computer without readings that distinguish it from others. */
  readonly allowWorkloads: boolean
}

/** Terms for seats that leave the site for days. */
export interface BorrowingTerms {
  /** Maximum days that a seat may be away, 1 to 366. */
  readonly days: number
  /** How many seats may be away at once. */
  readonly most: number
}

/** Returns the claims: `cnf`, and Airlatch's own. */
export function lendingClaims(terms: LendingTerms): ClaimValues {
  return {
    cnf: confirmationClaim(coseKey(decodeHex(terms.serverKey) ?? new Uint8Array())),
    'seat-unit': SEAT_UNITS[terms.seatUnit],
    'longest-lease': terms.longestLease,
    'longest-borrow': terms.borrowing?.days,
    'most-borrowed': terms.borrowing?.most,
    pools: poolsClaim(terms.pools),
    'allow-workloads': terms.allowWorkloads ? true : undefined,
  }
}

/** A license with any of these claims is for a site server, and so is one with a whole key in cnf. */
const SERVER_CLAIMS = [
  'seat-unit',
  'longest-lease',
  'longest-borrow',
  'most-borrowed',
  'pools',
  'allow-workloads',
] as const

/** Reads the terms; undefined if the license is not for a site server. */
export function readLending(reader: ClaimReader): LendingTerms | undefined {
  // with days from the first run, cnf must name an installation by its key id, so a whole key is refused as such
  const hasKey = keyIn(reader.raw('cnf')) !== undefined && reader.raw('first-run-days') === undefined
  const hasServerClaims = SERVER_CLAIMS.map(name => reader.raw(name) !== undefined).includes(true)
  if (!hasKey && !hasServerClaims) return undefined
  for (const name of ['seat-unit', 'longest-lease', 'cnf', 'floating-seats'] as const)
    if (reader.raw(name) === undefined) reader.problem(name, 'present-when-lending')
  if (reader.raw('generic') !== undefined) reader.problem('generic', 'absent-when-lending')
  return {
    serverKey: readServerKey(reader),
    seatUnit: readSeatUnit(reader) ?? 'session',
    longestLease: readLongestLease(reader) ?? LEASE_SECONDS.least,
    borrowing: readBorrowing(reader),
    pools: readFeaturePools(reader),
    allowWorkloads: reader.flag('allow-workloads'),
  }
}

/** Reads the pools, each of which must be one of the license's features. */
function readFeaturePools(reader: ClaimReader): Pools {
  const pools = readPools(reader)
  const features = reader.raw('features')
  const has = (name: string) => features instanceof Map && (features as CborMap).has(name)
  if (![...pools.keys()].every(has)) reader.problem('pools', 'pools-of-features')
  return pools
}

function keyIn(cnf: CborValue | undefined): CborValue | undefined {
  return cnf instanceof Map && cnf.size === 1 ? (cnf as CborMap).get(CONFIRMATION.coseKey) : undefined
}

/** Reads the server's key. Unsound keys are refused, because anyone could sign leases for them. */
function readServerKey(reader: ClaimReader): string {
  const cnf = reader.raw('cnf')
  const key = keyIn(cnf)
  if (cnf !== undefined && (key === undefined || !succeeds(() => assertSoundPoint(bytesOfCoseKey(key))))) {
    reader.problem('cnf', 'cose-key')
    return ''
  }
  return key === undefined ? '' : encodeHex(bytesOfCoseKey(key))
}

/** Reads the unit; undefined if the claim is absent or bad. */
export function readSeatUnit(reader: ClaimReader): SeatUnit | undefined {
  const value = reader.raw('seat-unit')
  if (value === undefined) return undefined
  const unit = (Object.keys(SEAT_UNITS) as SeatUnit[]).find(name => SEAT_UNITS[name] === value)
  if (unit === undefined) reader.problem('seat-unit', 'seat-unit')
  return unit
}

/** Reads the maximum length of a lease in seconds. */
function readLongestLease(reader: ClaimReader): number | undefined {
  const seconds = reader.optionalInteger('longest-lease', LEASE_SECONDS.least)
  if (seconds === undefined || seconds <= LEASE_SECONDS.most) return seconds
  reader.problem('longest-lease', 'lease-seconds')
  return undefined
}

function readBorrowing(reader: ClaimReader): BorrowingTerms | undefined {
  const days = reader.optionalInteger('longest-borrow', 1)
  const most = reader.optionalInteger('most-borrowed', 1)
  if (days !== undefined && days > MOST_BORROW_DAYS) reader.problem('longest-borrow', 'borrow-days')
  const seats = safeInteger(reader.raw('floating-seats'))
  if (most !== undefined && seats !== undefined && most > seats) reader.problem('most-borrowed', 'of-seats')
  const named = [reader.raw('longest-borrow'), reader.raw('most-borrowed')]
  if (named.includes(undefined) && named.some(value => value !== undefined))
    reader.problem(named[0] === undefined ? 'longest-borrow' : 'most-borrowed', 'both-or-neither')
  return days === undefined || most === undefined ? undefined : { days, most }
}

/** Returns the claim; undefined for an empty map, because that must be omitted. */
export function poolsClaim(pools: Pools): CborMap | undefined {
  return pools.size > 0 ? pools : undefined
}

/** Reads the pools; empty if the claim is absent. */
export function readPools(reader: ClaimReader): Pools {
  const value = reader.raw('pools')
  if (value === undefined) return new Map()
  const pools = value instanceof Map ? poolsIn(value as CborMap) : undefined
  if (pools === undefined) reader.problem('pools', 'pools')
  return pools ?? new Map()
}

function poolsIn(claim: CborMap): Pools | undefined {
  if (claim.size === 0 || claim.size > MOST_POOLS) return undefined
  const pools = new Map<string, number>()
  for (const [name, value] of claim) {
    const places = safeInteger(value)
    if (typeof name !== 'string' || !isFeatureName(name) || places === undefined || places < 1)
      return undefined
    pools.set(name, places)
  }
  return pools
}
