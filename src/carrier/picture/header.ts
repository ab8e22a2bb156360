/**
 * Owns what a picture file says about itself before anything decodes it: its format, its width and its height.
 * Refuses formats that no reader here knows, pictures and files over the limits, and headers that are cut off or
 * contradict themselves. Reads each byte at most a few times, whatever they claim.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { PictureProblem } from '../../core/problems.ts'

/** The formats that readPicture reads. */
export type ReadableFormat = 'PNG' | 'JPEG' | 'GIF' | 'BMP'

/** Every format that is recognised, so that a person is told what to do about the others. */
export type PictureFormat =
  | ReadableFormat
  | 'WebP'
  | 'HEIC'
  | 'AVIF'
  | 'TIFF'
  | 'JPEG XL'
  | 'JPEG 2000'
  | 'PDF'
  | 'SVG'

export interface PictureHeader {
  readonly format: ReadableFormat
  /** Pixels, at least 1. */
  readonly width: number
  readonly height: number
}

/** "50 megapixels": a phone that calls its camera so makes pictures of up to 8192 x 6144. */
export const MAX_PIXELS = 50 * 1024 * 1024

/** What a PNG may unpack to: 50 megapixels of four bytes. With three or four samples of 16 bits a pixel has more. */
const MAX_PNG_BYTES = 4 * MAX_PIXELS
const BYTES_OF_16_BITS: Readonly<Record<number, number>> = { 2: 6, 6: 8 }

/** 32 MiB of file. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024

/**
 * A progressive JPEG has about ten scans. Each can repaint the whole picture from a few bytes, so without a limit
 * a small file would keep a decoder busy for hours.
 */
const MAX_JPEG_SCANS = 100

/** What the first bytes of a file are, or undefined for no picture. Looks at no more than 1 KiB. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | undefined {
  // The rest of the signature finds transfers that took the file for text; that is for the header to say.
  if (startsWith(bytes, '\x89PNG')) return 'PNG'
  if (startsWith(bytes, '\xff\xd8\xff')) return 'JPEG'
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) return 'GIF'
  if (startsWith(bytes, 'BM') && BMP_HEADER_SIZES.includes(u32le(bytes, 14) ?? 0)) return 'BMP'
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return 'WebP'
  if (startsWith(bytes, 'ftyp', 4)) return fileTypeBrand(bytes)
  if (startsWith(bytes, 'II*\0') || startsWith(bytes, 'MM\0*')) return 'TIFF'
  if (startsWith(bytes, 'II+\0') || startsWith(bytes, 'MM\0+')) return 'TIFF'
  if (startsWith(bytes, '\xff\x0a') || startsWith(bytes, 'JXL \r\n\x87\n', 4)) return 'JPEG XL'
  if (startsWith(bytes, 'jP  \r\n\x87\n', 4)) return 'JPEG 2000'
  if (startsWith(bytes, '%PDF-')) return 'PDF'
  return isSvg(latin1(bytes, 0, 1024)) ? 'SVG' : undefined
}

/**
 * The header of a picture that may be decoded.
 * Errors: picture-unsupported (`format`), picture-too-large (`bytes` and `most`, or `width`, `height` and
 * `most` in pixels), picture-malformed (`format`, `problem`).
 */
export function pictureHeader(bytes: Uint8Array): PictureHeader {
  const format = pictureFormat(bytes)
  if (format === undefined) throw new AirlatchError('picture-unsupported', { format: 'unknown' })
  if (!isReadable(format)) throw new AirlatchError('picture-unsupported', { format })
  if (bytes.length > MAX_FILE_BYTES) {
    throw new AirlatchError('picture-too-large', { bytes: bytes.length, most: MAX_FILE_BYTES })
  }
  const { width, height, most = MAX_PIXELS } = SIZE_OF[format](bytes)
  if (width < 1 || height < 1) throw malformed(format, 'no-pixels')
  if (width * height > most) {
    throw new AirlatchError('picture-too-large', { width, height, most })
  }
  return { format, width, height }
}

/** The error of a picture whose bytes are cut off or contradict each other. */
export function malformed(format: ReadableFormat, problem: PictureProblem, cause?: unknown): AirlatchError {
  return new AirlatchError('picture-malformed', { format, problem }, cause)
}

/** The problem of a file that ends before the picture does: a copy that broke off. */
export const ENDS_EARLY = 'ends-early'

interface Size {
  readonly width: number
  readonly height: number
  /** The pixels that such a file may have, when it is not MAX_PIXELS. */
  readonly most?: number
}

const SIZE_OF: Record<ReadableFormat, (bytes: Uint8Array) => Size> = {
  PNG: pngSize,
  JPEG: jpegSize,
  GIF: gifSize,
  BMP: bmpSize,
}

function isReadable(format: PictureFormat): format is ReadableFormat {
  return Object.hasOwn(SIZE_OF, format)
}

/** ISO base media files (ISO/IEC 14496-12 section 4.3): the major brand tells AVIF from the HEIC family and films. */
function fileTypeBrand(bytes: Uint8Array): PictureFormat | undefined {
  const brand = latin1(bytes, 8, 12)
  if (brand === 'avif' || brand === 'avis') return 'AVIF'
  return /^(hei[cxms]|hev[cxms]|mif1|msf1)$/.test(brand) ? 'HEIC' : undefined
}

/** XML that soon has an svg element, after a byte order mark, a declaration or a comment. */
function isSvg(text: string): boolean {
  return /^(\xef\xbb\xbf)?\s*<(\?xml|!--|!DOCTYPE|svg)/.test(text) && text.includes('<svg')
}

/** PNG (third edition) section 5.2 and 11.2.1: the signature, then IHDR, which is always first. */
function pngSize(bytes: Uint8Array): Size {
  if (bytes.length < 33) throw malformed('PNG', ENDS_EARLY)
  if (!startsWith(bytes, '\x89PNG\r\n\x1a\n')) throw malformed('PNG', 'line-ends-changed')
  if (u32be(bytes, 8) !== 13 || !startsWith(bytes, 'IHDR', 12)) throw malformed('PNG', 'no-header')
  const size = { width: u32be(bytes, 16) ?? 0, height: u32be(bytes, 20) ?? 0 }
  const deep = bytes[24] === 16 ? BYTES_OF_16_BITS[bytes[25] ?? 0] : undefined
  return deep === undefined ? size : { ...size, most: Math.floor(MAX_PNG_BYTES / deep) }
}

/** GIF89a section 18: the logical screen. */
function gifSize(bytes: Uint8Array): Size {
  if (bytes.length < 13) throw malformed('GIF', ENDS_EARLY)
  return { width: u16le(bytes, 6) ?? 0, height: u16le(bytes, 8) ?? 0 }
}

/** The sizes of the known bitmap headers, from OS/2 1 (12) to Windows 5 (124). */
const BMP_HEADER_SIZES = [12, 40, 52, 56, 108, 124]

/** A negative height means that the rows run from the top. Compressed bitmaps have no reader. */
function bmpSize(bytes: Uint8Array): Size {
  const old = u32le(bytes, 14) === 12
  const width = old ? u16le(bytes, 18) : u32le(bytes, 18)
  const height = old ? u16le(bytes, 20) : u32le(bytes, 22)
  const bits = u16le(bytes, old ? 24 : 28)
  const compression = old ? 0 : u32le(bytes, 30)
  const offset = u32le(bytes, 10)
  if (width === undefined || height === undefined || bits === undefined) throw malformed('BMP', ENDS_EARLY)
  if (compression === undefined || offset === undefined) throw malformed('BMP', ENDS_EARLY)
  if (compression !== 0 && compression !== 3) {
    throw new AirlatchError('picture-unsupported', { format: 'BMP', variant: 'compressed' })
  }
  if (![1, 4, 8, 16, 24, 32].includes(bits)) throw malformed('BMP', 'header')
  const size = { width: width | 0, height: Math.abs(height | 0) }
  const bytesPerRow = Math.ceil((size.width * bits) / 32) * 4
  // A picture over the limit is told so, whether its pixels are in the file or not.
  if (size.width * size.height <= MAX_PIXELS && offset + bytesPerRow * size.height > bytes.length) {
    throw malformed('BMP', ENDS_EARLY)
  }
  return size
}

/** ITU-T T.81 annex B: segments up to the frame header, then on to the end, counting the scans. */
function jpegSize(bytes: Uint8Array): Size {
  let size: Size | undefined
  let scans = 0
  let at = 2
  for (;;) {
    // Between segments fill bytes, after a scan header entropy-coded data: both end at a marker.
    at = nextMarker(bytes, at)
    const marker = bytes[at + 1]
    if (marker === undefined || marker === 0xd9) break
    const length = u16be(bytes, at + 2)
    if (length === undefined) break
    if (length < 2) throw malformed('JPEG', 'header')
    if (isFrame(marker)) {
      if (marker > 0xc2)
        throw new AirlatchError('picture-unsupported', { format: 'JPEG', variant: 'lossless-or-arithmetic' })
      if (size !== undefined) throw malformed('JPEG', 'two-headers')
      const height = u16be(bytes, at + 5)
      const width = u16be(bytes, at + 7)
      if (height === undefined || width === undefined) break
      size = { width, height }
    }
    if (marker === 0xda && ++scans > MAX_JPEG_SCANS) throw malformed('JPEG', 'too-many-scans')
    at += 2 + length
  }
  if (size === undefined || scans === 0) throw malformed('JPEG', ENDS_EARLY)
  return size
}

/** SOF0 to SOF15 without DHT, JPG and DAC, which stand among them (ITU-T T.81 table B.1). */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc
}

/** The offset of the next marker of a JPEG that begins a segment or ends the picture; the length when there is none. */
export function nextMarker(bytes: Uint8Array, from: number): number {
  for (let at = bytes.indexOf(0xff, from); at !== -1; at = bytes.indexOf(0xff, at + 1)) {
    while (bytes[at + 1] === 0xff) at++
    const code = bytes[at + 1] ?? 0
    // Stuffed zero, TEM, RST0 to RST7 and SOI carry nothing.
    if (code > 0x01 && (code < 0xd0 || code > 0xd8)) return at
  }
  return bytes.length
}

function startsWith(bytes: Uint8Array, text: string, offset = 0): boolean {
  if (bytes.length < offset + text.length) return false
  for (let i = 0; i < text.length; i++) if (bytes[offset + i] !== text.charCodeAt(i)) return false
  return true
}

function latin1(bytes: Uint8Array, from: number, to: number): string {
  return String.fromCharCode(...bytes.subarray(from, to))
}

function u16be(bytes: Uint8Array, at: number): number | undefined {
  return at + 2 > bytes.length ? undefined : (bytes[at] as number) * 0x100 + (bytes[at + 1] as number)
}

function u16le(bytes: Uint8Array, at: number): number | undefined {
  return at + 2 > bytes.length ? undefined : (bytes[at + 1] as number) * 0x100 + (bytes[at] as number)
}

function u32be(bytes: Uint8Array, at: number): number | undefined {
  return at + 4 > bytes.length
    ? undefined
    : (u16be(bytes, at) as number) * 0x10000 + (u16be(bytes, at + 2) as number)
}

function u32le(bytes: Uint8Array, at: number): number | undefined {
  return at + 4 > bytes.length
    ? undefined
    : (u16le(bytes, at + 2) as number) * 0x10000 + (u16le(bytes, at) as number)
}
