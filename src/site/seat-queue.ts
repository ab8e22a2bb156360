/**
 * Owns the queue for seats and for places in pools: first come, first served. A client keeps its place by asking again
 * and loses it after WAIT_SECONDS without a request; until then, free seats and places are kept for the clients that
 * wait longest. The queue is only in memory: after a restart of the server, clients get new places as they ask.
 *
 * For a waiting client, the places that it wants are kept as far as they are free. A seat is kept only once all of
 * those places are free. So a client that waits for a place withholds no seat from others, and nobody waits forever for
 * two things that are never free at the same time.
 */
import { BlockList, isIP } from 'node:net'
import type { LeaseRequest } from '../core/message/lease-request.ts'
import type { Pools } from '../core/message/lending.ts'
import type { HeldLease } from './leases.ts'

/** Counted seconds (clock.ts) for which a place is kept without a new request. */
export const WAIT_SECONDS = 30
/** Most places in the queue, so that a client with many names cannot fill the memory. */
const MOST_WAITING = 1000
/** Most places per address; for IPv6 per network, because one computer can use all addresses of its network. */
const MOST_OF_ADDRESS = 250
const NETWORK_BITS = 64

/** What a request wants in addition to what its holder has. */
export interface WantedSeats {
  readonly seat: boolean
  readonly pools: Pools
}

/** Free seats, and free places per pool. */
export interface FreeSeats {
  readonly seats: number
  readonly pools: ReadonlyMap<string, number>
}

/** A waiting client, and what it waits for. */
export interface WaitingClient {
  readonly wanted: WantedSeats
  /** The address it asks from; undefined if it does not ask over a network. */
  readonly peer: string | undefined
}

export class SeatQueue {
  /** The waiting clients with the counted second of their last request, longest wait first. */
  readonly #waiting = new Map<string, WaitingClient & { readonly lastAsked: number }>()

  /** Joins the queue or keeps the place. Returns the place, from 1; undefined if the queue is full. */
  join(holder: string, waiting: WaitingClient, counted: number): number | undefined {
    const place = this.ahead(holder, counted).length + 1
    if (!this.#waiting.has(holder) && this.#isFull(waiting.peer)) return undefined
    this.#waiting.set(holder, { ...waiting, lastAsked: counted })
    return place
  }

  /** Whether the holder has a place. Call after `ahead`, which removes clients that have given up. */
  has(holder: string): boolean {
    return this.#waiting.has(holder)
  }

  leave(holder: string): void {
    this.#waiting.delete(holder)
  }

  /** Returns what the clients ahead of this one want, or all if it has no place. Removes clients that have given up. */
  ahead(holder: string, counted: number): readonly WantedSeats[] {
    const ahead: WantedSeats[] = []
    for (const [one, { lastAsked, wanted }] of this.#waiting) {
      if (counted - lastAsked > WAIT_SECONDS) this.#waiting.delete(one)
      else if (one === holder) break
      else ahead.push(wanted)
    }
    return ahead
  }

  /** Returns how many clients wait, and how many of them wait for places in each pool. */
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

/** Returns a test for whether another address counts as the same as this one. */
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

/** Returns what is left for a request after subtracting what is kept for the clients ahead of it. */
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
