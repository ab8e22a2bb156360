/**
 * Owns the record of refused requests: who was refused, when and why, for the support staff whom that customer calls.
 * There is one row for each key, computer and first reason; it counts repetitions.
 *
 * They are stored outside the entries, because anyone may send requests that are refused, and must not be able to make
 * the ledger grow. So they are in no hash, no checkpoint and no export. Only the newest are kept. Requests that proved
 * their key are limited separately from others, and per key: a flood of requests with unknown keys or wrong proofs only
 * displaces requests of the same kind. Erasing the personal data of a key removes its rows.
 *
 * The answer to a request must not fail or wait because of this record. So the record is written after the answer, in a
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
  /** The id of the key that the request names, which may not exist in this ledger. */
  readonly keyId: string
  /** The computer ID, in the same form as in activations. */
  readonly computerId: string
  /** Whether the request proved that its sender has the key. If not, anyone may have sent it. */
  readonly isProved: boolean
  /** The reasons of all rules that refused, in the order of the rules; at least one. */
  readonly reasons: readonly Coded[]
}

/** `operator`: who answered it, if one was given. */
type AnsweredRefusal = NewRefusal & { readonly operator: string | undefined }

/** The last request of one computer for one key that was refused for one reason, and how often that happened. */
export interface RefusedRequest extends NewRefusal {
  /** The operator who answered it, if one was given. */
  readonly operator: string | undefined
  /** How often it was refused for this reason. */
  readonly times: number
}

/** Selects refused requests for which all given conditions hold. */
export interface RefusedFilter {
  /** The id of the key that they name. */
  readonly keyId?: string | undefined
  /** The earliest time, in seconds since 1970. */
  readonly since?: number | undefined
  /** Only those that proved their key, or only the others. */
  readonly isProved?: boolean | undefined
}

/** Most rows that are kept (`ofKey`: proved ones of one key), and for how many days. */
export const REFUSALS_KEPT = { proved: 1000, ofKey: 20, unproved: 200, days: 90 } as const

/** Most characters of stored reasons. Values from a request are always shorter; those from a key may not be. */
const MOST_REASONS_CHARACTERS = 16_384
/** Holders of seats that are stored with a reason, which is how many its sentence names. */
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

/** Returns the statements that store refusals and delete those beyond the limits. */
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

/** Returns the statements that delete the refusals of keys whose personal data these changes erase. */
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

/** Reads up to `most` refused requests, the newest first. Error: Misshapen. */
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

/** Replaces what an engine cannot store, so that one bad text does not lose the refusals stored together with it. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\0', '\ufffd')
}

/** Returns as many of the first reasons as fit; undefined if not even the first one does. */
function reasonsText(reasons: readonly Coded[]): string | undefined {
  for (let most = reasons.length; most > 0; most--) {
    const text = JSON.stringify(reasons.slice(0, most).map(shortened))
    if (text.length <= MOST_REASONS_CHARACTERS) return text
  }
  return undefined
}

/** Stores only the first holders of seats and the number of all, because a key may have thousands of seats. */
function shortened({ code, details }: Coded): object {
  if (code !== 'no-seats-left') return { code, details }
  const { holders, held = holders.length } = details
  return { code, details: { ...details, held, holders: holders.slice(0, MOST_HOLDERS) } }
}

/** Reads reasons. Earlier versions stored the number of holders outside the details. */
function reasonsOf(text: string): readonly Coded[] {
  const kept = parseJson(text) as readonly (Coded & { readonly holders?: number })[]
  return kept.map(({ holders, ...reason }): Coded => {
    if (reason.code !== 'no-seats-left' || holders === undefined) return reason
    return { ...reason, details: { ...reason.details, held: holders } }
  })
}

/** Most refusals that wait to be stored, and the milliseconds that storing them may take. */
const MOST_WAITING = 1000
const PATIENCE_MS = 2000

/** Stores the refusals of one open ledger; all that wait at the same time in one transaction. */
export class RefusalKeeper {
  readonly #engine: SqlEngine
  #waiting: AnsweredRefusal[] = []
  #keeping: Promise<void> | undefined

  constructor(engine: SqlEngine) {
    this.#engine = engine
  }

  /** Stores refusals. Resolves when they are stored or given up; never rejects. */
  keep(refused: readonly NewRefusal[], operator: string | undefined): Promise<void> {
    this.#waiting.push(...refused.map(one => ({ ...one, operator })))
    if (this.#waiting.length > MOST_WAITING) this.#waiting = this.#waiting.slice(-MOST_WAITING)
    this.#keeping ??= this.#keepAll().finally(() => {
      this.#keeping = undefined
    })
    return this.#keeping
  }

  /** Resolves when no refusal waits. */
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
        // the answer was given already; a read-only, full or busy ledger is reported to commands that record something
      }
    }
  }
}
