/**
 * Owns POST /lease (SPEC.md 17.8): a request for a lease in, the answer of the product that it is for out. The body is bounded
 * before anything else, and nothing of it is believed before its signature is checked.
 */
import type { IncomingMessage } from 'node:http'
import { AirlatchError } from '../../src/client/door.ts'
import { encodeHex } from '../../src/core/bytes/hex.ts'
import { BodyReader, type BodyRules } from '../../src/http/body.ts'
import { clientOf, countedAs, type Proxies } from '../../src/http/client-address.ts'
import { systemClock } from '../../src/http/clock.ts'
import type { Exchange } from '../../src/http/server.ts'
import { openedRequest } from '../../src/site/messages.ts'
import type { ServedProduct } from '../served.ts'
import { send, sendError } from './answers.ts'
import type { LeaseLimits } from './limits.ts'

/** Bytes of a request: one with every claim has less than 2,000. */
export const MOST_REQUEST_BYTES = 16_384
/** Content type of request and answer. */
const COSE = 'application/cose'
/** Bytes of requests that are held at one time: those of 4,000 clients that send the largest one. */
const MOST_HELD = 67_108_864
const BODIES: BodyRules = {
  small: { most: MOST_HELD, mostOfOne: MOST_HELD },
  large: { most: 0, mostOfOne: 0 },
}

/** What lends, as it is at the moment of a request. */
export interface Served {
  readonly products: readonly ServedProduct[]
}

export interface LeaseRouteOptions {
  readonly served: Served
  readonly limits: LeaseLimits
  readonly proxies: Proxies
  isStopping(): boolean
  /** A request for that product was answered, within so many seconds. */
  readonly took?: (productId: string, seconds: number) => void
  /** An error that nobody expected. */
  broken(error: unknown): void
}

export class LeaseRoute {
  readonly #options: LeaseRouteOptions
  readonly #bodies = new BodyReader(BODIES, systemClock)

  constructor(options: LeaseRouteOptions) {
    this.#options = options
  }

  /** Answers, whatever was asked. Never throws. */
  async handle({ incoming, outgoing, signal }: Exchange): Promise<void> {
    const release: (() => void)[] = []
    try {
      const answer = await this.#answer(incoming, signal, one => release.push(one))
      send(outgoing, 200, COSE, answer)
    } catch (error) {
      // nobody hears it
      if (signal.aborted && error === signal.reason) return
      // what is still to come is not read
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
    over: (release: () => void) => void,
  ): Promise<Uint8Array> {
    const { served, limits, proxies } = this.#options
    const { method = '', headers, socket } = incoming
    const { address } = clientOf(socket.remoteAddress ?? '', forwardedIn(headers['x-forwarded-for']), proxies)
    limits.visit(countedAs(address))
    if (method !== 'POST') throw new AirlatchError('method-not-allowed', { method, allowed: 'POST' })
    const body = await this.#bodies.read(incoming, { most: MOST_REQUEST_BYTES, address }, over)
    if (body.kind === 'too-large') throw new AirlatchError('input-too-large', { most: MOST_REQUEST_BYTES })
    if (body.kind === 'slow' || body.kind === 'cut-off')
      throw new AirlatchError('body-not-received', { why: body.kind })
    if (body.kind !== 'read') throw new AirlatchError('too-many-requests', { seconds: 1 })
    requireCose(headers['content-type'])
    const opened = await openedRequest(body.bytes)
    limits.ask(encodeHex(opened.key.bytes))
    const { productId } = opened.claims
    const product = served.products.find(one => one.productId === productId)
    if (product === undefined)
      throw new AirlatchError('wrong-product', {
        expected: served.products.map(one => one.productId).join(', '),
        got: productId,
      })
    const begun = performance.now()
    const answer = await product.lending.answerOpened(opened, address, signal)
    this.#options.took?.(productId, (performance.now() - begun) / 1000)
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
