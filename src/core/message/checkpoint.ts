/**
 * Owns the checkpoint: the length of a vendor's ledger at a time, and the hash of its last entry then. Its claims and
 * their encoding. Kept apart from the ledger, it shows if entries were later removed or rewritten
 * (vendor/ledger/audit.ts).
 */
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { encodeClaims, readClaims, TEXT_LIMITS } from './claims.ts'

/** Length of an entry's hash in bytes, SHA-256. */
const HEAD_BYTES = 32

/** The state of a ledger, signed by the vendor. */
export interface Checkpoint {
  /** The vendor's name, for people. */
  readonly vendor: string
  /** Seconds since 1970. */
  readonly madeAt: number
  /** Number of entries in the ledger, and so the number of the last one, from 1. */
  readonly entries: number
  /** The hash of the last entry, 64 hexadecimal digits. */
  readonly head: string
}

export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  return encodeClaims({
    iss: checkpoint.vendor,
    iat: checkpoint.madeAt,
    entries: checkpoint.entries,
    head: decodeHex(checkpoint.head),
  })
}

/** Decodes a checkpoint. Error: claims-malformed. */
export function decodeCheckpoint(payload: Uint8Array): Checkpoint {
  const reader = readClaims('checkpoint', payload)
  const checkpoint: Checkpoint = {
    vendor: reader.text('iss', TEXT_LIMITS.name),
    madeAt: reader.time('iat'),
    entries: reader.integer('entries', 1),
    head: encodeHex(reader.bytes('head', HEAD_BYTES)),
  }
  reader.finish()
  return checkpoint
}
