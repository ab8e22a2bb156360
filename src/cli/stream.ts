/**
 * Owns a list as an answer that is too long to be held: the same forms as in export.ts, made row by row while the rows
 * are read. In a file they are whole or not there, and for its owner alone.
 */
import { madeBeside, moveFile, writePieces } from '../disk/files.ts'
import { type CellValue, fields, inLargePieces, json, visible } from '../words/output.ts'
import type { Answer } from './command.ts'
import { BYTE_ORDER_MARK, type Column, csvLine, type ExportTarget, type Format } from './export.ts'

/** A column of a text of which nobody knows yet how wide it will be. */
export interface WideColumn<Row> extends Column<Row> {
  /** What most cells need; a longer one moves the rest of its line. */
  readonly width: number
}

export interface LongList<Row> {
  /** What the rows are called in the answer of --json, such as `entries`. */
  readonly name: string
  /** Read once. */
  rows(): AsyncIterable<Row>
  /** For a terminal. */
  readonly wide: readonly WideColumn<Row>[]
  /** Every field, for a spreadsheet. */
  readonly columns: readonly Column<Row>[]
  readonly json: (row: Row) => unknown
  /** What the text says in place of no rows. */
  readonly none: string
}

/** A file is written here. Errors: output-exists, cannot-write, those of the rows. */
export async function longListAnswer<Row>(list: LongList<Row>, target: ExportTarget): Promise<Answer> {
  const { format, file } = target
  if (file === undefined) {
    const text = format === undefined ? () => textOf(list) : () => exported(list, format)
    return { json: {}, text: '', stream: { name: list.name, items: () => mapped(list), text } }
  }
  const rows = await write(list, format, file)
  const text = fields([
    [list.name, file],
    ['format', format],
    ['rows', rows],
  ])
  return { json: { output: file, outputFormat: format, rows }, text }
}

async function write<Row>(list: LongList<Row>, format: Format, file: string): Promise<number> {
  let count = 0
  async function* counted(): AsyncGenerator<Row> {
    for await (const row of list.rows()) {
      count++
      yield row
    }
  }
  async function* pieces(): AsyncGenerator<string> {
    if (format === 'csv') yield BYTE_ORDER_MARK
    yield* exported({ ...list, rows: counted }, format)
  }
  await madeBeside(file, async folder => {
    const made = `${folder}/list`
    await writePieces(made, inLargePieces(pieces()))
    moveFile(made, file)
  })
  return count
}

async function* mapped<Row>({ rows, json }: LongList<Row>): AsyncGenerator<unknown> {
  for await (const row of rows()) yield json(row)
}

async function* exported<Row>(list: LongList<Row>, format: Format): AsyncGenerator<string> {
  const { columns, rows } = list
  if (format === 'csv') yield csvLine(columns.map(({ heading }) => heading))
  for await (const row of rows())
    yield format === 'csv' ? csvLine(columns.map(({ cell }) => cell(row))) : `${json(list.json(row))}\n`
}

async function* textOf<Row>({ wide, rows, none }: LongList<Row>): AsyncGenerator<string> {
  let some = false
  for await (const row of rows()) {
    if (!some) yield line(wide, ({ heading }) => heading)
    some = true
    yield line(wide, ({ cell }) => cell(row))
  }
  if (!some) yield `${none}\n`
}

function line<Row>(
  columns: readonly WideColumn<Row>[],
  cell: (column: WideColumn<Row>) => CellValue,
): string {
  const cells = columns.map(column => visible(String(cell(column) ?? '-')).padEnd(column.width))
  return `${cells.join('  ').trimEnd()}\n`
}
