/**
 * Owns inflating zlib data (RFC 1950) piece by piece. Node's own, in large pieces: its DecompressionStream takes five times as
 * long, because it gives 16 KiB at a time. A page has another file for this.
 */
import { createInflate } from 'node:zlib'

const PIECE_BYTES = 262_144

/** The inflated bytes in pieces, no further than they are asked for. Throws when the data breaks off or is damaged. */
export async function* inflate(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  const stream = createInflate({ chunkSize: PIECE_BYTES })
  for (const part of parts) stream.write(part)
  stream.end()
  yield* stream
}
