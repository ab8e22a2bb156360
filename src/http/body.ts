/**
 * Owns reading the body of a request: each is bounded before it is parsed, and all of them together are. A body that
 * declares too many bytes is refused without being read. What is held counts until the request is over, because copies
 * of it live that long.
 *
 * Nobody can fill the memory for everybody else: one address holds a part of it at most, small bodies have a part that
 * large ones cannot touch, and a body that hardly arrives is ended. When there is no room for a large body, the one that
 * has been arriving longest is ended, if that is longer than SLOW.ms.
 */
import type { IncomingMessage } from 'node:http'
import type { Clock } from './clock.ts'
import { MOST_TEXT_BYTES } from './form.ts'

/**
 * too-many: its address holds as much as one may; busy: all together do; slow: it hardly arrived, or others needed
 * its room.
 */
export type Body =
  | { readonly kind: 'read'; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly kind: 'too-large' | 'too-many' | 'busy' | 'slow' | 'cut-off' }

/** Bytes in memory at the same time: of all addresses, and of one. */
export interface Share {
  readonly most: number
  readonly mostOfOne: number
}

export interface BodyRules {
  /** Of bodies of at most SMALL_BYTES, such as confirmations and texts. */
  readonly small: Share
  /** Of all others. */
  readonly large: Share
}

export const SMALL_BYTES = MOST_TEXT_BYTES
/** In each so many milliseconds so many bytes arrive, or the rest of the body does: 32 KiB a second. */
export const SLOW = { ms: 10_000, bytes: 327_680 } as const

/** Reads bodies, and knows how many bytes of them are in memory, and whose. */
export class BodyReader {
  readonly #small: Holdings
  readonly #large: Holdings
  readonly #clock: Pick<Clock, 'after'>
  /** Bodies that are not whole yet; the oldest is the first. */
  readonly #arriving = new Set<Arrival>()

  constructor({ small, large }: BodyRules, clock: Pick<Clock, 'after'>) {
    this.#small = new Holdings(small)
    this.#large = new Holdings(large)
    this.#clock = clock
  }

  /** Bytes that are held now. */
  get held(): number {
    return this.#small.all + this.#large.all
  }

  /**
   * Reads at most `most` bytes from a client, whose address is as the limits count it. `over` is called with what gives
   * the bytes back: whoever reads calls it when the request is over.
   */
  async read(
    incoming: IncomingMessage,
    { most, address }: { readonly most: number; readonly address: string },
    over: (release: () => void) => void,
  ): Promise<Body> {
    const declared = incoming.headers['content-length']
    if (declared !== undefined && Number(declared) > most) return { kind: 'too-large' }
    const arrival = new Arrival(address)
    over(() => arrival.release())
    this.#arriving.add(arrival)
    const stopWatching = this.#watch(arrival)
    const body = await this.#receive(incoming, most, arrival)
    stopWatching()
    this.#arriving.delete(arrival)
    // of what is not whole nothing is kept
    if (body.kind !== 'read') arrival.release()
    return body
  }

  async #receive(incoming: IncomingMessage, most: number, arrival: Arrival): Promise<Body> {
    const chunks: Buffer[] = []
    const iterator = incoming.iterator({ destroyOnReturn: false })
    try {
      for (;;) {
        const next = await Promise.race([arrival.ended, iterator.next()])
        if (arrival.isEnded || next === undefined) return { kind: 'slow' }
        if (next.done === true) break
        const chunk: Buffer = next.value
        if (arrival.bytes + chunk.length > most) return { kind: 'too-large' }
        const refused = this.#hold(arrival, chunk.length)
        if (refused !== undefined) return { kind: refused }
        chunks.push(chunk)
      }
      return { kind: 'read', bytes: new Uint8Array(Buffer.concat(chunks, arrival.bytes)) }
    } catch {
      return { kind: 'cut-off' }
    } finally {
      // not awaited: it would wait for the next chunk
      iterator.return?.()?.catch(() => {})
    }
  }

  #hold(arrival: Arrival, bytes: number): 'too-many' | 'busy' | undefined {
    const holdings = arrival.bytes + bytes > SMALL_BYTES ? this.#large : this.#small
    for (;;) {
      const refused = arrival.grow(bytes, holdings)
      const slowest = refused === 'busy' ? this.#slowestIn(holdings) : undefined
      if (slowest === undefined || slowest === arrival) return refused
      slowest.end()
    }
  }

  #slowestIn(holdings: Holdings): Arrival | undefined {
    for (const arrival of this.#arriving)
      if (arrival.isOld && arrival.holdings === holdings && !arrival.isEnded) return arrival
    return undefined
  }

  #watch(arrival: Arrival): () => void {
    let before = 0
    const look = () => {
      if (arrival.bytes - before < SLOW.bytes) return arrival.end()
      before = arrival.bytes
      arrival.isOld = true
      cancel = this.#clock.after(SLOW.ms, look)
    }
    let cancel = this.#clock.after(SLOW.ms, look)
    return () => cancel()
  }
}

/** One body while it arrives, and what is held of it until its request is over. */
class Arrival {
  /** Whether it has been arriving for longer than SLOW.ms. */
  isOld = false
  /** Resolved when it is not waited for any longer. */
  readonly ended: Promise<undefined>
  readonly #address: string
  #resolve = (_: undefined): void => {}
  #isEnded = false
  #holdings: Holdings | undefined
  #bytes = 0

  constructor(address: string) {
    this.#address = address
    this.ended = new Promise(resolve => {
      this.#resolve = resolve
    })
  }

  get bytes(): number {
    return this.#bytes
  }

  get holdings(): Holdings | undefined {
    return this.#holdings
  }

  get isEnded(): boolean {
    return this.#isEnded
  }

  /** Holds so many bytes more, all of them in these holdings; why not, when there is no room. */
  grow(bytes: number, holdings: Holdings): 'too-many' | 'busy' | undefined {
    const all = this.#bytes + bytes
    const refused = holdings.take(this.#address, holdings === this.#holdings ? bytes : all)
    if (refused !== undefined) return refused
    if (holdings !== this.#holdings) this.release()
    this.#holdings = holdings
    this.#bytes = all
    return undefined
  }

  release(): void {
    this.#holdings?.giveBack(this.#address, this.#bytes)
    this.#holdings = undefined
    this.#bytes = 0
  }

  end(): void {
    this.#isEnded = true
    this.release()
    this.#resolve(undefined)
  }
}

/** Bytes that are held, of each address. */
class Holdings {
  readonly #share: Share
  readonly #ofOne = new Map<string, number>()
  #all = 0

  constructor(share: Share) {
    this.#share = share
  }

  get all(): number {
    return this.#all
  }

  take(address: string, bytes: number): 'too-many' | 'busy' | undefined {
    const ofOne = (this.#ofOne.get(address) ?? 0) + bytes
    if (ofOne > this.#share.mostOfOne) return 'too-many'
    if (this.#all + bytes > this.#share.most) return 'busy'
    this.#ofOne.set(address, ofOne)
    this.#all += bytes
    return undefined
  }

  giveBack(address: string, bytes: number): void {
    const left = (this.#ofOne.get(address) ?? 0) - bytes
    if (left > 0) this.#ofOne.set(address, left)
    else this.#ofOne.delete(address)
    this.#all -= bytes
  }
}
