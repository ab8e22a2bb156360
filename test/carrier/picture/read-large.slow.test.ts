/** Pictures as large as a telephone makes them, and one that only says so. */
import { deflateSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { messageFromPicture } from '../../../src/carrier/picture/read.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { jpegOfGray, pngOf } from './files.ts'
import { contrast, laidOnNoise, picturedSymbol, randomMessage, rotated } from './scene.ts'

const MESSAGE = Uint8Array.from([0xd2, 0x84, ...randomMessage(239)])
const SYMBOL = drawSymbol(qrText(MESSAGE))

it('a photograph of 12 megapixels', async () => {
  const laid = contrast(rotated(picturedSymbol(SYMBOL, 12), 10), 40, 220)
  const photograph = jpegOfGray(laidOnNoise(4000, 3000, [{ picture: laid, x: 1400, y: 700 }]), 80)
  const budget = { stillMs: 300_000, movingMs: 300_000 }
  expect(await messageFromPicture(photograph, { budget })).toEqual(MESSAGE)
  // Most of the time is jpeg-js, writing it.
})

it('a picture that says that it has 900 megapixels is refused before anything is decoded', async () => {
  const bomb = pngOf(
    { width: 30_000, height: 30_000, depth: 1, colour: 0 },
    deflateSync(new Uint8Array(112_530_000)),
  )
  await expect(messageFromPicture(bomb)).rejects.toMatchObject({
    code: 'picture-too-large',
    details: { width: 30_000, height: 30_000 },
  })
})
