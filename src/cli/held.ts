/**
 * Owns a long text that is held back until all of it could be made: a JSON answer begins with whether all went well. It is
 * held compressed, as the list of a ledger may have a million entries.
 */
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createDeflateRaw, createInflateRaw, constants as zlib } from 'node:zlib'

/** The same text again, once; rejects with the error that `pieces` ended with. */
export async function held(pieces: AsyncIterable<string>): Promise<AsyncIterable<string>> {
  const packed: Buffer[] = []
  const pack = createDeflateRaw({ level: zlib.Z_BEST_SPEED })
  await pipeline(pieces, pack, async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) packed.push(chunk)
  })
  return Readable.from(packed).pipe(createInflateRaw()).setEncoding('utf8')
}
