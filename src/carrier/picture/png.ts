/**
 * Owns the decoding of PNG (W3C, third edition) into brightness, transparency laid on white paper.
 * It decodes row by row and stops at the last row that the header announces, so that data that inflates for ever
 * costs nothing; the ancillary chunks, which may be bombs as well, are never opened.
 * Refuses a contradictory header, and data that ends or breaks early. Checksums are not checked: QR corrects errors.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Budget } from './budget.ts'
import { type GrayPicture, lumaOf, over, Shrinking, shrink } from './gray.ts'
import { ENDS_EARLY, malformed } from './header.ts'
import { inflate } from './inflate.ts'

/** Section 11.2.1. */
interface Format {
  readonly width: number
  readonly height: number
  readonly depth: number
  readonly colour: number
  readonly interlaced: boolean
}

interface Chunks {
  readonly format: Format
  readonly palette: Uint8Array | undefined
  readonly transparency: Uint8Array | undefined
  readonly data: readonly Uint8Array[]
}

/** Samples a pixel, and the depths that are allowed, by colour type (section 11.2.1, table 12). */
const COLOUR_TYPES: Readonly<
  Record<number, { readonly samples: number; readonly depths: readonly number[] }>
> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

/** Where a pass puts its pixels: Adam7 (section 8.2), or everything at once. */
const WHOLE = [[0, 0, 1, 1]] as const
const ADAM7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const

interface How {
  /** What shows through where the picture is transparent, brightness a pixel; it is painted over. White paper without it. */
  readonly ground?: Uint8Array<ArrayBuffer> | undefined
  /** A larger picture is made smaller while it is decoded. */
  readonly maxPixels?: number
}

/** Decodes a picture whose header pictureHeader() has accepted. Errors: picture-malformed, picture-timeout. */
export async function decodePng(
  bytes: Uint8Array,
  budget: Budget,
  { ground, maxPixels = Number.POSITIVE_INFINITY }: How = {},
): Promise<GrayPicture> {
  const chunks = readChunks(bytes)
  const { width, height, interlaced } = chunks.format
  // the rows of others come from the top: one is held at a time
  const isWhole = interlaced || ground !== undefined
  const luma = ground ?? new Uint8Array(isWhole ? width * height : width).fill(255)
  const small = isWhole ? undefined : new Shrinking(width, height, maxPixels)
  const rows = paintRows(chunks, luma, small)
  rows.next()
  let finished = false
  try {
    for await (const inflated of inflate(chunks.data)) {
      budget.check()
      finished = rows.next(inflated).done === true
      if (finished) break
    }
  } catch (error) {
    budget.check()
    if (error instanceof AirlatchError) throw error
    throw malformed('PNG', 'compression', error)
  }
  if (!finished) throw malformed('PNG', ENDS_EARLY)
  return small?.picture ?? shrink({ width, height, luma }, maxPixels)
}

/** Collects the few chunks that make the pixels; all others are stepped over (section 5.3). */
function readChunks(bytes: Uint8Array): Chunks {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const format = readFormat(view)
  let palette: Uint8Array | undefined
  let transparency: Uint8Array | undefined
  const data: Uint8Array[] = []
  for (let at = 33; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at)
    const type = view.getUint32(at + 4)
    const content = bytes.subarray(at + 8, at + 8 + length)
    if (type === IEND) break
    if (type === PLTE) palette = content
    else if (type === TRNS) transparency = content
    else if (type === IDAT) data.push(content)
    at += 12 + length
  }
  if (format.colour === 3 && palette === undefined) throw malformed('PNG', 'palette-missing')
  return { format, palette, transparency, data }
}

const PLTE = 0x504c5445
const TRNS = 0x74524e53
const IDAT = 0x49444154
const IEND = 0x49454e44

function readFormat(view: DataView): Format {
  const depth = view.getUint8(24)
  const colour = view.getUint8(25)
  const interlace = view.getUint8(28)
  if (!COLOUR_TYPES[colour]?.depths.includes(depth)) throw malformed('PNG', 'header')
  if (view.getUint16(26) !== 0 || interlace > 1) throw malformed('PNG', 'header')
  return { width: view.getUint32(16), height: view.getUint32(20), depth, colour, interlaced: interlace === 1 }
}

/**
 * Takes the inflated bytes in pieces of any size, undoes the filters and paints the rows; done at the last one. With
 * `small`, `luma` is a single white row, which is handed over to it each time.
 */
function* paintRows(
  chunks: Chunks,
  luma: Uint8Array,
  small: Shrinking | undefined,
): Generator<void, void, Uint8Array> {
  const { width, height, depth, colour, interlaced } = chunks.format
  const samples = COLOUR_TYPES[colour]?.samples ?? 1
  // A filter predicts a byte from bytes of the same place in other samples, so the lower halves of 16 bits are left out.
  const isHalved = depth === 16
  const bitsPerPixel = (isHalved ? 8 : depth) * samples
  const bytesPerPixel = Math.ceil(bitsPerPixel / 8)
  const brightness = brightnessIn(chunks)
  let piece = yield
  let at = 0
  for (const [startX, startY, stepX, stepY] of interlaced ? ADAM7 : WHOLE) {
    const columns = Math.ceil((width - startX) / stepX)
    if (columns <= 0) continue
    const line = new Uint8Array(1 + Math.ceil((columns * bitsPerPixel) / 8))
    const above = new Uint8Array(line.length)
    const coming = isHalved ? new Uint8Array(2 * line.length - 1) : line
    for (let y = startY; y < height; y += stepY) {
      for (let filled = 0; filled < coming.length; ) {
        if (at === piece.length) {
          piece = yield
          at = 0
        }
        const taken = piece.subarray(at, at + coming.length - filled)
        coming.set(taken, filled)
        filled += taken.length
        at += taken.length
      }
      if (isHalved) takeUpperHalves(coming, line)
      unfilter(line, above, bytesPerPixel)
      above.set(line)
      let to = (small === undefined ? y * width : 0) + startX
      for (let i = 0; i < columns; i++, to += stepX) luma[to] = brightness(line, i, luma[to] as number)
      if (small === undefined) continue
      small.add(luma)
      luma.fill(255)
    }
  }
}

/** From a row of 16-bit samples to one of 8 bits; both begin with the filter type. */
function takeUpperHalves(row: Uint8Array, upper: Uint8Array): void {
  upper[0] = row[0] as number
  for (let i = 1; i < upper.length; i++) upper[i] = row[2 * i - 1] as number
}

/** Undoes a row's filter in place (section 9.2). `line` begins with the filter type, `above` is the row before. */
function unfilter(line: Uint8Array, above: Uint8Array, bytesPerPixel: number): void {
  const filter = line[0] as number
  const first = Math.min(1 + bytesPerPixel, line.length)
  const left = (i: number): number => line[i - bytesPerPixel] as number
  const up = (i: number): number => above[i] as number
  switch (filter) {
    case 0:
      return
    case 1:
      for (let i = first; i < line.length; i++) line[i] = (line[i] as number) + left(i)
      return
    case 2:
      for (let i = 1; i < line.length; i++) line[i] = (line[i] as number) + up(i)
      return
    case 3:
      for (let i = 1; i < first; i++) line[i] = (line[i] as number) + (up(i) >> 1)
      for (let i = first; i < line.length; i++) line[i] = (line[i] as number) + ((left(i) + up(i)) >> 1)
      return
    case 4:
      for (let i = 1; i < first; i++) line[i] = (line[i] as number) + up(i)
      for (let i = first; i < line.length; i++)
        line[i] = (line[i] as number) + paeth(left(i), up(i), up(i - bytesPerPixel))
      return
    default:
      throw new RangeError('unknown filter type')
  }
}

/** Section 9.4. */
function paeth(a: number, b: number, c: number): number {
  const p = a + b - c
  const pa = Math.abs(p - a)
  const pb = Math.abs(p - b)
  const pc = Math.abs(p - c)
  if (pa <= pb && pa <= pc) return a
  return pb <= pc ? b : c
}

/** How bright pixel i of an unfiltered row is on its ground. */
type Brightness = (line: Uint8Array, i: number, ground: number) => number

function brightnessIn({ format, palette, transparency }: Chunks): Brightness {
  const { depth, colour } = format
  const byte = (line: Uint8Array, i: number): number => line[1 + i] as number
  if (colour === 0 || colour === 3) {
    const shades = colour === 0 ? grayShades(depth, transparency) : paletteShades(palette, transparency)
    const { luma, opacity } = shades
    const shade = (sample: number, ground: number): number =>
      over(luma[sample] as number, opacity[sample] as number, ground)
    if (depth >= 8) return (line, i, ground) => shade(byte(line, i), ground)
    const mask = (1 << depth) - 1
    return (line, i, ground) => {
      const bit = i * depth
      return shade((byte(line, bit >> 3) >> (8 - depth - (bit & 7))) & mask, ground)
    }
  }
  const color = (line: Uint8Array, from: number): number =>
    lumaOf(byte(line, from), byte(line, from + 1), byte(line, from + 2))
  if (colour === 4) return (line, i, ground) => over(byte(line, 2 * i), byte(line, 2 * i + 1), ground)
  if (colour === 6) return (line, i, ground) => over(color(line, 4 * i), byte(line, 4 * i + 3), ground)
  if (transparency === undefined || transparency.length < 6) return (line, i) => color(line, 3 * i)
  // One colour is transparent (section 11.3.1.1), given as 16-bit samples.
  const clear = transparency.subarray(0, 6).filter((_, i) => i % 2 === (depth === 16 ? 0 : 1))
  return (line, i, ground) => {
    const from = 3 * i
    return clear.every((value, k) => value === byte(line, from + k)) ? ground : color(line, from)
  }
}

interface Shades {
  readonly luma: Uint8Array
  readonly opacity: Uint8Array
}

/** The brightness of each gray sample. Of a 16-bit one it goes by the upper byte, transparency included. */
function grayShades(depth: number, transparency: Uint8Array | undefined): Shades {
  const levels = 1 << Math.min(depth, 8)
  const luma = Uint8Array.from({ length: levels }, (_, i) => (i * 255) / (levels - 1))
  const opacity = new Uint8Array(levels).fill(255)
  const clear = transparency?.[depth === 16 ? 0 : 1]
  if (clear !== undefined && clear < levels) opacity[clear] = 0
  return { luma, opacity }
}

/** The brightness of each palette entry; an index beyond the palette is nothing, as paper is. */
function paletteShades(palette: Uint8Array | undefined, transparency: Uint8Array | undefined): Shades {
  const luma = new Uint8Array(256)
  const opacity = new Uint8Array(256)
  for (let i = 0; palette !== undefined && i < 256 && 3 * i + 2 < palette.length; i++) {
    luma[i] = lumaOf(palette[3 * i] as number, palette[3 * i + 1] as number, palette[3 * i + 2] as number)
    opacity[i] = transparency?.[i] ?? 255
  }
  return { luma, opacity }
}
