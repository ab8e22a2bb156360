/** A request in a terminal's window: one code that is seen as a whole, and read again; the request code where no other fits. */
import { describe, expect, test } from 'vitest'
import { linkOf } from '../../src/carrier/link.ts'
import { readPicture } from '../../src/carrier/picture/read.ts'
import { drawSymbol, type QrLevel } from '../../src/carrier/qr/symbol.ts'
import { symbolToTerminal } from '../../src/carrier/qr/terminal.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { drawRequest, framesFor, type Window } from '../../src/exchange/show-request.ts'
import { randomMessage } from '../carrier/picture/scene.ts'
import { drawnOn, photographed } from '../carrier/qr/shown.ts'

const PAGE = 'https://activate.example.com'
const REQUEST = randomMessage(250)
const CODE = '2C9VS-66WYA-DZB9K-RPW7S-G81TN-8JKW1'
const drawn = (text: string, level?: QrLevel) => symbolToTerminal(drawSymbol(text, level))
/** A code of this text, and the line of the prompt. */
function room(text: string, level?: QrLevel): Window {
  const side = drawSymbol(text, level).size + 4
  return { columns: side, rows: Math.ceil(side / 2) + 1 }
}
const [text, linked] = [qrText(REQUEST), linkOf(PAGE, REQUEST)]

function draw(window: Window, address?: string, code: string | undefined = CODE, request = REQUEST) {
  return drawRequest({ request, address, code }, window)
}

describe('a request is drawn', () => {
  test('as a link to the vendor, which a phone opens', () => {
    expect(draw(room(linked), PAGE)).toEqual({ kind: 'link', text: drawn(linked), wanted: undefined })
  })

  test('with less correction where the window has no room for more', () => {
    const low = room(linked, 'L')
    expect(low.rows).toBeLessThan(room(linked).rows)
    expect(draw(low, PAGE)).toMatchObject({ kind: 'link', text: drawn(linked, 'L') })
  })

  test('as itself where the vendor has no page, or the link is too large for the window', () => {
    const whole = { kind: 'request', text: drawn(text), wanted: undefined }
    expect(draw(room(text))).toEqual(whole)
    expect(draw({ ...room(text), columns: room(linked, 'L').columns - 1 }, PAGE).kind).toBe('request')
  })

  test.each([
    [80, 24],
    [120, 30],
  ])(
    'as its request code in %i columns and %i rows, which a phone reads off the screen',
    async (columns, rows) => {
      const drawing = draw({ columns, rows }, PAGE)
      expect(drawing).toMatchObject({ kind: 'short', wanted: room(text, 'L') })
      const lines = drawnOn(drawing.text)
      expect(lines.length).toBeLessThan(rows)
      for (const theme of [0, 255])
        expect(await readPicture(photographed(lines, theme), { wanted: [/./] })).toEqual([CODE])
    },
  )

  test('not at all where no code says it, or in a window that is too small for any', () => {
    expect(
      drawRequest({ request: REQUEST, address: undefined, code: undefined }, { columns: 80, rows: 24 }),
    ).toEqual({
      kind: 'none',
      text: '',
      wanted: room(text, 'L'),
    })
    expect(draw({ columns: 20, rows: 90 }).kind).toBe('none')
  })

  test('as its request code in any window, when no code holds it whole', () => {
    const window = { columns: 300, rows: 200 }
    expect(draw(window, PAGE, CODE, randomMessage(1500))).toMatchObject({ kind: 'short', wanted: undefined })
  })
})

test('frames fit the window, or there are none', () => {
  const frames = framesFor(REQUEST, { columns: 80, rows: 24 })
  expect(frames && room(frames.text(0)).rows).toBeLessThanOrEqual(24)
  expect(framesFor(REQUEST, { columns: 30, rows: 90 })).toBeUndefined()
})
