/**
 * Owns a QR symbol as an SVG document, for print at any size: a white ground, one path, a quiet zone of 4 modules
 * (ISO/IEC 18004 section 6.3.8), one user unit a module. No script, no link, no font.
 */
import { darkPath } from './runs.ts'
import type { QrSymbol } from './symbol.ts'

const QUIET_MODULES = 4

/** The text of an SVG 1.1 document. `written`: the message as armor, for readers that draw nothing (SPEC.md section 10.6). */
export function symbolToSvg(symbol: QrSymbol, written?: string): string {
  const side = symbol.size + 2 * QUIET_MODULES
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${side} ${side}" width="${side * 8}" height="${side * 8}"`
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    // crispEdges: antialiased seams between rows would grey the modules.
    `${open} shape-rendering="crispEdges">`,
    ...metadataOf(written),
    `<path fill="#fff" d="M0 0h${side}v${side}H0z"/>`,
    `<path fill="#000" d="${darkPath(symbol, QUIET_MODULES, QUIET_MODULES)}"/>`,
    '</svg>',
    '',
  ].join('\n')
}

/** Nothing of it is shown, and no character of armor means anything in XML. */
export function metadataOf(written: string | undefined): readonly string[] {
  return written === undefined ? [] : [`<metadata>\n${written}</metadata>`]
}
