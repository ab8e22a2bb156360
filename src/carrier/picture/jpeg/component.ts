/**
 * Owns one component of a JPEG, such as brightness: the layout of its blocks, the memory for its coefficients, and its
 * pixels. A component whose pixels are not wanted is skipped, and has memory for a single block.
 */
import { type Plane, paintBlock, type Side, slotCount, weightsOf } from './cosine.ts'
import type { ComponentHeader, FrameHeader } from './segments.ts'

/** How the frame is divided into blocks (ITU-T T.81, section A.1.1). */
export interface Layout extends FrameHeader {
  /** The largest `h` and `v` of all components. */
  readonly hMost: number
  readonly vMost: number
  readonly mcusAcross: number
  readonly mcusDown: number
  readonly side: Side
}

export function layoutOf(frame: FrameHeader, side: Side): Layout {
  const hMost = Math.max(...frame.components.map(({ h }) => h))
  const vMost = Math.max(...frame.components.map(({ v }) => v))
  const mcusAcross = Math.ceil(frame.width / (8 * hMost))
  const mcusDown = Math.ceil(frame.height / (8 * vMost))
  return { ...frame, hMost, vMost, mcusAcross, mcusDown, side }
}

export class Component {
  readonly h: number
  readonly v: number
  /** Blocks in a scan of this component alone (section A.2.2). */
  readonly across: number
  readonly down: number
  /** Blocks in a row of memory: whole MCUs. */
  readonly stride: number
  readonly isWanted: boolean
  /** Of all blocks of a progressive picture; otherwise of the current block. */
  coefficients: Int16Array
  /** Two words per block: a bit for each coefficient that is not 0, kept or not. */
  known: Int32Array
  readonly #layout: Layout
  readonly #blocks: number
  readonly #perBlock: number
  #weights: Float64Array | undefined
  #plane: Plane | undefined

  constructor({ h, v }: ComponentHeader, layout: Layout, isWanted: boolean) {
    const { progressive, width, height, hMost, vMost, mcusAcross, mcusDown, side } = layout
    this.h = h
    this.v = v
    this.across = Math.ceil((width * h) / (8 * hMost))
    this.down = Math.ceil((height * v) / (8 * vMost))
    this.stride = mcusAcross * h
    this.isWanted = isWanted
    this.#layout = layout
    this.#blocks = this.stride * mcusDown * v
    const kept = isWanted && progressive ? this.#blocks : 0
    this.#perBlock = kept > 0 ? slotCount(side) : 0
    this.coefficients = new Int16Array(slotCount(side) * Math.max(1, kept))
    this.known = new Int32Array(2 * kept)
  }

  /** Index of a block's first coefficient. */
  at(block: number): number {
    return block * this.#perBlock
  }

  /** Sets the quantization table at the first scan of this component; false at a later one. */
  quantize(steps: Uint16Array): boolean {
    const isFirst = this.#weights === undefined
    this.#weights ??= weightsOf(steps, this.#layout.side)
    return isFirst
  }

  /** Turns the coefficients of a block into pixels, if they are wanted. */
  paint(x: number, y: number): void {
    if (!this.isWanted || this.#weights === undefined) return
    const { side } = this.#layout
    const plane = this.#painted()
    const to = (y * plane.width + x) * side
    paintBlock(this.coefficients, this.at(y * this.stride + x), this.#weights, side, plane, to)
  }

  /** Turns all coefficients into pixels, then frees them; each step is a row of blocks. */
  *paintRows(): Generator<void, void, undefined> {
    for (let y = 0; y < this.down; y++) {
      for (let x = 0; x < this.across; x++) this.paint(x, y)
      yield
    }
    this.coefficients = new Int16Array()
    this.known = new Int32Array()
  }

  /** Allocated late: a progressive picture of several components would need the memory twice. */
  #painted(): Plane {
    const { side } = this.#layout
    this.#plane ??= {
      width: this.stride * side,
      luma: new Uint8ClampedArray(this.#blocks * side * side).fill(128),
    }
    return this.#plane
  }

  /** The pixels of a picture of this size, cropped from the whole blocks, or repeated if the component has fewer. */
  pixels(width: number, height: number): Uint8Array<ArrayBuffer> {
    const { h, v } = this
    const { hMost, vMost } = this.#layout
    const plane = this.#painted()
    if (h < hMost || v < vMost) return repeated(plane, width, height, h / hMost, v / vMost)
    for (let y = 1; y < height && width < plane.width; y++)
      plane.luma.copyWithin(y * width, y * plane.width, y * plane.width + width)
    return new Uint8Array(plane.luma.buffer, 0, width * height)
  }
}

function repeated(
  plane: Plane,
  width: number,
  height: number,
  h: number,
  v: number,
): Uint8Array<ArrayBuffer> {
  const pixels = new Uint8Array(width * height)
  for (let y = 0, i = 0; y < height; y++) {
    const row = Math.floor(y * v) * plane.width
    for (let x = 0; x < width; x++) pixels[i++] = plane.luma[row + Math.floor(x * h)] as number
  }
  return pixels
}
