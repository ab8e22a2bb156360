/**
 * Owns a list as an answer: a table for people, CSV for spreadsheets (RFC 4180), JSON lines for programs; on standard
 * output, or in a new file. Refuses a form that contradicts another, and a file that is there, before any work is done.
 *
 * A CSV file begins with a byte order mark: without one, Excel reads a file that is double-clicked in the code page of
 * the computer, and "Jürgen" comes out as "JÃ¼rgen". CSV on standard output has none: what is behind a pipe is a program.
 *
 * A spreadsheet runs a cell that begins with = + - @, a tab or a line end as a formula, quotes or not (OWASP, CSV
 * injection): such text gets an apostrophe in front, which whoever reads the file sees. The same goes for what follows
 * a semicolon, a tab or a line end inside a cell: where the comma is the decimal sign, Excel separates by semicolons,
 * takes no notice of our quotes, and would begin a cell there. Numbers are numbers, and are left as they are. Programs
 * that need every character as it was take JSON lines.
 *
 * Quotes carry line ends and tabs; everything else that is invisible becomes `\u{..}` as on a terminal.
 */
import { AirlatchError } from '../core/errors.ts'
import { assertNew, writeNew } from '../disk/files.ts'
import { type CellValue, fields, json, table, visible } from '../words/output.ts'
import type { Answer, Args, Option } from './command.ts'

const FORMATS = ['csv', 'jsonl'] as const

export type Format = (typeof FORMATS)[number]

/** The options of every command that lists things. */
export const EXPORT_OPTIONS = {
  format: {
    kind: 'text',
    value: 'csv|jsonl',
    describe: 'print the list as CSV (RFC 4180) or as JSON lines',
    choices: FORMATS,
  },
  output: {
    kind: 'text',
    alias: 'o',
    value: 'FILE',
    describe: 'write the list to a new file; its ending .csv or .jsonl chooses the format',
  },
} as const satisfies Readonly<Record<string, Option>>

/** The form that was asked for and the file that it goes to; none of both is a table on the terminal. */
export type ExportTarget =
  | { readonly format: Format; readonly file: string | undefined }
  | { readonly format: undefined; readonly file: undefined }

export interface Column<Row> {
  readonly heading: string
  /** Undefined is a dash in the table, and an empty cell in CSV. */
  readonly cell: (row: Row) => CellValue
}

export interface List<Row> {
  /** What the rows are called in the answer of --json, such as `keys`. */
  readonly name: string
  readonly rows: readonly Row[]
  readonly columns: readonly Column<Row>[]
  /** One row for programs: an item of the answer of --json, and a line of JSON lines. */
  readonly json: (row: Row) => unknown
  /** What the table says in place of no rows. */
  readonly none: string
}

/**
 * Reads and checks EXPORT_OPTIONS; call it before any work is done. `also`: other endings that the command knows, for
 * the error.
 * Errors: invalid-value, usage (--format and --json, which is another format), output-exists, cannot-write.
 */
export function exportTargetOf(args: Args, also: readonly string[] = []): ExportTarget {
  const format = args.optional('format') as Format | undefined
  const output = args.optional('output')
  const file = output === '-' ? undefined : output
  if (output === undefined && format === undefined) return { format, file: undefined }
  if (file === undefined && args.flag('json'))
    throw new AirlatchError('usage', {
      problem: { is: 'not-with-json', option: format === undefined ? '-o -' : `--format ${format}` },
    })
  const ending = file === undefined ? undefined : endingOf(file)
  const chosen = format ?? ending
  if (chosen === undefined || (ending !== undefined && ending !== chosen))
    throw new AirlatchError('invalid-value', {
      field: '--output',
      expected: {
        is: 'ending',
        endings: (chosen === undefined ? [...FORMATS, ...also] : [chosen]).map(format => `.${format}`),
      },
      got: output,
    })
  if (file !== undefined) assertNew(file)
  return { format: chosen, file }
}

function endingOf(file: string): Format | undefined {
  return FORMATS.find(format => file.toLowerCase().endsWith(`.${format}`))
}

/** The list in the form that was asked for; a file is written here. Errors: output-exists, cannot-write. */
export function listAnswer<Row>(list: List<Row>, { format, file }: ExportTarget): Answer {
  const { name, rows, columns, none } = list
  if (format !== undefined && file !== undefined) {
    // for its owner alone: most lists have personal data in them
    writeNew(file, (format === 'csv' ? BYTE_ORDER_MARK : '') + textOf(list, format), true)
    const written = { output: file, outputFormat: format, rows: rows.length }
    return {
      json: written,
      text: fields([
        [name, file],
        ['format', format],
        ['rows', rows.length],
      ]),
    }
  }
  // each when it is asked for: a long list takes its time, and only one of them is printed
  return {
    get json() {
      return { [name]: rows.map(list.json) }
    },
    get text() {
      if (format !== undefined) return textOf(list, format)
      const headings = columns.map(({ heading }) => heading)
      return table(
        headings,
        rows.map(row => columns.map(({ cell }) => cell(row))),
        none,
      )
    },
  }
}

function textOf<Row>(list: List<Row>, format: Format): string {
  return format === 'csv' ? csvOf(list) : list.rows.map(row => `${json(list.json(row))}\n`).join('')
}

/** In front of a CSV file, and not of CSV on standard output. */
export const BYTE_ORDER_MARK = '\ufeff'

/** With a line of headings; without a byte order mark. */
export function csvOf<Row>({ rows, columns }: Pick<List<Row>, 'rows' | 'columns'>): string {
  return [
    csvLine(columns.map(({ heading }) => heading)),
    ...rows.map(row => csvLine(columns.map(({ cell }) => cell(row)))),
  ].join('')
}

export function csvLine(cells: readonly CellValue[]): string {
  return `${cells.map(csvCell).join(',')}\r\n`
}

function csvCell(value: CellValue): string {
  if (typeof value !== 'string') return String(value ?? '')
  const safe = value.replace(BETWEEN, piece => visible(piece)).replace(FORMULA, "'")
  return `"${safe.replaceAll('"', '""')}"`
}

/** What stands between the tabs and line ends. */
const BETWEEN = /[^\t\r\n]+/g

/** In front of a formula: ASCII and full-width signs, at the start of a cell or of what a spreadsheet may take for one. */
const FORMULA = /^(?=[\t\r\n])|(?<=^|[;\t\r\n])(?=[=+\-@\uff1d\uff0b\uff0d\uff20])/g
