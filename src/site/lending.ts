/**
 * Owns a site server without its network: it turns requests for leases into answers. A lease is recorded first and
 * signed afterwards. SPEC.md 17 defines the protocol and the duties of a server.
 *
 *   const lending = await Lending.open({ path, create: true, productId, key, trust: () => trustOfThisComputer() })
 *   await lending.install(license)
 *   const answer = await lending.answer(request, '10.0.0.7')
 */
import { encodeHex } from '../core/bytes/hex.ts'
import { coseKey, type SecretKey } from '../core/cose/key.ts'
import { openLeaseRequestLater, type SignedByOwn, sealUsageReport } from '../core/envelope.ts'
import { AirlatchError } from '../core/errors.ts'
import type { LeaseRequest } from '../core/message/lease-request.ts'
import { DAY_SECONDS } from '../core/terms/term.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import { AnswerSigner } from './answer-signer.ts'
import { type AnsweredRequest, Answering } from './answering.ts'
import { type ClockSource, COMPUTER_CLOCK, SiteClock } from './clock.ts'
import type { LendingDecision } from './decide.ts'
import type { HeldLease } from './leases.ts'
import type { LendingStatus, SiteInstallOutcome } from './lending-status.ts'
import { SitePresent } from './present.ts'
import { KEPT_DAYS, LEAST_KEPT_DAYS, RuleBook, type SiteRules } from './site-rules.ts'
import { type SiteTrust, standingOf } from './standing.ts'
import {
  isGrantedOnceByNonce,
  NO_TOTALS,
  sealCheckpoint,
  sumOfTotals,
  type UsageTotals,
} from './state/checkpoint.ts'
import { isHourKept, type UsageHistory } from './state/history.ts'
import { SiteJournal } from './state/journal.ts'
import type { SiteState } from './state/state.ts'
import { SiteStore } from './state/store.ts'

export type { AnsweredRequest } from './answering.ts'

/** Seconds, by the monotonic clock, between two searches for entries that are too old. */
const SECONDS_BETWEEN_PRUNINGS = 3600
/** Most entries that are pruned in one transaction, so that clients never wait long. */
const MOST_PRUNED = 1000

export interface LendingOptions {
  /** Path of the state file. */
  readonly path: string
  /** Create the file if it does not exist. */
  readonly create?: boolean
  readonly productId: string
  /** The server's own key, which its license names. */
  readonly key: SecretKey
  /** Returns what the license is checked against now; called at most once per second. */
  trust(): SiteTrust
  /** Default: true. If false, the server does not record its start until `start` is called. */
  readonly starts?: boolean
  /** Default: the clocks of this computer. */
  readonly clock?: ClockSource
  /** Called after each answer, for a log and metrics. If it throws, `answer` throws. */
  readonly onAnswered?: (answered: AnsweredRequest) => void
}

export class Lending {
  readonly #options: LendingOptions
  readonly #store: SiteStore
  readonly #journal: SiteJournal
  readonly #present: SitePresent
  readonly #answering: Answering
  readonly #signer: AnswerSigner
  #isClosing = false
  /** Number of reports that are being made now. */
  #reports = 0
  /** Time of the next pruning, by the monotonic clock. */
  #nextPruning = Number.NEGATIVE_INFINITY
  #pruning: Promise<unknown> | undefined

  private constructor(options: LendingOptions, store: SiteStore, state: SiteState) {
    const { productId, key, trust, clock = COMPUTER_CLOCK } = options
    this.#options = options
    this.#store = store
    this.#present = new SitePresent(() => trust.call(options))
    this.#answering = new Answering(this.#present)
    this.#signer = new AnswerSigner({ productId, key, boot: this.#answering.boot })
    this.#journal = new SiteJournal(store, new SiteClock(clock, state.counted), state, change =>
      this.#answering.recordCounted(change, this.#isClosing || this.#reports > 0),
    )
  }

  /**
   * Opens the state file. Errors: those of openSqliteEngine; ledger-foreign {path}, also if the state belongs to
   * another server or product.
   */
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

  /** Records that the server starts to run. Must be called before it signs a lease. */
  start(): Promise<void> {
    return this.#journal.change(change => change.record('started', { boot: this.#answering.boot }))
  }

  /**
   * Answers a request to take, queue, renew, return or borrow. `peer`: the client's address; undefined if the request
   * was received as a file. Errors: those of openLeaseRequest; wrong-product; those of the file, after which nothing
   * was lent.
   */
  async answer(bytes: Uint8Array, peer: string | undefined): Promise<Uint8Array> {
    return this.answerOpened(await openLeaseRequestLater(bytes, nativeEd25519), peer)
  }

  /**
   * Like `answer`, for a request that was already opened to find out its product. `signal`: aborted when the client has
   * disconnected. A seat that the request took is then freed, because nothing was signed and nobody has its lease.
   * Additional error: the reason of the signal.
   */
  async answerOpened(
    opened: SignedByOwn<LeaseRequest>,
    peer: string | undefined,
    signal?: AbortSignal,
  ): Promise<Uint8Array> {
    signal?.throwIfAborted()
    const { claims: request, key: client } = opened
    const { productId } = this.#options
    if (request.productId !== productId)
      throw new AirlatchError('wrong-product', { expected: productId, got: request.productId })
    const clientKey = encodeHex(client.bytes)
    const { answered, now, outcome, newSeat } = await this.#journal.change(
      change => this.#answering.answer(change, request, clientKey, peer),
      isGrantedOnceByNonce(request) ? request.nonce : undefined,
    )
    this.#options.onAnswered?.(answered)
    this.#pruneWhenDue()
    if (signal?.aborted === true) {
      if (newSeat !== undefined) await this.#freeUnsigned(newSeat)
      throw signal.reason
    }
    // sign only after the lease is recorded
    return this.#signer.sign({ answeredAt: now, nonce: request.nonce, outcome })
  }

  /** Returns what would be decided now, with its trace; undefined if no license is installed. Changes nothing. */
  trial(
    request: LeaseRequest,
    clientKey: string,
    peer: string | undefined,
  ): Promise<LendingDecision | undefined> {
    return this.#journal.look(change => this.#answering.trial(change, request, clientKey, peer))
  }

  /** Returns the leases that hold a seat. */
  leases(): Promise<readonly HeldLease[]> {
    return this.#journal.look(({ state }) => state.leases.all())
  }

  /**
   * Marks the lease as taken back: it is no longer renewed, and its holder gets no other one until it ends. The seat
   * becomes free when the lease ends or is returned. The client learns of it with its next request; nothing stops it
   * before that. Returns false if there is no such lease.
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
    return this.#journal.look(({ state }) => state.rules)
  }

  /** Sets the rules, from the next request on; existing leases are not taken back. Errors: those of RuleBook. */
  async setRules(rules: SiteRules): Promise<void> {
    // throws if the rules are invalid, before anything is changed
    new RuleBook(rules)
    await this.#journal.change(change => {
      change.state.rules = rules
      change.set('rules', JSON.stringify(rules))
      change.record('rules-changed', { rules })
    })
  }

  /**
   * Installs a new license, with more or fewer seats, without interrupting the server. If more seats are held than it
   * has, nothing is lent or renewed until enough are free. Errors: those of openLicense; lends-no-seats {activation}.
   */
  install(message: Uint8Array): Promise<SiteInstallOutcome> {
    return this.#journal.change((change): SiteInstallOutcome => {
      const { state, time } = change
      const { productId, serverKey } = state
      const next = standingOf(message, this.#options.trust(), time.now)
      if (next.license.productId !== productId) return { kind: 'refused', why: 'other-product' }
      if (next.lending.serverKey !== serverKey) return { kind: 'refused', why: 'other-key' }
      const present = this.#present.licenseOf(state, time.now)
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

  /**
   * Returns a signed report of what was lent since `since`, in seconds since 1970; undefined if no license is
   * installed. If `since` is before the first entry ever recorded, the report begins with that entry. Of pruned entries
   * only the overall totals are known, so if `since` is among them, the report begins after them. The report contains
   * its actual beginning.
   */
  async report(since: number): Promise<Uint8Array | undefined> {
    const { productId, key } = this.#options
    // with a report under way, denials and renewals counted so far are recorded first, in the same batch
    this.#reports++
    const recording = this.#journal.change(({ state, time }) => {
      const { head, sequence, checkpoint, leases } = state
      const site = this.#present.licenseOf(state, time.now)
      return { head, sequence, checkpoint, now: time.now, site, held: heldOf(leases) }
    })
    const seen = await recording.finally(() => this.#reports--)
    if (seen.site === undefined) return undefined
    const { checkpoint } = seen
    const hasAll = checkpoint === undefined || since <= checkpoint.since
    const oldest = checkpoint?.since ?? (await this.#store.oldestEntryAt())
    const from = Math.max(since, hasAll ? oldest : checkpoint.at + 1)
    const piece = { after: checkpoint?.entries ?? 0, last: seen.head.seq, from }
    const before = sumOfTotals(seen.held, (hasAll ? checkpoint?.totals : undefined) ?? NO_TOTALS)
    return sealUsageReport(
      {
        productId,
        madeAt: seen.now,
        since: Math.min(from, seen.now),
        serverKey: coseKey(key.public.bytes),
        serverLicense: seen.site.hash,
        sequence: seen.sequence === 0 ? undefined : seen.sequence,
        boot: this.#answering.boot,
        entries: seen.head.seq,
        head: seen.head.hash,
        totals: sumOfTotals(before, await this.#store.totals(piece)),
      },
      key,
    )
  }

  async status(): Promise<LendingStatus> {
    const { isKept, ...status } = await this.#journal.look(({ state, time }) => {
      const site = this.#present.licenseOf(state, time.now)
      const { leases } = state
      const queued = this.#answering.waiting.counts(time.counted)
      const pools = [...(site?.lending.pools ?? [])].map(([feature, places]) => {
        const inUse = leases.placesIn(feature)
        return [feature, { places, inUse, queued: queued.ofPools.get(feature) ?? 0 }] as const
      })
      return {
        isKept: isHourKept(state, time.now),
        now: time.now,
        clockBehind: time.secondsBehind,
        seats: site?.seats,
        license: site,
        held: leases.size,
        borrowed: leases.borrowed,
        queued: queued.clients,
        pools: new Map(pools),
        sequence: state.sequence,
        ahead: this.#answering.ahead,
        entries: state.head.seq,
        head: state.head.hash,
      }
    })
    // the server also ran in an hour without requests; the status is returned even if that cannot be recorded
    if (!isKept) await this.#journal.change(() => undefined).catch(() => undefined)
    return status
  }

  /**
   * Removes entries that are older than the rules keep them, replaces them by a signed checkpoint, and returns how many
   * were removed. Also runs automatically once an hour, while requests are answered. Without a license nothing is
   * removed. Errors: those of the file.
   */
  async prune(): Promise<number> {
    let pruned = 0
    for (;;) {
      const step = await this.#pruneSome()
      pruned += step
      if (step === 0 || this.#isClosing) return pruned
    }
  }

  /** Returns the use of the seats per hour, for the administrator. `since`, `until`: seconds since 1970. */
  history(since: number, until: number): Promise<UsageHistory> {
    return this.#store.history(since, until)
  }

  /**
   * Checks the file. Returns what is wrong with it, and the number of the first entry that breaks the chain, if any.
   * SQLite reads the whole file at once, and no client is answered meanwhile, so no command and no page of a server
   * calls this.
   */
  check(): ReturnType<SiteStore['check']> {
    return this.#store.check()
  }

  /** Records pending counts and closes the file. No request may be answered afterwards. */
  async close(): Promise<void> {
    this.#isClosing = true
    try {
      await this.#pruning
      // the time for which the server ran counts towards the end of leases
      await this.#journal.change(change => change.set('counted', String(change.time.counted)))
    } finally {
      await this.#store.close()
    }
  }

  /** Frees the seat, unless its holder has asked again meanwhile and holds it under a newer number. */
  #freeUnsigned({ leaseId, sequence }: HeldLease): Promise<void> {
    return this.#journal.change(change => {
      const lease = change.state.leases.get(leaseId)
      if (lease?.sequence !== sequence) return
      change.remove(lease)
      change.record('returned', { lease: leaseId, sequence, unsigned: true })
    })
  }

  /** Prunes in the background. A failure is retried an hour later, because nobody waits for the result. */
  #pruneWhenDue(): void {
    const { clock = COMPUTER_CLOCK } = this.#options
    if (this.#isClosing || this.#pruning !== undefined || clock.steady() < this.#nextPruning) return
    this.#nextPruning = clock.steady() + SECONDS_BETWEEN_PRUNINGS
    this.#pruning = this.prune()
      .catch(() => undefined)
      .finally(() => {
        this.#pruning = undefined
      })
  }

  async #pruneSome(): Promise<number> {
    const { productId, key } = this.#options
    const seen = await this.#journal.look(({ state, time }) => {
      const { keepDays = KEPT_DAYS } = state.rules
      return {
        checkpoint: state.checkpoint,
        before: time.now - keepDays * DAY_SECONDS,
        // if the clock jumps ahead, nothing is removed until the server has run for this long
        countedBefore: time.counted - LEAST_KEPT_DAYS * DAY_SECONDS,
        serverLicense: this.#present.licenseOf(state, time.now)?.hash,
      }
    })
    const { checkpoint, serverLicense } = seen
    if (serverLicense === undefined) return 0
    const step = await this.#store.pruningStep(checkpoint, { ...seen, most: MOST_PRUNED })
    if (step === undefined) return 0
    const { boot } = this.#answering
    const next = sealCheckpoint(step, { key, productId, serverLicense, boot })
    return this.#journal.change(change => {
      // another program has pruned this file meanwhile
      if (change.state.checkpoint?.entries !== checkpoint?.entries) return 0
      change.prune(next)
      return next.entries - (checkpoint?.entries ?? 0)
    })
  }
}

/** Returns totals for the seats held now. They were held at some moment of any report, whatever its entries contain. */
function heldOf({ size, borrowed }: SiteState['leases']): UsageTotals {
  return new Map([...NO_TOTALS, ['most-seats', size], ['most-borrowed', borrowed]])
}
