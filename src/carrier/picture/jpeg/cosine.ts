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

/** The current block; nothing runs between its two passes. */
const work = new Float64Array(64)

/** Paints the block whose first coefficient is at `from`; its upper left pixel is at `to`. */
export function paintBlock(
  coefficients: Int16Array,
  from: number,
  weights: Float64Array,
  side: Side,
  { luma, width }: Plane,
  to: number,
): void {
  const size = side * side
  let others = 0
  for (let i = 0; i < size; i++) {
    const coefficient = coefficients[from + i] as number
    if (i > 0) others |= coefficient
    work[i] = coefficient * (weights[i] as number)
  }
  if (others === 0) {
    for (let y = 0, at = to; y < side; y++, at += width) luma.fill((work[0] as number) + 128, at, at + side)
    return
  }
  const inverse = side === 8 ? inverse8 : inverse4
  for (let i = 0; i < side; i++) inverse(i, side)
  for (let i = 0; i < size; i += side) inverse(i, 1)
  for (let y = 0, i = 0, at = to; y < side; y++, at += width)
    for (let x = 0; x < side; x++) luma[at + x] = (work[i++] as number) + 128
}

/** A row (`step` 1) or column of 8: the sums of F(u) cos((2x + 1) u pi / 16), even and odd u apart. */
function inverse8(at: number, step: number): void {
  inverse4(at, 2 * step)
  const f1 = work[at + step] as number
  const f3 = work[at + 3 * step] as number
  const f5 = work[at + 5 * step] as number
  const f7 = work[at + 7 * step] as number
  const e0 = work[at] as number
  const e1 = work[at + 2 * step] as number
  const e2 = work[at + 4 * step] as number
  const e3 = work[at + 6 * step] as number
  const o0 = C1 * f1 + C3 * f3 + C5 * f5 + C7 * f7
  const o1 = C3 * f1 - C7 * f3 - C1 * f5 - C5 * f7
  const o2 = C5 * f1 - C1 * f3 + C7 * f5 + C3 * f7
  const o3 = C7 * f1 - C5 * f3 + C3 * f5 - C1 * f7
  work[at] = e0 + o0
  work[at + step] = e1 + o1
  work[at + 2 * step] = e2 + o2
  work[at + 3 * step] = e3 + o3
  work[at + 4 * step] = e3 - o3
  work[at + 5 * step] = e2 - o2
  work[at + 6 * step] = e1 - o1
  work[at + 7 * step] = e0 - o0
}

/** The same for 4, with cos((2x + 1) u pi / 8). */
function inverse4(at: number, step: number): void {
  const f0 = work[at] as number
  const f1 = work[at + step] as number
  const f2 = (work[at + 2 * step] as number) * C4
  const f3 = work[at + 3 * step] as number
  const o0 = C2 * f1 + C6 * f3
  const o1 = C6 * f1 - C2 * f3
  work[at] = f0 + f2 + o0
  work[at + step] = f0 - f2 + o1
  work[at + 2 * step] = f0 - f2 - o1
  work[at + 3 * step] = f0 + f2 - o0
}
