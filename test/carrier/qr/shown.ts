/** Owns what a person sees of a symbol that was written to a terminal: a picture of it, in a theme, with cells of 8 x 16 pixels. */
import { pngOfGray } from '../picture/files.ts'
import { paint } from '../picture/scene.ts'

// biome-ignore lint/suspicious/noControlCharactersInRegex: escapes are what it reads
const COLOURED = /\x1b\[38;5;16;48;5;231m([ ▀▄█]*)\x1b\[0m/u

/** The lines of the last drawing on a screen, one below the other; other lines end it. */
export function drawnOn(screen: string): readonly string[] {
  const lines = screen.split(/\r?\n/)
  const isDrawn = (line: string) => COLOURED.test(line)
  const last = lines.findLastIndex(isDrawn)
  const first = lines.slice(0, last + 1).findLastIndex(line => !isDrawn(line)) + 1
  return lines.slice(first, last + 1)
}

/** What a terminal makes of one line: two brightnesses a cell. Throws on anything that is not expected here. */
export function shown(line: string, theme: number): (readonly [upper: number, lower: number])[] {
  const [whole, drawn = ''] = COLOURED.exec(line) ?? []
  if (whole !== line) throw new Error(`not a coloured line: ${JSON.stringify(line)}`)
  const margin = Array.from({ length: 6 }, () => [theme, theme] as const)
  const cells = [...drawn].map(cell => {
    return [cell === '▀' || cell === '█' ? 0 : 255, cell === '▄' || cell === '█' ? 0 : 255] as const
  })
  return [...margin, ...cells, ...margin]
}

/** A photograph of the lines, as PNG. `theme`: the brightness around them, 0 to 255. */
export function photographed(lines: readonly string[], theme: number): Uint8Array {
  const cells = lines.map(line => shown(line, theme))
  const columns = cells[0]?.length ?? 0
  const picture = paint(columns * 8, (cells.length + 4) * 16, (x, y) => {
    const cell = cells[Math.floor(y / 16) - 2]?.[Math.floor(x / 8)]
    return cell?.[Math.floor(y / 8) % 2] ?? theme
  })
  return pngOfGray(picture)
}
