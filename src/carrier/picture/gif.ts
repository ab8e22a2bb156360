/**
 * Owns the decoding of GIF (87a and 89a) into brightness: the pictures that it shows, transparency laid on white paper.
 * Stops when a frame is full, so each code is paid for by pixels; zxing's own decoder has no such bound.
 * Refuses frames outside of the screen, codes that were not defined yet, and data that ends early.
 */
import type { Budget } from './budget.ts'
import { type GrayPicture, lumaOf, Shrinking } from './gray.ts'
import { ENDS_EARLY, malformed } from './header.ts'

/** Appendix F: codes grow to 12 bits. */
const MAX_CODES = 4096

/** Section 23, disposal methods. */
const CLEAR = 2
const RESTORE = 3

interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly interlaced: boolean
  readonly shades: Uint8Array
  /** The index that lets through what is below, if there is one. */
  readonly transparent: number | undefined
  /** What becomes of the frame after it was shown: 2 is cleared away, 3 gives back what was below (section 23). */
  readonly disposal: number
  /** Where the compressed data begins: at the minimum code size. */
  readonly at: number
}

/**
 * The pictures that an animated file shows, one after the other, of a header that pictureHeader() has accepted. Each is
 * to be used before the next one is asked for: they are the same memory. Errors: picture-malformed, at the frame;
 * picture-timeout.
 */
export async function* gifPictures(
  bytes: Uint8Array,
  budget: Budget,
): AsyncGenerator<GrayPicture, void, undefined> {
  const width = u16(bytes, 6)
  const height = u16(bytes, 8)
  const luma = new Uint8Array(width * height).fill(255)
  for (const frame of framesIn(bytes)) {
    if (frame.left + frame.width > width || frame.top + frame.height > height)
      throw malformed('GIF', 'frame-too-large')
    const before = frame.disposal === RESTORE ? luma.slice() : undefined
    await paint(
      frame,
      await unpack(bytes, frame.at, frame.width * frame.height, budget),
      { luma, width },
      budget,
    )
    yield { width, height, luma }
    if (before !== undefined) luma.set(before)
    if (frame.disposal === CLEAR)
      for (let y = frame.top; y < frame.top + frame.height; y++)
        luma.fill(255, y * width + frame.left, y * width + frame.left + frame.width)
  }
}

/** Whether a second frame begins; one picture whose file breaks off is none of these. */
export function isAnimatedGif(bytes: Uint8Array): boolean {
  try {
    const frames = framesIn(bytes)
    frames.next()
    return frames.next().done !== true
  } catch {
    return false
  }
}

/** The first of these pictures, of at most `maxPixels`. Errors: picture-malformed, picture-timeout. */
export async function decodeGif(bytes: Uint8Array, budget: Budget, maxPixels: number): Promise<GrayPicture> {
  const { value } = await gifPictures(bytes, budget).next()
  if (value === undefined) throw malformed('GIF', ENDS_EARLY)
  const { width, height, luma } = value
  if (width * height <= maxPixels) return value
  const small = new Shrinking(width, height, maxPixels)
  for (let y = 0; y < height; y++) {
    small.add(luma.subarray(y * width, (y + 1) * width))
    await budget.pause()
  }
  return small.picture
}

async function paint(
  frame: Frame,
  indexes: Uint8Array,
  { luma, width }: Pick<GrayPicture, 'luma' | 'width'>,
  budget: Budget,
): Promise<void> {
  let from = 0
  for (const y of rowOrder(frame)) {
    await budget.pause()
    let to = (frame.top + y) * width + frame.left
    for (let x = 0; x < frame.width; x++, to++) {
      const index = indexes[from++] as number
      if (index !== frame.transparent) luma[to] = frame.shades[index] as number
    }
  }
}

/** Steps over the extensions from one image descriptor to the next (sections 18 to 23), to the trailer. */
function* framesIn(bytes: Uint8Array): Generator<Frame, void, undefined> {
  const global = paletteAt(bytes, 13, u8(bytes, 10))
  let transparent: number | undefined
  let disposal = 0
  let at = 13 + global.length
  for (let frames = 0; ; ) {
    const block = u8(bytes, at)
    if (block === 0x3b && frames > 0) return
    if (block === 0x2c) {
      const frame = frameAt(bytes, at, global, { transparent, disposal })
      yield frame
      frames++
      transparent = undefined
      disposal = 0
      at = afterBlocks(bytes, frame.at + 1)
    } else if (block === 0x21) {
      // Graphic control extension: disposal, and whether there is a transparent index (section 23).
      if (u8(bytes, at + 1) === 0xf9) {
        disposal = (u8(bytes, at + 3) >> 2) & 7
        transparent = u8(bytes, at + 3) & 1 ? u8(bytes, at + 6) : undefined
      }
      at = afterBlocks(bytes, at + 2)
    } else throw malformed('GIF', 'block')
  }
}

/** Sub-blocks end with an empty one (section 15). */
function afterBlocks(bytes: Uint8Array, start: number): number {
  let at = start
  for (let length = u8(bytes, at); length > 0; length = u8(bytes, at)) at += 1 + length
  return at + 1
}

function frameAt(
  bytes: Uint8Array,
  at: number,
  global: Uint8Array,
  control: Pick<Frame, 'transparent' | 'disposal'>,
): Frame {
  const local = u8(bytes, at + 9)
  const own = paletteAt(bytes, at + 10, local)
  const palette = own.length > 0 ? own : global
  const shades = new Uint8Array(256).fill(255)
  for (let i = 0; 3 * i + 2 < palette.length; i++) {
    shades[i] = lumaOf(palette[3 * i] as number, palette[3 * i + 1] as number, palette[3 * i + 2] as number)
  }
  return {
    left: u16(bytes, at + 1),
    top: u16(bytes, at + 3),
    width: u16(bytes, at + 5),
    height: u16(bytes, at + 7),
    interlaced: (local & 0x40) !== 0,
    shades,
    ...control,
    at: at + 10 + own.length,
  }
}

/** The colour table that the flags announce, or nothing (sections 19 and 21). */
function paletteAt(bytes: Uint8Array, at: number, flags: number): Uint8Array {
  if ((flags & 0x80) === 0) return bytes.subarray(0, 0)
  const length = 3 << ((flags & 7) + 1)
  if (at + length > bytes.length) throw malformed('GIF', ENDS_EARLY)
  return bytes.subarray(at, at + length)
}

/** Appendix E: an interlaced frame sends every eighth row first. */
function* rowOrder({ height, interlaced }: Frame): Generator<number, void, undefined> {
  const passes = interlaced
    ? ([
        [0, 8],
        [4, 8],
        [2, 4],
        [1, 2],
      ] as const)
    : ([[0, 1]] as const)
  for (const [start, step] of passes) for (let y = start; y < height; y += step) yield y
}

/** So many codes are unpacked before other work gets a turn: a few milliseconds. */
const CODES_AT_ONCE = 65_536

/** Variable-length-code LZW (appendix F) into `count` palette indexes. */
async function unpack(bytes: Uint8Array, start: number, count: number, budget: Budget): Promise<Uint8Array> {
  const out = new Uint8Array(count)
  const minimum = u8(bytes, start)
  if (minimum < 1 || minimum > 8) throw malformed('GIF', 'header')
  const clear = 1 << minimum
  // A code is the string of an earlier code and one more index; lengths make it possible to write from the end.
  const prefix = new Uint16Array(MAX_CODES)
  const last = Uint8Array.from({ length: MAX_CODES }, (_, code) => (code < clear ? code : 0))
  const first = Uint8Array.from(last)
  const length = new Uint16Array(MAX_CODES).fill(1)
  const nextCode = codeReader(bytes, start + 1)
  let next = clear + 2
  let bits = minimum + 1
  let previous = -1
  let written = 0
  for (let codes = 1; written < count; codes++) {
    if (codes % CODES_AT_ONCE === 0) await budget.pause()
    const code = nextCode(bits)
    if (code === clear) {
      next = clear + 2
      bits = minimum + 1
      previous = -1
      continue
    }
    if (code === undefined || code === clear + 1) throw malformed('GIF', ENDS_EARLY)
    if (code > next || (code === next && previous === -1)) throw malformed('GIF', 'pixels')
    if (previous !== -1 && next < MAX_CODES) {
      prefix[next] = previous
      first[next] = first[previous] as number
      last[next] = first[code === next ? previous : code] as number
      length[next] = (length[previous] as number) + 1
      next++
      if (next === 1 << bits && bits < 12) bits++
    }
    const size = length[code] as number
    for (let at = written + size - 1, c = code; at >= written; at--, c = prefix[c] as number) {
      if (at < count) out[at] = last[c] as number
    }
    written += size
    previous = code
  }
  return out
}

/** Codes of a changing number of bits, low bits first, out of sub-blocks; undefined at their end (section 15). */
function codeReader(bytes: Uint8Array, start: number): (bits: number) => number | undefined {
  let at = start
  let left = 0
  let buffer = 0
  let held = 0
  return bits => {
    while (held < bits) {
      if (left === 0) {
        left = bytes[at++] ?? 0
        if (left === 0) return undefined
      }
      const byte = bytes[at++]
      if (byte === undefined) return undefined
      left--
      buffer |= byte << held
      held += 8
    }
    const code = buffer & ((1 << bits) - 1)
    buffer >>>= bits
    held -= bits
    return code
  }
}

function u8(bytes: Uint8Array, at: number): number {
  const value = bytes[at]
  if (value === undefined) throw malformed('GIF', ENDS_EARLY)
  return value
}

function u16(bytes: Uint8Array, at: number): number {
  return u8(bytes, at) + u8(bytes, at + 1) * 0x100
}
