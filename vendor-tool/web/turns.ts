/**
 * Owns when a visitor's work is done: in its turn, within its limits and its time, so that many visitors, or one with many
 * requests, do not keep the others from their answers.
 */
import { messageFromUpload } from '../../src/exchange/page-message.ts'
import { type Clock, type Wait, waitFrom, within } from '../../src/http/clock.ts'
import { FairQueue } from '../../src/http/queue.ts'
import type { Ask } from '../../src/vendor/door.ts'
import type { Denied, Desk, DeskInput } from './desk.ts'
import { evenly } from './even-time.ts'
import * as no from './refusals.ts'
import type { Visit } from './visit.ts'

/** Milliseconds for a turn here, and after that for the ledger: a visitor who would wait longer is asked to come back. */
export const MOST_WAIT_MS = 5_000
/** Each takes a thread, and 100 MB at most. */
const PICTURES = { atOnce: 2, atOnceOfOne: 1 }
/** The ledger decides on one after the other, in the order in which it is asked: so few ask at a time that all addresses get a turn. */
const DECISIONS = { atOnce: 4, atOnceOfOne: 4 }
/** Milliseconds for both and the work: then the page says "Not now". */
const BUDGET_MS = 10_000

/** What was asked, opened, beside what became of it. */
export type WithAsk<T> = T & { readonly ask: Ask }

export class Turns {
  readonly #desk: Pick<Desk, 'open'>
  readonly #clock: Clock
  readonly #decisions: FairQueue
  readonly #pictures: FairQueue

  constructor(desk: Pick<Desk, 'open'>, clock: Clock) {
    this.#desk = desk
    this.#clock = clock
    this.#decisions = new FairQueue(DECISIONS, clock)
    this.#pictures = new FairQueue(PICTURES, clock)
  }

  /**
   * Reads what was given and decides on it; the time that it takes tells nothing. `hasPass`: the request is known to be made
   * with a key of ours. Errors: NotBegun, ledger-busy, OutOfTime, those of the work.
   */
  decide<T extends { readonly kind: string }>(
    visit: Visit,
    { given, hasPass = false }: { readonly given: DeskInput; readonly hasPass?: boolean },
    work: (ask: Ask, wait: Wait) => Promise<T | Denied>,
  ): Promise<WithAsk<T | Denied> | no.RefusalAnswer> {
    const isDenied = (result: object) => 'kind' in result && result.kind === 'denied'
    const limited = () => this.#limited(visit, given, hasPass, work)
    const evened = evenly(this.#clock, isDenied, () => this.#turn(this.#decisions, visit, limited))
    return within(this.#clock, BUDGET_MS, evened)
  }

  async #limited<T extends { readonly kind: string }>(
    visit: Visit,
    given: DeskInput,
    hasPass: boolean,
    work: (ask: Ask, wait: Wait) => Promise<T | Denied>,
  ): Promise<WithAsk<T | Denied> | no.RefusalAnswer> {
    const ask = await this.#desk.open(given)
    // all of it begins here: a server that has a tenth of a second left to answer would only lose its connection
    const wait = waitFrom(this.#clock, visit.env.exchange.signal, MOST_WAIT_MS)
    if (hasPass) return { ...(await work(ask, wait)), ask }
    const attempt = visit.var.visitor.attempt(ask.keyId)
    if (attempt.kind === 'busy') return no.CROWDED
    if (attempt.kind === 'wait') return no.tooOften(attempt.seconds)
    let isProved = false
    try {
      const result = await work(ask, wait)
      isProved = result.kind !== 'denied'
      return { ...result, ask }
    } finally {
      attempt.decided(isProved)
    }
  }

  /** The message in a picture, which takes seconds. Errors: NotBegun, those of messageFromUpload. */
  readPicture(visit: Visit, file: Uint8Array): Promise<Uint8Array> {
    return this.#turn(this.#pictures, visit, async () => {
      const begun = this.#clock.now()
      try {
        return await messageFromUpload(file)
      } finally {
        visit.var.visitor.chargeReading(Math.floor((this.#clock.now() - begun) / 1000))
      }
    })
  }

  /** Errors: NotBegun, those of the work. */
  #turn<T>(queue: FairQueue, visit: Visit, work: () => Promise<T>): Promise<T> {
    const wait = waitFrom(this.#clock, visit.env.exchange.signal, MOST_WAIT_MS)
    return queue.run(visit.var.visitor.address, wait, work)
  }
}
