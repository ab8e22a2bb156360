/**
 * Owns a decoded picture as its readers want it: one byte of brightness a pixel, transparency already on white.
 */

/** Rows from the top, pixels from the left, 0 black to 255 white. */
export interface GrayPicture {
  readonly width: number
  readonly height: number
  readonly luma: Uint8Array<ArrayBuffer>
}

/** Brightness of a colour (ITU-R BT.601), as zxing computes it. */
export function lumaOf(red: number, green: number, blue: number): number {
  return (306 * red + 601 * green + 117 * blue + 512) >> 10
}

/** What a pixel of this brightness and opacity (0 to 255) looks like on a ground of this brightness; paper is white. */
export function over(luma: number, opacity: number, ground: number): number {
  if (opacity === 255) return luma
  return ground - Math.round(((ground - luma) * opacity) / 255)
}

/** The picture as a file that zxing reads without any decoding: binary PGM (netpbm "P5"). */
export function pgm({ width, height, luma }: GrayPicture): Uint8Array<ArrayBuffer> {
  const head = new TextEncoder().encode(`P5\n${width} ${height}\n255\n`)
  const file = new Uint8Array(head.length + luma.length)
  file.set(head)
  file.set(luma, head.length)
  return file
}

/** A copy of at most `maxPixels`: each of its pixels is the mean of a square of the original. */
export function shrink(picture: GrayPicture, maxPixels: number): GrayPicture {
  const step = Math.ceil(Math.sqrt((picture.width * picture.height) / maxPixels))
  if (step <= 1) return picture
  const width = Math.max(1, Math.floor(picture.width / step))
  const height = Math.max(1, Math.floor(picture.height / step))
  const stepX = Math.min(step, picture.width)
  const stepY = Math.min(step, picture.height)
  const luma = new Uint8Array(width * height)
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0
      for (let row = y * stepY; row < (y + 1) * stepY; row++) {
        const start = row * picture.width + x * stepX
        for (let i = start; i < start + stepX; i++) sum += picture.luma[i] as number
      }
      luma[y * width + x] = sum / (stepX * stepY)
    }
  }
  return { width, height, luma }
}
