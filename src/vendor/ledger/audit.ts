/**
 * Owns the audit: walks the chain past the checkpoints, makes the state again from the entries alone, compares it row by
 * row (compared-state.ts), and counts the seats. Reads in pages. Finds every change by hand except one that makes
 * entries, chain and state again from some point on: that takes a checkpoint kept outside, before it.
 * Never quotes what it finds: rows hold secrets.
 */
import { setImmediate as rest } from 'node:timers/promises'
import { AirlatchError } from '../../core/errors.ts'
import type { Checkpoint } from '../../core/message/checkpoint.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { entryHash, GENESIS } from '../../log/chain.ts'
import type { WaitDeadline } from '../../log/queue.ts'
import { ConflictError, type Sql, type SqlEngine, type SqlRow, type SqlValue } from '../../log/sql.ts'
import type { Change } from './change.ts'
import { ComparedState } from './compared-state.ts'
import { addPersonal, decodeBody, isErasure, personalHash, subjectOf } from './entries.ts'
import type { Audit, AuditProblem } from './ledger.ts'
import { type Effect, project } from './projection.ts'
import { overfullKeys } from './seats.ts'
import { Misshapen } from './shape.ts'

/** Problems after which the audit stops looking. */
const MOST_PROBLEMS = 100

export interface AuditOptions {
  readonly checkpoints?: readonly Checkpoint[] | undefined
  /** Told how many entries are replayed. */
  readonly progress?: ((done: number) => void) | undefined
  /** Entries that are read and compared at once (default: 250). */
  readonly page?: number
}

/** Entries, state and file, side by side. Errors: ledger-busy, ledger-unavailable. */
export async function auditLedger(
  engine: SqlEngine,
  patience: WaitDeadline,
  options: AuditOptions,
): Promise<Audit> {
  const [rows, file] = await Promise.allSettled([
    auditRows(work => engine.read(work, patience), options),
    auditFile(engine),
  ])
  if (rows.status === 'rejected') throw rows.reason
  if (file.status === 'rejected') throw file.reason
  return { ...rows.value, problems: [...rows.value.problems, ...file.value] }
}

/** The entries and the state at one moment. Errors: ledger-busy, ledger-unavailable. */
export async function auditRows(
  read: <T>(work: (sql: Sql) => Promise<T>) => Promise<T>,
  options: AuditOptions = {},
): Promise<Audit> {
  try {
    return await read(sql => auditWith(new ComparedState(sql), sql, options))
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error
    const audit = await read(sql => auditWith(undefined, sql, options))
    return { ...audit, problems: [...audit.problems, error.problem] }
  }
}

/** The state cannot be read, and nothing more in this transaction perhaps. */
class Unreadable extends Error {
  readonly problem: AuditProblem

  constructor(problem: AuditProblem) {
    super(problem.problem)
    this.problem = problem
  }
}

async function auditWith(state: ComparedState | undefined, sql: Sql, options: AuditOptions): Promise<Audit> {
  const walk: Walk = { next: 1, entries: 0, head: GENESIS, problems: [] }
  try {
    await walkChain(sql, state, options, walk)
    walk.next = undefined
    if (state !== undefined) await compareState(state, sql, walk)
  } catch (error) {
    if (error instanceof Unreadable) throw error
    if (!(error instanceof Enough)) walk.problems.push(asProblem(error, walk.next))
  }
  const { entries, head, problems } = walk
  return { entries, head, problems }
}

async function compareState(state: ComparedState, sql: Sql, walk: Walk): Promise<void> {
  for await (const problem of state.problems()) report(walk, undefined, problem)
  await countSeats(sql, walk)
}

/** What the engine itself finds wrong. Errors: ledger-busy, ledger-unavailable. */
async function auditFile(engine: SqlEngine): Promise<readonly AuditProblem[]> {
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
  state: ComparedState | undefined,
  { checkpoints = [], progress, page: most = 250 }: AuditOptions,
  walk: Walk,
): Promise<void> {
  const waiting = [...checkpoints].sort((a, b) => a.entries - b.entries)
  let next = 1
  for await (const page of pages(sql, most)) {
    const entries = page.map(row => ({ row, ...effectsOf(row) }))
    await readState(state, entries)
    for (const { row, effects, problems } of entries) {
      const seq = row.seq as number
      if (seq !== next) report(walk, next, missing(next, seq - 1))
      if (row.hash !== hashOf(walk.head, row))
        report(walk, seq, 'the hash does not match this entry and the one before it')
      while (waiting[0]?.entries === seq) requireMet(waiting.shift() as Checkpoint, row, walk)
      for (const problem of problems) report(walk, seq, problem)
      applyTo(state, effects, seq, walk)
      if (isErasure(row.kind as string)) await requireErased(row, sql, walk)
      next = seq + 1
      walk.next = next
      walk.entries++
      walk.head = row.hash as string
      // an entry that is missing was reported, and with it whoever waits for it
      while (waiting[0] !== undefined && waiting[0].entries < next) waiting.shift()
    }
    state?.compare()
    progress?.(walk.entries)
    // the thread that checks the file gets its next question, which SQLite would keep waiting to the end
    await rest()
  }
  for (const { entries, madeAt } of waiting) {
    const problem = `the ledger has ${walk.entries} entries, but the checkpoint of ${formatInstant(madeAt)} has ${entries}`
    report(walk, undefined, problem, { ofCheckpoint: true })
  }
}

async function readState(
  state: ComparedState | undefined,
  entries: readonly { readonly row: SqlRow; readonly effects: readonly Effect[] }[],
): Promise<void> {
  try {
    await state?.read(
      entries.flatMap(({ effects }) => effects),
      entries.at(-1)?.row.seq as number,
    )
  } catch (error) {
    throw new Unreadable(asProblem(error))
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

function missing(from: number, to: number): string {
  if (to < from) return `the entry is numbered ${to + 1}`
  return from === to ? 'the entry is missing' : `the entries ${from} to ${to} are missing`
}

interface ReadEntry {
  readonly effects: readonly Effect[]
  readonly problems: readonly string[]
}

/** Personal data that are not those of the entry are a problem, and left out as if they were erased. */
function effectsOf({ seq, kind, body, personal, subject }: SqlRow): ReadEntry {
  const problems: string[] = []
  try {
    const { change, personalHash: promised } = decodeBody(kind as string, body as string)
    if (subject !== subjectOf(change)) problems.push('the column subject is not what the entry concerns')
    return { effects: project(withPersonal(change, promised, personal, problems), seq as number), problems }
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error
    return { effects: [], problems: [...problems, `the body cannot be read: ${error.message}`] }
  }
}

function withPersonal(
  change: Change,
  promised: string | undefined,
  personal: SqlValue | undefined,
  problems: string[],
): Change {
  if (typeof personal !== 'string') return change
  if (personalHash(personal) === promised) return addPersonal(change, personal)
  problems.push('the personal data are not those that were recorded')
  return change
}

function applyTo(
  state: ComparedState | undefined,
  effects: readonly Effect[],
  seq: number,
  walk: Walk,
): void {
  try {
    state?.apply(effects)
  } catch (error) {
    if (!(error instanceof ConflictError)) throw error
    report(walk, seq, 'it creates something that exists, or changes something that does not')
  }
}

async function countSeats(sql: Sql, walk: Walk): Promise<void> {
  for await (const { keyId, used, granted } of overfullKeys(sql))
    report(
      walk,
      undefined,
      `key ${JSON.stringify(keyId)}: ${used} activations hold a seat, and it grants ${granted}`,
    )
}

const SELECT = 'SELECT seq, at, kind, body, personal, subject, operator, hash FROM entry'

/**
 * All entries, a page at a time. The next one is asked for before the present one is looked at, so that an engine over a
 * network fetches it meanwhile.
 */
async function* pages(sql: Sql, most: number): AsyncGenerator<readonly SqlRow[]> {
  const order = `ORDER BY seq LIMIT ${most}`
  let next: Promise<readonly SqlRow[]> | undefined = sql.all(`${SELECT} ${order}`)
  while (next !== undefined) {
    const page: readonly SqlRow[] = await next
    const last = page.at(-1)?.seq
    if (last === undefined) return
    next = page.length < most ? undefined : sql.all(`${SELECT} WHERE seq > ? ${order}`, [last])
    // whoever has found enough asks for no more
    next?.catch(() => undefined)
    yield page
  }
}
