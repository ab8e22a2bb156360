/**
 * Owns what the row of an activation has beside its body, so that a decision need not read the thousands that a key may
 * have: its seat, when that began, what ended it, and its marks (decide/marks.ts), which the engine keeps once more as an
 * index of its own, the table seat_mark. Filled in here for ledgers that are older than the columns.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import type { Filling } from '../../log/filling.ts'
import type { SqlRow, Statement } from '../../log/sql.ts'
import { marksOfActivation } from '../decide/marks.ts'
import { activationOf } from './rows.ts'
import { Misshapen } from './shape.ts'

export const SEAT_COLUMNS: readonly string[] = ['seat', 'begun_at', 'ended_by', 'marks']

/** A list in JSON. */
export function marksText(activation: Activation): string {
  return JSON.stringify(marksOfActivation(activation))
}

/** `step`: the one that adds the columns. */
export function seatFilling(step: string): Filling {
  return {
    step,
    select: `SELECT created AS seq, id, key_id, body FROM activation WHERE created > ? ORDER BY created LIMIT 100`,
    writes: (rows, path) => rows.map(row => filledBy(row, path)),
  }
}

function filledBy(row: SqlRow, path: string): Statement {
  try {
    const activation = activationOf(row)
    const { seat, begunAt, released } = activation
    return {
      sql: `UPDATE activation SET ${SEAT_COLUMNS.map(column => `${column} = ?`).join(', ')} WHERE created = ?`,
      params: [seat, begunAt, released?.by ?? null, marksText(activation), row.seq as number],
    }
  } catch (error) {
    if (!(error instanceof Misshapen)) throw error
    const problem = `activation ${row.seq}: ${error.message}`
    throw new AirlatchError('ledger-damaged', { path, problem }, error)
  }
}
