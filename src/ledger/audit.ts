/**
 * Owns the audit: walks the chain past the checkpoints, makes the state again from the entries alone, compares it row
 * by row, and counts the seats.
 * Reads in pages, so that a million entries need no more memory than a thousand. Finds every change by hand except
 * one that makes entries, chain and state again from some point on: that takes a checkpoint kept outside, before it.
 * Never quotes what it finds: rows hold secrets.
 */
import { AirlatchError } from '../errors.ts'
import type { Checkpoint } from '../message/checkpoint.ts'
import { formatInstant } from '../rules/term.ts'
import { entryHash, GENESIS } from './chain.ts'
import { addPersonal, decodeBody, personalHash, subjectOf } from './entries.ts'
import type { Audit, AuditProblem, Change } from './ledger.ts'
import { TABLES, type Table } from './projection.ts'
import { overfullKeys } from './seats.ts'
import { Misshapen } from './shape.ts'
import { Clash, type Row, type Sql, type SqlEngine, type SqlValue, type SqlWriter } from './sql.ts'
import { stateWritesOf } from './writes.ts'

/** Rows read at once, and problems after which the audit stops looking. */
const PAGE = 1000
const MOST_PROBLEMS = 100

/** `scratch` is a fresh, empty state of the same schema. Errors: ledger-busy, ledger-unavailable. */
export async function auditEntries(
  sql: Sql,
  scratch: SqlEngine,
  checkpoints: readonly Checkpoint[] = [],
): Promise<Audit> {
  const walk: Walk = { next: 1, entries: 0, head: GENESIS, problems: [] }
  await scratch.write(async replay => {
    try {
      await walkChain(sql, replay, checkpoints, walk)
      walk.next = undefined
      for (const table of TABLES) await compareTable(table, sql, replay, walk)
      await countSeats(sql, walk)
    } catch (error) {
      if (!(error instanceof Enough)) walk.problems.push(asProblem(error, walk.next))
    }
  })
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
  walk.problems.push({ entry: undefined, problem: `more than ${MOST_PROBLEMS} problems: stopped looking` })
  throw new Enough()
}

async function walkChain(
  sql: Sql,
  replay: SqlWriter,
  checkpoints: readonly Checkpoint[],
  walk: Walk,
): Promise<void> {
  const waiting = [...checkpoints].sort((a, b) => a.entries - b.entries)
  let next = 1
  for await (const row of rows(sql, ENTRIES)) {
    const seq = row.seq as number
    if (seq !== next) report(walk, next, missing(next, seq - 1))
    if (row.hash !== hashOf(walk.head, row))
      report(walk, seq, 'the hash is not that of this entry behind the one before it')
    while (waiting[0]?.entries === seq) requireMet(waiting.shift() as Checkpoint, row, walk)
    await replayEntry(row, replay, walk)
    if (row.kind === 'personal.erased') await requireErased(row, sql, walk)
    next = seq + 1
    walk.next = next
    walk.entries++
    walk.head = row.hash as string
    // an entry that is missing was reported, and with it whoever waits for it
    while (waiting[0] !== undefined && waiting[0].entries < next) waiting.shift()
  }
  for (const { entries, madeAt } of waiting) {
    const problem = `the ledger has ${walk.entries} entries, the checkpoint of ${formatInstant(madeAt)} ${entries}`
    report(walk, undefined, problem, { ofCheckpoint: true })
  }
}

function requireMet({ head, madeAt }: Checkpoint, { seq, hash }: Row, walk: Walk): void {
  if (hash === head) return
  const problem = `is not the one of the checkpoint of ${formatInstant(madeAt)}`
  report(walk, seq as number, problem, { ofCheckpoint: true })
}

/** Personal data that an old copy brought back would fit their hash. */
async function requireErased({ seq, subject }: Row, sql: Sql, walk: Walk): Promise<void> {
  const rows = await sql.all(
    'SELECT seq FROM entry WHERE subject = ? AND seq < ? AND personal IS NOT NULL ORDER BY seq',
    [subject as SqlValue, seq as number],
  )
  for (const row of rows)
    report(walk, row.seq as number, `the personal data are there again, which entry ${seq} erased`)
}

function hashOf(previous: string, row: Row): string {
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

const ENTRIES: Table = {
  name: 'entry',
  key: 'seq',
  columns: ['seq', 'at', 'kind', 'body', 'personal', 'subject', 'operator', 'hash'],
}

function missing(from: number, to: number): string {
  if (to < from) return `the entry is numbered ${to + 1}`
  return from === to ? 'the entry is missing' : `the entries ${from} to ${to} are missing`
}

async function replayEntry(row: Row, replay: SqlWriter, walk: Walk): Promise<void> {
  const seq = row.seq as number
  try {
    await replay.apply(stateWritesOf(changeOf(row, walk), seq))
  } catch (error) {
    if (error instanceof Misshapen) report(walk, seq, `the body cannot be read: ${error.message}`)
    else if (error instanceof Clash || (error instanceof AirlatchError && error.code === 'bug'))
      report(walk, seq, 'does not fit: creates what exists, changes what does not, or is out of range')
    else throw error
  }
}

/** Personal data that are not those of the entry are reported and left out, as if they were erased. */
function changeOf(row: Row, walk: Walk): Change {
  const { change, personalHash: promised } = decodeBody(row.kind as string, row.body as string)
  if (row.subject !== subjectOf(change))
    report(walk, row.seq as number, 'the column subject is not the key that the entry concerns')
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
async function compareTable(table: Table, sql: Sql, replay: SqlWriter, walk: Walk): Promise<void> {
  const kept = rows(sql, table)
  const replayed = rows(replay, table)
  let is = await next(kept)
  let ought = await next(replayed)
  while (is !== undefined || ought !== undefined) {
    const order = compareKeys(is?.[table.key], ought?.[table.key])
    if (order < 0) report(walk, undefined, `${naming(table, is)} stands in no entry`)
    else if (order > 0) report(walk, undefined, `${naming(table, ought)} is missing`)
    else compareRows(table, is as Row, ought as Row, walk)
    if (order <= 0) is = await next(kept)
    if (order >= 0) ought = await next(replayed)
  }
}

function compareRows(table: Table, is: Row, ought: Row, walk: Walk): void {
  const different = table.columns.filter(column => is[column] !== ought[column])
  if (different.length > 0)
    report(walk, undefined, `${naming(table, is)}: ${different.join(', ')} not as the entries say`)
}

/** An absent row comes behind all others. */
function compareKeys(a: SqlValue | undefined, b: SqlValue | undefined): number {
  if (a === b) return 0
  if (a === undefined || a === null) return 1
  if (b === undefined || b === null) return -1
  return a < b ? -1 : 1
}

function naming(table: Table, row: Row | undefined): string {
  return `${table.name} ${JSON.stringify(row?.[table.key])}`
}

async function next(of: AsyncGenerator<Row>): Promise<Row | undefined> {
  const { done, value } = await of.next()
  return done === true ? undefined : value
}

/** All rows of a table in the order of its key, a page at a time. */
async function* rows(sql: Sql, { name, key, columns }: Table): AsyncGenerator<Row> {
  const select = `SELECT ${columns.join(', ')} FROM ${name}`
  const order = `ORDER BY ${key} LIMIT ${PAGE}`
  let page = await sql.all(`${select} ${order}`)
  while (page.length > 0) {
    yield* page
    if (page.length < PAGE) return
    page = await sql.all(`${select} WHERE ${key} > ? ${order}`, [page.at(-1)?.[key] ?? null])
  }
}
