import { describe, expect, it } from 'vitest'
import { pictureFormat } from '../../../src/carrier/picture/header.ts'
import { symbolToSvg } from '../../../src/carrier/qr/svg.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { randomMessage } from '../picture/scene.ts'

const symbol = drawSymbol(qrText(randomMessage(241)))
const svg = symbolToSvg(symbol)

describe('a symbol as SVG', () => {
  it('draws exactly the dark modules, inside a quiet zone of 4', () => {
    const side = symbol.size + 8
    expect(svg).toContain(`viewBox="0 0 ${side} ${side}"`)
    const drawn = new Set<string>()
    const runs = /fill="#000" d="([^"]*)"/.exec(svg)?.[1] ?? ''
    const rest = runs.replace(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g, (_, x, y, right, left) => {
      expect(left).toBe(right)
      for (let i = 0; i < Number(right); i++) drawn.add(`${Number(x) + i},${y}`)
      return ''
    })
    expect(rest).toBe('')
    for (let y = 0; y < side; y++) {
      for (let x = 0; x < side; x++) expect(drawn.has(`${x},${y}`)).toBe(symbol.dark(x - 4, y - 4))
    }
  })

  it('has a white ground of its own, for dark pages', () => {
    expect(svg).toContain(`<path fill="#fff" d="M0 0h${symbol.size + 8}v${symbol.size + 8}H0z"/>`)
  })

  it('is a whole document, the same each time, and is recognised', () => {
    expect(svg).toMatch(/^<\?xml [^>]*\?>\n<svg [^>]*>\n<path [^>]*\/>\n<path [^>]*\/>\n<\/svg>\n$/)
    expect(symbolToSvg(symbol)).toBe(svg)
    expect(pictureFormat(new TextEncoder().encode(svg))).toBe('SVG')
  })
})
