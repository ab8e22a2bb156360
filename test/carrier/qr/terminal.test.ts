import { describe, expect, it } from 'vitest'
import { messageFromInput } from '../../../src/carrier/intake.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { symbolToTerminal, terminalRoom } from '../../../src/carrier/qr/terminal.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { pngOfGray } from '../picture/files.ts'
import { paint, randomMessage } from '../picture/scene.ts'

const message = randomMessage(241)
const symbol = drawSymbol(qrText(message))
const lines = symbolToTerminal(symbol).split('\n')

/** What a terminal makes of one line: two brightnesses a cell. Throws on anything that is not expected here. */
function shown(line: string, theme: number): (readonly [upper: number, lower: number])[] {
  const parts = /^<ESC>\[38;5;16;48;5;231m([ ▀▄█]*)<ESC>\[0m$/.exec(line.replaceAll('\x1b', '<ESC>'))
  if (parts === null) throw new Error(`not a coloured line: ${JSON.stringify(line)}`)
  const margin = Array.from({ length: 6 }, () => [theme, theme] as const)
  const cells = [...(parts[1] as string)].map(cell => {
    return [cell === '▀' || cell === '█' ? 0 : 255, cell === '▄' || cell === '█' ? 0 : 255] as const
  })
  return [...margin, ...cells, ...margin]
}

describe('a symbol in the terminal', () => {
  it.each([
    ['dark', 0],
    ['light', 255],
    ['gray', 130],
  ])('is read from a %s terminal, with a cell of 8 x 16 pixels', async (_, theme) => {
    const cells = lines.slice(0, -1).map(line => shown(line, theme))
    const columns = cells[0]?.length ?? 0
    const picture = paint(columns * 8, (cells.length + 4) * 16, (x, y) => {
      const cell = cells[Math.floor(y / 16) - 2]?.[Math.floor(x / 8)]
      return cell?.[Math.floor(y / 8) % 2] ?? theme
    })
    expect(await messageFromInput(pngOfGray(picture))).toEqual(message)
  })

  it('tells how much room it takes; up to version 14 it fits 80 columns', () => {
    expect(terminalRoom(symbol)).toEqual({ columns: 65, rows: 33 })
    expect(lines.slice(0, -1).map(line => shown(line, 0).length - 12)).toEqual(Array(33).fill(65))
    expect(terminalRoom(drawSymbol(qrText(randomMessage(349))))).toEqual({ columns: 77, rows: 39 })
  })

  it('colours and resets each line by itself, and ends with a line end', () => {
    expect(lines.at(-1)).toBe('')
    for (const line of lines.slice(0, -1)) expect(() => shown(line, 0)).not.toThrow()
  })
})
