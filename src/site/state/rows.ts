/**
 * Owns the row of a held lease: its claims as they were last signed, plus the fields that no message contains. The
 * claims are checked when they are read, as with any message.
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

/** Returns the values of a lease's row. `payload`: its claims, encoded. */
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

/** Reads a row. Error: claims-malformed. */
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
