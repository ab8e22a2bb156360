/**
 * Owns inflating zlib data (RFC 1950) piece by piece in a page: the stream of the platform. The build puts this file in the
 * place of src/carrier/picture/inflate.ts, which is Node's.
 */

/** The inflated bytes in pieces, no further than they are asked for. Throws when the data breaks off or is damaged. */
export async function* inflate(parts: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, undefined> {
  const queue = parts.values()
  const source = new ReadableStream<Uint8Array<ArrayBuffer>>({
    pull(controller) {
      const { value, done } = queue.next()
      if (done) controller.close()
      else controller.enqueue(value as Uint8Array<ArrayBuffer>)
    },
  })
  const reader = source.pipeThrough(new DecompressionStream('deflate')).getReader()
  try {
    for (;;) {
      const { value, done } = await reader.read()
      if (done) return
      yield value
    }
  } finally {
    await reader.cancel().catch(() => undefined)
  }
}
