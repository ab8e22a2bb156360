/**
 * Owns the lease: one seat of a site server, lent to one client until a given time (checklist SS-02). Its claims and
 * their encoding. The server signs it with the key that its license names, for the key of one client, and for its
 * computer.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { encodeClaims, readClaims } from './claims.ts'
import { confirmationClaim, readConfirmation } from './confirmation.ts'
import type { CountedFingerprint } from './fingerprint.ts'
import { holderClaims, ID_BYTES, type LeaseHolder, readComputer, readHolder } from './holder.ts'
import { type Pools, poolsClaim, readPools, readSeatUnit, SEAT_UNITS, type SeatUnit } from './lending.ts'

/** Length in bytes of the hash that names the license of a server, SHA-256. */
export const LICENSE_HASH_BYTES = 32

/** One seat that is lent. */
export interface Lease {
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly productId: string
  /** 16 hexadecimal digits. Renewals keep it. */
  readonly leaseId: string
  /** SHA-256 of the message of the server's license, 64 hexadecimal digits. */
  readonly serverLicense: string
  /** Increases with every lease that the server signs, including renewals, and never goes back. */
  readonly sequence: number
  /** Identifies the server's current run: random at each start, 16 hexadecimal digits. */
  readonly boot: string
  /** The server's time, seconds since 1970. */
  readonly issuedAt: number
  /** The first second in which the lease is no longer valid, by the server's clock. */
  readonly expiresAt: number
  readonly seatUnit: SeatUnit
  readonly holder: LeaseHolder
  /** The client's own key, as a COSE_Key. */
  readonly clientKey: CborMap
  /** The places that it takes in pools of features. */
  readonly pools: Pools
  /** The computer or workload that it is for; undefined: no reading there distinguishes it from other computers. */
  readonly computer: CountedFingerprint | undefined
  /** Whether it was borrowed for days, and is not renewed meanwhile. */
  readonly borrowed: boolean
}

export function encodeLease(lease: Lease): Uint8Array {
  return encodeClaims({
    aud: lease.productId,
    exp: lease.expiresAt,
    iat: lease.issuedAt,
    cnf: confirmationClaim(lease.clientKey),
    fingerprint: lease.computer?.fingerprint,
    counted: lease.computer?.counted,
    sequence: lease.sequence,
    pools: poolsClaim(lease.pools),
    'seat-unit': SEAT_UNITS[lease.seatUnit],
    'lease-id': decodeHex(lease.leaseId),
    'server-license': decodeHex(lease.serverLicense),
    boot: decodeHex(lease.boot),
    borrowed: lease.borrowed ? true : undefined,
    ...holderClaims(lease.holder),
  })
}

/** Decodes a lease. Error: claims-malformed. */
export function decodeLease(payload: Uint8Array): Lease {
  const reader = readClaims('lease', payload)
  const seatUnit = readSeatUnit(reader)
  if (reader.raw('seat-unit') === undefined) reader.problem('seat-unit', 'present')
  const productId = reader.productId()
  const holder = readHolder(reader)
  // `instance` is present exactly if a single process holds the seat
  if (seatUnit === 'process' && reader.raw('instance') === undefined) reader.problem('instance', 'of-process')
  if (seatUnit !== undefined && seatUnit !== 'process' && reader.raw('instance') !== undefined)
    reader.problem('instance', 'of-process')
  const lease: Lease = {
    productId,
    leaseId: encodeHex(reader.bytes('lease-id', ID_BYTES)),
    serverLicense: encodeHex(reader.bytes('server-license', LICENSE_HASH_BYTES)),
    sequence: reader.integer('sequence', 1),
    boot: encodeHex(reader.bytes('boot', ID_BYTES)),
    issuedAt: reader.time('iat'),
    expiresAt: reader.time('exp'),
    seatUnit: seatUnit ?? 'session',
    holder,
    clientKey: readConfirmation(reader),
    pools: readPools(reader),
    computer: readComputer(reader, productId, holder.workload),
    borrowed: reader.flag('borrowed'),
  }
  // absent and bad times were reported above
  const hasTimes = reader.raw('iat') !== undefined && reader.raw('exp') !== undefined
  if (hasTimes && lease.expiresAt <= lease.issuedAt) reader.problem('exp', 'after-iat')
  if (lease.borrowed && reader.raw('fingerprint') === undefined) reader.problem('fingerprint', 'present')
  reader.finish()
  return lease
}
