/**
 * Owns the inverse cosine transform of JPEG (ITU-T T.81, section A.3.3): the coefficients of a block become 8 x 8 pixels, or
 * 4 x 4 from the lowest frequencies, which halves width and height at no cost.
 */

/** Pixels along the side of a block: 8, or 4 at half the size. */
export type Side = 8 | 4

/** 8 * row + column of each coefficient, in the order of the file (figure A.6): diagonals in alternating directions. */
const ZIGZAG: readonly number[] = Array.from({ length: 15 }, (_, diagonal) => {
  const rows = Array.from({ length: 8 }, (_, row) => row).filter(row => diagonal >= row && diagonal - row < 8)
  return (diagonal % 2 === 0 ? rows.toReversed() : rows).map(row => 8 * row + diagonal - row)
}).flat()

/**
 * Where coefficient `k` of the file is kept in its block: row by row. Those that are not needed share one slot at the end,
 * and so do those that a damaged file counts beyond 63.
 */
export function slotsOf(side: Side): Uint8Array {
  const slots = new Uint8Array(80).fill(side * side)
  for (const [k, place] of ZIGZAG.entries())
    if (place >> 3 < side && (place & 7) < side) slots[k] = (place >> 3) * side + (place & 7)
  return slots
}

/** Slots of one block. */
export function slotCount(side: Side): number {
  return side * side + 1
}

/** The factor of each slot: its step in the quantization table, times its factor in the transform. */
export function weightsOf(steps: Uint16Array, side: Side): Float64Array {
  const share = (i: number): number => (i === 0 ? Math.SQRT1_2 : 1) / 2
  const weights = new Float64Array(slotCount(side))
  const slots = slotsOf(side)
  for (const [k, place] of ZIGZAG.entries())
    weights[slots[k] as number] = (steps[k] as number) * share(place >> 3) * share(place & 7)
  return weights
}

/** The pixels of a component, row by row, in whole blocks. */
export interface Plane {
  readonly width: number
  readonly luma: Uint8ClampedArray<ArrayBuffer>
}

const cos = (n: number): number => Math.cos((n * Math.PI) / 16)
const [C1, C2, C3, C4, C5, C6, C7] = [cos(1), cos(2), cos(3), cos(4), cos(5), cos(6), cos(7)]

/** The current block between its two passes: nothing else runs then. */
const work = new Float64Array(64)

/** Paints the block whose first coefficient is at `from`; its upper left pixel is at `to`. */
export function paintBlock(
  coefficients: Int16Array,
  from: number,
  weights: Float64Array,
  side: Side,
  plane: Plane,
  to: number,
): void {
  if (side === 8) {
    columns8(coefficients, from, weights)
    rows8(plane, to)
  } else {
    columns4(coefficients, from, weights)
    rows4(plane, to)
  }
}

/** The eight sums of a column or row. */
const sums = new Float64Array(8)

/** F(u) cos((2x + 1) u pi / 16), even and odd u apart. Written out: with loops, decoding takes a third longer. */
function transform8(
  f0: number,
  f1: number,
  f2: number,
  f3: number,
  f4: number,
  f5: number,
  f6: number,
  f7: number,
): void {
  const a0 = f0 + f4 * C4
  const a1 = f0 - f4 * C4
  const b0 = f2 * C2 + f6 * C6
  const b1 = f2 * C6 - f6 * C2
  const o0 = sum(f1, f3, f5, f7, C1, C3, C5, C7)
  const o1 = sum(f1, f3, f5, f7, C3, -C7, -C1, -C5)
  const o2 = sum(f1, f3, f5, f7, C5, -C1, C7, C3)
  const o3 = sum(f1, f3, f5, f7, C7, -C5, C3, -C1)
  sums[0] = a0 + b0 + o0
  sums[1] = a1 + b1 + o1
  sums[2] = a1 - b1 + o2
  sums[3] = a0 - b0 + o3
  sums[4] = a0 - b0 - o3
  sums[5] = a1 - b1 - o2
  sums[6] = a1 + b1 - o1
  sums[7] = a0 + b0 - o0
}

function columns8(coefficients: Int16Array, from: number, weights: Float64Array): void {
  for (let x = 0; x < 8; x++) {
    const at = from + x
    const q1 = coefficients[at + 8] as number
    const q2 = coefficients[at + 16] as number
    const q3 = coefficients[at + 24] as number
    const q4 = coefficients[at + 32] as number
    const q5 = coefficients[at + 40] as number
    const q6 = coefficients[at + 48] as number
    const q7 = coefficients[at + 56] as number
    const f0 = (coefficients[at] as number) * (weights[x] as number)
    // most columns are all alike
    if ((q1 | q2 | q3 | q4 | q5 | q6 | q7) === 0) {
      for (let i = x; i < 64; i += 8) work[i] = f0
      continue
    }
    transform8(
      f0,
      q1 * (weights[x + 8] as number),
      q2 * (weights[x + 16] as number),
      q3 * (weights[x + 24] as number),
      q4 * (weights[x + 32] as number),
      q5 * (weights[x + 40] as number),
      q6 * (weights[x + 48] as number),
      q7 * (weights[x + 56] as number),
    )
    for (let y = 0; y < 8; y++) work[x + 8 * y] = sums[y] as number
  }
}

/** What is beyond black or white becomes that, as `luma` is clamped. */
function rows8({ luma, width }: Plane, to: number): void {
  for (let i = 0, at = to; i < 64; i += 8, at += width) {
    transform8(
      (work[i] as number) + GRAY,
      work[i + 1] as number,
      work[i + 2] as number,
      work[i + 3] as number,
      work[i + 4] as number,
      work[i + 5] as number,
      work[i + 6] as number,
      work[i + 7] as number,
    )
    for (let x = 0; x < 8; x++) luma[at + x] = (sums[x] as number) | 0
  }
}

/** Of 4 by 4, with cos((2x + 1) u pi / 8). */
function columns4(coefficients: Int16Array, from: number, weights: Float64Array): void {
  for (let x = 0; x < 4; x++) {
    const at = from + x
    const f0 = (coefficients[at] as number) * (weights[x] as number)
    const f1 = (coefficients[at + 4] as number) * (weights[x + 4] as number)
    const f2 = (coefficients[at + 8] as number) * (weights[x + 8] as number)
    const f3 = (coefficients[at + 12] as number) * (weights[x + 12] as number)
    work[x] = sum(f0, f1, f2, f3, 1, C2, C4, C6)
    work[x + 4] = sum(f0, f1, f2, f3, 1, C6, -C4, -C2)
    work[x + 8] = sum(f0, f1, f2, f3, 1, -C6, -C4, C2)
    work[x + 12] = sum(f0, f1, f2, f3, 1, -C2, C4, -C6)
  }
}

function rows4({ luma, width }: Plane, to: number): void {
  for (let i = 0, at = to; i < 16; i += 4, at += width) {
    const f0 = (work[i] as number) + GRAY
    const f1 = work[i + 1] as number
    const f2 = work[i + 2] as number
    const f3 = work[i + 3] as number
    luma[at] = sum(f0, f1, f2, f3, 1, C2, C4, C6) | 0
    luma[at + 1] = sum(f0, f1, f2, f3, 1, C6, -C4, -C2) | 0
    luma[at + 2] = sum(f0, f1, f2, f3, 1, -C6, -C4, C2) | 0
    luma[at + 3] = sum(f0, f1, f2, f3, 1, -C2, C4, -C6) | 0
  }
}

/** What a sum of 0 stands for, and a half more, as fractions are cut off. */
const GRAY = 128.5

function sum(
  a: number,
  b: number,
  c: number,
  d: number,
  ofA: number,
  ofB: number,
  ofC: number,
  ofD: number,
): number {
  return a * ofA + b * ofB + c * ofC + d * ofD
}
