/**
 * Owns frames as one animated SVG document: SMIL, which browsers run in a page and in a picture alike, without script,
 * style or link. Where nothing moves, the first frame is shown.
 */
import { darkPath } from '../runs.ts'
import { metadataOf } from '../svg.ts'
import type { QrSymbol } from '../symbol.ts'
import { FRAME_MILLISECONDS } from './rate.ts'

const QUIET_MODULES = 4

/** The text of an SVG document that shows the symbols in turn for ever. All are of one version. `written`: as in svg.ts. */
export function symbolsToAnimatedSvg(symbols: readonly QrSymbol[], written?: string): string {
  const side = (symbols[0]?.size ?? 0) + 2 * QUIET_MODULES
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side * 8}" height="${side * 8}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `${open} shape-rendering="crispEdges">`,
    ...metadataOf(written),
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/>`,
    ...symbols.map((symbol, i) => frame(symbol, i, symbols.length)),
    '</svg>',
    '',
  ].join('\n')
}

function frame(symbol: QrSymbol, i: number, count: number): string {
  const shown = i === 0 ? 'visible' : 'hidden'
  const path = darkPath(symbol, QUIET_MODULES, QUIET_MODULES)
  return `<path fill="#000" visibility="${shown}" d="${path}">${animation(i, count)}</path>`
}

/** Shown from its own moment to the next one's, in each round. */
function animation(i: number, count: number): string {
  const changes = [
    [0, 'hidden'],
    [i, 'visible'],
    [i + 1, 'hidden'],
  ] as const
  const all = changes.filter(([at], k) => at < count && changes[k + 1]?.[0] !== at)
  const values = all.map(([, value]) => value).join(';')
  const times = all.map(([at]) => round(at / count)).join(';')
  const duration = round((count * FRAME_MILLISECONDS) / 1000)
  return `<animate attributeName="visibility" values="${values}" keyTimes="${times}" dur="${duration}s" calcMode="discrete" repeatCount="indefinite"/>`
}

function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
