/** Owns a symbol as few rectangles, one module high, for drawings that know lines and no pixels. */
import type { QrSymbol } from './symbol.ts'

/** Modules from the left, rows from the top, modules wide. */
export interface Run {
  readonly x: number
  readonly y: number
  readonly width: number
}

/** Each run of dark modules in a row, from the top left. */
export function* darkRuns(symbol: QrSymbol): Generator<Run, void, undefined> {
  for (let y = 0; y < symbol.size; y++) {
    for (let x = 0; x < symbol.size; x++) {
      const start = x
      while (symbol.dark(x, y)) x++
      if (x > start) yield { x: start, y, width: x - start }
    }
  }
}

/** The runs as the data of an SVG path, the symbol's corner at `left` and `top`, one unit a module. */
export function darkPath(symbol: QrSymbol, left: number, top: number): string {
  let path = ''
  for (const { x, y, width } of darkRuns(symbol)) path += `M${x + left} ${y + top}h${width}v1h-${width}z`
  return path
}
