import { describe, expect, it } from 'vitest'
import { messageFromInput } from '../../../src/carrier/intake.ts'
import { drawSymbol } from '../../../src/carrier/qr/symbol.ts'
import { symbolToTerminal, terminalRoom } from '../../../src/carrier/qr/terminal.ts'
import { qrText } from '../../../src/carrier/qr/text.ts'
import { randomMessage } from '../picture/scene.ts'
import { photographed, shown } from './shown.ts'

const message = randomMessage(241)
const symbol = drawSymbol(qrText(message))
const lines = symbolToTerminal(symbol).split('\n')

describe('a symbol in the terminal', () => {
  it.each([
    ['dark', 0],
    ['light', 255],
    ['gray', 130],
  ])('is read from a %s terminal, with a cell of 8 x 16 pixels', async (_, theme) => {
    const picture = photographed(lines.slice(0, -1), theme)
    expect(await messageFromInput(picture)).toEqual(message)
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
