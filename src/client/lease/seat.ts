/**
 * Owns a seat that a program holds (checklist SS-05, SS-07): it is renewed at a third of its lease, outlives its server until
 * the lease ends, and is asked for again when the computer wakes. It keeps no process alive. A process that is killed needs
 * do nothing: the lease ends by itself.
 *
 *     const seat = await client.lease({ onEnded: () => saveAndQuit() })
 *     ...
 *     await seat.return()
 */
import { AirlatchError, codedOf, succeeds } from '../../core/errors.ts'
import type { Lease } from '../../core/message/lease.ts'
import type { License } from '../../core/message/license.ts'
import type { Reason } from '../../core/rule.ts'
import { formatInstant } from '../../core/terms/term.ts'
import type { LeaseAsker, LentSeat } from './asker.ts'
import { giveBack } from './give-back.ts'
import { leaseInHand, obtain } from './obtain.ts'
import type { LeaseOptions } from './options.ts'
import { forAMoment } from './parts.ts'
import { askSeveral } from './several.ts'
import { noSeat, type SiteRefusal } from './site-errors.ts'

/** Timers stand still while the computer sleeps: so often is the clock looked at, to notice that it woke. */
const TICK_SECONDS = 15
/** A lease that nobody renewed is asked for anew so many seconds before it ends. */
const LAST_SECONDS = 5
/** Between two tries to renew. */
const RETRY_SECONDS = { least: 2, most: 300 } as const
const LEASE_RULE = 'lease'

/** What a seat is renewed with. */
export interface SeatSettings {
  readonly options: LeaseOptions
  /** To take another seat at, when its own server is lost. */
  readonly addresses: readonly string[]
  /** What is still on its way when the seat is taken: other servers that have granted. */
  readonly settled: Promise<void>
  /** Told once, when the seat needs nobody any more. */
  onOver(): void
  /** Is handed what takes a newer message of the seat: a server that was asked at two addresses grants it twice. */
  listen?(newer: (granted: LentSeat) => void): void
}

/** A seat that this program holds, as `client.lease` gives it. */
export class Seat {
  #asker: LeaseAsker
  #current: LentSeat
  readonly #settings: SeatSettings
  #state: 'held' | 'ended' | 'closed' = 'held'
  #endUse: () => void
  #callOff: () => void = () => undefined
  #work: Promise<void> | undefined
  /** By the steady clock, of a lease that was not measured: its end as it looked when it was taken up. */
  #endsAtMost = Number.POSITIVE_INFINITY
  #nextTry = 0
  #isRecalled = false
  #hasTriedLast = false
  #hasWarned = false

  /** @internal `client.lease` makes one. */
  constructor(asker: LeaseAsker, granted: LentSeat, settings: SeatSettings) {
    this.#asker = asker
    this.#settings = settings
    this.#current = granted
    this.#endUse = asker.world.leases.use(granted.verified.lease.leaseId)
    this.#takeUp(granted)
    for (const reason of granted.verified.warnings) this.#warn(reason)
    settings.listen?.(newer => this.#newer(newer))
    settings.options.signal?.addEventListener('abort', this.#aborted, { once: true })
    this.#schedule()
    if (settings.options.signal?.aborted) this.#aborted()
  }

  /** The newest lease of the seat, as its server signed it. */
  get lease(): Lease {
    return this.#current.verified.lease
  }

  /** The license of the server, which the lease stands on. */
  get license(): License {
    return this.#current.verified.license
  }

  /** Of the server that lent it; undefined: it came as a file. */
  get address(): string | undefined {
    return this.#current.address
  }

  /** When the seat ends unless it is renewed: seconds since 1970, by the clock of this computer. */
  get endsAt(): number {
    const { world } = this.#asker
    return this.#current.askedAt === undefined
      ? this.lease.expiresAt
      : Math.floor(world.now() + Math.max(0, this.#remaining()))
  }

  /** Whether the program may run under it now. If this process asked for the lease, setting the clock changes nothing. */
  get isHeld(): boolean {
    return this.#state === 'held' && this.#remaining() > 0
  }

  /** What you should know although the lease is valid, such as `server-went-back`. */
  get warnings(): readonly Reason[] {
    return this.#current.verified.warnings
  }

  /** Stops renewing it and leaves it in hand: until it ends, the next start of the program finds it there. */
  close(): void {
    if (this.#state === 'held') this.#state = 'closed'
    this.#stop()
  }

  /**
   * Gives the seat back, so that others can have it at once. A seat that is borrowed, or that other programs here use too,
   * stays in hand. True if its server confirmed it; otherwise the seat is free when the lease ends. Takes two seconds at
   * most.
   */
  async return(): Promise<boolean> {
    if (this.#state !== 'held') return false
    this.#state = 'closed'
    this.#stop()
    await this.#work
    const { leases } = this.#asker.world
    const { verified, serverKey } = this.#current
    const { lease } = verified
    const isUsed = leases.users(lease.leaseId).length > 0 || leases.isKeptForUser(lease.leaseId)
    if (lease.borrowed || isUsed) return false
    const returned = { lease: this.#newest(), serverKey, addresses: this.#addresses }
    const isReturned = await giveBack(this.#asker.again(), returned)
    await forAMoment(this.#settings.settled, this.#asker.world.leasing)
    return isReturned
  }

  /** As `return`, at the end of `await using`. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  readonly #aborted = (): void => void this.return().catch(passOver)

  #stop(): void {
    this.#callOff()
    this.#endUse()
    this.#settings.options.signal?.removeEventListener('abort', this.#aborted)
    this.#settings.onOver()
  }

  /** Its own server first. */
  get #addresses(): readonly string[] {
    const { address } = this.#current
    return [...new Set([...(address === undefined ? [] : [address]), ...this.#settings.addresses])]
  }

  /** Somebody gave it back by hand while this program uses it. */
  get #isReturned(): boolean {
    return this.#asker.world.leases.returnedAt(this.lease.leaseId) !== undefined
  }

  get #steady(): number {
    return this.#asker.world.leasing.steady()
  }

  get #length(): number {
    return this.lease.expiresAt - this.lease.issuedAt
  }

  /** Seconds; of a lease that was not measured by the clock, and no more than when it was taken up. */
  #remaining(): number {
    const { askedAt } = this.#current
    if (askedAt !== undefined) return Math.ceil(this.#length - (this.#steady - askedAt))
    return Math.min(this.lease.expiresAt - this.#asker.world.now(), this.#endsAtMost - this.#steady)
  }

  #takeUp(granted: LentSeat): void {
    const { world } = this.#asker
    const { lease } = granted.verified
    if (lease.leaseId !== this.lease.leaseId) {
      this.#endUse()
      world.leases.drop(this.lease.leaseId)
      this.#endUse = world.leases.use(lease.leaseId)
    }
    this.#current = granted
    const { askedAt } = granted
    if (askedAt !== undefined) {
      world.measured.set(lease.leaseId, { sequence: lease.sequence, askedAt })
      succeeds(() => world.leases.keep({ ...granted.pair, address: granted.address }, granted.serverKey))
    }
    const left = lease.expiresAt - world.now()
    const steady = this.#steady
    this.#endsAtMost = askedAt === undefined ? steady + left : Number.POSITIVE_INFINITY
    const begun = askedAt ?? steady - (this.#length - left)
    const spread = 0.9 + world.leasing.jitter() / 5
    // nobody is asked in the moment in which a program starts
    this.#nextTry = Math.max(begun + (this.#length / 3) * spread, steady)
    this.#hasTriedLast = false
    this.#hasWarned = false
  }

  #newer(granted: LentSeat): void {
    if (this.#state === 'held' && granted.verified.lease.sequence > this.lease.sequence) this.#takeUp(granted)
  }

  #schedule(): void {
    if (this.#state !== 'held') return
    const left = this.#remaining()
    const untilTry = this.lease.borrowed ? left : Math.max(0, this.#nextTry - this.#steady)
    const untilLast = this.#hasTriedLast ? left : Math.max(0, left - LAST_SECONDS)
    const seconds = Math.max(0.01, Math.min(untilTry, untilLast, left, TICK_SECONDS))
    this.#callOff = this.#asker.world.leasing.later(() => this.#tick(), seconds)
  }

  #tick(): void {
    this.#work = this.#due().finally(() => {
      this.#work = undefined
      this.#schedule()
    })
  }

  /** What is due now. Never rejects. */
  async #due(): Promise<void> {
    const left = this.#remaining()
    try {
      if (left <= 0 || this.#isReturned) await this.#lost()
      else if (left <= LAST_SECONDS && !this.#hasTriedLast && !this.lease.borrowed) {
        this.#hasTriedLast = true
        await this.#anew()
      } else if (this.#steady >= this.#nextTry && !this.lease.borrowed && !this.#isRecalled)
        await this.#renew()
    } catch (error) {
      // what must not happen, happens in no timer unseen
      if (!(error instanceof AirlatchError)) throw error
      this.#failed({ rule: LEASE_RULE, ...codedOf(error) })
    }
  }

  /** By its own server, at its own address first; another address may be the same server. */
  async #renew(): Promise<void> {
    const { serverKey, address } = this.#current
    const asker = this.#asker.again()
    this.#asker = asker
    const others = this.#settings.addresses.filter(one => one !== address)
    const refused: (readonly [string, SiteRefusal])[] = []
    for (const addresses of [address === undefined ? [] : [address], others]) {
      if (addresses.length === 0) continue
      const { granted, attempts } = await askSeveral(asker, {
        addresses,
        operation: 'renew',
        about: () => ({ lease: this.#newest(), wanted: this.#settings.options.wanted }),
        serverKey,
        inBackground: true,
        // it is the seat that is held, whatever is wrong with the answer
        spare: async () => undefined,
      })
      if (granted !== undefined) return this.#renewed(granted)
      for (const [at, attempt] of attempts) if (attempt.kind !== 'granted') refused.push([at, attempt])
      const denied = refused.find(([, { kind }]) => kind === 'denied')?.[1]
      if (denied?.kind === 'denied') return this.#denied(denied.reasons, refused)
    }
    this.#failed({ rule: LEASE_RULE, ...codedOf(noSeat(refused)) })
  }

  async #denied(reasons: readonly string[], refused: Parameters<typeof noSeat>[0]): Promise<void> {
    const isOther = reasons.includes('lease-superseded') || reasons.includes('lease-unknown')
    if (isOther) return this.#anew()
    this.#isRecalled = reasons.includes('recalled')
    this.#failed({ rule: LEASE_RULE, ...codedOf(noSeat(refused)) })
  }

  /** A seat of any server. Errors: those of obtain. */
  async #anew(): Promise<void> {
    this.#asker = this.#asker.again()
    const { granted } = await obtain(this.#asker, {
      addresses: this.#addresses,
      wanted: this.#settings.options.wanted,
      inBackground: true,
      onNewer: newer => this.#newer(newer),
    })
    this.#renewed(granted)
  }

  /** The lease has run out: while the computer slept, or because no server renewed it. */
  async #lost(): Promise<void> {
    const newest = leaseInHand(this.#asker.again())
    if (newest !== undefined && newest.verified.lease.leaseId === this.lease.leaseId)
      if (newest.verified.lease.sequence > this.lease.sequence) return this.#renewed(newest)
    const ended: Reason = {
      rule: LEASE_RULE,
      code: 'lease-ended',
      details: {
        lease: this.lease.leaseId,
        ended: formatInstant(this.lease.expiresAt),
        measured: this.#current.askedAt !== undefined,
      },
    }
    try {
      if (!this.#hasTriedLast && !this.#isRecalled && this.#addresses.length > 0) return await this.#anew()
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      this.#failed({ rule: LEASE_RULE, ...codedOf(error) })
    }
    if (this.#state !== 'held') return
    this.#state = 'ended'
    this.#stop()
    this.#tell(() => this.#settings.options.onEnded?.(ended))
  }

  #renewed(granted: LentSeat): void {
    // given back meanwhile: the newest number is needed for that
    this.#takeUp(granted)
    if (this.#state !== 'held') return
    this.#asker.note()
    this.#tell(() => this.#settings.options.onRenewed?.(this.endsAt))
    for (const reason of granted.verified.warnings) this.#warn(reason)
  }

  /** Once, until it is renewed again: the program runs on until the lease ends. */
  #failed(reason: Reason): void {
    const { least, most } = RETRY_SECONDS
    const spread = 0.75 + this.#asker.world.leasing.jitter() / 2
    const wait = Math.min(Math.max(this.#remaining() / 6, least), most) * spread
    this.#nextTry = this.#steady + wait
    if (this.#hasWarned) return
    this.#hasWarned = true
    this.#warn(reason)
  }

  #warn(reason: Reason): void {
    this.#tell(() => this.#settings.options.onWarning?.(reason, this.endsAt))
  }

  /** What a program throws here is an unhandled rejection of its process, as nobody else could be told. */
  #tell(notice: () => unknown): void {
    void (async () => (this.#state === 'closed' ? undefined : notice()))()
  }

  /** Another process of the same holder may have renewed it: a server knows only the newest number. */
  #newest(): Lease {
    const kept = this.#asker.world.leases.lease(this.lease.leaseId)?.claims
    return kept !== undefined && kept.sequence > this.lease.sequence ? kept : this.lease
  }
}

/** Nobody waits for a seat that an abort gives back: what cannot be done is done by its end. */
function passOver(error: unknown): void {
  if (!(error instanceof AirlatchError)) throw error
}
