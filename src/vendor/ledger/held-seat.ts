/** Owns what is known of the newest license of an activation, and of the seats that reports are made of. */
import type { LicenseFormat } from '../../core/message/license.ts'
import type { Activation, KeyRecord, Product } from '../../core/terms/entitlement.ts'

/** What the newest license of an activation says: what its computer has, or can have. Times are seconds since 1970. */
export interface NewestLicense {
  /** The number of its entry. */
  readonly entry: number
  readonly issuedAt: number
  /** Undefined: it cannot be read, and nothing that follows is known. */
  readonly format: LicenseFormat | undefined
  /** The first second that is no longer covered, days of grace left out; with days from the first run the latest that it can be. Undefined: never. */
  readonly expiresAt: number | undefined
  /** The first second after its days of grace; undefined: it has none. */
  readonly graceUntil: number | undefined
  /** The first second that its maintenance no longer covers; undefined: no maintenance, or for ever. */
  readonly maintenanceUntil: number | undefined
  /** Days from the first run; undefined: none. */
  readonly firstRunDays: number | undefined
}

/** An activation with its newest license; undefined before there is one. */
export interface ListedActivation extends Activation {
  readonly license: NewestLicense | undefined
}

/** What of a license ends: its term, its days of grace, or its maintenance. */
export type LicenseEnd = 'term' | 'grace' | 'maintenance'

/** An activation that holds its seat, with its key and its product: for reports. */
export interface HeldSeat {
  readonly activation: ListedActivation
  readonly key: KeyRecord
  readonly product: Product
  /** The number of its first entry, after which the next page begins. */
  readonly created: number
}

/** The last row of a page: the next page begins after it. */
export interface PageAfter {
  readonly at: number
  readonly number: number
}

/** From the first second to the first one after it; seconds since 1970. */
export interface Span {
  readonly since: number
  readonly until: number
}

/** Reading them, a page at a time. */
export interface SeatReads {
  /** Seats that are held whose newest license ends in this way within the span, by that end; a page of so many. */
  ending(
    what: LicenseEnd,
    span: Span,
    after: PageAfter | undefined,
    most: number,
  ): Promise<readonly HeldSeat[]>
  /** Seats that are held whose key or start was changed after their newest license; a page, `after` the last one's number. */
  outdated(after: number | undefined, most: number): Promise<readonly HeldSeat[]>
}
