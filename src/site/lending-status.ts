/** Owns what is shown of how a product of a site server stands. */
import type { Reason } from '../core/rule.ts'
import type { SiteStanding } from './standing.ts'

/** How things stand. Times are seconds since 1970. */
export interface LendingStatus {
  readonly now: number
  /** How many seconds the clock is behind the log; 0: it is not. */
  readonly clockBehind: number
  /** Seats of the license; undefined: none is installed. */
  readonly seats: number | undefined
  /** The license that it lends under, and why it does not where there are reasons; undefined: none is installed. */
  readonly license: SiteStanding | undefined
  readonly held: number
  readonly borrowed: number
  /** Clients that wait for a seat or for a place in a pool. */
  readonly queued: number
  /** Of each feature that is lent by places. */
  readonly pools: ReadonlyMap<string, PoolStatus>
  /** Of the last lease that was signed; 0: none was. */
  readonly sequence: number
  /** The largest number that a client has named since the start beyond that: then the state was set back, or it lies. */
  readonly ahead: number | undefined
  readonly entries: number
  /** Hash of the last entry, 64 hexadecimal digits. */
  readonly head: string
}

/** Why a product lends nothing, most urgent first. */
export type NotLending = 'license-missing' | 'license-not-valid' | 'clock-behind'

/** Undefined: it lends. */
export function notLendingOf({
  license,
  clockBehind,
}: Pick<LendingStatus, 'license' | 'clockBehind'>): NotLending | undefined {
  if (license === undefined) return 'license-missing'
  if (license.refusal !== undefined) return 'license-not-valid'
  return clockBehind > 0 ? 'clock-behind' : undefined
}

/**
 * Days before the end of a license on which its administrator is told; from the first of them on it is a warning: a
 * renewal takes an order, and a way by hand.
 */
export const NOTICE_DAYS = [90, 30, 14, 7, 1] as const

/** A feature of which the license has fewer places than seats. */
export interface PoolStatus {
  readonly places: number
  readonly inUse: number
  /** Clients that wait for places in it. */
  readonly queued: number
}

/** `other-product`, `other-key`: the license is for another server. `older`: than the one that is installed. */
export type SiteInstallOutcome =
  | { readonly kind: 'installed'; readonly seats: number; readonly held: number }
  | { readonly kind: 'refused'; readonly why: 'other-product' | 'other-key' | 'older' }
  | { readonly kind: 'refused'; readonly why: 'not-valid'; readonly reasons: readonly Reason[] }
