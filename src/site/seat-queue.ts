/**
 * Owns the queue for seats and for places in pools, first come, first served. A client keeps its place by asking again, and
 * loses it when it has not asked for a while; that long what is free is kept for those who wait longest. Places are in
 * memory alone: after a restart of the server clients take new ones as they ask.
 *
 * What is kept for one that waits: the places that it wants, as far as they are free; and a seat, when all the places that it
 * wants are free. So one that waits for a place keeps no seat away from others meanwhile, and nobody waits forever for
 * two things that are never free at one time.
 */
import { BlockList, isIP } from 'node:net'
import type { LeaseRequest } from '../core/message/lease-request.ts'
import type { Pools } from '../core/message/lending.ts'
import type { HeldLease } from './leases.ts'

/** Counted seconds for which a place is kept without asking. */
export const WAIT_SECONDS = 30
/** Places at most, so that a client with many names does not fill the memory. */
const MOST_WAITING = 1000
/** Places at most for one address; with IPv6 for one network, because a computer has all addresses of its own. */
const MOST_OF_ADDRESS = 250
const NETWORK_BITS = 64

/** What a request wants beyond what its holder has. */
export interface WantedSeats {
  readonly seat: boolean
  readonly pools: Pools
}

/** Seats and places. */
export interface FreeSeats {
  readonly seats: number
  readonly pools: ReadonlyMap<string, number>
}

/** Who waits, and for what. */
export interface WaitingClient {
  readonly wanted: WantedSeats
  /** The address that it asks from; undefined: it does not ask over a network. */
  readonly peer: string | undefined
}

export class SeatQueue {
  /** Who waits, with the counted second of the last request; the one that waits longest first. */
  readonly #waiting = new Map<string, WaitingClient & { readonly asked: number }>()

  /** The place, from 1; undefined: the queue is full. */
  join(holder: string, waiting: WaitingClient, counted: number): number | undefined {
    const place = this.ahead(holder, counted).length + 1
    if (!this.#waiting.has(holder) && this.#isFull(waiting.peer)) return undefined
    this.#waiting.set(holder, { ...waiting, asked: counted })
    return place
  }

  /** Whether it has a place; asked after `ahead`, by which those that gave up lose theirs. */
  has(holder: string): boolean {
    return this.#waiting.has(holder)
  }

  leave(holder: string): void {
    this.#waiting.delete(holder)
  }

  /** What those want who wait longer; all of them when it has no place. Those that gave up lose theirs. */
  ahead(holder: string, counted: number): readonly WantedSeats[] {
    const ahead: WantedSeats[] = []
    for (const [one, { asked, wanted }] of this.#waiting) {
      if (counted - asked > WAIT_SECONDS) this.#waiting.delete(one)
      else if (one === holder) break
      else ahead.push(wanted)
    }
    return ahead
  }

  /** How many wait, and how many of them for places in each pool. */
  counts(counted: number): { readonly clients: number; readonly ofPools: ReadonlyMap<string, number> } {
    const ofPools = new Map<string, number>()
    const all = this.ahead('', counted)
    for (const { pools } of all)
      for (const feature of pools.keys()) ofPools.set(feature, (ofPools.get(feature) ?? 0) + 1)
    return { clients: all.length, ofPools }
  }

  #isFull(peer: string | undefined): boolean {
    if (this.#waiting.size >= MOST_WAITING) return true
    if (peer === undefined || this.#waiting.size < MOST_OF_ADDRESS) return false
    const isSame = sameAs(peer)
    const ofAddress = [...this.#waiting.values()].filter(one => one.peer !== undefined && isSame(one.peer))
    return ofAddress.length >= MOST_OF_ADDRESS
  }
}

/** Whether an address is counted together with this one. */
function sameAs(peer: string): (other: string) => boolean {
  const plain = (address: string) => address.split('%', 1)[0] as string
  if (isIP(plain(peer)) !== 6) return other => other === peer
  const network = new BlockList()
  network.addSubnet(plain(peer), NETWORK_BITS, 'ipv6')
  return other => isIP(plain(other)) === 6 && network.check(plain(other), 'ipv6')
}

export function wantedOf({ pools }: LeaseRequest, own: HeldLease | undefined): WantedSeats {
  const more = new Map<string, number>()
  for (const [feature, places] of pools) {
    const beyond = places - (own?.pools.get(feature) ?? 0)
    if (beyond > 0) more.set(feature, beyond)
  }
  return { seat: own === undefined, pools: more }
}

/** What is free for one that asks, without what is kept for those who wait longer. */
export function leftAfter(free: FreeSeats, ahead: readonly WantedSeats[]): FreeSeats {
  const pools = new Map(free.pools)
  let { seats } = free
  for (const { seat, pools: wanted } of ahead) {
    let hasPlaces = true
    for (const [feature, places] of wanted) {
      const left = pools.get(feature) ?? 0
      if (left < places) hasPlaces = false
      pools.set(feature, Math.max(0, left - places))
    }
    if (seat && hasPlaces) seats = Math.max(0, seats - 1)
  }
  return { seats, pools }
}
