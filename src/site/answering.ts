/**
 * Owns the step from one request to a change of the state and an answer, within one transaction of the journal: who
 * asks, what the rules decide, what is recorded, and the client's place in the queue. The answer is signed later, once
 * everything is durable.
 */
import { randomBytes } from 'node:crypto'
import { encodeHex } from '../core/bytes/hex.ts'
import type { LeaseOutcome } from '../core/message/lease-answer.ts'
import type { LeaseRequest } from '../core/message/lease-request.ts'
import type { LendingCase, SiteLicense } from './case.ts'
import { decide, type LendingDecision, leaseOf } from './decide.ts'
import { holderName, ownOf } from './holder.ts'
import type { HeldLease } from './leases.ts'
import type { SitePresent } from './present.ts'
import { SeatQueue, wantedOf } from './seat-queue.ts'
import { grantBody, type SiteChange } from './state/change.ts'
import { isGrantedOnceByNonce, isOutdated } from './state/checkpoint.ts'
import { DenialTally, SECONDS_BETWEEN_ENTRIES } from './tally.ts'

/** Bytes of the random ids of a run of the server and of a lease. */
const ID_BYTES = 8
/** Findings for which a client may queue: a seat, or a place in a pool, that others have now. */
const IS_AWAITED: ReadonlySet<string> = new Set([
  'no-seat-free',
  'seats-awaited',
  'pool-full',
  'places-awaited',
])

/** One answer, for the administrator. The names in it are what the client claims. */
export interface AnsweredRequest extends LendingDecision {
  readonly request: LeaseRequest
  readonly peer: string | undefined
  /** The lease that was granted or returned. */
  readonly lease: HeldLease | undefined
  /** Whether the client keeps a queue place that it already had. It was counted as denied when it took that place. */
  readonly waits: boolean
}

/** An answer that will be signed once its outcome is recorded. */
export interface PendingAnswer {
  /** Seconds since 1970. */
  readonly now: number
  readonly answered: AnsweredRequest
  readonly outcome: UnsignedOutcome
  /** The lease of a newly taken seat; undefined for every other answer. */
  readonly newSeat?: HeldLease | undefined
}

/** The outcome of a request. `granted`: `payload` is the encoded claims of the lease. */
export type UnsignedOutcome =
  | { readonly kind: 'granted'; readonly payload: Uint8Array; readonly license: Uint8Array }
  | Exclude<LeaseOutcome, { readonly kind: 'granted' }>

export class Answering {
  /** Random id of this run of the server, 16 hexadecimal digits. */
  readonly boot = newId()
  readonly #present: SitePresent
  readonly #tally = new DenialTally()
  readonly #waiting = new SeatQueue()
  #ahead: number | undefined
  #renewalsRecorded = Number.NEGATIVE_INFINITY

  constructor(present: SitePresent) {
    this.#present = present
  }

  /** The largest lease number a client has named that is above the server's own; undefined if none did. */
  get ahead(): number | undefined {
    return this.#ahead
  }

  get waiting(): SeatQueue {
    return this.#waiting
  }

  /** Decides and records the result. `peer`: the client's address; undefined if the request was received as a file. */
  answer(
    change: SiteChange,
    request: LeaseRequest,
    clientKey: string,
    peer: string | undefined,
  ): PendingAnswer {
    const { state, time } = change
    this.#noteAhead(request, state.sequence)
    const site = this.#present.licenseOf(state, time.now)
    if (site === undefined)
      return this.#denied({ reasons: ['server-expired'], trace: [] }, request, peer, time.now)
    const name = holderName(request, clientKey, site.lending.seatUnit)
    const subject = this.#caseOf(change, site, request, clientKey, peer)
    const decision = decide(subject)
    if (decision.reasons.length > 0) {
      const hadPlace = this.#waiting.has(name)
      const place = this.#placeOf(decision, subject, name, peer)
      return this.#denied(decision, request, peer, time.now, { place, hadPlace })
    }
    this.#waiting.leave(name)
    const answered = (lease: HeldLease) => ({ ...decision, request, peer, lease, waits: false })
    const { own } = subject
    if (request.operation === 'return' && own !== undefined) {
      change.remove(own)
      change.record('returned', { lease: own.leaseId, sequence: own.sequence })
      const { leaseId } = own
      return { now: time.now, answered: answered(own), outcome: { kind: 'returned', leaseId } }
    }
    const { lease, payload } = this.#grant(change, subject)
    const outcome = { kind: 'granted', payload, license: site.message } as const
    const newSeat = own === undefined ? lease : undefined
    return { now: time.now, answered: answered(lease), outcome, newSeat }
  }

  /** Returns what would be decided now; undefined if no license is installed. Changes nothing. */
  trial(
    change: SiteChange,
    request: LeaseRequest,
    clientKey: string,
    peer: string | undefined,
  ): LendingDecision | undefined {
    const site = this.#present.licenseOf(change.state, change.time.now)
    return site && decide(this.#caseOf(change, site, request, clientKey, peer))
  }

  /**
   * Records the denials of the last minute in one entry, and the renewals in another. `now`: record them even if the
   * minute is not over. The caller must call the returned function once the entries are durable.
   */
  recordCounted(change: SiteChange, now: boolean): () => void {
    const { counted } = change.time
    const denials = this.#tally.due(counted, now)
    if (denials !== undefined) change.recordDenials(denials)
    const isDue = now || counted - this.#renewalsRecorded >= SECONDS_BETWEEN_ENTRIES
    const hasRenewals = isDue && change.recordRenewals()
    return () => {
      if (denials !== undefined) this.#tally.recorded(denials, counted)
      if (hasRenewals) this.#renewalsRecorded = counted
    }
  }

  #caseOf(
    change: SiteChange,
    site: SiteLicense,
    request: LeaseRequest,
    clientKey: string,
    peer: string | undefined,
  ): LendingCase {
    const { state, time } = change
    const name = holderName(request, clientKey, site.lending.seatUnit)
    return {
      request,
      clientKey,
      member: { holder: request.holder, platform: request.platform, peer },
      time,
      site,
      book: this.#present.rulesOf(state),
      leases: state.leases,
      isUsed: change.isUsed(request.nonce),
      isOutdated: isOutdated(request, state.checkpoint),
      own: ownOf(state.leases, site, request, clientKey),
      ahead: request.operation === 'renew' ? [] : this.#waiting.ahead(name, time.counted),
    }
  }

  #grant(change: SiteChange, subject: LendingCase) {
    const { state } = change
    const { own, request } = subject
    state.sequence++
    const leaseId = own?.leaseId ?? newId()
    const lease = leaseOf(subject, { leaseId, sequence: state.sequence, boot: this.boot })
    const payload = change.put(lease)
    if (isGrantedOnceByNonce(request)) {
      change.record(own === undefined ? 'granted' : 'renewed', grantBody(lease, request.nonce))
      change.markUsed(request)
    } else {
      change.countRenewal()
    }
    return { lease, payload }
  }

  #noteAhead({ sequence = 0 }: LeaseRequest, own: number): void {
    if (sequence <= own) return
    this.#tally.note(sequence)
    this.#ahead = Math.max(sequence, this.#ahead ?? 0)
  }

  /** Returns the place in the queue. A client queues only for what others have, and only if it asks to. */
  #placeOf(
    { trace }: LendingDecision,
    { request, own, time }: LendingCase,
    name: string,
    peer: string | undefined,
  ): number | undefined {
    if (request.operation !== 'queue') return undefined
    if (trace.every(({ outcome, saw }) => outcome !== 'deny' || IS_AWAITED.has(saw)))
      return this.#waiting.join(name, { wanted: wantedOf(request, own), peer }, time.counted)
    this.#waiting.leave(name)
    return undefined
  }

  #denied(
    decision: LendingDecision,
    request: LeaseRequest,
    peer: string | undefined,
    now: number,
    { place, hadPlace }: { readonly place?: number | undefined; readonly hadPlace: boolean } = {
      hadPlace: false,
    },
  ): PendingAnswer {
    const { reasons } = decision
    const waits = hadPlace && place !== undefined
    // a waiting client asks every few seconds: counting each request would look like many denied clients
    if (!waits) this.#tally.deny(reasons)
    const answered = { ...decision, request, peer, lease: undefined, waits }
    return { now, answered, outcome: { kind: 'denied', reasons, place } }
  }
}

function newId(): string {
  return encodeHex(randomBytes(ID_BYTES))
}
