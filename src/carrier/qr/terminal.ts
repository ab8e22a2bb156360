/**
 * Owns a QR symbol as terminal text: half blocks, two modules a character cell, a quiet zone of 2 modules.
 * Ink and ground are set explicitly, so it is black on white in a dark terminal too. The caption is the caller's.
 */
import type { QrSymbol } from './symbol.ts'

const QUIET_MODULES = 2

/**
 * Black ink, white ground from the 256-colour cube (ECMA-48 SGR with the xterm extension): 16 and 231 keep their
 * value in every theme, while the themes repaint 0 to 15.
 */
const COLOURS = '\x1b[38;5;16;48;5;231m'
const RESET = '\x1b[0m'

/** How much room the text takes; in a narrower terminal the lines wrap and nobody can read the symbol. */
export function terminalRoom(symbol: Pick<QrSymbol, 'size'>): {
  readonly columns: number
  readonly rows: number
} {
  const side = symbol.size + 2 * QUIET_MODULES
  return { columns: side, rows: Math.ceil(side / 2) }
}

/** Lines of text, each of them coloured and reset by itself, so that no colour runs into the margin. */
export function symbolToTerminal(symbol: QrSymbol): string {
  const { columns, rows } = terminalRoom(symbol)
  let text = ''
  for (let row = 0; row < rows; row++) {
    text += COLOURS
    for (let column = 0; column < columns; column++) {
      const x = column - QUIET_MODULES
      const y = row * 2 - QUIET_MODULES
      text += cell(symbol.dark(x, y), symbol.dark(x, y + 1))
    }
    text += `${RESET}\n`
  }
  return text
}

function cell(upper: boolean, lower: boolean): string {
  if (upper) return lower ? '█' : '▀'
  return lower ? '▄' : ' '
}
