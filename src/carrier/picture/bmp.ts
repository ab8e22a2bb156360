/**
 * Owns the decoding of BMP (Windows and OS/2 headers, uncompressed or with bit fields) into brightness, row by row, so a
 * large picture is never in memory. Opacity is ignored: programs do not agree on it, and some write 0 everywhere.
 * Refuses bit fields that overlap, and pixels that begin inside the header.
 */
import type { Budget } from './budget.ts'
import { type GrayPicture, lumaOf, Shrinking } from './gray.ts'
import { malformed } from './header.ts'

/** Bytes of BITMAPFILEHEADER; the header after it begins with its own size. */
const FILE_HEADER = 14
/** Offset of the bit fields, in newer headers or after that of Windows 3. */
const FIELDS = 54
const BITFIELDS = 3

/** Red, green and blue of 16 and of 32 bits, by default. */
const FIELDS_OF_16 = [0x7c00, 0x3e0, 0x1f] as const
const FIELDS_OF_32 = [0xff0000, 0xff00, 0xff] as const

/**
 * Decodes a picture whose header pictureHeader() has accepted; made smaller if it has more than `maxPixels`.
 * Errors: picture-malformed, picture-timeout.
 */
export async function decodeBmp(bytes: Uint8Array, budget: Budget, maxPixels: number): Promise<GrayPicture> {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const isOld = view.getUint32(FILE_HEADER, true) === 12
  const width = isOld ? view.getUint16(18, true) : view.getInt32(18, true)
  const rows = isOld ? view.getUint16(20, true) : view.getInt32(22, true)
  const bits = view.getUint16(isOld ? 24 : 28, true)
  const begin = view.getUint32(10, true)
  const height = Math.abs(rows)
  const stride = Math.ceil((width * bits) / 32) * 4
  const paint = painterOf(view, bits, begin, isOld)
  const row = new Uint8Array(width)
  const small = new Shrinking(width, height, maxPixels)
  for (let y = 0; y < height; y++) {
    // a negative height: the rows run from the top
    paint(begin + (rows < 0 ? y : height - 1 - y) * stride, row)
    small.add(row)
    await budget.pause()
  }
  return small.picture
}

/** Computes the brightness of the row at this offset. */
type Paint = (at: number, row: Uint8Array) => void

function painterOf(view: DataView, bits: number, begin: number, isOld: boolean): Paint {
  const hasFields = !isOld && view.getUint32(30, true) === BITFIELDS
  const end = Math.max(FILE_HEADER + view.getUint32(FILE_HEADER, true), hasFields ? FIELDS + 12 : 0)
  if (begin < end) throw malformed('BMP', 'header')
  if (hasFields && bits !== 16 && bits !== 32) throw malformed('BMP', 'header')
  if (bits <= 8) return indexed(view, bits, shadesOf(view, bits, isOld))
  if (bits === 24)
    return (at, row) => {
      for (let x = 0; x < row.length; x++, at += 3)
        row[x] = lumaOf(view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at))
    }
  const usual = bits === 16 ? FIELDS_OF_16 : FIELDS_OF_32
  const brightness = brightnessBy(
    hasFields ? usual.map((_, i) => view.getUint32(FIELDS + 4 * i, true)) : usual,
  )
  return (at, row) => {
    for (let x = 0; x < row.length; x++)
      row[x] = brightness(bits === 16 ? view.getUint16(at + 2 * x, true) : view.getUint32(at + 4 * x, true))
  }
}

function indexed(view: DataView, bits: number, shades: Uint8Array): Paint {
  const last = (1 << bits) - 1
  return (at, row) => {
    for (let x = 0; x < row.length; at++) {
      const byte = view.getUint8(at)
      for (let shift = 8 - bits; shift >= 0 && x < row.length; shift -= bits, x++)
        row[x] = shades[(byte >> shift) & last] as number
    }
  }
}

/** The palette follows the header: blue, green, red, and an unused byte since Windows 3. */
function shadesOf(view: DataView, bits: number, isOld: boolean): Uint8Array {
  const shades = new Uint8Array(1 << bits)
  const bytes = isOld ? 3 : 4
  let at = FILE_HEADER + view.getUint32(FILE_HEADER, true)
  for (let i = 0; i < shades.length && at + bytes <= view.byteLength; i++, at += bytes)
    shades[i] = lumaOf(view.getUint8(at + 2), view.getUint8(at + 1), view.getUint8(at))
  return shades
}

function brightnessBy(fields: readonly number[]): (pixel: number) => number {
  const [red = 0, green = 0, blue = 0] = fields
  if ((red & green) | (green & blue) | (red & blue) || !(red && green && blue))
    throw malformed('BMP', 'header')
  const channel = (field: number) => {
    const shift = 31 - Math.clz32(field & -field)
    const scale = 255 / (field >>> shift)
    return (pixel: number): number => ((pixel & field) >>> shift) * scale
  }
  const [r, g, b] = [channel(red), channel(green), channel(blue)]
  return pixel => lumaOf(r(pixel), g(pixel), b(pixel))
}
