/**
 * Owns writing pictures for tests as files of every kind that is read, in all the variants of PNG and GIF.
 * The packages write too few of them.
 */
import { crc32, deflateSync } from 'node:zlib'
import jpeg from 'jpeg-js'
import type { GrayPicture } from '../../../src/carrier/picture/gray.ts'

export interface PngShape {
  readonly width: number
  readonly height: number
  readonly depth: 1 | 2 | 4 | 8 | 16
  /** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGB and alpha. */
  readonly colour: 0 | 2 | 3 | 4 | 6
  readonly interlaced?: boolean
  readonly palette?: readonly number[]
  readonly transparency?: readonly number[]
  /** The samples of a pixel, each below 2 to the depth. */
  readonly pixel: (x: number, y: number) => readonly number[]
  /** The filter type of a row, 0 to 4. */
  readonly filter?: (y: number) => number
}

const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

export function png(shape: PngShape): Uint8Array<ArrayBuffer> {
  const raw: Uint8Array[] = []
  for (const [startX, startY, stepX, stepY] of shape.interlaced ? ADAM7 : [[0, 0, 1, 1] as const]) {
    if (startX >= shape.width) continue
    let above: Uint8Array | undefined
    for (let y = startY; y < shape.height; y += stepY) {
      const samples: number[] = []
      for (let x = startX; x < shape.width; x += stepX) samples.push(...shape.pixel(x, y))
      const line = packed(samples, shape.depth)
      raw.push(
        filtered(line, above ?? new Uint8Array(line.length), shape.filter?.(y) ?? 0, bytesPerPixel(shape)),
      )
      above = line
    }
  }
  return pngOf(shape, deflateSync(Buffer.concat(raw)))
}

/** A PNG with any data, for files that lie. */
export function pngOf(
  shape: Pick<PngShape, 'width' | 'height' | 'depth' | 'colour' | 'interlaced' | 'palette' | 'transparency'>,
  data: Uint8Array,
  ancillary: Uint8Array = new Uint8Array(),
): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(shape.width, 0)
  header.writeUInt32BE(shape.height, 4)
  header.set([shape.depth, shape.colour, 0, 0, shape.interlaced ? 1 : 0], 8)
  return Uint8Array.from(
    Buffer.concat([
      Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'),
      pngChunk('IHDR', header),
      ancillary,
      ...(shape.palette ? [pngChunk('PLTE', Uint8Array.from(shape.palette))] : []),
      ...(shape.transparency ? [pngChunk('tRNS', Uint8Array.from(shape.transparency))] : []),
      // Two pieces, because a writer may cut anywhere.
      pngChunk('IDAT', data.subarray(0, data.length >> 1)),
      pngChunk('IDAT', data.subarray(data.length >> 1)),
      pngChunk('IEND', new Uint8Array()),
    ]),
  )
}

export function pngChunk(type: string, content: Uint8Array): Uint8Array {
  const chunk = Buffer.alloc(12 + content.length)
  chunk.writeUInt32BE(content.length, 0)
  chunk.write(type, 4, 'latin1')
  chunk.set(content, 8)
  chunk.writeUInt32BE(crc32(chunk.subarray(4, 8 + content.length)), 8 + content.length)
  return chunk
}

function bytesPerPixel({ depth, colour }: PngShape): number {
  return Math.ceil((depth * { 0: 1, 2: 3, 3: 1, 4: 2, 6: 4 }[colour]) / 8)
}

function packed(samples: readonly number[], depth: number): Uint8Array {
  if (depth === 16) return Uint8Array.from(samples.flatMap(value => [value >> 8, value & 0xff]))
  const line = new Uint8Array(Math.ceil((samples.length * depth) / 8))
  samples.forEach((value, i) => {
    const bit = i * depth
    line[bit >> 3] = (line[bit >> 3] as number) | (value << (8 - depth - (bit & 7)))
  })
  return line
}

function filtered(line: Uint8Array, above: Uint8Array, type: number, step: number): Uint8Array {
  const out = new Uint8Array(line.length + 1)
  out[0] = type
  for (let i = 0; i < line.length; i++) {
    const a = line[i - step] ?? 0
    const b = above[i] ?? 0
    const c = above[i - step] ?? 0
    const p = a + b - c
    const nearest = [a, b, c].sort((l, r) => Math.abs(p - l) - Math.abs(p - r))[0] as number
    out[i + 1] = (line[i] as number) - ([0, a, b, (a + b) >> 1, nearest][type] as number)
  }
  return out
}

/** Gray, 8 bits. */
export function pngOfGray({ width, height, luma }: GrayPicture): Uint8Array<ArrayBuffer> {
  const rows = new Uint8Array((width + 1) * height)
  for (let y = 0; y < height; y++) rows.set(luma.subarray(y * width, (y + 1) * width), y * (width + 1) + 1)
  return pngOf({ width, height, depth: 8, colour: 0 }, deflateSync(rows, { level: 1 }))
}

/** Quality from 1 to 100. */
export function jpegOfGray({ width, height, luma }: GrayPicture, quality: number): Uint8Array<ArrayBuffer> {
  const data = new Uint8Array(4 * luma.length)
  for (let i = 0; i < luma.length; i++) {
    data[4 * i] = data[4 * i + 1] = data[4 * i + 2] = luma[i] as number
    data[4 * i + 3] = 255
  }
  return Uint8Array.from(jpeg.encode({ width, height, data }, quality).data)
}

export interface BmpShape {
  readonly width: number
  readonly height: number
  readonly bits: 1 | 4 | 8 | 16 | 24 | 32
  /** Bytes of the header: 12 of OS/2, 40 of Windows 3, or more. */
  readonly header?: number
  readonly fromTop?: boolean
  /** Red, green, blue of each index. */
  readonly palette?: readonly (readonly number[])[]
  /** The bits of red, green and blue. */
  readonly fields?: readonly number[]
  /** Bytes between the headers and the pixels. */
  readonly gap?: number
  /** An index, or all bits of a pixel. */
  readonly pixel: (x: number, y: number) => number
}

/** Uncompressed. */
export function bmp(shape: BmpShape): Uint8Array<ArrayBuffer> {
  const { width, height, bits, header = 40, palette = [], fields, gap = 0 } = shape
  const isOld = header === 12
  const colours = palette.flatMap(([r = 0, g = 0, b = 0]) => (isOld ? [b, g, r] : [b, g, r, 0]))
  const start = 14 + header + (fields && header === 40 ? 12 : 0)
  const begin = start + colours.length + gap
  const stride = Math.ceil((width * bits) / 32) * 4
  const file = Buffer.alloc(begin + stride * height)
  file.write('BM', 'latin1')
  file.writeUInt32LE(file.length, 2)
  file.writeUInt32LE(begin, 10)
  file.writeUInt32LE(header, 14)
  if (isOld)
    for (const [i, value] of [width, height, 1, bits].entries()) file.writeUInt16LE(value, 18 + 2 * i)
  else {
    file.writeInt32LE(width, 18)
    file.writeInt32LE(shape.fromTop ? -height : height, 22)
    file.writeUInt16LE(1, 26)
    file.writeUInt16LE(bits, 28)
    file.writeUInt32LE(fields ? 3 : 0, 30)
    for (const [i, field] of (fields ?? []).entries()) file.writeUInt32LE(field, 54 + 4 * i)
  }
  file.set(colours, start)
  for (let y = 0; y < height; y++) {
    const row = begin + (shape.fromTop ? y : height - 1 - y) * stride
    for (let x = 0; x < width; x++) {
      const value = shape.pixel(x, y)
      if (bits >= 8) file.writeUIntLE(value, row + (x * bits) / 8, bits / 8)
      else {
        const at = row + ((x * bits) >> 3)
        file[at] = (file[at] as number) | (value << (8 - bits - ((x * bits) & 7)))
      }
    }
  }
  return Uint8Array.from(file)
}

/** 24 bits, rows from the bottom or from the top. */
export function bmpOfGray({ width, height, luma }: GrayPicture, fromTop = false): Uint8Array<ArrayBuffer> {
  return bmp({ width, height, bits: 24, fromTop, pixel: (x, y) => 0x10101 * (luma[y * width + x] as number) })
}

export interface GifShape {
  readonly width: number
  readonly height: number
  readonly palette: readonly (readonly [number, number, number])[]
  readonly index: (x: number, y: number) => number
  readonly transparent?: number
  readonly interlaced?: boolean
  /** A frame smaller than the screen. */
  readonly frame?: {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
  }
  /** Whether the writer goes on with a full table, as some do, instead of clearing it. */
  readonly neverClears?: boolean
}

export function gif(shape: GifShape): Uint8Array<ArrayBuffer> {
  const frame = shape.frame ?? { left: 0, top: 0, width: shape.width, height: shape.height }
  const bits = Math.max(1, Math.ceil(Math.log2(shape.palette.length)))
  const colours = Array.from({ length: 1 << bits }, (_, i) => shape.palette[i] ?? [0, 0, 0]).flat()
  const indexes: number[] = []
  for (const [start, step] of shape.interlaced
    ? ([
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ] as const)
    : ([[0, 1]] as const)) {
    for (let y = start; y < frame.height; y += step) {
      for (let x = 0; x < frame.width; x++) indexes.push(shape.index(frame.left + x, frame.top + y))
    }
  }
  const minimum = Math.max(2, bits)
  return Uint8Array.from([
    ...Buffer.from('GIF89a'),
    ...u16(shape.width),
    ...u16(shape.height),
    0x80 | (bits - 1),
    0,
    0,
    ...colours,
    ...[0x21, 0xfe, 3, ...Buffer.from('hi!'), 0],
    ...(shape.transparent === undefined ? [] : [0x21, 0xf9, 4, 1, 0, 0, shape.transparent, 0]),
    0x2c,
    ...[frame.left, frame.top, frame.width, frame.height].flatMap(u16),
    shape.interlaced ? 0x40 : 0,
    minimum,
    ...subBlocks(compressed(indexes, minimum, shape.neverClears ?? false)),
    0x3b,
  ])
}

function u16(value: number): number[] {
  return [value & 0xff, value >> 8]
}

export function subBlocks(data: Uint8Array): number[] {
  const out: number[] = []
  for (let i = 0; i < data.length; i += 255) {
    const block = data.subarray(i, i + 255)
    out.push(block.length, ...block)
  }
  return [...out, 0]
}

/** Codes of a changing number of bits, low bits first. */
export function codeWriter(): { put(code: number, bits: number): void; bytes(): Uint8Array } {
  const out: number[] = []
  let buffer = 0
  let held = 0
  return {
    put(code, bits) {
      buffer |= code << held
      held += bits
      for (; held >= 8; held -= 8, buffer >>>= 8) out.push(buffer & 0xff)
    },
    bytes: () => Uint8Array.from(held > 0 ? [...out, buffer & 0xff] : out),
  }
}

function compressed(indexes: readonly number[], minimum: number, neverClears: boolean): Uint8Array {
  const clear = 1 << minimum
  const codes = codeWriter()
  let table = new Map<string, number>()
  let next = clear + 2
  let bits = minimum + 1
  const codeOf = (text: string): number => table.get(text) ?? text.charCodeAt(0)
  codes.put(clear, bits)
  let text = ''
  for (const index of indexes) {
    const longer = text + String.fromCharCode(index)
    if (text === '' || table.has(longer)) {
      text = longer
      continue
    }
    codes.put(codeOf(text), bits)
    if (next < 4096) {
      table.set(longer, next)
      // The reader is one entry behind the writer, so the width grows one entry later.
      if (next++ === 1 << bits) bits++
    } else if (!neverClears) {
      codes.put(clear, bits)
      table = new Map()
      next = clear + 2
      bits = minimum + 1
    }
    text = String.fromCharCode(index)
  }
  codes.put(codeOf(text), bits)
  // After this code the reader adds one more entry, and may read the end one bit wider.
  if (next === 1 << bits && bits < 12) bits++
  codes.put(clear + 1, bits)
  return codes.bytes()
}
