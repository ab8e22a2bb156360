import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type IntakeOptions, messageFromInput } from '../../../src/carrier/intake.ts'
import { linkOf } from '../../../src/carrier/link.ts'
import type { MonotonicClock, TimeBudget } from '../../../src/carrier/picture/budget.ts'
import type { GrayPicture } from '../../../src/carrier/picture/gray.ts'
import { readPicture } from '../../../src/carrier/picture/read.ts'
import { drawSymbol, type QrSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { AirlatchError } from '../../../src/core/errors.ts'
import { explain } from '../../../src/words/explain.ts'
import { runs } from '../../effort.ts'
import { bmpOfGray, gif, jpegOfGray, png, pngOfGray } from './files.ts'
import {
  blurred,
  contrast,
  fromTheSide,
  inverted,
  noisy,
  paint,
  picturedSymbol,
  randomMessage,
  rotated,
} from './scene.ts'

const MESSAGE = Uint8Array.from([0xd2, 0x84, ...randomMessage(239)])
const SYMBOL = drawSymbol(qrText(MESSAGE))
const LINK = linkOf('https://activate.example.com', MESSAGE)
const LINKED = drawSymbol(LINK)
const OTHER = drawSymbol(qrText(randomMessage(60)))
const FOREIGN = drawSymbol('HTTPS://EXAMPLE.ORG/A/MENU')

const PICTURE = picturedSymbol(SYMBOL, 6)

/** As long as a busy machine takes. */
const PATIENT = { budget: { stillMs: 300_000, movingMs: 300_000 } }

const message = (file: Uint8Array, how: IntakeOptions = PATIENT): Promise<Uint8Array> =>
  messageFromInput(file, how)

/** A sheet of white paper with symbols on it. */
function sheet(...symbols: readonly QrSymbol[]): GrayPicture {
  const pictures = symbols.map(symbol => picturedSymbol(symbol, 5))
  const width = pictures.reduce((sum, picture) => sum + picture.width, 0)
  const starts = pictures.map((_, i) => pictures.slice(0, i).reduce((sum, picture) => sum + picture.width, 0))
  return paint(width, Math.max(...pictures.map(picture => picture.height)), (x, y) => {
    const i = starts.findLastIndex(start => start <= x)
    return pictures[i]?.luma[y * (pictures[i]?.width ?? 0) + x - (starts[i] ?? 0)] ?? 255
  })
}

/** Nothing but finder patterns: zxing tries their combinations, for minutes. */
function wallpaper(side: number): GrayPicture {
  return paint(side, side, (x, y) => {
    const ring = Math.max(Math.abs((x % 8) - 3), Math.abs((y % 8) - 3))
    return ring === 2 || ring === 4 ? 255 : 0
  })
}

/** By this clock zxing's share is used up as soon as the picture is decoded; the rest is half a minute of true time. */
function withoutZxing(): { readonly budget: TimeBudget; readonly clock: MonotonicClock } {
  let asked = 0
  return { budget: { stillMs: 1_000_000, movingMs: 0 }, clock: () => (asked++ === 0 ? 0 : 970_000) }
}

async function refusal(file: Uint8Array): Promise<Pick<AirlatchError, 'code' | 'details'>> {
  const error = await message(file).catch(error => error)
  expect(error).toBeInstanceOf(AirlatchError)
  return { code: error.code, details: error.details }
}

beforeAll(() => {
  vi.stubGlobal('fetch', () => {
    throw new Error('the reader must not fetch')
  })
})

afterAll(() => {
  vi.unstubAllGlobals()
})

describe('reading a picture', () => {
  it.each<[string, Uint8Array]>([
    ['PNG', pngOfGray(PICTURE)],
    ['JPEG', jpegOfGray(PICTURE, 80)],
    ['JPEG, much compressed', jpegOfGray(PICTURE, 8)],
    ['BMP', bmpOfGray(PICTURE)],
    ['BMP with rows from the top', bmpOfGray(PICTURE, true)],
    ['GIF', gifOfSymbol(false)],
    ['GIF with a transparent ground', gifOfSymbol(true)],
    ['PNG with a transparent ground', transparentPng()],
    ['PNG with a transparent palette entry', palettePng()],
    ['PNG of 16 bits, interlaced', deepPng()],
  ])('of the kind %s', async (_, file) => {
    expect(await message(file)).toEqual(MESSAGE)
  })

  it.each<[string, GrayPicture]>([
    ['turned by 7 degrees', rotated(PICTURE, 7)],
    ['turned by 90 degrees', rotated(PICTURE, 90)],
    ['upside down', rotated(PICTURE, 180)],
    ['turned by 211 degrees', rotated(PICTURE, 211)],
    ['mirrored', { ...PICTURE, luma: PICTURE.luma.toReversed() }],
    ['inverted', inverted(PICTURE)],
    ['of little contrast', contrast(PICTURE, 110, 150)],
    ['too dark', contrast(PICTURE, 0, 60)],
    ['noisy', noisy(PICTURE, 100)],
    ['soft', blurred(PICTURE, 2)],
    ['from the side', fromTheSide(PICTURE, 0.25)],
    ['with 3 pixels a module', picturedSymbol(SYMBOL, 3)],
    [
      'from the side, turned, soft, pale and noisy',
      noisy(contrast(blurred(rotated(fromTheSide(PICTURE, 0.15), 33), 1), 60, 200), 30),
    ],
  ])('%s', async (_, picture) => {
    expect(await message(pngOfGray(picture))).toEqual(MESSAGE)
  })

  it('one message among codes of other people, and the same message twice', async () => {
    expect(await message(pngOfGray(sheet(FOREIGN, SYMBOL)))).toEqual(MESSAGE)
    expect(await message(pngOfGray(sheet(SYMBOL, FOREIGN, SYMBOL)))).toEqual(MESSAGE)
    expect(await readPicture(pngOfGray(sheet(SYMBOL, SYMBOL)), PATIENT)).toEqual([qrText(MESSAGE)])
  })

  it('a link, whatever host it leads to, among links of other people', async () => {
    expect(await message(pngOfGray(sheet(FOREIGN, LINKED)))).toEqual(MESSAGE)
    expect(await readPicture(pngOfGray(sheet(FOREIGN, LINKED)), PATIENT)).toEqual([LINK])
  })

  it('the same message as a link and as it is', async () => {
    expect(await message(pngOfGray(sheet(LINKED, SYMBOL)))).toEqual(MESSAGE)
  })

  it('by jsQR where zxing does not come to an end', async () => {
    for (const file of [
      pngOfGray(PICTURE),
      jpegOfGray(PICTURE, 80),
      gifOfSymbol(true),
      pngOfGray(inverted(PICTURE)),
      pngOfGray(picturedSymbol(LINKED, 6)),
    ]) {
      const { budget, clock } = withoutZxing()
      expect(await message(file, { budget, clock })).toEqual(MESSAGE)
    }
  })

  it('several at the same time', async () => {
    const messages = [30, 60, 90, 120].map(length => randomMessage(length))
    const files = messages.map(message => pngOfGray(picturedSymbol(drawSymbol(qrText(message)), 4)))
    expect(await Promise.all(files.map(file => message(file)))).toEqual(messages)
  })

  it('compiles nothing again for the next one', async () => {
    await message(pngOfGray(PICTURE))
    const compile = vi.spyOn(WebAssembly, 'compile')
    expect(await message(pngOfGray(PICTURE))).toEqual(MESSAGE)
    expect(await message(jpegOfGray(PICTURE, 80))).toEqual(MESSAGE)
    expect(compile).not.toHaveBeenCalled()
    compile.mockRestore()
  })

  it('beside and after one that keeps its reader busy for ever', async () => {
    const budget = { stillMs: 1_000, movingMs: 0 }
    const [busy, beside] = await Promise.all([
      readPicture(pngOfGray(wallpaper(1600)), { budget }).catch(error => error.code),
      message(pngOfGray(PICTURE)),
    ])
    expect([busy, beside]).toEqual(['picture-timeout', MESSAGE])
    expect(await message(pngOfGray(PICTURE))).toEqual(MESSAGE)
  })

  it('leaves its bytes alone', async () => {
    const file = jpegOfGray(PICTURE, 80)
    const copy = file.slice()
    await message(file)
    expect(file).toEqual(copy)
  })
})

describe('a picture is refused', () => {
  it('with two different messages, and says how many', async () => {
    const file = pngOfGray(sheet(SYMBOL, OTHER, FOREIGN))
    expect(await refusal(file)).toEqual({ code: 'several-messages', details: { count: 2 } })
    expect((await readPicture(file, PATIENT)).toSorted()).toEqual(
      [qrText(MESSAGE), qrText(randomMessage(60))].toSorted(),
    )
    expect(explain('several-messages', { count: 2 }).hint).toMatch(/crop/)
  })

  it('with two different messages, one of them as a link', async () => {
    const file = pngOfGray(sheet(LINKED, OTHER))
    expect(await refusal(file)).toEqual({ code: 'several-messages', details: { count: 2 } })
  })

  it('without a code, without one of ours, and with an empty one', async () => {
    const none = await refusal(pngOfGray(paint(300, 300, (x, y) => (x * 7 + y * 3) % 256)))
    expect(none).toEqual({ code: 'picture-without-qr', details: { others: 0 } })
    const foreign = await refusal(jpegOfGray(sheet(FOREIGN, drawSymbol('AL0:')), 90))
    expect(foreign).toEqual({ code: 'picture-without-qr', details: { others: 2 } })
    expect(explain(none.code, none.details).message).not.toBe(explain(foreign.code, foreign.details).message)
  })

  it('with a damaged text in the code', async () => {
    const file = pngOfGray(picturedSymbol(drawSymbol('AL1:::::::'), 6))
    expect((await refusal(file)).code).toBe('base45-malformed')
  })

  it('with all of its code out of the picture, or half of it', async () => {
    const half = {
      width: PICTURE.width,
      height: PICTURE.height / 2,
      luma: PICTURE.luma.slice(0, PICTURE.luma.length / 2),
    }
    expect((await refusal(pngOfGray(half))).code).toBe('picture-without-qr')
    expect((await refusal(pngOfGray(paint(1, 1, () => 0)))).code).toBe('picture-without-qr')
  })

  it('when it keeps the readers busy for ever, after its time, and says so', async () => {
    const budget = { stillMs: 1_000, movingMs: 0 }
    const error = await readPicture(pngOfGray(wallpaper(1600)), { budget }).catch(error => error)
    expect(error).toMatchObject({ code: 'picture-timeout', details: { seconds: 1 } })
    expect(explain(error.code, error.details).hint).toMatch(/crop/)
  })

  it('when its time is over before its pixels are decoded', async () => {
    let asked = 0
    const clock = (): number => 1_000_000 * asked++
    expect(await readPicture(pngOfGray(PICTURE), { clock }).catch(error => error)).toMatchObject({
      code: 'picture-timeout',
      details: { seconds: 10 },
    })
  })

  it('and never called damaged, when it is a thin strip', async () => {
    // zxing halves these until it traps
    for (const [width, height] of [
      [1000, 40],
      [1000, 10],
      [200, 5],
      [812, 22],
      [22, 1000],
    ] as const)
      expect((await refusal(pngOfGray(paint(width, height, () => 255)))).code).toBe('picture-without-qr')
  })

  it.each([
    ['PNG', pngOfGray(PICTURE)],
    ['JPEG', jpegOfGray(PICTURE, 80)],
    ['GIF', gifOfSymbol(false)],
    ['BMP', bmpOfGray(PICTURE)],
  ])('or read, never worse, when a %s breaks off', async (_, file) => {
    for (const part of [0.02, 0.1, 0.5, 0.97]) {
      const piece = file.subarray(0, Math.floor(file.length * part))
      await message(piece).then(
        message => expect(message).toEqual(MESSAGE),
        error => expect(error.code).toMatch(/^picture-(unsupported|malformed|without-qr)$/),
      )
    }
  })

  it('or read, whatever was changed in it', async () => {
    const tiny = picturedSymbol(drawSymbol(qrText(randomMessage(10))), 3)
    const files = fc.constantFrom(jpegOfGray(tiny, 50), bmpOfGray(tiny), pngOfGray(tiny))
    const patches = fc.array(fc.tuple(fc.nat(2000), fc.integer({ min: 0, max: 255 })), {
      minLength: 1,
      maxLength: 6,
    })
    await fc.assert(
      fc.asyncProperty(files, patches, async (file, patches) => {
        const bytes = file.slice()
        for (const [at, value] of patches) bytes[at % bytes.length] = value
        await message(bytes).then(
          message => expect(message).toEqual(randomMessage(10)),
          // without its first bytes it is no picture
          error => expect(error.code).toMatch(/^picture-|^input-not-recognised$/),
        )
      }),
      { numRuns: runs(12) },
    )
  })

  it('as damaged, when it has no code and its pixels are not all there', async () => {
    const blank = jpegOfGray(
      paint(300, 300, () => 255),
      80,
    )
    expect(await refusal(blank)).toMatchObject({ code: 'picture-without-qr' })
    expect(await refusal(blank.subarray(0, blank.length - 30))).toEqual({
      code: 'picture-malformed',
      details: { format: 'JPEG', problem: 'ends-early' },
    })
    const foreign = jpegOfGray(sheet(FOREIGN), 80)
    expect(await refusal(foreign.subarray(0, foreign.length - 30))).toMatchObject({ details: { others: 1 } })
  })

  it('when its header is sound and its pixels are not', async () => {
    const file = jpegOfGray(PICTURE, 80)
    // a comment in the place of the Huffman tables
    const broken = file.slice()
    for (let at = 0; at !== -1; at = Buffer.from(broken).indexOf(Buffer.of(0xff, 0xc4)))
      if (at > 0) broken.set([0xff, 0xfe], at)
    expect(await refusal(broken)).toMatchObject({ code: 'picture-malformed', details: { format: 'JPEG' } })
    const bitmap = bmpOfGray(PICTURE)
    bitmap.set([16, 0, 3], 28)
    expect(await refusal(bitmap)).toMatchObject({ code: 'picture-malformed', details: { format: 'BMP' } })
  })
})

describe('a JPEG is read', () => {
  it('where its end is missing, below the code', async () => {
    const { width, height } = PICTURE
    const above = paint(width, 2 * height, (x, y) =>
      y < height ? (PICTURE.luma[y * width + x] as number) : (x * y) % 256,
    )
    const file = jpegOfGray(above, 80)
    expect(await message(file.subarray(0, file.length - 100))).toEqual(MESSAGE)
  })
})

function gifOfSymbol(transparent: boolean): Uint8Array {
  return gif({
    width: PICTURE.width,
    height: PICTURE.height,
    // The ground is black where it is transparent, as many programs leave it.
    palette: transparent
      ? [
          [0, 0, 0],
          [10, 10, 10],
        ]
      : [
          [255, 255, 255],
          [0, 0, 0],
        ],
    index: (x, y) => (PICTURE.luma[y * PICTURE.width + x] === 0 ? 1 : 0),
    ...(transparent && { transparent: 0 }),
  })
}

function dark(x: number, y: number): boolean {
  return PICTURE.luma[y * PICTURE.width + x] === 0
}

function transparentPng(): Uint8Array {
  const { width, height } = PICTURE
  return png({ width, height, depth: 8, colour: 6, pixel: (x, y) => [0, 0, 0, dark(x, y) ? 255 : 0] })
}

function palettePng(): Uint8Array {
  const { width, height } = PICTURE
  const pixel = (x: number, y: number): number[] => [dark(x, y) ? 1 : 0]
  return png({ width, height, depth: 1, colour: 3, palette: [0, 0, 0, 0, 0, 40], transparency: [0], pixel })
}

function deepPng(): Uint8Array {
  const { width, height } = PICTURE
  const pixel = (x: number, y: number): number[] => (dark(x, y) ? [900, 0, 77] : [65_000, 65_535, 60_000])
  return png({ width, height, depth: 16, colour: 2, interlaced: true, pixel, filter: y => y % 5 })
}
