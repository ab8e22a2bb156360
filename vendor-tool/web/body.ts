/**
 * Owns reading what a browser sends: bounded before it is parsed, by its own length and by what all of them together
 * may hold. A body that says it is too large is refused unread.
 */
import type { IncomingMessage } from 'node:http'

export type Body =
  | { readonly kind: 'read'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'too-large' | 'busy' | 'cut-off' }

export interface BodyReader {
  /** Reads at most `most` bytes. */
  read(incoming: IncomingMessage, most: number): Promise<Body>
  /** Bytes that are held now. */
  readonly held: number
}

/** `mostHeld`: bytes of all bodies that are read at the same time. */
export function bodyReader(mostHeld: number): BodyReader {
  let held = 0
  async function read(incoming: IncomingMessage, most: number): Promise<Body> {
    const said = incoming.headers['content-length']
    if (said !== undefined && Number(said) > most) return { kind: 'too-large' }
    const chunks: Buffer[] = []
    let length = 0
    try {
      for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
        length += chunk.length
        held += chunk.length
        chunks.push(chunk)
        if (length > most) return { kind: 'too-large' }
        if (held > mostHeld) return { kind: 'busy' }
      }
      return { kind: 'read', bytes: new Uint8Array(Buffer.concat(chunks, length)) }
    } catch {
      return { kind: 'cut-off' }
    } finally {
      held -= length
    }
  }
  return {
    read,
    get held() {
      return held
    },
  }
}
