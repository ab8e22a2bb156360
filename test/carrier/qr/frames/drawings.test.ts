import { decode, decodeApng } from 'fast-png'
import { describe, expect, it } from 'vitest'
import { encodeArmor } from '../../../../src/carrier/armor.ts'
import { messageFromInput } from '../../../../src/carrier/intake.ts'
import { symbolsToAnimatedPng } from '../../../../src/carrier/qr/frames/animated-png.ts'
import { symbolsToAnimatedSvg } from '../../../../src/carrier/qr/frames/animated-svg.ts'
import { layOut, PAGE, type SheetWords } from '../../../../src/carrier/qr/frames/sheet.ts'
import { sheetsToPdf } from '../../../../src/carrier/qr/frames/sheet-pdf.ts'
import { framesOf, shownInTurn } from '../../../../src/carrier/qr/frames/split.ts'
import { symbolToPng } from '../../../../src/carrier/qr/png.ts'
import { darkRuns } from '../../../../src/carrier/qr/runs.ts'
import { drawSymbol, type QrSymbol } from '../../../../src/carrier/qr/symbol.ts'
import { pngOfGray } from '../../picture/files.ts'
import { paint, randomMessage } from '../../picture/scene.ts'

const MESSAGE = randomMessage(1200)
const FRAMES = framesOf(MESSAGE)
const SYMBOLS = shownInTurn(FRAMES).map(text => drawSymbol(text))

describe('frames as an animated PNG', () => {
  const file = symbolsToAnimatedPng(SYMBOLS)

  it('are the same pictures as each symbol alone, for a quarter of a second each, for ever', () => {
    const { frames, numberOfPlays, numberOfFrames } = decodeApng(file, { checkCrc: true })
    expect({ numberOfPlays, numberOfFrames }).toEqual({ numberOfPlays: 0, numberOfFrames: SYMBOLS.length })
    expect(frames.map(({ delayNumber, delayDenominator }) => delayNumber / delayDenominator)).toEqual(
      SYMBOLS.map(() => 0.25),
    )
    frames.forEach(({ data }, i) => {
      const alone = decode(symbolToPng(SYMBOLS[i] as QrSymbol)).data
      expect(Buffer.from(data as Uint8Array).equals(alone as Uint8Array)).toBe(true)
    })
  })

  it('are the same bytes each time', () => {
    expect(Buffer.from(symbolsToAnimatedPng(SYMBOLS)).equals(file)).toBe(true)
  })

  it('give the message back', async () => {
    expect(await messageFromInput(file)).toEqual(MESSAGE)
  })
})

describe('frames as an animated SVG', () => {
  const svg = symbolsToAnimatedSvg(SYMBOLS)

  it('show one at any moment, each in its turn', () => {
    const times = [...svg.matchAll(/values="([^"]*)" keyTimes="([^"]*)" dur="([^"]*)s"/g)].map(
      ([, values, keys, duration]) => ({
        values: values?.split(';') ?? [],
        keys: keys?.split(';').map(Number) ?? [],
        duration: Number(duration),
      }),
    )
    expect(times).toHaveLength(SYMBOLS.length)
    for (const { duration, keys } of times) {
      expect(duration).toBe(SYMBOLS.length / 4)
      expect(keys[0]).toBe(0)
      expect(keys).toEqual([...new Set(keys)].toSorted((a, b) => a - b))
    }
    for (let moment = 0; moment < SYMBOLS.length; moment++) {
      const at = (moment + 0.5) / SYMBOLS.length
      const shown = times.map(({ values, keys }) => values[keys.findLastIndex(key => key <= at)])
      expect(shown).toEqual(SYMBOLS.map((_, i) => (i === moment ? 'visible' : 'hidden')))
    }
  })

  it('show the first one where nothing moves, and have no script, style or link', () => {
    expect([...svg.matchAll(/<path fill="#000" visibility="(\w+)"/g)].map(([, shown]) => shown)).toEqual(
      SYMBOLS.map((_, i) => (i === 0 ? 'visible' : 'hidden')),
    )
    expect(svg).not.toMatch(/script|style|href|url\(|on\w+=/)
  })
})

describe('a printable sheet', () => {
  const parts = (bytes: number) => {
    const frames = framesOf(randomMessage(bytes))
    return Array.from({ length: frames.parts }, (_, number) => drawSymbol(frames.text(number)))
  }
  const words: SheetWords = {
    title: 'Scope Pro (licence) <b>&"\x1b[2J für Ärzte 東京',
    facts: ['vendor: Acme    product: scope', 'x'.repeat(300)],
    how: (page, pages) => `page ${page} of ${pages}`,
    numbered: (number, of) => `${number} of ${of}`,
  }

  it('numbers its symbols, inside the page, with white around each', () => {
    const pages = layOut(parts(7000), words)
    expect(pages.map(({ symbols }) => symbols.length)).toEqual([12, 12])
    const captions = pages.flatMap(({ texts }) =>
      texts.filter(({ centred }) => centred).map(({ text }) => text),
    )
    expect(captions).toEqual(Array.from({ length: 24 }, (_, i) => `${i + 1} of 24`))
    for (const { symbols, texts } of pages) {
      const boxes = symbols.map(({ symbol, x, y, module }) => ({
        left: x - 4 * module,
        top: y - 4 * module,
        right: x + (symbol.size + 4) * module,
        bottom: y + (symbol.size + 4) * module,
      }))
      for (const [i, box] of boxes.entries()) {
        expect(box.left).toBeGreaterThanOrEqual(10)
        expect(box.top).toBeGreaterThanOrEqual(10)
        expect(box.right).toBeLessThanOrEqual(PAGE.width - 10)
        expect(box.bottom).toBeLessThanOrEqual(PAGE.height - 10)
        for (const other of boxes.slice(0, i))
          expect(
            box.left >= other.right ||
              box.right <= other.left ||
              box.top >= other.bottom ||
              box.bottom <= other.top,
          ).toBe(true)
        for (const { x, y, size } of texts)
          expect(x > box.left && x < box.right && y > box.top && y - size < box.bottom - 0.5).toBe(false)
      }
    }
    expect(pages[0]?.texts.slice(1, 4).map(({ text }) => text)).toEqual([
      words.facts[0],
      'x'.repeat(105),
      'page 1 of 2',
    ])
  })

  it('gives the message back when it is photographed whole', async () => {
    const [page] = layOut(parts(MESSAGE.length), words)
    // 8 pixels a millimetre: a photograph of 4 megapixels
    const picture = paint(PAGE.width * 8, PAGE.height * 8, (column, row) => {
      const [x, y] = [(column + 0.5) / 8, (row + 0.5) / 8]
      const dark = page?.symbols.some(place =>
        place.symbol.dark(Math.floor((x - place.x) / place.module), Math.floor((y - place.y) / place.module)),
      )
      return dark ? 0 : 255
    })
    expect(await messageFromInput(pngOfGray(picture))).toEqual(randomMessage(MESSAGE.length))
  })

  it('as PDF has pages, offsets that are right, and every module', () => {
    const symbols = parts(7000)
    const pages = layOut(symbols, words)
    const written = encodeArmor('license', MESSAGE)
    const text = Buffer.from(sheetsToPdf(pages, written)).toString('latin1')
    expect(text.startsWith('%PDF-1.4\n% -----BEGIN AIRLATCH LICENSE-----\n% ')).toBe(true)
    expect(text).toContain('/Kids [4 0 R 6 0 R] /Count 2 /MediaBox [0 0 595.276 841.89]')
    expect(text).toContain('(Scope Pro \\(licence\\) <b>&"?[2J für Ärzte ??) Tj')
    const table = Number(/startxref\n(\d+)\n%%EOF\n$/.exec(text)?.[1])
    const offsets = [...text.slice(table).matchAll(/(\d{10}) 00000 n \n/g)].map(([, at]) => Number(at))
    expect(offsets).toHaveLength(7)
    offsets.forEach((at, i) => void expect(text.slice(at).startsWith(`${i + 1} 0 obj\n`)).toBe(true))
    for (const [, length, content] of text.matchAll(/\/Length (\d+) >>\nstream\n([\s\S]*?)\nendstream/g))
      expect(content).toHaveLength(Number(length))
    const drawn = [...text.matchAll(/ cm\n((?:\d+ \d+ \d+ 1 re\n)+)f Q/g)].map(([, runs]) => runs)
    expect(drawn).toEqual(
      symbols.map(symbol =>
        [...darkRuns(symbol)].map(({ x, y, width }) => `${x} ${y} ${width} 1 re\n`).join(''),
      ),
    )
  })
})
