import { deflateSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { messageFromInput } from '../../../src/carrier/intake.ts'
import { isAnimated, picturesIn } from '../../../src/carrier/picture/animation.ts'
import { Budget } from '../../../src/carrier/picture/budget.ts'
import type { GrayPicture } from '../../../src/carrier/picture/gray.ts'
import { pictureHeader } from '../../../src/carrier/picture/header.ts'
import { readPicture } from '../../../src/carrier/picture/read.ts'
import { symbolsToAnimatedPng } from '../../../src/carrier/qr/frames/animated-png.ts'
import { framesOf, shownInTurn } from '../../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../../src/carrier/qr/png.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { gif, png, pngChunk, pngOf, pngOfGray } from './files.ts'
import { paint, picturedSymbol, randomMessage } from './scene.ts'

const MESSAGE = randomMessage(300)
/** As long as a busy machine takes. */
const PATIENT = { budget: { stillMs: 300_000, movingMs: 300_000 } }

const FRAMES = framesOf(MESSAGE, 5)
const SYMBOLS = shownInTurn(FRAMES).map(text => drawSymbol(text))

/** Rows of digits, one a pixel: 0 black, 9 white. */
async function shown(file: Uint8Array): Promise<string[]> {
  const all: string[] = []
  for await (const { width, luma } of picturesIn(file, pictureHeader(file), new Budget(1, () => 0))) {
    const digits = [...luma].map(value => Math.round(value / 28.4)).join('')
    all.push((digits.match(new RegExp(`.{${width}}`, 'g')) ?? []).join(' '))
  }
  return all
}

describe('an animated GIF', () => {
  const black = [0, 0, 0] as const
  const gray = [127, 127, 127] as const
  const palette = [black, gray, [255, 255, 255], [9, 9, 9]] as const

  it('shows its frames on what was left by those before: kept, cleared away, given back', async () => {
    const all = (index: number) => ({ left: 0, top: 0, width: 4, height: 2, index })
    const corner = { left: 2, top: 1, width: 2, height: 1, index: 1 }
    const file = animatedGif([
      { ...all(0), disposal: 1 },
      { ...corner, disposal: 1 },
      { ...all(1), disposal: 3 },
      { ...corner, index: 2, disposal: 2 },
      { left: 0, top: 0, width: 1, height: 1, index: 1, disposal: 0 },
    ])
    expect(isAnimated(file, pictureHeader(file))).toBe(true)
    expect(await shown(file)).toEqual(['0000 0000', '0000 0044', '4444 4444', '0000 0099', '4000 0099'])
  })

  it('shows what is below where a frame is transparent', async () => {
    const file = animatedGif([
      { left: 0, top: 0, width: 4, height: 2, index: 0, disposal: 1 },
      { left: 0, top: 0, width: 4, height: 2, index: 3, disposal: 1 },
    ])
    expect(await shown(file)).toEqual(['0000 0000', '0000 0000'])
  })

  it('gives a message back, whose first picture shows nothing', async () => {
    const pictures = SYMBOLS.map(symbol => picturedSymbol(symbol, 3))
    const { width, height } = pictures[0] as GrayPicture
    const file = joinedGif([
      plainGif(paint(width, height, () => 255)),
      ...pictures.map(picture => plainGif(picture)),
    ])
    expect(await messageFromInput(file, PATIENT)).toEqual(MESSAGE)
  })

  it('of one picture is none', () => {
    const file = plainGif(picturedSymbol(SYMBOLS[0] as (typeof SYMBOLS)[0], 3))
    expect(isAnimated(file, pictureHeader(file))).toBe(false)
  })

  function plainGif({ width, height, luma }: GrayPicture): Uint8Array<ArrayBuffer> {
    return gif({ width, height, palette, index: (x, y) => (luma[y * width + x] === 0 ? 0 : 2) })
  }

  interface GifFrame {
    readonly left: number
    readonly top: number
    readonly width: number
    readonly height: number
    readonly index: number
    readonly disposal: number
  }

  /** Each frame of one colour; the last one of the palette is transparent. */
  function animatedGif(frames: readonly GifFrame[]): Uint8Array<ArrayBuffer> {
    return joinedGif(
      frames.map(({ index, disposal, ...frame }) =>
        gif({ width: 4, height: 2, palette, index: () => index, frame, transparent: 3 }).map(
          (byte, i, file) =>
            // the flags of the control extension, behind its label and its length
            file[i - 3] === 0x21 && file[i - 2] === 0xf9 && file[i - 1] === 4 ? 1 | (disposal << 2) : byte,
        ),
      ),
    )
  }

  /** The palette is the same in all; what stands between it and the trailer follows one after the other. */
  function joinedGif(files: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
    const begin = 13 + 3 * palette.length
    return Uint8Array.from([
      ...(files[0]?.subarray(0, begin) ?? []),
      ...files.flatMap(file => [...file.subarray(begin, -1)]),
      0x3b,
    ])
  }
})

describe('an animated PNG', () => {
  it('shows its frames on what was left by those before: kept, cleared away, given back, shining through', async () => {
    const corner = { left: 2, top: 1, width: 2, height: 1 }
    const all = { left: 0, top: 0, width: 4, height: 2 }
    const file = animatedPng([
      { ...all, gray: 0, alpha: 255, dispose: 0, blend: 0 },
      { ...corner, gray: 255, alpha: 128, dispose: 0, blend: 1 },
      { ...all, gray: 255, alpha: 255, dispose: 2, blend: 0 },
      { ...corner, gray: 0, alpha: 0, dispose: 0, blend: 1 },
      { ...corner, gray: 0, alpha: 0, dispose: 0, blend: 0 },
      { ...all, gray: 128, alpha: 255, dispose: 1, blend: 0 },
      { ...corner, gray: 0, alpha: 255, dispose: 0, blend: 0 },
    ])
    expect(isAnimated(file, pictureHeader(file))).toBe(true)
    expect(await shown(file)).toEqual([
      '0000 0000',
      '0000 0055',
      '9999 9999',
      '0000 0055',
      '0000 0099',
      '5555 5555',
      '9999 9900',
    ])
  })

  it('is read until the message is complete, and says how far it is', async () => {
    const progress: string[] = []
    const file = symbolsToAnimatedPng(SYMBOLS)
    const note = (have: number, need: number): void => void progress.push(`${have} of ${need}`)
    expect(await messageFromInput(file, { ...PATIENT, onProgress: note })).toEqual(MESSAGE)
    expect(progress).toEqual(
      Array.from({ length: FRAMES.parts - 1 }, (_, i) => `${i + 1} of ${FRAMES.parts}`),
    )
  })

  it('with some of the frames is told what is missing', async () => {
    const some = SYMBOLS.slice(1, FRAMES.parts)
    await expect(messageFromInput(symbolsToAnimatedPng(some), PATIENT)).rejects.toMatchObject({
      code: 'frames-missing',
      details: { have: FRAMES.parts - 1, need: FRAMES.parts, missing: [1] },
    })
  })

  it('that breaks off is read as far as it goes', async () => {
    const file = symbolsToAnimatedPng(SYMBOLS)
    await expect(messageFromInput(file.subarray(0, file.length / 4), PATIENT)).rejects.toMatchObject({
      code: 'frames-missing',
    })
    expect(await messageFromInput(file.subarray(0, file.length * 0.9), PATIENT)).toEqual(MESSAGE)
  })

  it('is read as far as its time goes, however many frames it has', async () => {
    // the clock stands still until three codes were read
    let now = 0
    const onProgress = (have: number): void => {
      if (have >= 3) now = 60_000
    }
    const blank = SYMBOLS.map(() => drawSymbol('HTTPS://EXAMPLE.ORG/A/MENU'))
    const file = symbolsToAnimatedPng([...SYMBOLS.slice(0, 4), ...blank, ...SYMBOLS])
    await expect(messageFromInput(file, { clock: () => now, onProgress })).rejects.toMatchObject({
      code: 'frames-missing',
    })
    expect(await messageFromInput(file, { clock: () => 0 })).toEqual(MESSAGE)
  })

  it('whose time is over with its first frame took too long', async () => {
    let asked = 0
    const clock = (): number => (asked++ === 0 ? 0 : 60_000)
    await expect(readPicture(symbolsToAnimatedPng(SYMBOLS), { clock })).rejects.toMatchObject({
      code: 'picture-timeout',
      details: { seconds: 40 },
    })
  })

  it('of two messages is refused', async () => {
    const other = shownInTurn(framesOf(randomMessage(300, 9), 5)).map(text => drawSymbol(text))
    const mixed = SYMBOLS.slice(0, 3).flatMap((symbol, i) => [symbol, other[i] as typeof symbol])
    await expect(messageFromInput(symbolsToAnimatedPng(mixed), PATIENT)).rejects.toMatchObject({
      code: 'several-messages',
      details: { count: 2 },
    })
  })

  it('of something else is given up', async () => {
    const foreign = drawSymbol('HTTPS://EXAMPLE.ORG/A/MENU')
    await expect(messageFromInput(symbolsToAnimatedPng(Array(3).fill(foreign)))).rejects.toMatchObject({
      code: 'picture-without-qr',
      details: { others: 1 },
    })
  })

  it('is no bomb: a large picture with thousands of tiny frames ends at the limit', async () => {
    const tiny = { left: 0, top: 0, width: 1, height: 1, gray: 0, alpha: 255, dispose: 0, blend: 0 }
    const file = animatedPng(Array(400).fill(tiny), { width: 4000, height: 4000 })
    let count = 0
    for await (const { width } of picturesIn(file, pictureHeader(file), new Budget(1, () => 0)))
      count += width / 4000
    expect(count).toBe(Math.floor(1024 ** 3 / 4000 ** 2))
  })

  it('whose frames lie outside, or have no pixels, is malformed', async () => {
    const frame = { left: 3, top: 0, width: 2, height: 1, gray: 0, alpha: 255, dispose: 0, blend: 0 }
    for (const bad of [frame, { ...frame, left: 0, width: 0 }])
      await expect(shown(animatedPng([bad]))).rejects.toMatchObject({ code: 'picture-malformed' })
  })

  it('of one symbol, with the others on a sheet, is read as well', async () => {
    expect(await readPicture(symbolToPng(drawSymbol(qrText(MESSAGE))))).toEqual([qrText(MESSAGE)])
    expect(await readPicture(pngOfGray(picturedSymbol(SYMBOLS[1] as (typeof SYMBOLS)[0], 4)))).toEqual([
      FRAMES.text(1),
    ])
  })
})

interface PngFrame {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly gray: number
  readonly alpha: number
  readonly dispose: number
  readonly blend: number
}

/** Frames of one colour each, gray with alpha, behind a first picture that does not belong to them. */
function animatedPng(frames: readonly PngFrame[], size = { width: 4, height: 2 }): Uint8Array<ArrayBuffer> {
  const still = Buffer.from(pngOf({ ...size, depth: 8, colour: 4 }, deflateSync(Buffer.alloc(18))))
  const chunks = frames.flatMap(frame => {
    const { left, top, width, height, gray, alpha, dispose, blend } = frame
    const control = Buffer.alloc(26)
    control.writeUInt32BE(width, 4)
    control.writeUInt32BE(height, 8)
    control.writeUInt32BE(left, 12)
    control.writeUInt32BE(top, 16)
    control.set([dispose, blend], 24)
    const alone = Buffer.from(
      png({ width: Math.max(1, width), height, depth: 8, colour: 4, pixel: () => [gray, alpha] }),
    )
    const data = dataOf(alone).map(content => pngChunk('fdAT', Buffer.concat([Buffer.alloc(4), content])))
    return [pngChunk('fcTL', control), ...data]
  })
  const begin = still.subarray(0, 33)
  const acTL = pngChunk('acTL', Buffer.alloc(8))
  return Uint8Array.from(
    Buffer.concat([begin, acTL, still.subarray(33, -12), ...chunks, still.subarray(-12)]),
  )
}

/** What is in the data chunks of a PNG. */
function dataOf(file: Buffer): Buffer[] {
  const found: Buffer[] = []
  for (let at = file.indexOf('IDAT'); at > 0; at = file.indexOf('IDAT', at + 1))
    found.push(file.subarray(at + 4, at + 4 + file.readUInt32BE(at - 4)))
  return found
}
