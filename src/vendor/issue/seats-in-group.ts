/**
 * Owns the seats of one key while many requests are decided one after the other: what each of them sees of those before it
 * is found by marks (decide/marks.ts), as the ledger finds it, so that a thousand requests for one key cost as much as a
 * thousand for as many.
 */
import type { Activation } from '../../core/terms/entitlement.ts'
import type { KeySeats } from '../decide/case.ts'
import { marksOfActivation } from '../decide/marks.ts'
import { MOST_HOLDERS } from '../decide/seats.ts'
import type { Snapshot, Sought } from '../ledger/ledger.ts'
import type { Recordable } from './decision.ts'

/** What a decision sees of the seats. */
type SeatsSeen = Pick<Snapshot, 'seats' | 'holders' | 'activations' | 'former'>

interface Placed {
  /** In the order in which they were made. */
  readonly place: number
  readonly activation: Activation
}

export class SeatsInGroup {
  #counted: KeySeats
  /** By id. */
  readonly #placed = new Map<string, Placed>()
  /** Ids of those that have, or had, the seat. */
  readonly #bySeat = new Map<number, string[]>()
  readonly #seatsByMark = new Map<number, Set<number>>()

  /** `seen`: as the ledger has it, for all requests of the group together. */
  constructor({ seats, holders, activations, former }: SeatsSeen) {
    this.#counted = seats
    for (const activation of [...former, ...activations, ...holders]) this.#add(activation)
  }

  /** `licensed`: the activation of the license that the same request got before, by its id. */
  seenBy({ marks, renews = '' }: Pick<Sought, 'marks' | 'renews'>, licensed = ''): SeatsSeen {
    const named = [renews, licensed].flatMap(id => this.#placed.get(id)?.activation.seat ?? [])
    const marked = marks.flatMap(mark => [...(this.#seatsByMark.get(mark) ?? [])])
    const own = this.#ofSeats([...named, ...marked])
    return {
      seats: this.#counted,
      holders: FIRST_SEATS.flatMap(seat => this.#ofSeats([seat])).filter(({ released }) => !released),
      activations: own.filter(({ released }) => released === undefined),
      former: own.filter(({ released }) => released !== undefined),
    }
  }

  /** What was granted is seen by those that follow. */
  grant({ activation, ended }: Pick<Recordable, 'activation' | 'ended'>): void {
    const { held, taken, vacant, ended: endings } = this.#counted
    if (ended !== undefined) {
      this.#add(ended)
      this.#counted = { ...this.#counted, ended: { ...endings, move: endings.move + 1 } }
    } else if (!this.#placed.has(activation.id))
      this.#counted = {
        ...this.#counted,
        held: held + 1,
        taken: Math.max(taken, activation.seat),
        vacant: vacant.filter(({ seat }) => seat !== activation.seat),
      }
    this.#add(activation)
  }

  #ofSeats(seats: readonly number[]): readonly Activation[] {
    const ids = [...new Set(seats)].flatMap(seat => this.#bySeat.get(seat) ?? [])
    const placed = ids.flatMap(id => this.#placed.get(id) ?? [])
    return placed.sort((a, b) => a.place - b.place).map(({ activation }) => activation)
  }

  /** Or what became of one that is here. */
  #add(activation: Activation): void {
    const { id, seat } = activation
    const place = this.#placed.get(id)?.place ?? this.#placed.size
    this.#placed.set(id, { place, activation })
    const ofSeat = this.#bySeat.get(seat)
    if (ofSeat === undefined) this.#bySeat.set(seat, [id])
    else if (!ofSeat.includes(id)) ofSeat.push(id)
    for (const mark of marksOfActivation(activation)) {
      const seats = this.#seatsByMark.get(mark)
      if (seats === undefined) this.#seatsByMark.set(mark, new Set([seat]))
      else seats.add(seat)
    }
  }
}

/** Whom a refusal names. */
const FIRST_SEATS: readonly number[] = Array.from({ length: MOST_HOLDERS }, (_, i) => i + 1)
