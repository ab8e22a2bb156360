/**
 * Owns asking several site servers at once (checklist SS-05): all of them get their request in the same moment, the first
 * in the order of the list that grants is taken, and the decision is made within two seconds whatever they do. What
 * the others grant, also later, is handed to whoever gives it back.
 *
 * An earlier address that is silent is waited for only a moment once a later one has granted: a server that is off must
 * not cost every start two seconds.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { LeaseAnswer } from '../../core/message/lease-answer.ts'
import type { LeaseOperation } from '../../core/message/lease-request.ts'
import { type LeaseAsker, type LentSeat, type RequestAbout, serverKeyIn } from './asker.ts'
import { giveBack, MOST_STALE } from './give-back.ts'
import { DECISION_SECONDS } from './parts.ts'
import type { SiteRefusal } from './site-errors.ts'

/** So long is an earlier address waited for, once a later one has granted. */
const PREFERENCE_SECONDS = 0.3
/** So long may an address that was not waited for still answer, to get its seat back. */
const LATE_SECONDS = 5

export type SiteAttempt = { readonly kind: 'granted'; readonly granted: LentSeat } | SiteRefusal

export interface Several {
  /** The addresses in their order, with what became of each until the decision. */
  readonly attempts: readonly (readonly [address: string, attempt: SiteAttempt])[]
  /** The one that is taken. */
  readonly granted: LentSeat | undefined
  /** Resolves when nothing is on its way any more. Never rejects. */
  readonly settled: Promise<void>
}

export interface SeveralQuestions {
  readonly addresses: readonly string[]
  readonly operation: LeaseOperation
  readonly about?: (address: string) => RequestAbout
  /** The only key that is believed. */
  readonly serverKey?: string | undefined
  readonly signal?: AbortSignal | undefined
  /** Nobody waits for the answer: the process may end before. */
  readonly inBackground?: boolean | undefined
  /** What was granted and is not taken: to be given back. Must not throw. */
  spare(granted: LentSeat): Promise<void>
}

/** Never rejects but with the reason of the signal. */
export async function askSeveral(asker: LeaseAsker, questions: SeveralQuestions): Promise<Several> {
  questions.signal?.throwIfAborted()
  return new SeveralAsked(asker, questions).decided()
}

class SeveralAsked {
  readonly #asker: LeaseAsker
  readonly #questions: SeveralQuestions
  readonly #attempts: (SiteAttempt | undefined)[]
  /** Ends what is on its way. */
  readonly #over = new AbortController()
  readonly #unrefs: (() => void)[] = []
  readonly #spares: Promise<void>[] = []
  #taken: number | undefined
  #isDecided = false

  constructor(asker: LeaseAsker, questions: SeveralQuestions) {
    this.#asker = asker
    this.#questions = questions
    this.#attempts = questions.addresses.map(() => undefined)
  }

  async decided(): Promise<Several> {
    const { addresses, signal, inBackground } = this.#questions
    const { later } = this.#asker.world.leasing
    let decide: () => void = () => undefined
    const decision = new Promise<void>(resolve => {
      decide = resolve
    })
    const calls = [later(decide, DECISION_SECONDS, !inBackground)]
    let isPreferring = false
    const all = addresses.map(async (address, i) => {
      const attempt = await this.#attempt(address)
      this.#arrived(i, attempt)
      if (this.#isSettled()) decide()
      else if (attempt.kind === 'granted' && !isPreferring) {
        isPreferring = true
        calls.push(later(decide, PREFERENCE_SECONDS, !inBackground))
      }
    })
    signal?.addEventListener('abort', decide, { once: true })
    await decision
    signal?.removeEventListener('abort', decide)
    for (const callOff of calls) callOff()
    return this.#conclude(all)
  }

  #conclude(all: readonly Promise<void>[]): Several {
    const { addresses, signal } = this.#questions
    const { later } = this.#asker.world.leasing
    this.#isDecided = true
    const isAborted = signal?.aborted === true
    this.#taken = isAborted ? undefined : this.#firstGranted()
    const attempts = addresses.map(
      (address, i) =>
        [address, this.#attempts[i] ?? ({ kind: 'fault', code: 'no-answer' } as const)] as const,
    )
    for (const [i, attempt] of this.#attempts.entries()) if (i !== this.#taken) this.#spare(attempt)
    // nobody waits for these, and no process stays for them
    for (const unref of this.#unrefs) unref()
    const callOff = later(() => this.#over.abort(), LATE_SECONDS)
    const settled = Promise.all(all).then(async () => {
      callOff()
      await Promise.all(this.#spares)
    })
    if (isAborted) throw signal.reason
    const taken = this.#taken === undefined ? undefined : this.#attempts[this.#taken]
    return { attempts, granted: taken?.kind === 'granted' ? taken.granted : undefined, settled }
  }

  #arrived(i: number, attempt: SiteAttempt): void {
    this.#attempts[i] = attempt
    if (this.#isDecided) this.#spare(attempt)
  }

  #spare(attempt: SiteAttempt | undefined): void {
    if (attempt?.kind === 'granted') this.#giveBack(attempt.granted)
  }

  #giveBack(granted: LentSeat): void {
    this.#spares.push(this.#questions.spare(granted))
  }

  /** Whether no answer that is to come could change the decision. */
  #isSettled(): boolean {
    const first = this.#firstGranted()
    const before = first === undefined ? this.#attempts : this.#attempts.slice(0, first)
    return before.every(attempt => attempt !== undefined)
  }

  #firstGranted(): number | undefined {
    const i = this.#attempts.findIndex(attempt => attempt?.kind === 'granted')
    return i === -1 ? undefined : i
  }

  /** Never rejects: what an address says that cannot be believed is its fault, and not the end of the others. */
  async #attempt(address: string): Promise<SiteAttempt> {
    try {
      const about = this.#questions.about?.(address) ?? {}
      const attempt = await this.#ask(address, about)
      return attempt.kind === 'granted' ? await this.#judged(attempt.granted, about) : attempt
    } catch (error) {
      if (error instanceof AirlatchError && error.code !== 'bug') return { kind: 'fault', code: error.code }
      throw error
    }
  }

  async #ask(address: string, about: RequestAbout, stale = 0): Promise<SiteAttempt> {
    const { operation, serverKey, inBackground } = this.#questions
    const { message, nonce, askedAt } = this.#asker.request(operation, about)
    const call = this.#asker.world.leasing.ask(address, message, this.#over.signal)
    if (this.#isDecided || inBackground) call.unref()
    else this.#unrefs.push(call.abandon ?? call.unref)
    const reply = await call.reply
    // never the same bytes again: the server may have granted them
    if (reply.kind === 'fault' && reply.isStale && stale < MOST_STALE)
      return this.#ask(address, about, stale + 1)
    if (reply.kind === 'fault') return { kind: 'fault', code: reply.code }
    const answer = this.#asker.read(reply.bytes, nonce, serverKey)
    return this.#attemptOf(answer, { address, askedAt })
  }

  #attemptOf(
    answer: LeaseAnswer,
    asked: { readonly address: string; readonly askedAt: number },
  ): SiteAttempt {
    const { outcome } = answer
    if (outcome.kind === 'denied') return outcome
    if (outcome.kind === 'returned') return { kind: 'fault', code: 'answer-not-for-request' }
    const serverKey = serverKeyIn(answer)
    const verified = this.#asker.verify(outcome, serverKey, { heldFor: this.#heldFor(asked.askedAt) })
    return { kind: 'granted', granted: { pair: outcome, verified, serverKey, ...asked } }
  }

  /** A seat that is no good here is given back, and where that may help, asked for once more. */
  async #judged(granted: LentSeat, about: RequestAbout, isSecond = false): Promise<SiteAttempt> {
    const { verified, address } = granted
    if (verified.valid) return { kind: 'granted', granted }
    const [reason, ...more] = verified.reasons
    const isNew = about.lease === undefined && address !== undefined && more.length === 0
    if (isNew && reason?.code === 'lease-returned' && !isSecond) {
      const second = await this.#afterReturn(granted, address, about)
      if (second !== undefined) return second
    }
    if (isNew && reason?.code === 'place-not-taken' && about.pools === undefined) {
      const pools = new Map(reason.details.features.map(name => [name, 1]))
      const second = await this.#ask(address, { ...about, pools })
      if (second.kind === 'granted' && second.granted.verified.valid) return second
      // it is the same seat, by its newest number
      this.#giveBack(second.kind === 'granted' ? second.granted : granted)
      return second.kind === 'granted' ? invalid(second.granted) : second
    }
    this.#giveBack(granted)
    return invalid(granted)
  }

  /** Its server has not heard that the seat was given back, and lends it again: it is told, and asked for a new one. */
  async #afterReturn(
    { verified, serverKey }: LentSeat,
    address: string,
    about: RequestAbout,
  ): Promise<SiteAttempt | undefined> {
    const { lease } = verified
    if (!(await giveBack(this.#asker, { lease, serverKey, addresses: [address] }))) return undefined
    const second = await this.#ask(address, about)
    return second.kind === 'granted' ? this.#judged(second.granted, about, true) : second
  }

  #heldFor(askedAt: number): number {
    return Math.floor(this.#asker.world.leasing.steady() - askedAt)
  }
}

/** The server lends what this client does not accept: it has been reached, and gives no seat. */
function invalid({ verified }: LentSeat): SiteRefusal {
  return { kind: 'denied', reasons: verified.reasons.map(({ code }) => code), place: undefined }
}
