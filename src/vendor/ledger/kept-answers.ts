/**
 * Owns what the ledger keeps beside its entries of calls that may be sent again: which call an Idempotency-Key of an API key
 * stands for, and what it was answered. A row without a status was begun and not finished. Rows are no entries: they are in
 * no hash and no export, and go after two days.
 */
import type { Sql, SqlRow, SqlWriter, Statement } from '../../log/sql.ts'
import type { Change } from './change.ts'

/**
 * Seconds that an answer is kept; how many of one API key, and how many bytes of them, the newest. What is more goes at the
 * next sweep: of too many bytes the answers alone, as their calls must not be carried out again.
 */
export const ANSWERS_KEPT = { seconds: 172_800, ofKey: 20_000, bytesOfKey: 67_108_864 } as const

export interface KeptRow {
  /** SHA-256 of the call, 64 hexadecimal digits. */
  readonly asked: string
  /** Seconds since 1970. */
  readonly at: number
  /** Undefined: it was begun and not finished. */
  readonly status: number | undefined
  /** Undefined although there is a status: too large to be kept, or erased since. */
  readonly body: string | undefined
}

export async function readKept(sql: Sql, apiKey: string, name: string): Promise<KeptRow | undefined> {
  const row = await sql.get('SELECT * FROM kept_answer WHERE api_key = ? AND name = ?', [apiKey, name])
  return row === undefined ? undefined : rowOf(row)
}

function rowOf({ asked, at, status, body }: SqlRow): KeptRow {
  return {
    asked: asked as string,
    at: Number(at),
    status: status === null ? undefined : Number(status),
    body: (body as string | null) ?? undefined,
  }
}

export async function keepBegun(
  sql: SqlWriter,
  apiKey: string,
  name: string,
  { asked, at }: Pick<KeptRow, 'asked' | 'at'>,
): Promise<void> {
  await sql.run('INSERT INTO kept_answer (api_key, name, asked, at) VALUES (?, ?, ?, ?)', [
    apiKey,
    name,
    asked,
    at,
  ])
}

export async function keepFinished(
  sql: SqlWriter,
  apiKey: string,
  name: string,
  { status, body }: { readonly status: number; readonly body: string | undefined },
): Promise<void> {
  await sql.run('UPDATE kept_answer SET status = ?, body = ? WHERE api_key = ? AND name = ?', [
    status,
    body ?? null,
    apiKey,
    name,
  ])
}

/** It may be sent again as if it had never been. */
export async function forgetBegun(sql: SqlWriter, apiKey: string, name: string): Promise<void> {
  await sql.run('DELETE FROM kept_answer WHERE api_key = ? AND name = ? AND status IS NULL', [apiKey, name])
}

/** What is old goes, and of this API key what is beyond the newest. */
export async function sweepKept(sql: SqlWriter, apiKey: string, now: number): Promise<void> {
  await sql.run('DELETE FROM kept_answer WHERE at < ?', [now - ANSWERS_KEPT.seconds])
  await sql.run(
    `DELETE FROM kept_answer WHERE api_key = ? AND at <
      (SELECT at FROM kept_answer WHERE api_key = ? ORDER BY at DESC LIMIT 1 OFFSET ?)`,
    [apiKey, apiKey, ANSWERS_KEPT.ofKey],
  )
  await sql.run(
    `UPDATE kept_answer SET body = NULL WHERE api_key = ? AND body IS NOT NULL AND at <=
      (SELECT max(at) FROM (SELECT at, sum(octet_length(body)) OVER (ORDER BY at DESC, name) AS bytes
        FROM kept_answer WHERE api_key = ? AND body IS NOT NULL) AS newest WHERE bytes > ?)`,
    [apiKey, apiKey, ANSWERS_KEPT.bytesOfKey],
  )
}

/** Number of the last entry. */
export async function lastEntry(sql: Sql): Promise<number> {
  return Number((await sql.get('SELECT coalesce(max(seq), 0) AS last FROM entry'))?.last ?? 0)
}

/** Whether this operator has recorded something after that entry. */
export async function hasRecorded(sql: Sql, operator: string, after: number): Promise<boolean> {
  const row = await sql.get('SELECT 1 AS found FROM entry WHERE seq > ? AND operator = ? LIMIT 1', [
    after,
    operator,
  ])
  return row !== undefined
}

/** Goes with these changes: where personal data are erased, no answer keeps them for two days more. */
export function forgetAnswers(changes: readonly Change[]): readonly Statement[] {
  const erases = changes.some(({ kind }) => kind === 'personal.erased' || kind === 'customer.erased')
  return erases
    ? [
        {
          sql: 'UPDATE kept_answer SET body = NULL WHERE status IS NOT NULL AND body IS NOT NULL',
          params: [],
          rows: 'any',
        },
      ]
    : []
}
