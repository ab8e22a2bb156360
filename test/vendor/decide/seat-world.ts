/**
 * Owns a world in which an adversary who knows the rules forges requests freely against one key: computers with true
 * readings, what each request shows, and the count of different computers on which an unmodified client accepts some
 * license. Everything that decides is the product's own code; the world only keeps what a ledger would.
 */
import { type Bound, boundOf, holds, type Shown, sharedValues } from '../../../src/core/computer/binding.ts'
import { boundHash } from '../../../src/core/computer/computer-id.ts'
import type { FingerprintClaim } from '../../../src/core/message/fingerprint.ts'
import {
  type Asking,
  holderAfter,
  placeFor,
  placeForCode,
  type SeatHolder,
} from '../../../src/vendor/decide/seat.ts'

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
    }
  | { readonly act: 'code'; readonly face: Face; readonly counted: readonly number[] }
  /** A receipt of a held seat, made without deactivating anything; or a release by hand. */
  | { readonly act: 'release'; readonly index: number }

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

interface Licensed {
  readonly bound: Bound | undefined
  readonly computer: string | undefined
}

/** One key with so many seats, and everything that was granted for it. */
export class SeatWorld {
  readonly #seats: number
  readonly #fingerprintOf: (face: Face) => FingerprintClaim
  readonly #held: SeatHolder[] = []
  readonly #former: SeatHolder[] = []
  readonly #licenses: Licensed[] = []
  #counted = 0
  #now = 0

  /** `fingerprintOf`: what a face is in a message, where its values stand for real readings. */
  constructor(seats: number, fingerprintOf = fingerprintOfFace) {
    this.#seats = seats
    this.#fingerprintOf = fingerprintOf
  }

  /** Seats, and the moves and releases that the ledger counts: as many different computers may run. */
  get allowed(): number {
    return this.#seats + this.#counted
  }

  /** Whether the request was granted. */
  do(act: Act): boolean {
    this.#now++
    if (act.act === 'release') return this.#release(act.index)
    const shown = this.#fingerprintOf(act.face)
    const bound = boundOf(shown, act.counted)
    if (bound.counted.length === 0) return false
    const computer = boundHash(bound)
    return act.act === 'code' ? this.#code(computer) : this.#ask(act, bound, computer)
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

  #ask(act: Act & { readonly act: 'ask' }, bound: Bound, computer: string): boolean {
    const asking: Asking = {
      fingerprint: bound.fingerprint,
      virtual: act.virtual,
      bound,
      computer,
      installation: `${act.installation}`,
    }
    const place = placeFor(this.#all(), asking)
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
    return { limit: this.#seats, held: this.#held, former: this.#former }
  }

  /** Whether an unmodified client accepts some license on this computer; `kept`: faces that its own requests had. */
  accepts(computer: Computer): boolean {
    const here: Shown = { fingerprint: this.#fingerprintOf(computer.face), virtual: computer.virtual }
    return this.#licenses.some(({ bound }) => bound !== undefined && holds(bound, here))
  }

  /** The licenses by code alone: a client accepts one for any bound whose hash it has, if that holds here. */
  acceptsByCode(computer: Computer, faces: readonly Bound[]): boolean {
    const here: Shown = { fingerprint: this.#fingerprintOf(computer.face), virtual: computer.virtual }
    const named = new Set(this.#licenses.map(license => license.computer))
    return faces.some(bound => named.has(boundHash(bound)) && holds(bound, here))
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
