/** A request in a terminal's window: one code where it is seen as a whole, else codes in turn. */
import { describe, expect, test } from 'vitest'
import { linkOf } from '../../src/carrier/link.ts'
import { drawSymbol } from '../../src/carrier/qr/symbol.ts'
import { symbolToTerminal } from '../../src/carrier/qr/terminal.ts'
import { qrText } from '../../src/carrier/qr/text.ts'
import { drawRequest } from '../../src/exchange/show-request.ts'
import { randomMessage } from '../carrier/picture/scene.ts'

const PAGE = 'https://activate.example.com'
const REQUEST = randomMessage(212)
const drawn = (text: string) => symbolToTerminal(drawSymbol(text))
/** A code of this text, and the line of the prompt. */
function room(text: string) {
  const side = drawSymbol(text).size + 4
  return { columns: side, rows: Math.ceil(side / 2) + 1 }
}
const plain = room(qrText(REQUEST))
const link = room(linkOf(PAGE, REQUEST))

describe('a request is drawn', () => {
  test('as a link to the vendor, which a phone opens', () => {
    const text = drawn(linkOf(PAGE, REQUEST))
    expect(drawRequest(REQUEST, PAGE, link)).toEqual({ kind: 'code', text, isLink: true })
  })

  test('as itself where the vendor has no page, or the link is too large for the window', () => {
    const code = { kind: 'code', text: drawn(qrText(REQUEST)), isLink: false }
    expect(drawRequest(REQUEST, undefined, plain)).toEqual(code)
    expect(link.columns).toBeGreaterThan(plain.columns)
    expect(drawRequest(REQUEST, PAGE, { ...link, columns: link.columns - 1 })).toEqual(code)
    expect(drawRequest(REQUEST, PAGE, { ...link, rows: link.rows - 1 })).toEqual(code)
  })

  test('in turn where the window shows no code as a whole, and it says which window does', () => {
    const drawing = drawRequest(REQUEST, PAGE, { columns: 80, rows: 24 })
    expect(drawing).toMatchObject({ kind: 'frames', wanted: link })
    expect(drawing.kind === 'frames' && room(drawing.frames.text(0)).rows).toBeLessThanOrEqual(24)
    expect(drawRequest(REQUEST, undefined, { ...plain, rows: plain.rows - 1 }).kind).toBe('frames')
  })

  test('not at all in a window that is too small for any', () => {
    expect(drawRequest(REQUEST, undefined, { columns: 30, rows: 90 })).toEqual({
      kind: 'none',
      wanted: plain,
    })
  })

  test('in turn when no code holds it', () => {
    const window = { columns: 300, rows: 200 }
    expect(drawRequest(randomMessage(1500), PAGE, window)).toMatchObject({
      kind: 'frames',
      wanted: undefined,
    })
  })
})
