/** Owns the state of a product on a site server, as shown to people and programs. */
import type { Reason } from '../core/rule.ts'
import type { SiteStanding } from './standing.ts'

/** The state of a product. Times are seconds since 1970. */
export interface LendingStatus {
  readonly now: number
  /** Seconds by which the clock is behind the log, or 0. */
  readonly clockBehind: number
  /** Seats of the license; undefined if none is installed. */
  readonly seats: number | undefined
  /** The installed license, with the reasons why it lends nothing, if any; undefined if none is installed. */
  readonly license: SiteStanding | undefined
  readonly held: number
  readonly borrowed: number
  /** Clients that wait for a seat or for a place in a pool. */
  readonly queued: number
  /** The places of each feature that has fewer places than the license has seats. */
  readonly pools: ReadonlyMap<string, PoolStatus>
  /** Number of the last lease that was signed; 0 if none was. */
  readonly sequence: number
  /** The largest lease number above `sequence` a client named since the start: the state was set back, or it lies. */
  readonly ahead: number | undefined
  readonly entries: number
  /** Hash of the last entry, 64 hexadecimal digits. */
  readonly head: string
}

/** Why a product lends nothing, most urgent first. */
export type NotLending = 'license-missing' | 'license-not-valid' | 'clock-behind'

/** Returns why the product lends nothing; undefined if it lends. */
export function notLendingOf({
  license,
  clockBehind,
}: Pick<LendingStatus, 'license' | 'clockBehind'>): NotLending | undefined {
  if (license === undefined) return 'license-missing'
  if (license.refusal !== undefined) return 'license-not-valid'
  return clockBehind > 0 ? 'clock-behind' : undefined
}

/**
 * Days before the end of a license on which the administrator is reminded. From the first of them on there is a
 * warning, because a renewal takes an order and messages that are carried by hand.
 */
export const NOTICE_DAYS = [90, 30, 14, 7, 1] as const

/** A feature with fewer places than the license has seats. */
export interface PoolStatus {
  readonly places: number
  readonly inUse: number
  /** Clients that wait for such places. */
  readonly queued: number
}

/** `other-product`, `other-key`: the license is for another server. `older`: it is older than the installed license. */
export type SiteInstallOutcome =
  | { readonly kind: 'installed'; readonly seats: number; readonly held: number }
  | { readonly kind: 'refused'; readonly why: 'other-product' | 'other-key' | 'older' }
  | { readonly kind: 'refused'; readonly why: 'not-valid'; readonly reasons: readonly Reason[] }
