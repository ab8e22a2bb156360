/**
 * Owns the stored answers of API calls that may be sent again: for each Idempotency-Key of an API key, the call and its
 * answer. A row without a status stands for a call that was begun and not finished. The rows are not entries: they are
 * in no hash and no export, and are deleted after two days.
 */
import type { Sql, SqlRow, SqlWriter, Statement } from '../../log/sql.ts'
import type { Change } from './change.ts'

/**
 * Seconds that a row is kept, and for each API key the limits on rows and on bytes of answers. The next sweep removes
 * the oldest ones beyond these. Beyond the bytes it removes only the bodies, because the calls must not run again.
 */
export const ANSWERS_KEPT = { seconds: 172_800, ofKey: 20_000, bytesOfKey: 67_108_864 } as const

export interface KeptRow {
  /** SHA-256 of the call, 64 hexadecimal digits. */
  readonly asked: string
  /** Seconds since 1970. */
  readonly at: number
  /** Undefined if the call was begun and not finished. */
  readonly status: number | undefined
  /** Undefined with a status if the answer was too large to be stored, or was removed since. */
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

/** Removes a call that was begun and not finished. It may then be sent again as a new one. */
export async function forgetBegun(sql: SqlWriter, apiKey: string, name: string): Promise<void> {
  await sql.run('DELETE FROM kept_answer WHERE api_key = ? AND name = ? AND status IS NULL', [apiKey, name])
}

/** Removes all old rows, and those of this API key beyond the limits of ANSWERS_KEPT. `now`: Unix seconds. */
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

/** Returns the number of the last entry; 0 if there is none. */
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

/** Returns the statements that remove all stored answers if the changes erase personal data, which may be in them. */
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
