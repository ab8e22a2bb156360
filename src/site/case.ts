/** Owns what the rules of a site server are given: one request, and what the server knows. Plain values and questions. */

import type { LeaseRequest } from '../core/message/lease-request.ts'
import type { LendingTerms } from '../core/message/lending.ts'
import type { License } from '../core/message/license.ts'
import type { Reason } from '../core/rule.ts'
import type { SiteTime } from './clock.ts'
import type { HeldLease, Leases } from './leases.ts'
import type { WantedSeats } from './seat-queue.ts'
import type { Member, RuleBook } from './site-rules.ts'

/** The license of a site server, as it stands now. */
export interface SiteLicense {
  readonly license: License
  readonly lending: LendingTerms
  /** SHA-256 of the message, 64 hexadecimal digits. */
  readonly hash: string
  readonly message: Uint8Array
  /** Seats that it lends. */
  readonly seats: number
  /** Seconds since 1970, grace included; undefined: it never ends. */
  readonly endsAt: number | undefined
  /** Why it lends nothing here and now; undefined: it does. */
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
  /** Whether it is so old that its nonce could be forgotten. */
  readonly isOutdated: boolean
  /** The lease that the request renews or returns, or that its holder has; undefined: there is none. */
  readonly own: HeldLease | undefined
  /** What those want who wait longer. */
  readonly ahead: readonly WantedSeats[]
}

/** The lease as a member of groups. */
export function memberOf({ holder, platform, peer }: HeldLease): Member {
  return { holder, platform, peer }
}
