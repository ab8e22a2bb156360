/**
 * Owns where symbols stand on sheets of A4 that are printed and photographed: three beside each other and four rows a
 * page, each with its number, so that a missing one can be found. sheet-pdf.ts draws what stands here.
 */
import type { QrSymbol } from '../symbol.ts'

/** Millimetres (ISO 216). */
export const PAGE = { width: 210, height: 297 } as const

const MARGIN = 12
const TITLE_HEIGHT = 16
const FACT_HEIGHT = 5
const FACT_CHARACTERS = 105
const MOST_FACTS = 3
const COLUMNS = 3
const ROWS = 4
const GAP = 6
const CAPTION_HEIGHT = 6
const QUIET_MODULES = 4

/** What fits one page. */
const SYMBOLS_A_PAGE = COLUMNS * ROWS

export interface SheetSymbol {
  readonly symbol: QrSymbol
  /** The corner of its modules, without the quiet zone; millimetres from the left and the top. */
  readonly x: number
  readonly y: number
  /** Millimetres a module. */
  readonly module: number
}

export interface SheetText {
  readonly text: string
  /** Where the text's base line begins, or with `centred` its middle; millimetres from the left and the top. */
  readonly x: number
  readonly y: number
  /** Millimetres. */
  readonly size: number
  readonly centred: boolean
}

export interface SheetPage {
  readonly symbols: readonly SheetSymbol[]
  readonly texts: readonly SheetText[]
}

/** The words on the pages, in the language of the person who prints them. */
export interface SheetWords {
  /** Of what and for whom. */
  readonly title: string
  /** Lines below the title, at most three; what is longer than a line is cut off. */
  readonly facts: readonly string[]
  /** What to do with the codes. */
  how(page: number, pages: number): string
  /** Below a code. */
  numbered(number: number, of: number): string
}

/** The pages for these symbols, which are the parts of one message. */
export function layOut(symbols: readonly QrSymbol[], words: SheetWords): readonly SheetPage[] {
  const pages = Math.ceil(symbols.length / SYMBOLS_A_PAGE)
  return Array.from({ length: pages }, (_, page) => {
    const first = page * SYMBOLS_A_PAGE
    const here = symbols.slice(first, first + SYMBOLS_A_PAGE)
    const places = here.map((symbol, i) => placed(symbol, i))
    const captions = places.map((place, i) => captionOf(place, words.numbered(first + i + 1, symbols.length)))
    return {
      symbols: places,
      texts: [...headings(words, words.how(page + 1, pages)), ...captions],
    }
  })
}

const CELL = (PAGE.width - 2 * MARGIN - (COLUMNS - 1) * GAP) / COLUMNS
const HEADINGS = TITLE_HEIGHT + MOST_FACTS * FACT_HEIGHT
const ROW = (PAGE.height - 2 * MARGIN - HEADINGS) / ROWS

function placed(symbol: QrSymbol, i: number): SheetSymbol {
  const side = Math.min(CELL, ROW - CAPTION_HEIGHT)
  const module = side / (symbol.size + 2 * QUIET_MODULES)
  const quiet = QUIET_MODULES * module
  return {
    symbol,
    module,
    x: MARGIN + (i % COLUMNS) * (CELL + GAP) + (CELL - side) / 2 + quiet,
    y: MARGIN + HEADINGS + Math.floor(i / COLUMNS) * ROW + quiet,
  }
}

function captionOf({ symbol, x, y, module }: SheetSymbol, text: string): SheetText {
  const below = y + (symbol.size + QUIET_MODULES) * module + 4
  return { text, x: x + (symbol.size * module) / 2, y: below, size: 4, centred: true }
}

function headings({ title, facts }: SheetWords, how: string): SheetText[] {
  const lines = facts.slice(0, MOST_FACTS).map(fact => fact.slice(0, FACT_CHARACTERS))
  return [
    { text: title, x: MARGIN, y: MARGIN + 5, size: 5, centred: false },
    ...[...lines, how].map((text, i) => ({
      text,
      x: MARGIN,
      y: MARGIN + 11 + i * FACT_HEIGHT,
      size: 3.5,
      centred: false,
    })),
  ]
}
