/**
 * Owns the requests that were refused, as the ledger keeps them: who was told no, when and why, for the clerk whom that
 * customer calls. One row for each key, computer and first reason; the same again is counted in it.
 *
 * They are state beside the entries, and no entries: anyone may send requests that are refused, as fast as they like, and
 * must not be able to make the ledger grow. So they are in no hash and no checkpoint, and exports leave them behind. Only
 * the newest are kept, and those apart that proved their key: a flood of requests with keys that nobody sold, or with
 * wrong proofs, pushes out its own kind alone, and one key only so many of the others. Erasing the personal data of a
 * key removes its rows.
 *
 * A refusal is an answer. It must not fail, or wait, because of what is kept of it: so it is kept after the answer, in a
 * transaction of its own, and given up when the ledger cannot be written soon.
 */
import type { Coded } from '../../core/errors.ts'
import { DAY_SECONDS } from '../../core/terms/term.ts'
import { WaitDeadline } from '../../log/queue.ts'
import { conditions, type Sql, type SqlEngine, type SqlRow, type Statement } from '../../log/sql.ts'
import type { Change } from './change.ts'
import { parseJson } from './shape.ts'

/** A request that was refused. */
export interface NewRefusal {
  /** Seconds since 1970. */
  readonly at: number
  /** Of the key that it names, which may be none of ours. */
  readonly keyId: string
  /** As activations have it. */
  readonly computerId: string
  /** Whether it proved that it has the key: if not, anyone may have sent it. */
  readonly isProved: boolean
  /** Of every rule that refused, the first one first; one or more. */
  readonly reasons: readonly Coded[]
}

/** `operator`: who answered it, if it was said. */
type AnsweredRefusal = NewRefusal & { readonly operator: string | undefined }

/** What is kept of the requests of one computer that were refused for one reason. */
export interface RefusedRequest extends NewRefusal {
  /** Who answered the last one, if it was said. */
  readonly operator: string | undefined
  /** How often it was refused for this reason. */
  readonly times: number
}

/** Which refused requests: those for which all holds that is said. */
export interface RefusedFilter {
  /** The key that they name, by its id. */
  readonly keyId?: string | undefined
  /** The first second. */
  readonly since?: number | undefined
  /** Only those that proved their key, or only the others. */
  readonly isProved?: boolean | undefined
}

/** How many rows are kept at most, and for how long. */
export const REFUSALS_KEPT = { proved: 1000, ofKey: 20, unproved: 200, days: 90 } as const

/** Nothing in a request is that long; what a vendor writes into a key may be. */
const MOST_REASONS_CHARACTERS = 16_384
/** So many holders of seats are named in the sentence. */
const MOST_HOLDERS = 5

const KEEP = `INSERT INTO refusal
    (key_id, is_proved, computer_id, code, seq, at, times, operator, reasons)
  VALUES (?, ?, ?, ?, (SELECT coalesce(max(seq), 0) + 1 FROM refusal), ?, 1, ?, ?)
  ON CONFLICT (key_id, is_proved, computer_id, code) DO UPDATE SET seq = excluded.seq, at = excluded.at,
    times = refusal.times + 1, operator = excluded.operator, reasons = excluded.reasons`
const TRIM = `DELETE FROM refusal WHERE is_proved = ? AND seq <=
  (SELECT seq FROM refusal WHERE is_proved = ? ORDER BY seq DESC LIMIT 1 OFFSET ?)`
const TRIM_KEY = `DELETE FROM refusal WHERE key_id = ? AND is_proved = 1 AND seq <=
  (SELECT seq FROM refusal WHERE key_id = ? AND is_proved = 1 ORDER BY seq DESC LIMIT 1 OFFSET ?)`
const TRIM_OLD = 'DELETE FROM refusal WHERE at < ?'

/** What is kept from now on, and what has to go for it. */
export function keepRefusals(refused: readonly AnsweredRefusal[]): readonly Statement[] {
  const kept = refused.flatMap(({ at, keyId, computerId, isProved, reasons, operator }): Statement[] => {
    const text = reasonsText(reasons)
    const [first] = reasons
    if (text === undefined || first === undefined) return []
    const params = [
      storable(keyId),
      Number(isProved),
      storable(computerId),
      first.code,
      at,
      operator ?? null,
      text,
    ]
    return [{ sql: KEEP, params }]
  })
  if (kept.length === 0) return []
  const keys = new Set(refused.filter(({ isProved }) => isProved).map(({ keyId }) => keyId))
  const newest = Math.max(...refused.map(({ at }) => at))
  const { proved, ofKey, unproved, days } = REFUSALS_KEPT
  return [
    ...kept,
    ...[...keys].map(key => deleting(TRIM_KEY, [key, key, ofKey])),
    deleting(TRIM, [1, 1, proved]),
    deleting(TRIM, [0, 0, unproved]),
    deleting(TRIM_OLD, [newest - days * DAY_SECONDS]),
  ]
}

/** What goes with these changes: all that is kept of a key whose personal data are erased. */
export function forgetRefusals(changes: readonly Change[]): readonly Statement[] {
  return changes.flatMap(change =>
    change.kind === 'personal.erased'
      ? [deleting('DELETE FROM refusal WHERE key_id = ?', [change.keyId])]
      : [],
  )
}

function deleting(sql: string, params: Statement['params']): Statement {
  return { sql, params, rows: 'any' }
}

/** The newest first, at most so many. Error: Misshapen. */
export async function readRefusals(
  sql: Sql,
  { keyId, since, isProved }: RefusedFilter,
  most: number,
): Promise<readonly RefusedRequest[]> {
  const { where, params } = conditions([
    ['key_id = ?', keyId],
    ['at >= ?', since],
    ['is_proved = ?', isProved === undefined ? undefined : Number(isProved)],
  ])
  const rows = await sql.all(`SELECT * FROM refusal ${where} ORDER BY seq DESC LIMIT ?`, [...params, most])
  return rows.map(refusalOf)
}

function refusalOf(row: SqlRow): RefusedRequest {
  return {
    at: row.at as number,
    keyId: row.key_id as string,
    computerId: row.computer_id as string,
    isProved: row.is_proved === 1,
    operator: (row.operator as string | null) ?? undefined,
    times: row.times as number,
    reasons: reasonsOf(row.reasons as string),
  }
}

/** Every engine can keep it: one bad text must not cost the others that are kept with it. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

/** As many of the first reasons as there is room for; undefined when there is none for the first. */
function reasonsText(reasons: readonly Coded[]): string | undefined {
  for (let most = reasons.length; most > 0; most--) {
    const text = JSON.stringify(reasons.slice(0, most).map(shortened))
    if (text.length <= MOST_REASONS_CHARACTERS) return text
  }
  return undefined
}

/** A key may have thousands of seats: of those who hold them only their number is kept, behind the first. */
function shortened({ code, details }: Coded): object {
  if (code !== 'no-seats-left') return { code, details }
  const { holders, held = holders.length } = details
  return { code, details: { ...details, held, holders: holders.slice(0, MOST_HOLDERS) } }
}

/** Earlier versions kept how many hold a seat beside the details. */
function reasonsOf(text: string): readonly Coded[] {
  const kept = parseJson(text) as readonly (Coded & { readonly holders?: number })[]
  return kept.map(({ holders, ...reason }): Coded => {
    if (reason.code !== 'no-seats-left' || holders === undefined) return reason
    return { ...reason, details: { ...reason.details, held: holders } }
  })
}

/** Refusals that wait to be kept, at most; and how long the ledger may take for them, in milliseconds. */
const MOST_WAITING = 1000
const PATIENCE_MS = 2000

/** Keeps refusals of one open ledger, all that wait at one time together. */
export class RefusalKeeper {
  readonly #engine: SqlEngine
  #waiting: AnsweredRefusal[] = []
  #keeping: Promise<void> | undefined

  constructor(engine: SqlEngine) {
    this.#engine = engine
  }

  /** Resolves when they are kept, or given up; never rejects. */
  keep(refused: readonly NewRefusal[], operator: string | undefined): Promise<void> {
    this.#waiting.push(...refused.map(one => ({ ...one, operator })))
    if (this.#waiting.length > MOST_WAITING) this.#waiting = this.#waiting.slice(-MOST_WAITING)
    this.#keeping ??= this.#keepAll().finally(() => {
      this.#keeping = undefined
    })
    return this.#keeping
  }

  /** When nothing waits. */
  async settled(): Promise<void> {
    await this.#keeping
  }

  async #keepAll(): Promise<void> {
    while (this.#waiting.length > 0) {
      const statements = keepRefusals(this.#waiting)
      this.#waiting = []
      const patience = new WaitDeadline({ waitAtMostMs: PATIENCE_MS })
      try {
        const nothing = async () => undefined
        await this.#engine.write(sql => sql.finish(statements), nothing, patience)
      } catch {
        // the answer was given: that the ledger is read-only, full or busy is said to whoever records something
      }
    }
  }
}
