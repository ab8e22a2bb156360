/**
 * Owns how the products of the server stand at one moment, for the page, for the figures and for the health check: each is
 * asked at the same time, and one whose state cannot be read is no obstacle to the others.
 */
import { AirlatchError, type Coded } from '../../src/core/errors.ts'
import { DAY_SECONDS } from '../../src/core/terms/term.ts'
import type { HeldLease } from '../../src/site/leases.ts'
import {
  type LendingStatus,
  NOTICE_DAYS,
  type NotLending,
  notLendingOf,
} from '../../src/site/lending-status.ts'
import type { ServedProduct } from '../served.ts'

/** A product that has a kit here and lends nothing, so far. */
export interface IdleServed {
  readonly productId: string
  readonly productName: string | undefined
  /** Why; undefined: nothing was requested for it yet. */
  readonly error: Coded | undefined
}

export interface ProductView {
  readonly product: ServedProduct
  /** Undefined: the state cannot be read. */
  readonly status: LendingStatus | undefined
  readonly leases: readonly HeldLease[]
  /** Why the state cannot be read. */
  readonly error: AirlatchError | undefined
  /** Undefined: it lends. */
  readonly notLending: 'state-unavailable' | NotLending | undefined
}

/** Errors: none that a state can have; what is our own fault is thrown. */
export async function viewOf(product: ServedProduct): Promise<ProductView> {
  const { lending } = product
  try {
    const [status, leases] = await Promise.all([lending.status(), lending.leases()])
    return { product, status, leases, error: undefined, notLending: notLendingOf(status) }
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.kind === 'bug') throw error
    return { product, status: undefined, leases: [], error, notLending: 'state-unavailable' }
  }
}

/**
 * Whole days until the license ends, once it is near: within 90 days, and within half of its whole term, as a license of a
 * month would be near its end from its first day. Undefined: it is not.
 */
export function endsIn({ license, now }: LendingStatus): number | undefined {
  if (license?.endsAt === undefined || license.endsAt <= now) return undefined
  const left = license.endsAt - now
  const term = license.endsAt - license.license.issuedAt
  if (left > NOTICE_DAYS[0] * DAY_SECONDS || left > term / 2) return undefined
  return Math.floor(left / DAY_SECONDS)
}

/** The notice that is due with so many days left: 30 from 30 down to 15. */
export function noticeOf(left: number): number {
  return NOTICE_DAYS.findLast(days => left <= days) ?? NOTICE_DAYS[0]
}
