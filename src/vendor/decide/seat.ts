/**
 * Owns which seat of a key a request gets: the one that its computer holds, one that moves to it, a free one, or none.
 * Pure. SPEC.md (A seat is one computer) has the rule, why it holds and what it costs. In short: a license is bound to
 * what took the seat or to what the seat last moved to, never to the request that renews it, and everything that
 * starts another binding is counted. Whether the count is within the limit is decided by another rule.
 *
 * A seat of a key has a number. An activation is one binding of a seat. When the seat moves or is freed, the
 * activation is released, and the next activation of that seat continues its days.
 */
import {
  type Bound,
  COUNTED_KINDS,
  hashesOf,
  holds,
  isCopy,
  matchBinding,
  type PresentedComputer,
  sharedValues,
  valuesOf,
} from '../../core/computer/binding.ts'
import { KINDS } from '../../core/computer/reading.ts'
import type { FingerprintClaim } from '../../core/message/fingerprint.ts'

/** What the rule needs to know about one binding of a seat. */
export interface SeatHolder {
  /** The seat's number within its key, from 1. */
  readonly seat: number
  /** When the seat was first taken, seconds since 1970; moves and releases do not change it. */
  readonly begunAt: number
  /** What its licenses are bound to; undefined while it was only requested by codes, which have just a hash. */
  readonly bound: Bound | undefined
  /** The hash that codes use for it. */
  readonly computer: string | undefined
  /** Public key of the installation whose request started this binding; undefined if a code did. */
  readonly takenBy: string | undefined
  /** Public keys of the installations that requested under this binding; the one that requested last is last. */
  readonly installations: readonly string[]
  /** Every value of every request that was granted under this binding. */
  readonly seen: FingerprintClaim
}

/** An applicant with a signed request. */
export interface SeatApplicant extends PresentedComputer {
  /** The binding that its license would have if it took a seat. */
  readonly bound: Bound
  /** The hash of `bound`. */
  readonly computer: string
  /** Public key of the installation. */
  readonly installation: string
}

/** Where a computer has its seat, or why it has none. */
export type SeatPlace<Holder extends SeatHolder> =
  /** Its own seat: the license is bound to what the seat is bound to. Not counted. */
  | { readonly kind: 'renewal'; readonly held: Holder }
  /** A seat that moves to it from changed hardware, or from a reinstalled system. Counted. */
  | { readonly kind: 'move'; readonly from: Holder; readonly because: MoveReason }
  | { readonly kind: 'free'; readonly seat: number; readonly begunAt: number | undefined }
  /** `stranded`: the seat whose installation key the request has, without any hardware that the seat has seen. */
  | { readonly kind: 'none'; readonly stranded: Holder | undefined }

/**
 * `key`: the seat's installation, with one value of its hardware. `hardware`: two kinds of it. `desk`: the vendor
 * decided it. `server`: for a floating key, the same computer with the key of another installation, which could lend
 * every seat again.
 */
export type MoveReason = 'key' | 'hardware' | 'desk' | 'server'

/** Kinds that a computer keeps when its system is reinstalled, and that a copied folder does not bring along. */
export const HARDWARE: readonly number[] = [
  KINDS['system-uuid'],
  KINDS['board-serial'],
  KINDS['disk-serial'],
  KINDS['mac-address'],
]

/** The seats of a key, counted. Those that were ever taken are numbered from 1 without gaps. */
export interface CountedSeats {
  /** Seats that are held. */
  readonly held: number
  /** Seats that were ever taken. */
  readonly taken: number
  /** Seats that were taken and are free again. */
  readonly vacant: readonly VacantSeat[]
}

export interface VacantSeat {
  readonly seat: number
  /**
   * When the seat was first taken, according to its last binding: `activation set-start` may have corrected it. Seconds
   * since 1970.
   */
  readonly begunAt: number
}

/**
 * The seats of a key. The bindings that may be the applicant's (marks.ts) are enough: all others are of other
 * computers, and the place is the same with and without them.
 */
export interface Seats<Holder extends SeatHolder> {
  readonly limit: number
  /** Whether its licenses name the installation, like those of a site server. */
  readonly isServers?: boolean
  readonly counted: CountedSeats
  readonly held: readonly Holder[]
  /** Bindings that ended, the oldest first. */
  readonly former: readonly Holder[]
}

/** Finds the applicant's place. `byDesk`: the vendor moves the seat of this installation, whatever the hardware. */
export function placeFor<Holder extends SeatHolder>(
  seats: Seats<Holder>,
  asking: SeatApplicant,
  byDesk = false,
): SeatPlace<Holder> {
  const held = ownSeat(seats.held, asking)
  if (held !== undefined) {
    const key = held.installations.at(-1)
    const isOther = seats.isServers === true && key !== undefined && key !== asking.installation
    return isOther ? { kind: 'move', from: held, because: 'server' } : { kind: 'renewal', held }
  }
  const move = movable(seats.held, asking)
  if (move !== undefined) return move
  const stranded = seats.held.find(({ installations }) => installations.includes(asking.installation))
  if (byDesk && stranded !== undefined) return { kind: 'move', from: stranded, because: 'desk' }
  return freeSeat(seats, former => isOf(former, asking)) ?? { kind: 'none', stranded }
}

/** Finds the place of a code, which names a binding by its hash alone: that binding again, or a free seat. */
export function placeForCode<Holder extends SeatHolder>(
  seats: Seats<Holder>,
  computer: string,
): SeatPlace<Holder> {
  const held = seats.held.find(one => one.computer === computer)
  if (held !== undefined) return { kind: 'renewal', held }
  return freeSeat(seats, former => former.computer === computer) ?? { kind: 'none', stranded: undefined }
}

/**
 * Returns the binding as the ledger keeps it after the request was granted. `place` is not `none`. A renewal leaves the
 * binding unchanged; only a binding that was known by its hash alone gets the fingerprint that has this hash.
 */
export function holderAfter<Holder extends SeatHolder>(
  place: Exclude<SeatPlace<Holder>, { readonly kind: 'none' }>,
  asking: SeatApplicant,
  now: number,
): SeatHolder {
  if (place.kind === 'renewal') {
    const { held } = place
    return {
      ...held,
      bound: held.bound ?? asking.bound,
      installations: newestOf([...held.installations, asking.installation], MOST_INSTALLATIONS),
      seen: joined(held.seen, asking.fingerprint),
    }
  }
  const { seat, begunAt } = place.kind === 'move' ? place.from : place
  return {
    seat,
    begunAt: begunAt ?? now,
    bound: asking.bound,
    computer: asking.computer,
    takenBy: asking.installation,
    installations: [asking.installation],
    seen: joined(new Map(), asking.fingerprint),
  }
}

/**
 * Limits what is remembered about a binding, however often it is renewed. The rule's guarantee does not depend on it.
 */
const MOST_INSTALLATIONS = 16
const MOST_SEEN = 64

function newestOf(texts: readonly string[], most: number): readonly string[] {
  return [...new Set(texts.toReversed())].slice(0, most).toReversed()
}

/** Returns the values of both, of the kinds that tell computers apart; earlier ones come first. */
function joined(before: FingerprintClaim, more: FingerprintClaim): FingerprintClaim {
  return new Map(
    COUNTED_KINDS.flatMap(kind => {
      const values = [...new Set([...valuesOf(before, kind), ...valuesOf(more, kind)])].slice(0, MOST_SEEN)
      return values.length === 0 ? [] : [[kind, hashesOf(values)] as const]
    }),
  )
}

/** If the computer holds several seats: the one whose installation sent the request, then the best match. */
function ownSeat<Holder extends SeatHolder>(
  held: readonly Holder[],
  asking: SeatApplicant,
): Holder | undefined {
  const own = held.filter(one =>
    one.bound === undefined ? one.computer === asking.computer : holds(one.bound, asking),
  )
  const rank = (one: Holder) => [
    one.installations.includes(asking.installation) ? 1 : 0,
    one.bound === undefined ? 1 : shareOf(one.bound, asking),
  ]
  return own.toSorted((a, b) => compareRanks(rank(b), rank(a)))[0]
}

function shareOf(bound: Bound, asking: SeatApplicant): number {
  const { score, whole } = matchBinding(bound, asking)
  return score / whole
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  return (a[0] ?? 0) - (b[0] ?? 0) || (a[1] ?? 0) - (b[1] ?? 0)
}

function movable<Holder extends SeatHolder>(
  held: readonly Holder[],
  asking: SeatApplicant,
): (SeatPlace<Holder> & { readonly kind: 'move' }) | undefined {
  const moves = held.flatMap(from => {
    const because = moveReason(from, asking)
    return because === undefined ? [] : [{ kind: 'move' as const, from, because }]
  })
  return moves.find(({ because }) => because === 'key') ?? moves[0]
}

/** The key alone proves nothing, because a folder can be copied; nor does one value, because a disk can be moved. */
function moveReason(from: SeatHolder, asking: SeatApplicant): MoveReason | undefined {
  if (from.bound !== undefined && isCopy(from.bound, asking)) return undefined
  const kinds = HARDWARE.filter(kind => sharedValues(from.seen, asking.fingerprint, [kind]) > 0)
  if (kinds.length > 0 && from.installations.includes(asking.installation)) return 'key'
  return kinds.length >= 2 ? 'hardware' : undefined
}

/**
 * Returns the seat that this computer had, else one that was never taken, else the one that was begun last, because it
 * has the most days left. Undefined if all are held.
 */
function freeSeat<Holder extends SeatHolder>(
  { limit, counted: { held, taken, vacant }, former }: Seats<Holder>,
  isOwn: (former: Holder) => boolean,
): (SeatPlace<Holder> & { readonly kind: 'free' }) | undefined {
  if (held >= limit) return undefined
  const vacantOf = ({ seat }: Holder) => vacant.find(one => one.seat === seat)
  const last = former.findLast(one => isOwn(one) && vacantOf(one) !== undefined)
  const own = last && vacantOf(last)
  if (own !== undefined) return { kind: 'free', ...own }
  if (taken < limit || vacant.length === 0) return { kind: 'free', seat: taken + 1, begunAt: undefined }
  const latest = Math.max(...vacant.map(({ begunAt }) => begunAt))
  const free = vacant.find(({ begunAt }) => begunAt === latest)
  return free && { kind: 'free', ...free }
}

/**
 * Whether an ended binding was of the applicant's computer: by its installation, or by a value that tells computers
 * apart.
 */
function isOf({ installations, seen, computer }: SeatHolder, asking: SeatApplicant): boolean {
  return (
    installations.includes(asking.installation) ||
    computer === asking.computer ||
    sharedValues(seen, asking.fingerprint, [KINDS['install-id'], ...HARDWARE]) > 0
  )
}
