/**
 * Owns a site server without its network: requests for leases become answers. A lease is recorded, then signed. SPEC.md 17
 * has the protocol and what a server must do.
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
  addedTotals,
  isGrantedOnceByNonce,
  NO_TOTALS,
  sealCheckpoint,
  type UsageTotals,
} from './state/checkpoint.ts'
import { isHourKept, type UsageHistory } from './state/history.ts'
import { SiteJournal } from './state/journal.ts'
import type { SiteState } from './state/state.ts'
import { SiteStore } from './state/store.ts'

export type { AnsweredRequest } from './answering.ts'

/** Counted seconds between two looks for entries that are too old. */
const SECONDS_BETWEEN_PRUNINGS = 3600
/** Entries that are pruned in one transaction, so that no client waits for long. */
const MOST_PRUNED = 1000

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
  readonly #present: SitePresent
  readonly #answering: Answering
  readonly #signer: AnswerSigner
  #isClosing = false
  /** Reports that are being made. */
  #reports = 0
  /** By the monotonic clock. */
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
    return this.#journal.change(change => change.record('started', { boot: this.#answering.boot }))
  }

  /**
   * Answers a request to take, queue, renew, return or borrow. `peer`: the address that it came from; undefined: it came as a file.
   * Errors: those of openLeaseRequest; wrong-product; those of the file, after which nothing was lent.
   */
  async answer(bytes: Uint8Array, peer: string | undefined): Promise<Uint8Array> {
    return this.answerOpened(await openLeaseRequestLater(bytes, nativeEd25519), peer)
  }

  /**
   * The same of a request that was opened before, to find the product that it is for. `signal`: aborted when the client has
   * gone. A seat that it took is free again then: nothing was signed for it, so nobody has its lease. Error also: the reason
   * of the signal.
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
    const { answered, now, outcome, taken } = await this.#journal.change(
      change => this.#answering.answer(change, request, clientKey, peer),
      isGrantedOnceByNonce(request) ? request.nonce : undefined,
    )
    this.#options.onAnswered?.(answered)
    this.#pruneWhenDue()
    if (signal?.aborted === true) {
      if (taken !== undefined) await this.#freeUnsigned(taken)
      throw signal.reason
    }
    // not before it is recorded
    return this.#signer.sign({ answeredAt: now, nonce: request.nonce, outcome })
  }

  /** What would be decided now, with its trace; undefined: no license is installed. Changes nothing. */
  trial(
    request: LeaseRequest,
    clientKey: string,
    peer: string | undefined,
  ): Promise<LendingDecision | undefined> {
    return this.#journal.look(change => this.#answering.trial(change, request, clientKey, peer))
  }

  /** The leases that hold a seat. */
  leases(): Promise<readonly HeldLease[]> {
    return this.#journal.look(({ state }) => state.leases.all())
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
    return this.#journal.look(({ state }) => state.rules)
  }

  /** They hold from the next request on; leases that are out are not taken back. Errors: those of RuleBook. */
  async setRules(rules: SiteRules): Promise<void> {
    // what is wrong with them is wrong before they hold
    new RuleBook(rules)
    await this.#journal.change(change => {
      change.state.rules = rules
      change.set('rules', JSON.stringify(rules))
      change.record('rules-changed', { rules })
    })
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
   * What was lent since then, signed. Undefined: no license is installed. `since`: seconds since 1970; a report since before
   * the first entry there ever was begins with that one, and says so. Of entries that were
   * pruned only the sum of all is known: a report since a moment among them begins behind them, and says so.
   */
  async report(since: number): Promise<Uint8Array | undefined> {
    const { productId, key } = this.#options
    // what was counted is recorded before it, in the same batch
    this.#reports++
    const looking = this.#journal.change(({ state, time }) => {
      const { head, sequence, checkpoint, leases } = state
      const site = this.#present.licenseOf(state, time.now)
      return { head, sequence, checkpoint, now: time.now, site, held: heldOf(leases) }
    })
    const seen = await looking.finally(() => this.#reports--)
    if (seen.site === undefined) return undefined
    const { checkpoint } = seen
    const hasAll = checkpoint === undefined || since <= checkpoint.since
    const begun = checkpoint?.since ?? (await this.#store.begunAt())
    const from = Math.max(since, hasAll ? begun : checkpoint.at + 1)
    const piece = { after: checkpoint?.entries ?? 0, last: seen.head.seq, from }
    const before = addedTotals(seen.held, (hasAll ? checkpoint?.totals : undefined) ?? NO_TOTALS)
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
        totals: addedTotals(before, await this.#store.totals(piece)),
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
        clockBehind: time.behind,
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
    // an hour without a request is one in which the server ran; it is shown as well when this cannot be written
    if (!isKept) await this.#journal.change(() => undefined).catch(() => undefined)
    return status
  }

  /**
   * Removes entries that are older than the rules keep them, behind a checkpoint that is signed, and returns how many. It is
   * done once an hour by itself, when requests are answered. Without a license nothing is removed. Errors: those of the file.
   */
  async prune(): Promise<number> {
    let pruned = 0
    for (;;) {
      const step = await this.#pruneSome()
      pruned += step
      if (step === 0 || this.#isClosing) return pruned
    }
  }

  /** The use of the seats by the hour, for the administrator. `since`, `until`: seconds since 1970. */
  history(since: number, until: number): Promise<UsageHistory> {
    return this.#store.history(since, until)
  }

  /**
   * What is wrong with the file, and the number of the first entry that breaks the chain; undefined: none does. SQLite reads
   * the whole file for it at once, and no client is answered meanwhile: no command and no page of a server calls it.
   */
  check(): ReturnType<SiteStore['check']> {
    return this.#store.check()
  }

  /** Records what is counted and not recorded yet, and closes the file. No request may be answered afterwards. */
  async close(): Promise<void> {
    this.#isClosing = true
    try {
      await this.#pruning
      // the seconds for which it ran count for the leases that are out
      await this.#journal.change(change => change.set('counted', String(change.time.counted)))
    } finally {
      await this.#store.close()
    }
  }

  /** Unless its holder has asked again meanwhile, and has the same seat by a newer number. */
  #freeUnsigned({ leaseId, sequence }: HeldLease): Promise<void> {
    return this.#journal.change(change => {
      const lease = change.state.leases.get(leaseId)
      if (lease?.sequence !== sequence) return
      change.remove(lease)
      change.record('returned', { lease: leaseId, sequence, unsigned: true })
    })
  }

  /** In the background. What fails is tried again an hour later: nobody waits for it. */
  #pruneWhenDue(): void {
    const { clock = COMPUTER_CLOCK } = this.#options
    if (this.#isClosing || this.#pruning !== undefined || clock.steady() < this.#nextPruning) return
    this.#nextPruning = clock.steady() + SECONDS_BETWEEN_PRUNINGS
    this.#pruning = this.prune().then(
      () => {
        this.#pruning = undefined
      },
      () => {
        this.#pruning = undefined
      },
    )
  }

  async #pruneSome(): Promise<number> {
    const { productId, key } = this.#options
    const seen = await this.#journal.look(({ state, time }) => {
      const { keepDays = KEPT_DAYS } = state.rules
      return {
        checkpoint: state.checkpoint,
        before: time.now - keepDays * DAY_SECONDS,
        // a clock that jumps ahead removes nothing before the server has run for so long
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
      // another program on the file was faster
      if (change.state.checkpoint?.entries !== checkpoint?.entries) return 0
      change.prune(next)
      return next.entries - (checkpoint?.entries ?? 0)
    })
  }
}

/** What is held now was held since any moment, whatever the entries since then say. */
function heldOf({ size, borrowed }: SiteState['leases']): UsageTotals {
  return new Map([...NO_TOTALS, ['most-seats', size], ['most-borrowed', borrowed]])
}
