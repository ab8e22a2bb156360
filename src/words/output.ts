/**
 * Owns how values become text and JSON. What comes from outside is made visible first: a name with an escape sequence
 * or a right-to-left mark is shown as what it is and does nothing to a terminal.
 */
import { latePattern, UNSEEN } from '../core/bytes/characters.ts'
import { visible } from './visible.ts'

export { visible } from './visible.ts'

const unsafe = latePattern(`[${UNSEEN}]`, 'gu')

/** One JSON value on one line; what a terminal could obey is escaped as JSON allows. */
export function json(value: unknown): string {
  const text = JSON.stringify(value, (_key, item) => (typeof item === 'bigint' ? item.toString() : item))
  return text.replace(unsafe(), character =>
    [...Array(character.length)]
      .map((_, i) => `\\u${character.charCodeAt(i).toString(16).padStart(4, '0')}`)
      .join(''),
  )
}

const LARGE = 65_536

/** The same text in fewer pieces: one write for each line would take longer than making the lines. */
export async function* inLargePieces(pieces: AsyncIterable<string>): AsyncGenerator<string> {
  let held = ''
  for await (const piece of pieces) {
    held += piece
    if (held.length < LARGE) continue
    yield held
    held = ''
  }
  if (held !== '') yield held
}

/** What a field or a cell holds; undefined is nothing. */
export type CellValue = string | number | boolean | undefined

/** Lines of `label  value`, aligned; undefined values are left out. */
export function fields(pairs: readonly (readonly [label: string, value: CellValue])[]): string {
  const present = pairs.filter(([, value]) => value !== undefined)
  // a label may be the name of a file
  const shown = present.map(([label, value]) => [visible(label), visible(String(value))] as const)
  const width = Math.max(0, ...shown.map(([label]) => label.length))
  return shown.map(([label, value]) => `${label.padEnd(width)}  ${value}`).join('\n')
}

/** Rows under a heading, aligned; `none` where there are no rows. */
export function table(
  headings: readonly string[],
  rows: readonly (readonly CellValue[])[],
  none: string,
): string {
  if (rows.length === 0) return none
  const cells = [headings, ...rows.map(row => row.map(value => visible(String(value ?? '-'))))]
  // not Math.max of all: a function takes only so many arguments, and a list may have more rows than that
  const widths = headings.map((_, column) =>
    cells.reduce((most, row) => Math.max(most, (row[column] ?? '').length), 0),
  )
  return cells
    .map(row =>
      row
        .map((cell, i) => cell.padEnd(widths[i] as number))
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
}
