/**
 * Owns pictures for tests: a symbol as pixels, and what a camera, a screen or a print does to it.
 * Everything random comes from a seed, so that a test that fails once fails always.
 */
import type { GrayPicture } from '../../../src/carrier/picture/gray.ts'
import type { QrSymbol } from '../../../src/carrier/qr/symbol.ts'

/** Numbers in 0 (included) to 1 (excluded): mulberry32. */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), 1 | state)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) / 0x1_0000_0000
  }
}

/** A message of so many bytes. */
export function randomMessage(length: number, seed = length): Uint8Array<ArrayBuffer> {
  const random = randomFrom(seed)
  return Uint8Array.from({ length }, () => Math.floor(random() * 256))
}

export function paint(width: number, height: number, luma: (x: number, y: number) => number): GrayPicture {
  const pixels = new Uint8Array(width * height)
  for (let y = 0, i = 0; y < height; y++) {
    for (let x = 0; x < width; x++, i++) pixels[i] = Math.max(0, Math.min(255, Math.round(luma(x, y))))
  }
  return { width, height, luma: pixels }
}

/** The symbol with a quiet zone of 4 modules, so many pixels a module. */
export function picturedSymbol(symbol: QrSymbol, scale: number): GrayPicture {
  const side = (symbol.size + 8) * scale
  return paint(side, side, (x, y) =>
    symbol.dark(Math.floor(x / scale) - 4, Math.floor(y / scale) - 4) ? 0 : 255,
  )
}

/** Brightness at any point, between four pixels; outside of the picture the ground. */
export function sample(picture: GrayPicture, x: number, y: number, ground = 255): number {
  const left = Math.floor(x)
  const top = Math.floor(y)
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= picture.width || row >= picture.height
      ? ground
      : (picture.luma[row * picture.width + column] as number)
  const dx = x - left
  const dy = y - top
  const upper = at(left, top) * (1 - dx) + at(left + 1, top) * dx
  const lower = at(left, top + 1) * (1 - dx) + at(left + 1, top + 1) * dx
  return upper * (1 - dy) + lower * dy
}

/** Turned about its middle, on a ground that is large enough. */
export function rotated(picture: GrayPicture, degrees: number): GrayPicture {
  const angle = (degrees * Math.PI) / 180
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)]
  const side = Math.ceil((picture.width + picture.height) * 0.75)
  return paint(side, side, (x, y) => {
    const [dx, dy] = [x - side / 2, y - side / 2]
    return sample(picture, cos * dx + sin * dy + picture.width / 2, cos * dy - sin * dx + picture.height / 2)
  })
}

/** Seen from the left: the right edge is further away, so much (0 to 1) smaller than the left one. */
export function fromTheSide(picture: GrayPicture, smaller: number): GrayPicture {
  const { width, height } = picture
  return paint(width, height, (x, y) => {
    // Size falls from 1 to 1 - smaller; equal steps in the picture are growing steps on the paper.
    const size = 1 - (smaller * x) / width
    return sample(picture, (x * (1 - smaller)) / size, (y - height / 2) / size + height / 2)
  })
}

export function inverted(picture: GrayPicture): GrayPicture {
  return { ...picture, luma: picture.luma.map(value => 255 - value) }
}

/** Black becomes `dark`, white becomes `light`. */
export function contrast(picture: GrayPicture, dark: number, light: number): GrayPicture {
  return { ...picture, luma: picture.luma.map(value => dark + (value * (light - dark)) / 255) }
}

/** Uniform noise of plus or minus `amount` on each pixel. */
export function noisy(picture: GrayPicture, amount: number, seed = 1): GrayPicture {
  const random = randomFrom(seed)
  return paint(picture.width, picture.height, (x, y) => {
    return (picture.luma[y * picture.width + x] as number) + (random() * 2 - 1) * amount
  })
}

/** Out of focus: the mean of a square of 2 * radius + 1 pixels a side. */
export function blurred(picture: GrayPicture, radius: number): GrayPicture {
  const once = (from: GrayPicture, dx: number, dy: number): GrayPicture =>
    paint(from.width, from.height, (x, y) => {
      let sum = 0
      for (let k = -radius; k <= radius; k++) sum += sample(from, x + k * dx, y + k * dy)
      return sum / (2 * radius + 1)
    })
  return once(once(picture, 1, 0), 0, 1)
}

/** A large picture, noise from 60 to 180, with smaller ones laid on it. */
export function laidOnNoise(
  width: number,
  height: number,
  laid: readonly { readonly picture: GrayPicture; readonly x: number; readonly y: number }[],
): GrayPicture {
  const random = randomFrom(width * height)
  const ground = paint(width, height, () => 60 + random() * 120)
  for (const { picture, x, y } of laid) {
    for (let row = 0; row < picture.height; row++) {
      const line = picture.luma.subarray(row * picture.width, (row + 1) * picture.width)
      ground.luma.set(line, (y + row) * width + x)
    }
  }
  return ground
}
