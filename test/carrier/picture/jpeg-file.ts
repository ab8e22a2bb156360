/**
 * Owns writing JPEG for tests, out of coefficients (ITU-T T.81): sequential or progressive, in any scans, samplings and
 * restarts, and with segments that lie. The packages write baseline alone.
 */

export interface JpegComponent {
  readonly id?: number
  readonly h: number
  readonly v: number
  /** 64 of each block in the order of the file, block after block, row after row, in whole MCUs. */
  readonly coefficients: Int16Array
}

export interface JpegScan {
  /** Components by their place. */
  readonly of: readonly number[]
  readonly start: number
  readonly end: number
  readonly high: number
  readonly low: number
}

export interface JpegShape {
  readonly width: number
  readonly height: number
  readonly progressive: boolean
  readonly components: readonly JpegComponent[]
  readonly scans: readonly JpegScan[]
  /** Of all components, 64 in the order of the file. */
  readonly steps: readonly number[]
  /** MCUs from one restart marker to the next. */
  readonly restart?: number
  /** Whole segments before all others. */
  readonly before?: readonly number[]
}

export interface JpegSize {
  readonly width: number
  readonly height: number
  readonly components: readonly Pick<JpegComponent, 'h' | 'v'>[]
}

/** Blocks of a component to the right and downwards: of whole MCUs, and those that a scan of it alone has. */
export function blocksOf({ width, height, components }: JpegSize, index: number) {
  const { h, v } = components[index] as JpegComponent
  const hMost = Math.max(...components.map(one => one.h))
  const vMost = Math.max(...components.map(one => one.v))
  const mcusAcross = Math.ceil(width / (8 * hMost))
  const mcusDown = Math.ceil(height / (8 * vMost))
  const across = Math.ceil(Math.ceil((width * h) / hMost) / 8)
  const down = Math.ceil(Math.ceil((height * v) / vMost) / 8)
  return { stride: mcusAcross * h, rows: mcusDown * v, across, down, mcusAcross, mcusDown }
}

export function jpeg(shape: JpegShape): Uint8Array<ArrayBuffer> {
  const out = new Writer()
  out.bytes(...jpegHead(shape))
  for (const scan of shape.scans) writeScan(shape, scan, out)
  out.bytes(0xff, 0xd9)
  return out.done()
}

/** All that stands before the first scan. */
export function jpegHead({
  progressive,
  width,
  height,
  components,
  steps,
  restart = 0,
  before = [],
}: JpegShape) {
  const frame = components.flatMap(({ id, h, v }, i) => [id ?? i + 1, (h << 4) | v, 0])
  return [
    ...[0xff, 0xd8, ...before],
    ...segment(0xdb, [0x10, ...steps.flatMap(u16)]),
    ...segment(progressive ? 0xc2 : 0xc0, [8, ...u16(height), ...u16(width), components.length, ...frame]),
    ...HUFFMAN_TABLES,
    ...(restart > 0 ? segment(0xdd, u16(restart)) : []),
  ]
}

/** A marker and its content. */
export function segment(marker: number, content: readonly number[]): number[] {
  return [0xff, marker, ...u16(content.length + 2), ...content]
}

function u16(value: number): number[] {
  return [value >> 8, value & 0xff]
}

/** Codes of 3 to 16 bits: short ones for what is frequent in any scan, one for every other byte. */
const COUNTS = [0, 0, 3, 4, 4, 6, 6, 8, 0, 16, 0, 0, 0, 0, 0, 209]
const FREQUENT = [1, 2, 3, 0, 4, 0x11, 5, 0x21, 0x12, 0x31, 0x41, 6, 0x51, 0x10, 0x22, 0x13, 0x61, 7, 0xf0]
const SYMBOLS = [...new Set([...FREQUENT, ...Array.from({ length: 256 }, (_, i) => i)])]

/** The same for all coefficients. */
const HUFFMAN_TABLES = segment(0xc4, [0x00, ...COUNTS, ...SYMBOLS, 0x10, ...COUNTS, ...SYMBOLS])

/** Code and length by symbol. */
const CODES = codes()

function codes(): { readonly code: Uint16Array; readonly length: Uint8Array } {
  const all = { code: new Uint16Array(256), length: new Uint8Array(256) }
  let next = 0
  let n = 0
  for (const [i, count] of COUNTS.entries()) {
    for (let k = 0; k < count; k++, n++) {
      all.code[SYMBOLS[n] as number] = next++
      all.length[SYMBOLS[n] as number] = i + 1
    }
    next *= 2
  }
  return all
}

class Writer {
  #out = new Uint8Array(65_536)
  #length = 0
  #held = 0
  #count = 0

  bytes(...values: readonly number[]): void {
    for (const value of values) this.#byte(value)
  }

  /** At most 16 bits, entropy-coded. */
  bits(value: number, size: number): void {
    this.#held = (this.#held << size) | (value & ((1 << size) - 1))
    this.#count += size
    for (; this.#count >= 8; this.#count -= 8) {
      const byte = (this.#held >> (this.#count - 8)) & 0xff
      this.#byte(byte)
      if (byte === 0xff) this.#byte(0)
    }
    this.#held &= 0xff
  }

  symbol(symbol: number): void {
    this.bits(CODES.code[symbol] as number, CODES.length[symbol] as number)
  }

  /** A number of so many bits, as section F.1.2.1 says. */
  signed(value: number, size: number): void {
    this.bits(value < 0 ? value - 1 : value, size)
  }

  /** To whole bytes, with ones. */
  align(): void {
    if (this.#count > 0) this.bits(0xff, 8 - this.#count)
  }

  done(): Uint8Array<ArrayBuffer> {
    return this.#out.slice(0, this.#length)
  }

  #byte(value: number): void {
    if (this.#length === this.#out.length) {
      const longer = new Uint8Array(2 * this.#length)
      longer.set(this.#out)
      this.#out = longer
    }
    this.#out[this.#length++] = value
  }
}

function sizeOf(value: number): number {
  return 32 - Math.clz32(Math.abs(value))
}

function writeScan(shape: JpegShape, scan: JpegScan, out: Writer): void {
  const parts = scan.of.map(index => ({ ...(shape.components[index] as JpegComponent), index, before: 0 }))
  const spectral = shape.progressive ? [scan.start, scan.end, (scan.high << 4) | scan.low] : [0, 63, 0]
  const tables = parts.flatMap(({ id, index }) => [id ?? index + 1, 0])
  out.bytes(...segment(0xda, [parts.length, ...tables, ...spectral]))
  const coder = new Coder(out, scan)
  const encode = shape.progressive ? encoderOf(scan) : 'sequential'
  const alone = parts.length === 1
  const sizes = parts.map(({ index }) => blocksOf(shape, index))
  const [first] = sizes as [ReturnType<typeof blocksOf>]
  const [across, down] = alone ? [first.across, first.down] : [first.mcusAcross, first.mcusDown]
  for (let mcu = 0; mcu < across * down; mcu++) {
    if (mcu > 0 && shape.restart !== undefined && mcu % shape.restart === 0) {
      coder.end()
      out.bytes(0xff, 0xd0 | ((mcu / shape.restart - 1) & 7))
      for (const part of parts) part.before = 0
    }
    const [x, y] = [mcu % across, Math.floor(mcu / across)]
    for (const [i, part] of parts.entries()) {
      const [h, v] = alone ? [1, 1] : [part.h, part.v]
      for (let row = y * v; row < y * v + v; row++)
        for (let column = x * h; column < x * h + h; column++) {
          const at = 64 * (row * (sizes[i] as typeof first).stride + column)
          part.before = coder[encode](part.coefficients.subarray(at, at + 64), part.before)
        }
    }
  }
  coder.end()
}

function encoderOf({ start, high }: JpegScan): 'dcFirst' | 'dcNext' | 'acFirst' | 'acNext' {
  if (start === 0) return high === 0 ? 'dcFirst' : 'dcNext'
  return high === 0 ? 'acFirst' : 'acNext'
}

/** Each takes a block and the DC coefficient before it, and gives that of the block. */
class Coder {
  readonly #out: Writer
  readonly #scan: JpegScan
  /** Blocks without anything new that were not written yet, and the bits of their known coefficients (section G.1.2.3). */
  #run = 0
  #waiting: number[] = []

  constructor(out: Writer, scan: JpegScan) {
    this.#out = out
    this.#scan = scan
  }

  sequential(block: Int16Array, before: number): number {
    const dc = this.#dc(block[0] as number, before)
    let zeros = 0
    for (let k = 1; k < 64; k++) {
      const value = block[k] as number
      if (value === 0) zeros++
      else zeros = this.#ac(zeros, value)
    }
    if (zeros > 0) this.#out.symbol(0)
    return dc
  }

  dcFirst(block: Int16Array, before: number): number {
    return this.#dc((block[0] as number) >> this.#scan.low, before)
  }

  dcNext(block: Int16Array): number {
    this.#out.bits((block[0] as number) >> this.#scan.low, 1)
    return 0
  }

  acFirst(block: Int16Array): number {
    let zeros = 0
    for (let k = this.#scan.start; k <= this.#scan.end; k++) {
      const value = this.#shifted(block[k] as number)
      if (value !== 0) this.#endRun()
      if (value === 0) zeros++
      else zeros = this.#ac(zeros, value)
    }
    if (zeros > 0 && ++this.#run === 0x7fff) this.#endRun()
    return 0
  }

  acNext(block: Int16Array): number {
    const { start, end } = this.#scan
    let last = end
    while (last >= start && Math.abs(this.#shifted(block[last] as number)) !== 1) last--
    let zeros = 0
    let bits: number[] = []
    for (let k = start; k <= end; k++) {
      const value = Math.abs(this.#shifted(block[k] as number))
      if (value === 0) zeros++
      for (; zeros > 15 && value > 0 && k <= last; zeros -= 16, bits = []) this.#new(0xf0, bits)
      if (value > 1) bits.push(value & 1)
      if (value !== 1) continue
      this.#new((zeros << 4) | 1, [(block[k] as number) < 0 ? 0 : 1, ...bits])
      zeros = 0
      bits = []
    }
    if (zeros > 0 || bits.length > 0) {
      this.#waiting.push(...bits)
      if (++this.#run === 0x7fff) this.#endRun()
    }
    return 0
  }

  end(): void {
    this.#endRun()
    this.#out.align()
  }

  #dc(value: number, before: number): number {
    const size = sizeOf(value - before)
    this.#out.symbol(size)
    this.#out.signed(value - before, size)
    return value
  }

  #ac(zeros: number, value: number): 0 {
    for (let left = zeros; left > 15; left -= 16) this.#out.symbol(0xf0)
    this.#out.symbol(((zeros & 15) << 4) | sizeOf(value))
    this.#out.signed(value, sizeOf(value))
    return 0
  }

  /** Toward zero, as for coefficients that are not DC. */
  #shifted(value: number): number {
    return value < 0 ? -(-value >> this.#scan.low) : value >> this.#scan.low
  }

  #new(symbol: number, bits: readonly number[]): void {
    this.#endRun()
    this.#out.symbol(symbol)
    for (const bit of bits) this.#out.bits(bit, 1)
  }

  #endRun(): void {
    if (this.#run > 0) {
      const size = sizeOf(this.#run) - 1
      this.#out.symbol(size << 4)
      this.#out.bits(this.#run, size)
    }
    for (const bit of this.#waiting) this.#out.bits(bit, 1)
    this.#run = 0
    this.#waiting = []
  }
}
