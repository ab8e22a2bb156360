/**
 * Owns how a held lease is kept in a row: the claims as they were signed last, and beside them what no message says. The
 * claims are checked when they are read, as any message is.
 */
import { decodeHex, encodeHex } from '../../core/bytes/hex.ts'
import { bytesOfCoseKey } from '../../core/cose/key.ts'
import { decodeLease } from '../../core/message/lease.ts'
import type { SqlRow, SqlValue } from '../../log/sql.ts'
import type { HeldLease } from '../leases.ts'

/** The columns of a lease, in the order of `rowOf`. */
export const LEASE_COLUMNS = [
  'lease_id',
  'payload',
  'platform',
  'granted_at',
  'ends_counted',
  'ends_clock',
  'peer',
  'recalled',
] as const

/** `payload`: its claims, encoded. */
export function rowOf(held: HeldLease, payload: Uint8Array): readonly SqlValue[] {
  const { leaseId, platform, grantedAt, endsCounted, endsClock, peer = null, recalled = null } = held
  return [
    leaseId,
    Buffer.from(payload).toString('hex'),
    platform,
    grantedAt,
    endsCounted,
    endsClock,
    peer,
    recalled,
  ]
}

/** Error: claims-malformed. */
export function heldLeaseOf(row: SqlRow): HeldLease {
  const {
    productId: _,
    clientKey,
    ...lease
  } = decodeLease(decodeHex(row.payload as string) ?? new Uint8Array())
  return {
    ...lease,
    clientKey: encodeHex(bytesOfCoseKey(clientKey)),
    platform: row.platform as number,
    grantedAt: row.granted_at as number,
    endsCounted: row.ends_counted as number,
    endsClock: row.ends_clock as number,
    peer: (row.peer as string | null) ?? undefined,
    recalled: (row.recalled as string | null) ?? undefined,
  }
}
