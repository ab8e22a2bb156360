/**
 * Owns the checkpoint: how far a vendor's ledger was, and the hash that its chain had there. Its claims and their
 * encoding. Kept away from the ledger, it shows that entries were cut off or written anew since (ledger/audit.ts).
 */
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { encodeClaims, readClaims, TEXT_LIMITS } from './claims.ts'

/** Bytes of the hash of an entry, SHA-256. */
const HEAD_BYTES = 32

/** How far a ledger had come, signed by the vendor. */
export interface Checkpoint {
  /** The name that people read. */
  readonly vendor: string
  /** Seconds since 1970. */
  readonly madeAt: number
  /** Entries that the ledger had, and so the number of the last one; from 1. */
  readonly entries: number
  /** The hash of that entry, 64 hexadecimal digits. */
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

/** Error: claims-malformed. */
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
