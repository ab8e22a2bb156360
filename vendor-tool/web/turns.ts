/**
 * Owns when a visitor's work is done: in its turn, within its limits and its time, so that many visitors, or one with many
 * requests, do not keep the others from their answers.
 */
import { readUploaded } from '../../src/exchange/page-message.ts'
import { type Clock, type Wait, waitFrom, within } from '../../src/http/clock.ts'
import { FairQueue } from '../../src/http/queue.ts'
import { type Ask, VerifiedReceipt } from '../../src/vendor/door.ts'
import { evenly } from './even-time.ts'
import type { DeniedRequest } from './outcome.ts'
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

/** What was given, opened, beside what became of it. */
export type WithOpened<O, T> = T & { readonly opened: O }

/** What is to be decided. */
export interface WorkInTurn<O, T> {
  /** Reads what was given. */
  open(): Promise<O>
  /** It is known to be of this vendor: a page of ours was shown for it. */
  readonly hasPass?: boolean
  work(opened: O, wait: Wait): Promise<T>
}

export class Turns {
  readonly #clock: Clock
  readonly #decisions: FairQueue
  readonly #pictures: FairQueue

  constructor(clock: Clock) {
    this.#clock = clock
    this.#decisions = new FairQueue(DECISIONS, clock)
    this.#pictures = new FairQueue(PICTURES, clock)
  }

  /**
   * Reads what was given and decides on it; the time that it takes tells nothing. Errors: NotBegun, ledger-busy, OutOfTime,
   * those of the work.
   */
  decide<O extends Ask | VerifiedReceipt, T extends { readonly kind: string }>(
    visit: Visit,
    decision: WorkInTurn<O, T | DeniedRequest>,
  ): Promise<WithOpened<O, T | DeniedRequest> | no.RefusalAnswer> {
    const isDenied = (result: object) => 'kind' in result && result.kind === 'denied'
    const limited = () => this.#limited(visit, decision)
    const evened = evenly(this.#clock, isDenied, () => this.#turn(this.#decisions, visit, limited))
    return within(this.#clock, BUDGET_MS, evened)
  }

  async #limited<O extends Ask | VerifiedReceipt, T extends { readonly kind: string }>(
    visit: Visit,
    { open, hasPass = false, work }: WorkInTurn<O, T | DeniedRequest>,
  ): Promise<WithOpened<O, T | DeniedRequest> | no.RefusalAnswer> {
    const opened = await open()
    // all of it begins here: a server that has a tenth of a second left to answer would only lose its connection
    const wait = waitFrom(this.#clock, visit.env.exchange.signal, MOST_WAIT_MS)
    if (hasPass) return { ...(await work(opened, wait)), opened }
    const attempt = visit.var.visitor.attempt(triedAt(opened))
    if (attempt.kind === 'busy') return no.CROWDED
    if (attempt.kind === 'wait') return no.tooOften(attempt.seconds)
    let isProved = false
    try {
      const result = await work(opened, wait)
      isProved = result.kind !== 'denied'
      return { ...result, opened }
    } finally {
      attempt.decided(isProved)
    }
  }

  /** The message or the request code in a picture or a package, which takes seconds. Errors: NotBegun, those of readUploaded. */
  readUpload(visit: Visit, file: Uint8Array): Promise<Uint8Array | { readonly code: string }> {
    return this.#turn(this.#pictures, visit, async () => {
      const begun = this.#clock.now()
      try {
        return await readUploaded(file)
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

/** Whose secret one that is not right may be a try at: a key's, or that of an installation. */
function triedAt(opened: Ask | VerifiedReceipt): string {
  return opened instanceof VerifiedReceipt ? opened.activationId : opened.keyId
}
