/**
 * Owns the leases that hold a seat now, in memory, because the rules look at them for every request. The file holds the
 * same leases (state/store.ts) and is read again when a change could not be recorded.
 */
import type { CountedFingerprint } from '../core/message/fingerprint.ts'
import type { LeaseHolder } from '../core/message/holder.ts'
import type { Pools, SeatUnit } from '../core/message/lending.ts'
import type { SiteTime } from './clock.ts'

/** A lease that holds a seat. Times are seconds since 1970 unless stated otherwise. */
export interface HeldLease {
  /** 16 hexadecimal digits. */
  readonly leaseId: string
  /** Number of the newest message with this id. */
  readonly sequence: number
  /** Id of the server run that signed it last, 16 hexadecimal digits. */
  readonly boot: string
  /** SHA-256 of the license under which its newest message was signed, 64 hexadecimal digits. */
  readonly serverLicense: string
  /** Public key of the client, 64 hexadecimal digits. */
  readonly clientKey: string
  readonly seatUnit: SeatUnit
  readonly holder: LeaseHolder
  /** 0 other, 1 Windows, 2 macOS, 3 Linux, 4 BSD. */
  readonly platform: number
  /** The computer that the lease is bound to; undefined if nothing there tells computers apart. */
  readonly computer: CountedFingerprint | undefined
  readonly pools: Pools
  readonly borrowed: boolean
  /** When the seat was first taken. */
  readonly grantedAt: number
  /** When the newest message was signed. */
  readonly issuedAt: number
  readonly expiresAt: number
  /** The counted second (clock.ts) at which all its messages that were not borrowed have ended; 0 if none were sent. */
  readonly endsCounted: number
  /** The time at which all its borrowed messages have ended; 0 if there were none. */
  readonly endsClock: number
  /** Address from which the client asked, for the administrator; undefined if it was not on a network. */
  readonly peer: string | undefined
  /** Why the administrator took it back; undefined if it was not taken back. */
  readonly recalled: string | undefined
}

/** A borrowed lease ends by the clock, because its client checks it by the clock; all others by counted time. */
export function hasEnded({ endsCounted, endsClock }: HeldLease, { now, counted }: SiteTime): boolean {
  return counted >= endsCounted && now >= endsClock
}

export class Leases {
  readonly #byId = new Map<string, HeldLease>()
  readonly #byKey = new Map<string, Set<string>>()
  readonly #places = new Map<string, number>()
  #swept = ''
  #borrowed = 0

  constructor(held: Iterable<HeldLease> = []) {
    for (const lease of held) this.put(lease)
  }

  /** The number of held seats. */
  get size(): number {
    return this.#byId.size
  }

  /** The number of borrowed seats. Kept up to date incrementally, because every log entry includes it. */
  get borrowed(): number {
    return this.#borrowed
  }

  all(): readonly HeldLease[] {
    return [...this.#byId.values()]
  }

  get(leaseId: string): HeldLease | undefined {
    return this.#byId.get(leaseId)
  }

  /** Returns the leases of a client's key, 64 hexadecimal digits. */
  ofKey(clientKey: string): readonly HeldLease[] {
    const ids = this.#byKey.get(clientKey) ?? []
    return [...ids].flatMap(id => this.#byId.get(id) ?? [])
  }

  count(matches: (lease: HeldLease) => boolean): number {
    let count = 0
    for (const lease of this.#byId.values()) if (matches(lease)) count++
    return count
  }

  /** Returns the places taken in a pool, not counting those of the lease `without`. Kept up to date incrementally. */
  placesIn(feature: string, without?: HeldLease): number {
    const own = without === undefined ? undefined : this.#byId.get(without.leaseId)
    return (this.#places.get(feature) ?? 0) - (own?.pools.get(feature) ?? 0)
  }

  put(lease: HeldLease): void {
    this.#count(this.#byId.get(lease.leaseId), -1)
    this.#count(lease, 1)
    this.#byId.set(lease.leaseId, lease)
    const ids = this.#byKey.get(lease.clientKey)
    if (ids === undefined) this.#byKey.set(lease.clientKey, new Set([lease.leaseId]))
    else ids.add(lease.leaseId)
  }

  remove({ leaseId, clientKey }: HeldLease): void {
    this.#count(this.#byId.get(leaseId), -1)
    this.#byId.delete(leaseId)
    const ids = this.#byKey.get(clientKey)
    ids?.delete(leaseId)
    if (ids?.size === 0) this.#byKey.delete(clientKey)
  }

  #count(lease: HeldLease | undefined, sign: 1 | -1): void {
    if (lease === undefined) return
    this.#borrowed += sign * Number(lease.borrowed)
    for (const [feature, places] of lease.pools)
      this.#places.set(feature, (this.#places.get(feature) ?? 0) + sign * places)
  }

  /** Removes and returns the leases that have ended. Searches at most once per second, because it looks at all. */
  sweep(time: SiteTime): readonly HeldLease[] {
    const moment = `${time.now} ${time.counted}`
    if (moment === this.#swept) return []
    this.#swept = moment
    const ended = this.all().filter(lease => hasEnded(lease, time))
    for (const lease of ended) this.remove(lease)
    return ended
  }
}
