/**
 * Owns the generated pictures of the reader's bench: a symbol as a camera, a screen or a printer may spoil it, in ranges
 * from harmless to hopeless, and pictures in which there is nothing of ours. The same seed gives the same pictures.
 */

import type { GrayPicture } from '../../src/carrier/picture/gray.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import {
  blurred,
  contrast,
  inverted,
  noisy,
  paint,
  picturedSymbol,
  randomFrom,
  randomMessage,
  rotated,
  sample,
} from '../carrier/picture/scene.ts'

export interface Scene {
  readonly picture: GrayPicture
  /** What is to be read; undefined where nothing of ours is in the picture. */
  readonly text: string | undefined
}

type Random = () => number

/** How the sharp picture of a symbol, of so many pixels a module, is spoiled. */
type Spoil = (picture: GrayPicture, scale: number, random: Random) => GrayPicture

const SPOILS = {
  clean: (picture, _scale, random) => (random() < 0.5 ? picture : rotated(picture, 360 * random())),
  perspective: (picture, _scale, random) =>
    tilted(picture, between(random, -0.4, 0.4), between(random, -0.4, 0.4)),
  blur: (picture, scale, random) => blurred(picture, Math.round(between(random, 0.2, 0.8) * scale)),
  noise: (picture, _scale, random) => noisy(picture, between(random, 40, 220), Math.floor(random() * 1e6)),
  moire: (picture, _scale, random) => striped(picture, random),
  glare: (picture, _scale, random) => glaring(picture, random),
  inverted: (picture, _scale, random) => noisy(inverted(blurred(picture, 1)), 30, Math.floor(random() * 1e6)),
  'low contrast': (picture, _scale, random) => {
    const dark = between(random, 0, 200)
    return noisy(contrast(picture, dark, dark + between(random, 8, 55)), 4, Math.floor(random() * 1e6))
  },
} satisfies Readonly<Record<string, Spoil>>

export type SceneKind = keyof typeof SPOILS

export const SCENE_KINDS = Object.keys(SPOILS) as readonly SceneKind[]

/** So many pictures of one kind. */
export function* scenesOf(kind: SceneKind, count: number, seed: number): Generator<Scene, void, undefined> {
  const random = randomFrom(seed)
  const spoil: Spoil = SPOILS[kind]
  for (let i = 0; i < count; i++) {
    const text = qrText(randomMessage(Math.floor(between(random, 100, 319)), Math.floor(random() * 1e9)))
    const scale = Math.floor(between(random, 3, 8))
    yield { text, picture: spoil(picturedSymbol(drawSymbol(text), scale), scale, random) }
  }
}

/** Pictures with nothing of ours: foreign codes, half a code, patterns of finders, noise. */
export function* emptyScenes(count: number, seed: number): Generator<Scene, void, undefined> {
  const random = randomFrom(seed)
  const makers = [
    () => picturedSymbol(drawSymbol(`HTTPS://EXAMPLE.ORG/${Math.floor(random() * 1e9)}`), 6),
    () => picturedSymbol(drawSymbol(`AL0:${Math.floor(random() * 1e15)}`), 5),
    () => {
      const { width, height, luma } = picturedSymbol(drawSymbol(qrText(randomMessage(200, i))), 4)
      const half = Math.floor(height / 2)
      return { width, height: half, luma: luma.slice(0, width * half) }
    },
    () => paint(400, 400, () => (random() < 0.5 ? 0 : 255)),
    () => paint(400, 400, (x, y) => (ring(x >> 2, y >> 2) ? 0 : 255)),
  ]
  let i = 0
  for (; i < count; i++)
    yield { text: undefined, picture: (makers[i % makers.length] as () => GrayPicture)() }
}

function between(random: Random, least: number, most: number): number {
  return least + random() * (most - least)
}

/** Seen at an angle: what is further away is smaller, by so much of the half side to the right and downwards. */
function tilted(picture: GrayPicture, right: number, down: number): GrayPicture {
  const side = Math.ceil(picture.width * 1.5)
  const half = picture.width / 2
  return paint(side, side, (x, y) => {
    const [dx, dy] = [(x - side / 2) / half, (y - side / 2) / half]
    const depth = 1 - right * dx - down * dy
    if (depth <= 0.1) return 255
    return sample(picture, half + (dx / depth) * half, half + (dy / depth) * half)
  })
}

/** The pixels of a screen beside those of a camera: waves of two directions. */
function striped(picture: GrayPicture, random: Random): GrayPicture {
  const waves = [0, 1].map(() => ({
    period: between(random, 2.2, 9),
    angle: random() * Math.PI,
    height: between(random, 20, 110),
  }))
  return paint(picture.width, picture.height, (x, y) => {
    const light = picture.luma[y * picture.width + x] as number
    const sum = waves.reduce((all, { period, angle, height }) => {
      const along = x * Math.cos(angle) + y * Math.sin(angle)
      return all + height * Math.sin((2 * Math.PI * along) / period)
    }, 0)
    return 40 + light * 0.7 + sum
  })
}

/** A lamp in the screen: white in its middle, and paler around it. */
function glaring(picture: GrayPicture, random: Random): GrayPicture {
  const { width, height } = picture
  const [left, top] = [between(random, 0.1, 0.9) * width, between(random, 0.1, 0.9) * height]
  const radius = between(random, 0.05, 0.35) * width
  return paint(width, height, (x, y) => {
    const light = picture.luma[y * width + x] as number
    const glow = Math.min(1, Math.exp(1 - Math.hypot(x - left, y - top) / radius))
    return light + (255 - light) * glow
  })
}

/** A wall of finder patterns. */
function ring(x: number, y: number): boolean {
  const distance = Math.max(Math.abs((x % 8) - 3), Math.abs((y % 8) - 3))
  return distance !== 2 && distance !== 4
}
