/** Owns the input of a site server's rules: one request, and what the server knows. Only plain values and queries. */

import type { LeaseRequest } from '../core/message/lease-request.ts'
import type { LendingTerms } from '../core/message/lending.ts'
import type { License } from '../core/message/license.ts'
import type { Reason } from '../core/rule.ts'
import type { SiteTime } from './clock.ts'
import type { HeldLease, Leases } from './leases.ts'
import type { WantedSeats } from './seat-queue.ts'
import type { Member, RuleBook } from './site-rules.ts'

/** The license of a site server and its current state. */
export interface SiteLicense {
  readonly license: License
  readonly lending: LendingTerms
  /** SHA-256 of `message`, 64 hexadecimal digits. */
  readonly hash: string
  readonly message: Uint8Array
  /** The number of seats it lends. */
  readonly seats: number
  /** Seconds since 1970, including the grace period; undefined if it never ends. */
  readonly endsAt: number | undefined
  /** Why it lends nothing here and now; undefined if it does lend. */
  readonly refusal: Reason | undefined
}

export interface LendingCase {
  readonly request: LeaseRequest
  /** Public key of the client, 64 hexadecimal digits. */
  readonly clientKey: string
  /** The request as a member of groups. */
  readonly member: Member
  readonly time: SiteTime
  readonly site: SiteLicense
  readonly book: RuleBook
  readonly leases: Leases
  /** Whether a request with this nonce was granted before. */
  readonly isUsed: boolean
  /** Whether the request is so old that its nonce may have been forgotten. */
  readonly isOutdated: boolean
  /** The lease that the request renews or returns, or that its holder already has; undefined if there is none. */
  readonly own: HeldLease | undefined
  /** What the clients ahead of this one want. */
  readonly ahead: readonly WantedSeats[]
}

/** The lease as a member of groups. */
export function memberOf({ holder, platform, peer }: HeldLease): Member {
  return { holder, platform, peer }
}
