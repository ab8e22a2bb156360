/**
 * Owns the audit: walks the chain past the checkpoints, makes the state again from the entries alone (replay.ts, in
 * memory), compares it row by row, and counts the seats.
 * Reads in pages; what grows with the ledger is the replay. Finds every change by hand except
 * one that makes entries, chain and state again from some point on: that takes a checkpoint kept outside, before it.
 * Never quotes what it finds: rows hold secrets.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Checkpoint } from '../../core/message/checkpoint.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { entryHash, GENESIS } from '../../log/chain.ts'
import { ConflictError, type Sql, type SqlEngine, type SqlRow, type SqlValue } from '../../log/sql.ts'
import type { Change } from './change.ts'
import { addPersonal, decodeBody, isErasure, personalHash, subjectOf } from './entries.ts'
import type { Audit, AuditProblem } from './ledger.ts'
import { project } from './projection.ts'
import { emptyReplay, inOrder, type Replay } from './replay.ts'
import { overfullKeys } from './seats.ts'
import { Misshapen } from './shape.ts'
import { TABLES, type Table } from './tables.ts'

/** Rows read at once, and problems after which the audit stops looking. */
const PAGE = 1000
const MOST_PROBLEMS = 100

export interface AuditOptions {
  readonly checkpoints?: readonly Checkpoint[] | undefined
  /** Told how many entries are replayed. */
  readonly progress?: ((done: number) => void) | undefined
}

/** Errors: ledger-busy, ledger-unavailable. */
export async function auditEntries(sql: Sql, options: AuditOptions = {}): Promise<Audit> {
  const walk: Walk = { next: 1, entries: 0, head: GENESIS, problems: [] }
  const replay = emptyReplay()
  try {
    await walkChain(sql, replay, options, walk)
    walk.next = undefined
    for (const table of TABLES) await compareTable(table, sql, replay, walk)
    await countSeats(sql, walk)
  } catch (error) {
    if (!(error instanceof Enough)) walk.problems.push(asProblem(error, walk.next))
  }
  const { entries, head, problems } = walk
  return { entries, head, problems }
}

/** What the engine itself finds wrong. Errors: ledger-busy, ledger-unavailable. */
export async function auditFile(engine: SqlEngine): Promise<readonly AuditProblem[]> {
  try {
    return (await engine.check()).map(problem => ({ entry: undefined, problem }))
  } catch (error) {
    return [asProblem(error)]
  }
}

/** Damage is what an audit is there to report; any other error is thrown again. */
function asProblem(error: unknown, entry?: number): AuditProblem {
  if (error instanceof Misshapen) return { entry, problem: `cannot be read: ${error.message}` }
  if (!(error instanceof AirlatchError && error.code === 'ledger-damaged')) throw error
  return { entry, problem: `cannot be read: ${error.details.problem}` }
}

interface Walk {
  /** The entry that ought to come next; undefined behind the last one. */
  next: number | undefined
  entries: number
  head: string
  readonly problems: AuditProblem[]
}

/** So many problems that no more are looked for. */
class Enough extends Error {}

function report(
  walk: Walk,
  entry: number | undefined,
  problem: string,
  more: Partial<AuditProblem> = {},
): void {
  walk.problems.push({ entry, problem, ...more })
  if (walk.problems.length < MOST_PROBLEMS) return
  walk.problems.push({
    entry: undefined,
    problem: `there are more than ${MOST_PROBLEMS} problems; the audit stopped here`,
  })
  throw new Enough()
}

async function walkChain(
  sql: Sql,
  replay: Replay,
  { checkpoints = [], progress }: AuditOptions,
  walk: Walk,
): Promise<void> {
  const waiting = [...checkpoints].sort((a, b) => a.entries - b.entries)
  let next = 1
  for await (const page of pages(sql, ENTRIES)) {
    for (const row of page) {
      const seq = row.seq as number
      if (seq !== next) report(walk, next, missing(next, seq - 1))
      if (row.hash !== hashOf(walk.head, row))
        report(walk, seq, 'the hash does not match this entry and the one before it')
      while (waiting[0]?.entries === seq) requireMet(waiting.shift() as Checkpoint, row, walk)
      replayEntry(row, replay, walk)
      if (isErasure(row.kind as string)) await requireErased(row, sql, walk)
      next = seq + 1
      walk.next = next
      walk.entries++
      walk.head = row.hash as string
      // an entry that is missing was reported, and with it whoever waits for it
      while (waiting[0] !== undefined && waiting[0].entries < next) waiting.shift()
    }
    if (page.length > 0) progress?.(walk.entries)
  }
  for (const { entries, madeAt } of waiting) {
    const problem = `the ledger has ${walk.entries} entries, but the checkpoint of ${formatInstant(madeAt)} has ${entries}`
    report(walk, undefined, problem, { ofCheckpoint: true })
  }
}

function requireMet({ head, madeAt }: Checkpoint, { seq, hash }: SqlRow, walk: Walk): void {
  if (hash === head) return
  const problem = `differs from the checkpoint of ${formatInstant(madeAt)}`
  report(walk, seq as number, problem, { ofCheckpoint: true })
}

/** Personal data that an old copy brought back would fit their hash. */
async function requireErased({ seq, subject }: SqlRow, sql: Sql, walk: Walk): Promise<void> {
  const rows = await sql.all(
    'SELECT seq FROM entry WHERE subject = ? AND seq < ? AND personal IS NOT NULL ORDER BY seq',
    [subject as SqlValue, seq as number],
  )
  for (const row of rows)
    report(walk, row.seq as number, `the personal data that entry ${seq} erased are there again`)
}

function hashOf(previous: string, row: SqlRow): string {
  const { seq, at, kind, body, operator } = row
  return entryHash(
    previous,
    seq as number,
    at as number,
    kind as string,
    body as string,
    operator as string | null,
  )
}

const ENTRIES = {
  name: 'entry',
  key: 'seq',
  columns: ['seq', 'at', 'kind', 'body', 'personal', 'subject', 'operator', 'hash'],
}

function missing(from: number, to: number): string {
  if (to < from) return `the entry is numbered ${to + 1}`
  return from === to ? 'the entry is missing' : `the entries ${from} to ${to} are missing`
}

function replayEntry(row: SqlRow, replay: Replay, walk: Walk): void {
  const seq = row.seq as number
  try {
    replay.apply(project(changeOf(row, walk), seq))
  } catch (error) {
    if (error instanceof Misshapen) report(walk, seq, `the body cannot be read: ${error.message}`)
    else if (error instanceof ConflictError)
      report(walk, seq, 'it creates something that exists, or changes something that does not')
    else throw error
  }
}

/** Personal data that are not those of the entry are reported and left out, as if they were erased. */
function changeOf(row: SqlRow, walk: Walk): Change {
  const { change, personalHash: promised } = decodeBody(row.kind as string, row.body as string)
  if (row.subject !== subjectOf(change))
    report(walk, row.seq as number, 'the column subject is not what the entry concerns')
  if (row.personal === null) return change
  const personal = row.personal as string
  if (personalHash(personal) === promised) return addPersonal(change, personal)
  report(walk, row.seq as number, 'the personal data are not those that were recorded')
  return change
}

async function countSeats(sql: Sql, walk: Walk): Promise<void> {
  for await (const { keyId, used, granted } of overfullKeys(sql))
    report(
      walk,
      undefined,
      `key ${JSON.stringify(keyId)}: ${used} activations hold a seat, and it grants ${granted}`,
    )
}

/** Both in the order of their keys, side by side. */
async function compareTable(table: Table, sql: Sql, replay: Replay, walk: Walk): Promise<void> {
  const key = table.columns.indexOf(table.key)
  const replayed = replay.rows(table.name)
  let at = 0
  const lackBefore = (row: SqlRow | undefined) => {
    while (at < replayed.length && compareKeys(row?.[table.key], replayed[at]?.[key]) > 0)
      report(walk, undefined, `${naming(table, replayed[at++]?.[key])} is missing`)
  }
  for await (const page of pages(sql, table)) {
    for (const row of page) {
      lackBefore(row)
      const ought = replayed[at]
      if (ought?.[key] === row[table.key]) {
        compareRows(table, row, ought as readonly SqlValue[], walk)
        at++
      } else report(walk, undefined, `${naming(table, row[table.key])} is in no entry`)
    }
  }
  lackBefore(undefined)
}

function compareRows(table: Table, is: SqlRow, ought: readonly SqlValue[], walk: Walk): void {
  const { columns } = table
  let same = true
  for (let i = 0; i < columns.length; i++) same &&= is[columns[i] as string] === ought[i]
  if (same) return
  const different = columns.filter((column, i) => is[column] !== ought[i])
  report(walk, undefined, `${naming(table, is[table.key])}: ${different.join(', ')} differ from the entries`)
}

/** An absent row comes behind all others. */
function compareKeys(a: SqlValue | undefined, b: SqlValue | undefined): number {
  if (a === b) return 0
  if (a === undefined || a === null) return 1
  if (b === undefined || b === null) return -1
  return inOrder(a, b)
}

function naming(table: Table, key: SqlValue | undefined): string {
  return `${table.name} ${JSON.stringify(key)}`
}

/**
 * All rows of a table in the order of its key, a page at a time. The next one is asked for before the present one is
 * looked at, so that an engine over a network fetches it meanwhile.
 */
async function* pages(
  sql: Sql,
  { name, key, columns }: Pick<Table, 'name' | 'key' | 'columns'>,
): AsyncGenerator<readonly SqlRow[]> {
  const select = `SELECT ${columns.join(', ')} FROM ${name}`
  const order = `ORDER BY ${key} LIMIT ${PAGE}`
  let next: Promise<readonly SqlRow[]> | undefined = sql.all(`${select} ${order}`)
  while (next !== undefined) {
    const page: readonly SqlRow[] = await next
    next =
      page.length < PAGE
        ? undefined
        : sql.all(`${select} WHERE ${key} > ? ${order}`, [page.at(-1)?.[key] ?? null])
    // whoever has found enough asks for no more
    next?.catch(() => undefined)
    yield page
  }
}
