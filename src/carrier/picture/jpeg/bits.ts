/**
 * Owns reading the bits of a JPEG's entropy-coded data (ITU-T T.81, annexes C and F): Huffman codes, and numbers of a
 * given size. Never reads beyond the next marker: everything is 0 there, and `failure` is set.
 */

import type { PictureProblem } from '../../../core/problems.ts'
import { ENDS_EARLY } from '../header.ts'

/**
 * For each value of the next 16 bits: the length of the code that they begin with, times 256, plus its symbol; 0 if there
 * is no such code. After that the same for 9 bits: this part fits the processor's first cache, which saves a tenth.
 */
export type HuffmanTable = Uint16Array

const BY_16 = 0x1_0000
const BY_9 = 0x200

/**
 * The table of a code (section C.2). `counts`: how many codes have 1, 2, ... 16 bits; `symbols`: their symbols, in that
 * order. Undefined if there are more codes than so many bits can have.
 */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | undefined {
  const table = new Uint16Array(BY_16 + BY_9)
  let from = 0
  let n = 0
  for (const [i, count] of counts.entries())
    for (const last = n + count; n < last; n++) {
      const to = from + (0x8000 >> i)
      if (to > BY_16) return undefined
      const entry = ((i + 1) << 8) | (symbols[n] as number)
      table.fill(entry, from, to)
      if (i < 9) table.fill(entry, BY_16 + (from >> 7), BY_16 + (to >> 7))
      from = to
    }
  return table
}

export class EntropyBitReader {
  readonly #bytes: Uint8Array
  #at: number
  /** Its lowest `#count` bits are still to be read. */
  #held = 0
  #count = 0
  /** How many zero bits were added after the data. */
  #lent = 0
  #hasBadCode = false

  /** `at`: offset of the entropy-coded data. */
  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes
    this.#at = at
  }

  /** What was wrong since the last restart. */
  get failure(): PictureProblem | undefined {
    if (this.#hasBadCode) return 'pixels'
    return this.#lent > this.#count ? ENDS_EARLY : undefined
  }

  /** Continues after the next restart marker; false if another marker, or the end of the file, is before it. */
  restart(): boolean {
    const bytes = this.#bytes
    this.#held = this.#count = this.#lent = 0
    this.#hasBadCode = false
    for (let at = bytes.indexOf(0xff, this.#at); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
      const code = bytes[at + 1] ?? 0
      this.#at = at + 2
      if (code >= 0xd0 && code <= 0xd7) return true
      if (code !== 0 && code !== 0xff) break
    }
    this.#at = bytes.length
    return false
  }

  /** The symbol of the next code; 0 if the table does not have it. */
  symbol(table: HuffmanTable): number {
    if (this.#count < 16) this.#fill()
    let entry = table[BY_16 + ((this.#held >>> (this.#count - 9)) & 0x1ff)] as number
    if (entry === 0) entry = table[(this.#held >>> (this.#count - 16)) & 0xffff] as number
    if (entry === 0) this.#hasBadCode = true
    this.#count -= entry >> 8
    return entry & 0xff
  }

  /** A number of `size` bits, at most 16. */
  bits(size: number): number {
    if (this.#count < size) this.#fill()
    this.#count -= size
    return (this.#held >>> this.#count) & ((1 << size) - 1)
  }

  /** A number of `size` bits; the lower half of them is negative (section F.2.2.1, EXTEND). */
  signed(size: number): number {
    const value = this.bits(size)
    return value < (1 << size) >> 1 ? value - (1 << size) + 1 : value
  }

  /** Holds at least 25 bits afterwards. A byte 0xff is followed by a stuffed zero, or begins a marker (section B.1.1.5). */
  #fill(): void {
    const bytes = this.#bytes
    for (; this.#count <= 24; this.#count += 8) {
      let byte = this.#at < bytes.length ? (bytes[this.#at] as number) : 0xff
      if (byte !== 0xff) this.#at++
      else if (bytes[this.#at + 1] === 0) this.#at += 2
      else {
        byte = 0
        this.#lent += 8
      }
      this.#held = (this.#held << 8) | byte
    }
  }
}
