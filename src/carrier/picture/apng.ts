/**
 * Owns the pictures that an animated PNG shows (W3C PNG, third edition, section 11.3.4): each frame is made a PNG of its
 * own, decoded by png.ts, and laid on what was shown before. Checksums and times are not looked at.
 * Refuses frames that are not in their order, or outside of the picture.
 */
import type { Budget } from './budget.ts'
import type { GrayPicture } from './gray.ts'
import { ENDS_EARLY, malformed } from './header.ts'
import { decodePng } from './png.ts'

interface Frame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  /** What becomes of it after it was shown: 1 is cleared away, 2 gives back what was below. */
  readonly dispose: number
  /** Whether what is below shows through. */
  readonly blend: boolean
  readonly data: Uint8Array[]
}

const SIGNATURE_BYTES = 8
const HEADER_END = 33

/** Whether the file says that it is animated: before its pixels begin (section 11.3.4.1). */
export function isAnimatedPng(bytes: Uint8Array): boolean {
  for (const { type } of chunksOf(bytes)) {
    if (type === 'acTL') return true
    if (type === 'IDAT') return false
  }
  return false
}

/**
 * The pictures one after the other, of a header that pictureHeader() has accepted. Each is to be used before the next
 * one is asked for: they are the same memory. Errors: picture-malformed, picture-timeout, at the frame.
 */
export async function* apngPictures(
  bytes: Uint8Array,
  budget: Budget,
): AsyncGenerator<GrayPicture, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const [width, height] = [view.getUint32(16), view.getUint32(20)]
  const luma = new Uint8Array(width * height).fill(255)
  for (const { frame, shared } of framesIn(bytes)) {
    if (frame.left + frame.width > width || frame.top + frame.height > height)
      throw malformed('PNG', 'frame-too-large')
    const below = cut(luma, width, frame)
    const ground = frame.blend ? below.slice() : undefined
    const drawn = await decodePng(pictureOf(bytes, frame, shared), budget, { ground })
    lay(drawn.luma, luma, width, frame)
    yield { width, height, luma }
    if (frame.dispose === 1) lay(new Uint8Array(below.length).fill(255), luma, width, frame)
    if (frame.dispose === 2) lay(below, luma, width, frame)
  }
}

interface Chunk {
  readonly type: string
  readonly content: Uint8Array
}

function* chunksOf(bytes: Uint8Array): Generator<Chunk, void, undefined> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  for (let at = SIGNATURE_BYTES; at + 8 <= bytes.length; ) {
    const length = view.getUint32(at)
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8))
    yield { type, content: bytes.subarray(at + 8, at + 8 + length) }
    at += 12 + length
  }
}

/** A frame is its control chunk and the data up to the next one; `shared` are palette and transparency, of all frames. */
function* framesIn(
  bytes: Uint8Array,
): Generator<{ frame: Frame; shared: readonly Chunk[] }, void, undefined> {
  const shared: Chunk[] = []
  let frame: Frame | undefined
  for (const chunk of chunksOf(bytes)) {
    const { type, content } = chunk
    if (type === 'PLTE' || type === 'tRNS') shared.push(chunk)
    else if (type === 'IDAT') frame?.data.push(content)
    else if (type === 'fdAT') frame?.data.push(content.subarray(4))
    else if (type === 'fcTL' || type === 'IEND') {
      // a first picture without control chunk is for programs that know no animation
      if (frame !== undefined) yield { frame, shared }
      frame = type === 'fcTL' ? frameOf(content) : undefined
    }
  }
  if (frame !== undefined) yield { frame, shared }
}

function frameOf(content: Uint8Array): Frame {
  if (content.length < 26) throw malformed('PNG', ENDS_EARLY)
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength)
  const [width, height] = [view.getUint32(4), view.getUint32(8)]
  if (width < 1 || height < 1) throw malformed('PNG', 'frame-empty')
  return {
    width,
    height,
    left: view.getUint32(12),
    top: view.getUint32(16),
    dispose: view.getUint8(24),
    blend: view.getUint8(25) === 1,
    data: [],
  }
}

/** The frame as a file, as decodePng() wants it. */
function pictureOf(bytes: Uint8Array, frame: Frame, shared: readonly Chunk[]): Uint8Array {
  const chunks = [...shared, ...frame.data.map(content => ({ type: 'IDAT', content }))]
  const file = new Uint8Array(HEADER_END + chunks.reduce((sum, { content }) => sum + 12 + content.length, 0))
  const view = new DataView(file.buffer)
  file.set(bytes.subarray(0, HEADER_END))
  view.setUint32(16, frame.width)
  view.setUint32(20, frame.height)
  let at = HEADER_END
  for (const { type, content } of chunks) {
    view.setUint32(at, content.length)
    for (let i = 0; i < 4; i++) file[at + 4 + i] = type.charCodeAt(i)
    file.set(content, at + 8)
    at += 12 + content.length
  }
  return file
}

function cut(luma: Uint8Array, width: number, { left, top, ...frame }: Frame): Uint8Array<ArrayBuffer> {
  const piece = new Uint8Array(frame.width * frame.height)
  for (let y = 0; y < frame.height; y++) {
    const from = (top + y) * width + left
    piece.set(luma.subarray(from, from + frame.width), y * frame.width)
  }
  return piece
}

function lay(piece: Uint8Array, luma: Uint8Array, width: number, { left, top, ...frame }: Frame): void {
  for (let y = 0; y < frame.height; y++)
    luma.set(piece.subarray(y * frame.width, (y + 1) * frame.width), (top + y) * width + left)
}
