/**
 * Owns decoding one scan of a JPEG (ITU-T T.81, annexes F and G): sequential or progressive, of one component or of several
 * interleaved ones, with restarts. Sequential blocks are painted at once; progressive ones are kept for the next scans.
 * Where the data is damaged it continues at the next restart marker, or ends if there are none.
 */

import type { PictureProblem } from '../../../core/problems.ts'
import { ENDS_EARLY } from '../header.ts'
import { EntropyBitReader } from './bits.ts'
import type { Component, Layout } from './component.ts'
import { slotsOf } from './cosine.ts'
import type { ScanHeader, ScanPart } from './segments.ts'

interface Turn extends ScanPart {
  readonly component: Component
  /** Blocks in each MCU, across and down. */
  readonly h: number
  readonly v: number
  /** The DC coefficient of the previous block. */
  predicted: number
}

export class Scan {
  readonly #reader: EntropyBitReader
  readonly #header: ScanHeader
  readonly #slots: Uint8Array
  readonly #turns: readonly Turn[]
  /** MCUs. */
  readonly #across: number
  readonly #down: number
  /** MCUs from one restart marker to the next, and those left until the next one. */
  readonly #interval: number
  #left: number
  /** Blocks left in a run without new coefficients (section G.1.2.2). */
  #run = 0
  #isLost = false
  #failure: PictureProblem | undefined

  /** `components`: those of the frame. */
  constructor(bytes: Uint8Array, header: ScanHeader, components: readonly Component[], layout: Layout) {
    this.#reader = new EntropyBitReader(bytes, header.at)
    this.#header = header
    this.#slots = slotsOf(layout.side)
    const parts = header.parts.map(part => ({ ...part, component: components[part.index] as Component }))
    // a scan of a single component has no MCUs, and no blocks beyond the picture (section A.2.2)
    const alone = parts.length === 1 ? parts[0]?.component : undefined
    this.#across = alone?.across ?? layout.mcusAcross
    this.#down = alone?.down ?? layout.mcusDown
    this.#turns = parts.map(part => {
      const { h, v } = alone ? { h: 1, v: 1 } : part.component
      return { ...part, h, v, predicted: 0 }
    })
    this.#left = this.#interval = header.restart || this.#across * this.#down
  }

  /** Decodes the scan; each step is a row of MCUs. Returns what is wrong with the data, if anything. */
  *rows(): Generator<void, PictureProblem | undefined, undefined> {
    for (let y = 0; y < this.#down && this.#row(y); y++) yield
    return this.#failure
  }

  /** False if it is the last row that can be decoded. */
  #row(y: number): boolean {
    const reader = this.#reader
    for (let x = 0; x < this.#across; x++) {
      if (this.#left-- === 0 && !this.#restart()) return false
      // where blocks begin is unknown until the next restart
      if (this.#isLost) continue
      for (const turn of this.#turns) this.#blocks(turn, x, y)
      if (reader.failure === undefined) continue
      this.#failure ??= reader.failure
      this.#isLost = true
      if (this.#header.restart === 0) return false
    }
    return true
  }

  /** The blocks of one component in one MCU. */
  #blocks(turn: Turn, x: number, y: number): void {
    const { h, v } = turn
    for (let row = y * v; row < y * v + v; row++)
      for (let column = x * h; column < x * h + h; column++) this.#decode(turn, column, row)
  }

  #restart(): boolean {
    for (const turn of this.#turns) turn.predicted = 0
    this.#run = 0
    this.#isLost = false
    this.#left = this.#interval - 1
    if (this.#reader.restart()) return true
    this.#failure ??= ENDS_EARLY
    return false
  }

  #decode(turn: Turn, x: number, y: number): void {
    const { start, high, frame } = this.#header
    if (!frame.progressive) this.#sequential(turn, x, y)
    else if (start === 0) high === 0 ? this.#dcFirst(turn, x, y) : this.#dcNext(turn, x, y)
    else high === 0 ? this.#acFirst(turn, x, y) : this.#acNext(turn, x, y)
  }

  /** Sections F.2.2.1 and F.2.2.2. */
  #sequential(turn: Turn, x: number, y: number): void {
    const reader = this.#reader
    const slots = this.#slots
    const { coefficients } = turn.component
    // nobody looks at those of the others
    if (turn.component.isWanted) coefficients.fill(0)
    turn.predicted += reader.signed(reader.symbol(turn.dc) & 15)
    coefficients[0] = turn.predicted
    for (let k = 1; k < 64; k++) {
      const symbol = reader.symbol(turn.ac)
      const size = symbol & 15
      if (size === 0 && symbol !== 0xf0) break
      k += symbol >> 4
      coefficients[slots[k] as number] = reader.signed(size)
    }
    turn.component.paint(x, y)
  }

  /** Section G.1.2.1: the upper bits of the DC coefficient. */
  #dcFirst(turn: Turn, x: number, y: number): void {
    const { component } = turn
    turn.predicted += this.#reader.signed(this.#reader.symbol(turn.dc) & 15)
    component.coefficients[component.at(y * component.stride + x)] = turn.predicted << this.#header.low
  }

  /** One more bit of it. */
  #dcNext({ component }: Turn, x: number, y: number): void {
    if (this.#reader.bits(1) === 0) return
    const at = component.at(y * component.stride + x)
    component.coefficients[at] = (component.coefficients[at] as number) | (1 << this.#header.low)
  }

  /** Section G.1.2.2: the upper bits of the other coefficients, and runs of blocks without any. */
  #acFirst({ component, ac }: Turn, x: number, y: number): void {
    if (this.#run > 0) {
      this.#run--
      return
    }
    const reader = this.#reader
    const { end, low } = this.#header
    const block = y * component.stride + x
    const at = component.at(block)
    for (let k = this.#header.start; k <= end; k++) {
      const symbol = reader.symbol(ac)
      const size = symbol & 15
      const zeros = symbol >> 4
      if (size === 0 && zeros < 15) {
        this.#run = (1 << zeros) + reader.bits(zeros) - 1
        return
      }
      k += zeros
      if (size === 0) continue
      component.coefficients[at + (this.#slots[k] as number)] = reader.signed(size) << low
      markKnown(component, block, k)
    }
  }

  /** Section G.1.2.3: one more bit of each known coefficient, and new coefficients between them, which are 1 or -1. */
  #acNext({ component, ac }: Turn, x: number, y: number): void {
    const reader = this.#reader
    const slots = this.#slots
    const { coefficients, known } = component
    const { start, end, low } = this.#header
    const block = y * component.stride + x
    const at = component.at(block)
    let lower = known[2 * block] as number
    let upper = known[2 * block + 1] as number
    for (let k = start; k <= end; k++) {
      // how many unknown coefficients to skip; 64 skips the rest of the block
      let zeros = 64
      let fresh = 0
      if (this.#run === 0) {
        const symbol = reader.symbol(ac)
        zeros = symbol >> 4
        if ((symbol & 15) !== 0) fresh = reader.bits(1) === 1 ? 1 << low : -1 << low
        else if (zeros < 15) {
          this.#run = (1 << zeros) + reader.bits(zeros)
          zeros = 64
        }
      }
      for (; k <= end; k++) {
        const next = Math.min(nextKnown(lower, upper, k), end + 1)
        if (k + zeros < next) break
        zeros -= next - k
        k = next
        if (k > end || reader.bits(1) === 0) continue
        const slot = at + (slots[k] as number)
        const value = coefficients[slot] as number
        coefficients[slot] = value + (value < 0 ? -1 << low : 1 << low)
      }
      k += zeros
      if (fresh === 0 || k > end) continue
      coefficients[at + (slots[k] as number)] = fresh
      if (k < 32) lower |= 1 << k
      else upper |= 1 << (k & 31)
    }
    known[2 * block] = lower
    known[2 * block + 1] = upper
    if (this.#run > 0) this.#run--
  }
}

function markKnown({ known }: Component, block: number, k: number): void {
  const word = 2 * block + (k >> 5)
  known[word] = (known[word] as number) | (1 << (k & 31))
}

/** The first known coefficient from `k` (at most 63) on; 64 if there is none. */
function nextKnown(lower: number, upper: number, k: number): number {
  const first = k < 32 ? lower & (-1 << k) : 0
  if (first !== 0) return 31 - Math.clz32(first & -first)
  const second = k < 32 ? upper : upper & (-1 << (k & 31))
  return second === 0 ? 64 : 63 - Math.clz32(second & -second)
}
