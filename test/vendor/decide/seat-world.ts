/**
 * Owns a world in which an adversary who knows the rules forges requests freely against one key: computers with true
 * readings, what each request shows, and the count of different computers on which an unmodified client accepts some
 * license. Everything that decides is the product's own code; the world only keeps what a ledger would.
 */
import { type Bound, boundOf, holds, sharedValues } from '../../../src/core/computer/binding.ts'
import { boundHash } from '../../../src/core/computer/computer-id.ts'
import type { FingerprintClaim, ShareRule } from '../../../src/core/message/fingerprint.ts'
import {
  holderAfter,
  placeFor,
  placeForCode,
  type SeatApplicant,
  type SeatHolder,
} from '../../../src/vendor/decide/seat.ts'
import { countedSeats } from '../../world/nouns.ts'

/** Kind to values, each value a small number that stands for a hash. */
export type Face = Readonly<Record<number, readonly number[]>>

export interface Computer {
  readonly face: Face
  readonly virtual: boolean
}

export type Act =
  | {
      readonly act: 'ask'
      readonly face: Face
      readonly counted: readonly number[]
      readonly installation: number
      readonly virtual: boolean
      /** The desk moves the seat of this installation, whatever hardware asks (`issue --move`). */
      readonly byDesk?: boolean
    }
  | { readonly act: 'code'; readonly face: Face; readonly counted: readonly number[] }
  /** A receipt of a held seat, made without deactivating anything; or a release by hand. */
  | { readonly act: 'release'; readonly index: number }

export type Asked = Exclude<Act, { readonly act: 'release' }>

export function fingerprintOfFace(face: Face): FingerprintClaim {
  return new Map(
    Object.entries(face)
      .filter(([, values]) => values.length > 0)
      .map(([kind, values]) => [Number(kind), hashes(values)] as const)
      .sort(([a], [b]) => a - b),
  )
}

function hashes(values: readonly number[]): Uint8Array {
  return Uint8Array.from(
    [...new Set(values)].sort((a, b) => a - b).flatMap(value => [0, 0, 0, 0, 0, 0, value >> 8, value & 255]),
  )
}

/** What the product asks of a match, and what a face is in a message. Remembers what it computed: searches repeat acts. */
export class Rules {
  readonly #required: ShareRule | undefined
  readonly #fingerprintOf: (face: Face) => FingerprintClaim
  readonly #asked = new WeakMap<Asked, SeatApplicant>()
  readonly #held = new WeakMap<Bound, WeakMap<Computer, boolean>>()

  /** `fingerprintOf`: where the values of a face stand for real readings. */
  constructor(required?: ShareRule, fingerprintOf = fingerprintOfFace) {
    this.#required = required
    this.#fingerprintOf = fingerprintOf
  }

  /** What the vendor takes of a request or a code. Nothing may count. */
  asking(act: Asked): SeatApplicant {
    const known = this.#asked.get(act)
    if (known !== undefined) return known
    const bound = { ...boundOf(this.#fingerprintOf(act.face), act.counted), required: this.#required }
    const asking: SeatApplicant = {
      fingerprint: bound.fingerprint,
      virtual: act.act === 'ask' && act.virtual,
      bound,
      computer: boundHash(bound),
      installation: act.act === 'ask' ? `${act.installation}` : '',
    }
    this.#asked.set(act, asking)
    return asking
  }

  isHeld(bound: Bound, computer: Computer): boolean {
    const known = this.#held.get(bound) ?? new WeakMap<Computer, boolean>()
    const { face, virtual } = computer
    const isHeld = known.get(computer) ?? holds(bound, { fingerprint: this.#fingerprintOf(face), virtual })
    this.#held.set(bound, known.set(computer, isHeld))
    return isHeld
  }
}

interface Licensed {
  readonly bound: Bound | undefined
  readonly computer: string | undefined
}

/** One key with so many seats, and everything that was granted for it. */
export class SeatWorld {
  readonly #seats: number
  readonly #rules: Rules
  readonly #held: SeatHolder[] = []
  readonly #former: SeatHolder[] = []
  readonly #licenses: Licensed[] = []
  /** What was asked with: the owner of a computer may keep it there, for the answer to a code. */
  readonly #kept = new Map<string, Bound>()
  #counted = 0
  #now = 0

  constructor(seats: number, rules = new Rules()) {
    this.#seats = seats
    this.#rules = rules
  }

  /** Seats, and the moves and releases that the ledger counts: as many different computers may run. */
  get allowed(): number {
    return this.#seats + this.#counted
  }

  /** Whether the request was granted. */
  do(act: Act): boolean {
    this.#now++
    if (act.act === 'release') return this.#release(act.index)
    const asking = this.#rules.asking(act)
    if (asking.bound.counted.length === 0) return false
    this.#kept.set(asking.computer, asking.bound)
    return act.act === 'code' ? this.#code(asking.computer) : this.#ask(asking, act.byDesk)
  }

  #release(index: number): boolean {
    const [gone] = this.#held.splice(index, 1)
    if (gone === undefined) return false
    this.#former.push(gone)
    this.#counted++
    return true
  }

  #code(computer: string): boolean {
    const place = placeForCode(this.#all(), computer)
    if (place.kind === 'none' || place.kind === 'move') return false
    if (place.kind === 'free')
      this.#held.push({
        seat: place.seat,
        begunAt: place.begunAt ?? this.#now,
        bound: undefined,
        computer,
        takenBy: undefined,
        installations: [],
        seen: new Map(),
      })
    this.#licenses.push({ bound: undefined, computer })
    return true
  }

  #ask(asking: SeatApplicant, byDesk: boolean | undefined): boolean {
    const place = placeFor(this.#all(), asking, byDesk)
    if (place.kind === 'none') return false
    const after = holderAfter(place, asking, this.#now)
    if (place.kind === 'renewal') this.#held[this.#held.indexOf(place.held)] = after
    else {
      if (place.kind === 'move') {
        this.#held.splice(this.#held.indexOf(place.from), 1)
        this.#former.push(place.from)
        this.#counted++
      }
      this.#held.push(after)
    }
    this.#licenses.push({ bound: after.bound, computer: after.computer })
    return true
  }

  #all() {
    const [held, former] = [this.#held, this.#former]
    return { limit: this.#seats, counted: countedSeats(held, former), held, former }
  }

  /** Whether an unmodified client accepts some license on this computer, whoever it was made for. */
  accepts(computer: Computer): boolean {
    return this.#licenses.some(license => {
      // a code names what it is bound to by a hash alone: any request that was kept, and has it
      const bound = license.bound ?? this.#kept.get(license.computer ?? '')
      return bound !== undefined && this.#rules.isHeld(bound, computer)
    })
  }
}

/** The largest number of these computers of which no two have a reading of kinds 1 to 5 in common. */
export function mostDifferent(computers: readonly Computer[]): number {
  const faces = computers.map(({ face }) => fingerprintOfFace(face))
  const apart = (a: number, b: number) =>
    sharedValues(faces[a] as FingerprintClaim, faces[b] as FingerprintClaim, [1, 2, 3, 4, 5]) === 0
  const grow = (chosen: readonly number[], from: number): number => {
    let most = chosen.length
    for (let next = from; next < faces.length; next++)
      if (chosen.every(one => apart(one, next))) most = Math.max(most, grow([...chosen, next], next + 1))
    return most
  }
  return grow([], 0)
}
