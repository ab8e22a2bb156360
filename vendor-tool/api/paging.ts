/**
 * Owns lists of the HTTP interface: a page of so many, the newest first, and the cursor that the next page begins after.
 * A cursor is the id of the last row, so that nothing is missed or comes twice while others add rows.
 */
import type { Answer, Args } from '../../src/cli/command.ts'
import { AirlatchError } from '../../src/vendor/door.ts'
import { invalid } from './args.ts'
import type { Field } from './operation.ts'

const MOST = 200
const USUAL = 50

/** The members of every list that may be long. */
export const PAGE = {
  limit: { kind: 'whole', least: 1, most: MOST, describe: `how many at most (default: ${USUAL})` },
  cursor: {
    kind: 'text',
    mostCharacters: 64,
    describe: '`nextCursor` of the page before; without it the first page',
  },
} as const satisfies Readonly<Record<string, Field>>

/** What their answers have beside the list. */
export const NEXT = { nextCursor: 'string | null' } as const

export function limitOf(args: Args): number {
  return args.whole('limit') ?? USUAL
}

/**
 * The cursor of the call, when `isRow` finds the row that it names. Errors: invalid-value, the same for every list; those of
 * the ledger.
 */
export async function cursorOf(
  args: Args,
  isRow: (cursor: string) => Promise<boolean>,
): Promise<string | undefined> {
  const cursor = args.optional('cursor')
  if (cursor === undefined) return undefined
  const isKnown = await isRow(cursor).catch((error: unknown) => {
    if (error instanceof AirlatchError && (error.kind === 'refused' || error.kind === 'usage')) return false
    throw error
  })
  if (!isKnown) throw badCursor(cursor)
  return cursor
}

export function badCursor(cursor: string): AirlatchError {
  return invalid('cursor', { is: 'cursor' }, cursor)
}

/** `next`: undefined for the last page. */
export function pageAnswer(name: string, rows: readonly unknown[], next: string | undefined): Answer {
  return answerOf({ [name]: rows, nextCursor: next ?? null })
}

/** Reads one row more than is wanted, which says whether there is another page. `idOf`: the cursor after a row. */
export async function newestAnswer<Row>(
  args: Args,
  name: string,
  {
    read,
    isRow,
    idOf,
    json,
  }: {
    readonly read: (page: {
      readonly most: number
      readonly before: string | undefined
    }) => Promise<readonly Row[]>
    /** Whether there is a row with this id. */
    readonly isRow: (id: string) => Promise<boolean>
    readonly idOf: (row: Row) => string
    readonly json: (row: Row) => unknown
  },
): Promise<Answer> {
  const most = limitOf(args)
  const rows = await read({ most: most + 1, before: await cursorOf(args, isRow) })
  const shown = rows.slice(0, most)
  const last = shown.at(-1)
  return pageAnswer(name, shown.map(json), rows.length > most && last !== undefined ? idOf(last) : undefined)
}

/** Without a text, which no caller reads. */
export function answerOf(json: Readonly<Record<string, unknown>>): Answer {
  return { json, text: '' }
}
