/**
 * Owns putting parts together from XORs of them: Gaussian elimination over GF(2), one equation at a time. What says
 * nothing new is dropped at once, so there are never more equations than parts.
 */
import { coefficientsOf } from './coefficients.ts'

/**
 * Frames that may be redundant: for an honest sender, each further one is half as likely as the one before. After so many, a
 * text was probably made to keep a reader busy.
 */
const MOST_REDUNDANT = 256

export interface Equations {
  /** Takes the frame of a number in; false when it says nothing new. Its data is neither kept nor changed. */
  add(number: number, data: Uint8Array): boolean
  /** How many say something new: as many as parts are enough. */
  readonly rank: number
  /** The parts that stand alone already, from 0. */
  alone(): readonly number[]
  /** All parts one after the other, once `rank` is their count. */
  solved(): Uint8Array<ArrayBuffer>
}

interface Row {
  readonly coefficients: Uint32Array
  readonly data: Uint8Array
}

/** Of so many parts of so many bytes each. */
export function equations(parts: number, bytes: number): Equations {
  /** By the lowest part in it. */
  const rows = new Map<number, Row>()
  /** The numbers of the frames that were taken in. */
  const numbers = new Set<number>()

  function add(number: number, data: Uint8Array): boolean {
    if (numbers.has(number) || numbers.size >= rows.size + MOST_REDUNDANT) return false
    numbers.add(number)
    const row = { coefficients: coefficientsOf(number, parts), data: data.slice() }
    for (let part = lowest(row, 0); part < parts; part = lowest(row, part)) {
      const known = rows.get(part)
      if (known === undefined) {
        rows.set(part, row)
        return true
      }
      xor(row, known)
    }
    return false
  }

  function solved(): Uint8Array<ArrayBuffer> {
    const all = new Uint8Array(parts * bytes)
    // from the last one down: all later parts of a row are then alone in theirs
    for (let part = parts - 1; part >= 0; part--) {
      const row = rows.get(part) as Row
      for (let other = lowest(row, part + 1); other < parts; other = lowest(row, other + 1))
        xorInto(row.data, (rows.get(other) as Row).data)
      row.coefficients.fill(0)
      row.coefficients[part >> 5] = 1 << (part & 31)
      all.set(row.data, part * bytes)
    }
    return all
  }

  return {
    add,
    get rank() {
      return rows.size
    },
    alone: () => [...rows].flatMap(([part, row]) => (lowest(row, part + 1) >= parts ? [part] : [])),
    solved,
  }
}

/** The lowest part in the row from `from` on; a number beyond all parts when there is none. */
function lowest({ coefficients }: Row, from: number): number {
  for (let i = from >> 5; i < coefficients.length; i++) {
    const below = i === from >> 5 ? 2 ** (from & 31) - 1 : 0
    const word = (coefficients[i] as number) & ~below
    if (word !== 0) return i * 32 + 31 - Math.clz32(word & -word)
  }
  return Number.POSITIVE_INFINITY
}

function xor(row: Row, other: Row): void {
  for (let i = 0; i < row.coefficients.length; i++)
    row.coefficients[i] = (row.coefficients[i] as number) ^ (other.coefficients[i] as number)
  xorInto(row.data, other.data)
}

function xorInto(bytes: Uint8Array, other: Uint8Array): void {
  for (let i = 0; i < bytes.length; i++) bytes[i] = (bytes[i] as number) ^ (other[i] as number)
}
