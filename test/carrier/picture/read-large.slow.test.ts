/** Pictures as large as a telephone makes them, in a process of their own, and one that only says so. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { deflateSync } from 'node:zlib'
import { afterAll, describe, expect, it } from 'vitest'
import { messageFromInput } from '../../../src/carrier/intake.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { runProcess } from '../../world/process.ts'
import { jpegOfGray, pngOf } from './files.ts'
import { LARGE_KINDS, largeFile } from './large-files.ts'
import type { Cost } from './read-process.ts'
import { contrast, laidOnNoise, picturedSymbol, randomMessage, rotated } from './scene.ts'

const MESSAGE = Uint8Array.from([0xd2, 0x84, ...randomMessage(239)])
const SYMBOL = drawSymbol(qrText(MESSAGE))

/** 1,000,000 bytes each, of the whole process. */
const MOST_MEMORY = 300

const folder = mkdtempSync(join(tmpdir(), 'airlatch-large-'))
afterAll(() => rmSync(folder, { recursive: true }))

async function costOf(file: Uint8Array): Promise<Cost> {
  writeFileSync(join(folder, 'picture'), file)
  const script = join(import.meta.dirname, 'read-process.ts')
  const { exit, out, err } = await runProcess(process.execPath, [script, 'picture'], { folder })
  expect({ exit, err }).toEqual({ exit: 0, err: '' })
  return JSON.parse(out)
}

describe.each(LARGE_KINDS)('a picture of 50 megapixels: %s', kind => {
  it('with a code is read, in bounded memory', async () => {
    const { read, peakMegabytes } = await costOf(largeFile(kind, SYMBOL))
    expect(read).toEqual([qrText(MESSAGE)])
    expect(peakMegabytes).toBeLessThanOrEqual(MOST_MEMORY)
  })

  it('without a code is refused, in bounded memory', async () => {
    const { read, peakMegabytes } = await costOf(largeFile(kind))
    expect(read).toBe('picture-without-qr')
    expect(peakMegabytes).toBeLessThanOrEqual(MOST_MEMORY)
  })
})

it('a photograph of 12 megapixels', async () => {
  const laid = contrast(rotated(picturedSymbol(SYMBOL, 12), 10), 40, 220)
  const photograph = jpegOfGray(laidOnNoise(4000, 3000, [{ picture: laid, x: 1400, y: 700 }]), 80)
  const budget = { stillMs: 300_000, movingMs: 300_000 }
  expect(await messageFromInput(photograph, { budget })).toEqual(MESSAGE)
  // Most of the time is jpeg-js, writing it.
})

it('a picture that says that it has 900 megapixels is refused before anything is decoded', async () => {
  const bomb = pngOf(
    { width: 30_000, height: 30_000, depth: 1, colour: 0 },
    deflateSync(new Uint8Array(112_530_000)),
  )
  await expect(messageFromInput(bomb)).rejects.toMatchObject({
    code: 'picture-too-large',
    details: { width: 30_000, height: 30_000 },
  })
})
