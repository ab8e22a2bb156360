/**
 * Owns a site server without its network: requests for leases become answers. A lease is recorded, then signed. SPEC.md 17
 * has the protocol and what a server must do.
 *
 *   const lending = await Lending.open({ path, create: true, productId, key, trust: () => trustOfThisComputer() })
 *   await lending.install(license)
 *   const answer = await lending.answer(request, '10.0.0.7')
 */
import { randomBytes } from 'node:crypto'
import { encodeHex } from '../core/bytes/hex.ts'
import { coseKey, type SecretKey } from '../core/cose/key.ts'
import {
  openLeaseRequest,
  type SignedByOwn,
  sealLease,
  sealLeaseAnswer,
  sealUsageReport,
} from '../core/envelope.ts'
import { AirlatchError } from '../core/errors.ts'
import type { LeaseOutcome } from '../core/message/lease-answer.ts'
import type { LeaseRequest } from '../core/message/lease-request.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import type { AnsweredRequest } from './answered.ts'
import type { LendingCase, SiteLicense } from './case.ts'
import { type ClockSource, COMPUTER_CLOCK, SiteClock } from './clock.ts'
import { decide, type LendingDecision, leaseOf, messageOf } from './decide.ts'
import { holderName, ownOf } from './holder.ts'
import type { HeldLease } from './leases.ts'
import type { LendingStatus, SiteInstallOutcome } from './lending-status.ts'
import { queue } from './rules/queue.ts'
import { seats } from './rules/seats.ts'
import { SeatQueue } from './seat-queue.ts'
import { RuleBook, type SiteRules } from './site-rules.ts'
import { type SiteStanding, type SiteTrust, standingOf } from './standing.ts'
import { grantBody, type SiteChange } from './state/change.ts'
import type { UsageHistory } from './state/history.ts'
import { SiteJournal } from './state/journal.ts'
import type { SiteState } from './state/state.ts'
import { SiteStore } from './state/store.ts'
import { DenialTally } from './tally.ts'

/** Bytes of the random numbers that name a run of the server, and a lease. */
const ID_BYTES = 8
/** Rules that deny nothing but for want of a seat that anybody may have. */
const FOR_WANT_OF_A_SEAT: readonly string[] = [seats.name, queue.name]

export type { AnsweredRequest } from './answered.ts'

export interface LendingOptions {
  /** The file of its state. */
  readonly path: string
  /** Make the file when there is none. */
  readonly create?: boolean
  readonly productId: string
  /** The server's own key, which its license names. */
  readonly key: SecretKey
  /** What the license is held against now; asked at most once a second. */
  trust(): SiteTrust
  /** False: the server does not begin to run yet; `start` says that it does. */
  readonly starts?: boolean
  /** By default the clocks of this computer. */
  readonly clock?: ClockSource
  /** Called after each answer, for a log and metrics. What it throws is thrown by `answer`. */
  readonly onAnswered?: (answered: AnsweredRequest) => void
}

export class Lending {
  readonly #options: LendingOptions
  readonly #store: SiteStore
  readonly #journal: SiteJournal
  readonly #boot = newId()
  readonly #tally = new DenialTally()
  readonly #waiting = new SeatQueue()
  #ahead: number | undefined
  #isClosing = false
  #site: { readonly now: number; readonly of: Uint8Array; readonly license: SiteStanding } | undefined
  #book: RuleBook | undefined

  private constructor(options: LendingOptions, store: SiteStore, state: SiteState) {
    this.#options = options
    this.#store = store
    const clock = new SiteClock(options.clock ?? COMPUTER_CLOCK, state.counted)
    this.#journal = new SiteJournal(store, clock, state, change => this.#recordDenials(change))
  }

  /** Errors: those of openSqliteEngine; ledger-foreign {path}, also for the state of another server or product. */
  static async open(options: LendingOptions): Promise<Lending> {
    const { path, create = false, productId, key } = options
    const store = new SiteStore(path, { productId, serverKey: encodeHex(key.public.bytes) }, { create })
    try {
      const lending = new Lending(options, store, await store.read())
      if (options.starts !== false) await lending.start()
      return lending
    } catch (error) {
      await store.close()
      throw error
    }
  }

  /** Records that the server begins to run: before it signs a lease. */
  start(): Promise<void> {
    return this.#journal.change(change => change.record('started', { boot: this.#boot }))
  }

  /**
   * Answers a request to take, queue, renew, return or borrow. `peer`: the address that it came from; undefined: it came as a file.
   * Errors: those of openLeaseRequest; wrong-product; those of the file, after which nothing was lent.
   */
  async answer(bytes: Uint8Array, peer: string | undefined): Promise<Uint8Array> {
    return this.answerOpened(openLeaseRequest(bytes, nativeEd25519), peer)
  }

  /** The same of a request that was opened before, to find the product that it is for. */
  async answerOpened(opened: SignedByOwn<LeaseRequest>, peer: string | undefined): Promise<Uint8Array> {
    const { claims: request, key: client } = opened
    const { productId, key } = this.#options
    if (request.productId !== productId)
      throw new AirlatchError('wrong-product', { expected: productId, got: request.productId })
    const clientKey = encodeHex(client.bytes)
    const answered = await this.#journal.change(
      change => this.#answer(change, request, clientKey, peer),
      request.nonce,
    )
    // not before it is recorded
    const outcome = answered.seal()
    this.#options.onAnswered?.(answered.answered)
    return sealLeaseAnswer(
      {
        productId,
        answeredAt: answered.now,
        serverKey: coseKey(key.public.bytes),
        nonce: request.nonce,
        boot: this.#boot,
        outcome,
      },
      key,
    )
  }

  /** What would be decided now, with its trace; undefined: no license is installed. Changes nothing. */
  trial(
    request: LeaseRequest,
    clientKey: string,
    peer: string | undefined,
  ): Promise<LendingDecision | undefined> {
    return this.#journal.change(change => {
      const site = this.#siteOf(change.state, change.time.now)
      return site && decide(this.#caseOf(change, site, request, clientKey, peer))
    })
  }

  /** The leases that hold a seat. */
  leases(): Promise<readonly HeldLease[]> {
    return this.#journal.change(({ state }) => state.leases.all())
  }

  /**
   * The lease is not renewed any more, and its holder gets no other one until it ends. Its seat is free when it ends, or is
   * returned: the client is told when it asks the next time, and until then nothing stops it. False: there is none.
   */
  takeBack(leaseId: string, reason: string): Promise<boolean> {
    return this.#journal.change(change => {
      const lease = change.state.leases.get(leaseId)
      if (lease === undefined) return false
      change.put({ ...lease, recalled: reason })
      change.record('taken-back', { lease: leaseId, reason })
      return true
    })
  }

  rules(): Promise<SiteRules> {
    return this.#journal.change(({ state }) => state.rules)
  }

  /** They hold from the next request on; leases that are out are not taken back. Errors: those of RuleBook. */
  async setRules(rules: SiteRules): Promise<void> {
    const book = new RuleBook(rules)
    await this.#journal.change(change => {
      change.state.rules = rules
      change.set('rules', JSON.stringify(rules))
      change.record('rules-changed', { rules })
    })
    this.#book = book
  }

  /**
   * Takes a new license, with more seats or fewer, without a stop: what is lent now stands on it. With fewer seats than are
   * held, nothing is lent or renewed until it fits. Errors: those of openLicense; lends-no-seats {activation}.
   */
  install(message: Uint8Array): Promise<SiteInstallOutcome> {
    return this.#journal.change((change): SiteInstallOutcome => {
      const { state, time } = change
      const { productId, serverKey } = state
      const next = standingOf(message, this.#options.trust(), time.now)
      if (next.license.productId !== productId) return { kind: 'refused', why: 'other-product' }
      if (next.lending.serverKey !== serverKey) return { kind: 'refused', why: 'other-key' }
      const present = this.#siteOf(state, time.now)
      if (present !== undefined && next.license.issuedAt < present.license.issuedAt)
        return { kind: 'refused', why: 'older' }
      if (next.reasons.length > 0) return { kind: 'refused', why: 'not-valid', reasons: next.reasons }
      state.license = message
      change.set('license', Buffer.from(message).toString('base64'))
      const { hash: license, seats } = next
      change.record('license-installed', { license, limit: seats, activation: next.license.activationId })
      return { kind: 'installed', seats, held: state.leases.size }
    })
  }

  /** What was lent since then, signed. Undefined: no license is installed. `since`: seconds since 1970. */
  async report(since: number): Promise<Uint8Array | undefined> {
    const { productId, key } = this.#options
    const seen = await this.#journal.change(change => {
      const { state, time } = change
      const denials = this.#tally.due(time.counted, true)
      if (denials !== undefined) {
        change.recordDenials(denials)
        this.#tally.recorded(denials, time.counted)
      }
      const { head, sequence } = state
      return { head, sequence, now: time.now, site: this.#siteOf(state, time.now) }
    })
    if (seen.site === undefined) return undefined
    return sealUsageReport(
      {
        productId,
        madeAt: seen.now,
        since: Math.min(since, seen.now),
        serverKey: coseKey(key.public.bytes),
        serverLicense: seen.site.hash,
        sequence: seen.sequence === 0 ? undefined : seen.sequence,
        boot: this.#boot,
        entries: seen.head.seq,
        head: seen.head.hash,
        totals: await this.#store.totals(since, seen.head.seq),
      },
      key,
    )
  }

  status(): Promise<LendingStatus> {
    return this.#journal.change(({ state, time }) => ({
      now: time.now,
      clockBehind: time.behind,
      seats: this.#siteOf(state, time.now)?.seats,
      license: this.#siteOf(state, time.now),
      held: state.leases.size,
      borrowed: state.leases.borrowed,
      waiting: this.#waiting.ahead('', time.counted),
      sequence: state.sequence,
      ahead: this.#ahead,
      entries: state.head.seq,
      head: state.head.hash,
    }))
  }

  /** The use of the seats by the hour, for the administrator. `since`, `until`: seconds since 1970. */
  history(since: number, until: number): Promise<UsageHistory> {
    return this.#store.history(since, until)
  }

  /** What is wrong with the file, and the number of the first entry that breaks the chain; undefined: none does. */
  check(): ReturnType<SiteStore['check']> {
    return this.#store.check()
  }

  /** Records what is counted and not recorded yet, and closes the file. No request may be answered afterwards. */
  async close(): Promise<void> {
    this.#isClosing = true
    try {
      // the seconds for which it ran count for the leases that are out
      await this.#journal.change(change => change.set('counted', String(change.time.counted)))
    } finally {
      await this.#store.close()
    }
  }

  #answer(change: SiteChange, request: LeaseRequest, clientKey: string, peer: string | undefined): Pending {
    const { state, time } = change
    const { sequence = 0 } = request
    if (sequence > state.sequence) {
      this.#tally.note(sequence)
      this.#ahead = Math.max(sequence, this.#ahead ?? 0)
    }
    const site = this.#siteOf(state, time.now)
    if (site === undefined)
      return this.#denied({ reasons: ['server-expired'], trace: [] }, request, peer, time.now)
    const subject = this.#caseOf(change, site, request, clientKey, peer)
    const { own } = subject
    const name = holderName(request, clientKey, site.lending.seatUnit)
    const decision = decide(subject)
    if (decision.reasons.length > 0) {
      const place = this.#placeOf(decision, request, name, time.counted)
      return this.#denied(decision, request, peer, time.now, place)
    }
    this.#waiting.leave(name)
    const answered = (lease: HeldLease) => ({ ...decision, request, peer, lease })
    if (request.operation === 'return' && own !== undefined) {
      change.remove(own)
      change.record('returned', { lease: own.leaseId, sequence: own.sequence })
      const { leaseId } = own
      return { now: time.now, answered: answered(own), seal: () => ({ kind: 'returned', leaseId }) }
    }
    state.sequence++
    const numbers = { leaseId: newId(), sequence: state.sequence, boot: this.#boot }
    const lease = leaseOf(subject, numbers)
    change.put(lease)
    change.use(request.nonce)
    change.record(own === undefined ? 'granted' : 'renewed', grantBody(lease, request.nonce))
    return { now: time.now, answered: answered(lease), seal: () => this.#granted(lease, site) }
  }

  #caseOf(
    change: SiteChange,
    site: SiteLicense,
    request: LeaseRequest,
    clientKey: string,
    peer: string | undefined,
  ): LendingCase {
    const { state, time } = change
    const { leases } = state
    return {
      request,
      clientKey,
      member: { holder: request.holder, platform: request.platform, peer },
      time,
      site,
      book: this.#bookOf(state),
      leases,
      isUsed: change.isUsed(request.nonce),
      own: ownOf(leases, site, request, clientKey),
      ahead: this.#waiting.ahead(holderName(request, clientKey, site.lending.seatUnit), time.counted),
    }
  }

  #granted(lease: HeldLease, { message }: SiteLicense): LeaseOutcome {
    const { productId, key } = this.#options
    return { kind: 'granted', lease: sealLease(messageOf(lease, productId), key), license: message }
  }

  /** Only for want of a seat does a client wait, and only when it asks to. */
  #placeOf(
    { trace }: LendingDecision,
    { operation }: LeaseRequest,
    name: string,
    counted: number,
  ): number | undefined {
    if (operation !== 'queue') return undefined
    const denials = trace.filter(({ outcome }) => outcome === 'deny')
    if (denials.every(({ rule }) => FOR_WANT_OF_A_SEAT.includes(rule)))
      return this.#waiting.join(name, counted)
    this.#waiting.leave(name)
    return undefined
  }

  #denied(
    decision: LendingDecision,
    request: LeaseRequest,
    peer: string | undefined,
    now: number,
    place?: number,
  ): Pending {
    const { reasons } = decision
    this.#tally.deny(reasons)
    const answered = { ...decision, request, peer, lease: undefined }
    return { now, answered, seal: () => ({ kind: 'denied', reasons, place }) }
  }

  /** One entry for all denials of a minute. */
  #recordDenials(change: SiteChange): () => void {
    const { counted } = change.time
    const denials = this.#tally.due(counted, this.#isClosing)
    if (denials === undefined) return () => undefined
    change.recordDenials(denials)
    return () => this.#tally.recorded(denials, counted)
  }

  #siteOf({ license: of }: SiteState, now: number): SiteStanding | undefined {
    if (of === undefined) return undefined
    if (this.#site?.now !== now || this.#site.of !== of)
      this.#site = { now, of, license: standingOf(of, this.#options.trust(), now) }
    return this.#site.license
  }

  #bookOf({ rules }: SiteState): RuleBook {
    if (this.#book?.rules !== rules) this.#book = new RuleBook(rules)
    return this.#book
  }
}

/** An answer that is signed when what it says is recorded. */
interface Pending {
  readonly now: number
  readonly answered: AnsweredRequest
  seal(): LeaseOutcome
}

function newId(): string {
  return encodeHex(randomBytes(ID_BYTES))
}
