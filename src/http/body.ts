/**
 * Owns reading the body of a request: each is bounded before it is parsed, and all of them together are. A body that
 * declares too many bytes is refused without being read. What is held counts until the request is over, because copies
 * of it live that long.
 */
import type { IncomingMessage } from 'node:http'

export type Body =
  | { readonly kind: 'read'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'too-large' | 'busy' | 'cut-off' }

/** Reads bodies, and knows how many bytes of them are in memory. */
export class BodyReader {
  readonly #mostHeld: number
  #held = 0

  /** `mostHeld`: bytes of all bodies that are in memory at the same time. */
  constructor(mostHeld: number) {
    this.#mostHeld = mostHeld
  }

  /** Bytes that are held now. */
  get held(): number {
    return this.#held
  }

  /**
   * Reads at most `most` bytes. `over` is called with what gives the bytes back: whoever reads calls it when the request
   * is over.
   */
  async read(incoming: IncomingMessage, most: number, over: (release: () => void) => void): Promise<Body> {
    const declared = incoming.headers['content-length']
    if (declared !== undefined && Number(declared) > most) return { kind: 'too-large' }
    const chunks: Buffer[] = []
    let length = 0
    over(() => {
      this.#held -= length
      length = 0
    })
    try {
      for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
        length += chunk.length
        this.#held += chunk.length
        chunks.push(chunk)
        if (length > most) return { kind: 'too-large' }
        if (this.#held > this.#mostHeld) return { kind: 'busy' }
      }
      return { kind: 'read', bytes: new Uint8Array(Buffer.concat(chunks, length)) }
    } catch {
      return { kind: 'cut-off' }
    }
  }
}
