/**
 * Owns printable sheets as a PDF document (ISO 32000-1), as many pages as there are: rectangles and the Helvetica that
 * every reader has, nothing else: no date, no id, no compression, so equal sheets give equal bytes.
 * Characters beyond Latin-1 become question marks: Helvetica has none of them.
 */
import { darkRuns } from '../runs.ts'
import { PAGE, type SheetPage, type SheetSymbol, type SheetText } from './sheet.ts'

/** Points in a millimetre. */
const POINT = 72 / 25.4

/** Objects 1 to 3: the catalog, the list of pages, the font. A page and its content follow, two numbers each. */
const FIRST_PAGE = 4

/** The bytes of the document. `written`: the message as armor, in comments, for readers that draw nothing. */
export function sheetsToPdf(pages: readonly SheetPage[], written = ''): Uint8Array<ArrayBuffer> {
  const kids = pages.map((_, i) => `${FIRST_PAGE + 2 * i} 0 R`).join(' ')
  const box = `[0 0 ${round(PAGE.width * POINT)} ${round(PAGE.height * POINT)}]`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} /MediaBox ${box} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    ...pages.flatMap((page, i) => {
      const content = contentOf(page)
      return [
        `<< /Type /Page /Parent 2 0 R /Resources << /Font << /F1 3 0 R >> >> /Contents ${FIRST_PAGE + 2 * i + 1} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ]
    }),
  ]
  const comments = written.replace(/^(?=.)/gm, '% ')
  return Uint8Array.from(documentOf(objects, comments), character => character.charCodeAt(0))
}

/** The file with its table of offsets (section 7.5). Every character is one byte. */
function documentOf(objects: readonly string[], comments: string): string {
  let text = `%PDF-1.4\n${comments}`
  const offsets = objects.map((object, i) => {
    const at = text.length
    text += `${i + 1} 0 obj\n${object}\nendobj\n`
    return at
  })
  const table = offsets.map(at => `${String(at).padStart(10, '0')} 00000 n \n`).join('')
  const size = objects.length + 1
  const trailer = `trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`
  return `${text}xref\n0 ${size}\n0000000000 65535 f \n${table}${trailer}`
}

/** Millimetres from the top left, as layOut() gives them, become points from the bottom left. */
function contentOf({ symbols, texts }: SheetPage): string {
  return [...symbols.map(symbolPdf), ...texts.map(textPdf)].join('\n')
}

function symbolPdf({ symbol, x, y, module }: SheetSymbol): string {
  const scale = module * POINT
  const place = `${round(scale)} 0 0 ${round(-scale)} ${round(x * POINT)} ${round((PAGE.height - y) * POINT)} cm`
  const runs = [...darkRuns(symbol)].map(run => `${run.x} ${run.y} ${run.width} 1 re`)
  return `q ${place}\n${runs.join('\n')}\nf Q`
}

function textPdf({ text, x, y, size, centred }: SheetText): string {
  const latin = text.replace(/[^\x20-\x7e\xa0-\xff]/gu, '?')
  const left = centred ? x - digitsWidth(latin, size) / 2 : x
  const shown = latin.replace(/[\\()]/g, character => `\\${character}`)
  const place = `${round(left * POINT)} ${round((PAGE.height - y) * POINT)} Td`
  return `BT /F1 ${round(size * POINT)} Tf ${place} (${shown}) Tj ET`
}

/** Helvetica's digits are 0.556 of its size wide; a caption, "3 of 11", is about that. */
function digitsWidth(text: string, size: number): number {
  return text.length * size * 0.5
}

function round(value: number): number {
  return Math.round(value * 1000) / 1000
}
