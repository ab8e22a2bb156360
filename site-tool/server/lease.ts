/**
 * Owns POST /lease (SPEC.md 17.8): it receives a lease request and sends the answer of the product it is for. The size
 * of the body is limited before anything else, and nothing in it is trusted before its signature is checked. Addresses
 * take turns, so one that asks constantly delays another by only a few requests. A client that has disconnected takes
 * no seat.
 */
import type { IncomingMessage } from 'node:http'
import { AirlatchError } from '../../src/client/door.ts'
import { encodeHex } from '../../src/core/bytes/hex.ts'
import { BodyReader, type BodyRules } from '../../src/http/body.ts'
import { clientOf, countedAs, type Proxies } from '../../src/http/client-address.ts'
import { systemClock, waitFrom } from '../../src/http/clock.ts'
import { FairQueue, NotBegun } from '../../src/http/queue.ts'
import type { Exchange } from '../../src/http/server.ts'
import { openedRequest } from '../../src/site/messages.ts'
import type { ServedProduct } from '../served.ts'
import { send, sendError } from './answers.ts'
import type { LeaseLimits } from './limits.ts'

/** Most bytes of a request. One with every claim has fewer than 2,000. */
export const MOST_REQUEST_BYTES = 16_384
/** Content type of the request and of the answer. */
const COSE = 'application/cose'
/** Limits on request bytes held in memory: in total, and per address, where 10,000 clients of 1,600 bytes each fit. */
const BODIES: BodyRules = {
  small: { most: 67_108_864, mostOfOne: 16_777_216 },
  large: { most: 0, mostOfOne: 0 },
}
/** Limits on requests processed at the same time: many enough to be recorded together, and few enough to be quick. */
const WORK = { atOnce: 256, atOnceOfOne: 64 }
/** Longest wait of a request for its turn, in milliseconds. */
const LONGEST_WAIT_MS = 10_000

/** The products that are lent at the moment of a request. */
export interface Served {
  readonly products: readonly ServedProduct[]
}

export interface LeaseRouteOptions {
  readonly served: Served
  readonly limits: LeaseLimits
  readonly proxies: Proxies
  isStopping(): boolean
  /** Called when a request for a product was answered, with the seconds it took. */
  readonly took?: (productId: string, seconds: number) => void
  /** Called with an unexpected error. */
  broken(error: unknown): void
}

export class LeaseRoute {
  readonly #options: LeaseRouteOptions
  readonly #bodies = new BodyReader(BODIES, systemClock)
  readonly #work = new FairQueue(WORK, systemClock)

  constructor(options: LeaseRouteOptions) {
    this.#options = options
  }

  /** Answers every request, including malformed ones. Never throws. */
  async handle({ incoming, outgoing, signal }: Exchange): Promise<void> {
    const release: (() => void)[] = []
    try {
      const answer = await this.#answer(incoming, signal, one => release.push(one))
      send(outgoing, 200, COSE, answer)
    } catch (error) {
      // the client is gone, so there is nobody to answer
      if (signal.aborted && error === signal.reason) return
      // the rest of the body is not read, so the connection cannot be reused
      if (!incoming.complete) outgoing.shouldKeepAlive = false
      if (!(error instanceof AirlatchError) || error.kind === 'bug' || error.kind === 'could-not')
        this.#options.broken(error)
      sendError(
        outgoing,
        error instanceof AirlatchError ? error : new AirlatchError('bug', { problem: 'unexpected' }),
      )
    } finally {
      for (const one of release) one()
    }
  }

  async #answer(
    incoming: IncomingMessage,
    signal: AbortSignal,
    onRelease: (release: () => void) => void,
  ): Promise<Uint8Array> {
    const { limits, proxies } = this.#options
    const { method = '', headers, socket } = incoming
    const { address } = clientOf(socket.remoteAddress ?? '', forwardedIn(headers['x-forwarded-for']), proxies)
    const counted = countedAs(address)
    limits.visit(counted)
    if (method !== 'POST') throw new AirlatchError('method-not-allowed', { method, allowed: 'POST' })
    const body = await this.#bodies.read(incoming, { most: MOST_REQUEST_BYTES, address: counted }, onRelease)
    if (body.kind === 'too-large') throw new AirlatchError('input-too-large', { most: MOST_REQUEST_BYTES })
    if (body.kind === 'slow' || body.kind === 'cut-off')
      throw new AirlatchError('body-not-received', { why: body.kind })
    if (body.kind !== 'read') throw new AirlatchError('too-many-requests', { seconds: 1 })
    requireCose(headers['content-type'])
    try {
      const wait = waitFrom(systemClock, signal, LONGEST_WAIT_MS)
      return await this.#work.run(counted, wait, () => this.#answerOf(body.bytes, address, signal))
    } catch (error) {
      const isLate = error instanceof NotBegun && !signal.aborted
      throw isLate ? new AirlatchError('too-many-requests', { seconds: 1 }) : error
    }
  }

  /** Returns the answer of the product that the request is for. */
  async #answerOf(bytes: Uint8Array, address: string, signal: AbortSignal): Promise<Uint8Array> {
    const { served, limits, took } = this.#options
    const opened = await openedRequest(bytes)
    limits.ask(encodeHex(opened.key.bytes))
    const { productId } = opened.claims
    const product = served.products.find(one => one.productId === productId)
    if (product === undefined)
      throw new AirlatchError('wrong-product', {
        expected: served.products.map(one => one.productId).join(', '),
        got: productId,
      })
    const startedAt = performance.now()
    const answer = await product.lending.answerOpened(opened, address, signal)
    took?.(productId, (performance.now() - startedAt) / 1000)
    return answer
  }
}

function forwardedIn(header: string | readonly string[] | undefined): string | undefined {
  return typeof header === 'string' ? header : header?.join(',')
}

function requireCose(type: string | undefined): void {
  const got = (type ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''
  if (got !== COSE) throw new AirlatchError('content-type-wrong', { expected: COSE, got })
}
