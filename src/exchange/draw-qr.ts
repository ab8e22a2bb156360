/**
 * Owns how a message becomes what `--qr` asks for: one symbol where one of the largest version that is wanted holds it
 * (of a request the link to the vendor's page, where there is one), else several, in turn as an animated PNG or SVG and on the terminal, side by side as a PDF to print.
 */
import { encodeArmor } from '../carrier/armor.ts'
import { layOut } from '../carrier/qr/frames/sheet.ts'
import { framesOf, shownInTurn } from '../carrier/qr/frames/split.ts'
import { requestText } from '../carrier/qr/request-text.ts'
import { drawSymbol, type QrSymbol } from '../carrier/qr/symbol.ts'
import { terminalRoom } from '../carrier/qr/terminal.ts'
import { isQrText } from '../carrier/qr/text.ts'
import { LEAST_FRAME_VERSION, MAX_VERSION, USUAL_VERSION } from '../carrier/qr/versions.ts'
import type { MessageName } from '../core/cose/labels.ts'
import { AirlatchError } from '../core/errors.ts'
import { exchangeWords } from '../words/exchange.ts'
import { CAPTION_ROWS, canShow } from './show-frames.ts'

export interface DrawnQr {
  /** Of each code. */
  readonly version: number
  /** How many codes the message is in. */
  readonly codes: number
  /** What the one code says when it is a link. */
  readonly link?: string
  /** What the file, or the terminal, gets; nothing where the codes are shown in turn. */
  readonly content: Uint8Array | string | undefined
  /** Shows them until a key is pressed. */
  readonly show?: () => Promise<void>
}

export interface QrDrawingOptions {
  /** What the message is. */
  readonly type: MessageName
  /** FILE.png, FILE.svg, FILE.pdf or -. */
  readonly qr: string
  /** The largest version, 5 to 20, when one was asked for. */
  readonly version: number | undefined
  /** Of a request: the address of the vendor's page, when the code may be a link to it. */
  readonly page: string | undefined
  /** Printed above the codes of a PDF. */
  readonly title: string
  /** Lines below it. */
  readonly facts: readonly string[]
  /** Whether codes may be shown in turn on the terminal, if there is one. */
  readonly mayShow: boolean
}

/** Errors: message-too-large-for-qr, terminal-too-narrow. */
export async function drawQr(message: Uint8Array, wanted: QrDrawingOptions): Promise<DrawnQr> {
  const { qr } = wanted
  const written = encodeArmor(wanted.type, message)
  if (qr === '-') return onTerminal(message, wanted)
  const one = oneFor(message, wanted)
  if (/\.pdf$/i.test(qr)) return sheet(message, one, { ...wanted, written })
  const isSvg = /\.svg$/i.test(qr)
  if (one !== undefined) {
    const content = isSvg
      ? (await import('../carrier/qr/svg.ts')).symbolToSvg(one.symbol, written)
      : (await import('../carrier/qr/png.ts')).symbolToPng(one.symbol)
    return drawnOne(one, content)
  }
  const frames = framesOf(message, wanted.version)
  const symbols = shownInTurn(frames).map(text => drawSymbol(text))
  const content = isSvg
    ? (await import('../carrier/qr/frames/animated-svg.ts')).symbolsToAnimatedSvg(symbols, written)
    : (await import('../carrier/qr/frames/animated-png.ts')).symbolsToAnimatedPng(symbols)
  return { version: versionOf(symbols), codes: frames.parts, content }
}

/** A message in one symbol. */
interface One {
  readonly symbol: QrSymbol
  readonly link: string | undefined
}

function oneFor(
  message: Uint8Array,
  { page, version }: Pick<QrDrawingOptions, 'page' | 'version'>,
): One | undefined {
  const text = requestText(page, message, version)
  return text === undefined
    ? undefined
    : { symbol: drawSymbol(text), link: isQrText(text) ? undefined : text }
}

/** The smallest version that holds the link of a request to the page; undefined when none does. */
export function linkVersion(page: string, message: Uint8Array): number | undefined {
  for (let version = 1; version <= MAX_VERSION; version++) {
    const text = requestText(page, message, version)
    if (text !== undefined && !isQrText(text)) return version
  }
  return undefined
}

function drawnOne({ symbol: { version }, link }: One, content: Uint8Array | string): DrawnQr {
  return { version, codes: 1, content, ...(link === undefined ? {} : { link }) }
}

async function sheet(
  message: Uint8Array,
  one: One | undefined,
  wanted: QrDrawingOptions & { readonly written: string },
): Promise<DrawnQr> {
  const { sheetsToPdf } = await import('../carrier/qr/frames/sheet-pdf.ts')
  const { title, facts, page, written } = wanted
  const { sheet: say, numbered } = exchangeWords().qr
  if (one !== undefined) {
    const how = one.link === undefined || page === undefined ? say.one : say.link(page)
    return drawnOne(
      one,
      sheetsToPdf(layOut([one.symbol], { title, facts, how: () => how, numbered }), written),
    )
  }
  const symbols = partsOf(message, wanted.version)
  const how = (page: number, pages: number) => say.several(symbols.length, page, pages)
  const content = sheetsToPdf(layOut(symbols, { title, facts, how, numbered }), written)
  return { version: versionOf(symbols), codes: symbols.length, content }
}

async function onTerminal(message: Uint8Array, wanted: QrDrawingOptions): Promise<DrawnQr> {
  const { symbolToTerminal } = await import('../carrier/qr/terminal.ts')
  const { version = USUAL_VERSION, mayShow } = wanted
  const columns = process.stdout.columns > 0 ? process.stdout.columns : Number.POSITIVE_INFINITY
  const fits = (one: One | undefined) => one !== undefined && terminalRoom(one.symbol).columns <= columns
  const first = oneFor(message, wanted)
  // a link is the larger one of the two
  const one =
    first?.link === undefined || fits(first) ? first : oneFor(message, { ...wanted, page: undefined })
  if (one !== undefined && fits(one)) return drawnOne(one, symbolToTerminal(one.symbol))
  if (mayShow && canShow()) {
    const most = mostThatFits(version, columns, process.stdout.rows)
    if (most !== undefined) return inTurn(message, most)
  }
  const symbols = one === undefined ? partsOf(message, version) : [one.symbol]
  const needed = Math.max(...symbols.map(symbol => terminalRoom(symbol).columns))
  if (columns < needed) throw new AirlatchError('terminal-too-narrow', { columns, needed })
  const { numbered } = exchangeWords().qr
  const content = symbols.map(
    (symbol, i) => `${symbolToTerminal(symbol)}${numbered(i + 1, symbols.length)}\n\n`,
  )
  return { version: versionOf(symbols), codes: symbols.length, content: content.join('') }
}

function inTurn(message: Uint8Array, version: number): DrawnQr {
  const frames = framesOf(message, version)
  return {
    version: drawSymbol(frames.text(0)).version,
    codes: frames.parts,
    content: undefined,
    async show() {
      const { onTerminal: withTerminal, showFrames } = await import('./show-frames.ts')
      await withTerminal(showing => showFrames(frames, showing))
    },
  }
}

/** The largest version up to `most` whose drawing and its caption fit the window; undefined when none does. */
export function mostThatFits(most: number, columns: number, rows: number): number | undefined {
  for (let version = most; version >= LEAST_FRAME_VERSION; version--) {
    const room = terminalRoom({ size: 17 + 4 * version })
    if (room.columns <= columns && room.rows + CAPTION_ROWS <= rows) return version
  }
  return undefined
}

function partsOf(message: Uint8Array, version: number | undefined): QrSymbol[] {
  const frames = framesOf(message, version)
  return Array.from({ length: frames.parts }, (_, number) => drawSymbol(frames.text(number)))
}

function versionOf([first]: readonly QrSymbol[]): number {
  return first?.version ?? 0
}
