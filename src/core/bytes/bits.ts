/**
 * Owns bit strings, most significant bit first. Typed codes consist of them, because a whole byte is too much for a
 * flag. A number of unknown size is written in groups of four bits, highest first; the bit before each group tells
 * whether another group follows. After the last bit, the rest is zero.
 */

/** Bits of a number in one group, and the maximum number of groups: together 32 bits. */
const GROUP_BITS = 4
const MOST_GROUPS = 8
/** The largest number that `grouped` can write. */
export const MOST_GROUPED = 2 ** (GROUP_BITS * MOST_GROUPS) - 1

export interface BitWriter {
  /** Bits written so far. */
  readonly length: number
  /** Writes `value`, from 0 to 2^bits - 1, in `bits` bits, at most 32. */
  put(value: number, bits: number): void
  flag(value: boolean): void
  /** Writes a number from 0 to MOST_GROUPED. */
  grouped(value: number): void
  bytes(bytes: Uint8Array): void
  /** Returns what was written, padded with zeros to `bytes` bytes. */
  finish(bytes: number): Uint8Array
}

export function bitWriter(): BitWriter {
  const written: number[] = []
  function put(value: number, bits: number): void {
    // no shifts: they work on 32-bit signed numbers
    for (let i = bits - 1; i >= 0; i--) written.push(Math.floor(value / 2 ** i) % 2)
  }
  return {
    get length() {
      return written.length
    },
    put,
    flag: value => put(value ? 1 : 0, 1),
    grouped(value) {
      const groups: number[] = []
      for (let rest = value; groups.length === 0 || rest > 0; rest = Math.floor(rest / 16))
        groups.unshift(rest % 16)
      groups.forEach((group, i) => {
        put(i < groups.length - 1 ? 1 : 0, 1)
        put(group, GROUP_BITS)
      })
    },
    bytes(bytes) {
      for (const byte of bytes) put(byte, 8)
    },
    finish(bytes) {
      const all = new Uint8Array(bytes)
      written.forEach((bit, i) => {
        all[i >> 3] = (all[i >> 3] as number) | (bit << (7 - (i & 7)))
      })
      return all
    },
  }
}

/** Reads zeros beyond the end. Callers detect that by encoding what they read again and comparing. */
export interface BitReader {
  take(bits: number): number
  flag(): boolean
  grouped(): number
  bytes(bytes: number): Uint8Array
}

export function bitReader(from: Uint8Array): BitReader {
  let at = 0
  function take(bits: number): number {
    let value = 0
    for (let i = 0; i < bits; i++, at++) value = value * 2 + (((from[at >> 3] ?? 0) >> (7 - (at & 7))) & 1)
    return value
  }
  return {
    take,
    flag: () => take(1) === 1,
    grouped() {
      let value = 0
      for (let group = 0; group < MOST_GROUPS; group++) {
        const more = take(1) === 1
        value = value * 16 + take(GROUP_BITS)
        if (!more) break
      }
      return value
    },
    bytes: bytes => Uint8Array.from({ length: bytes }, () => take(8)),
  }
}
