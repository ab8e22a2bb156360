/** Owns how entries are appended to the chain, together with their effects on the state. */
import { entryHash, GENESIS } from '../../log/chain.ts'
import type { Sql, SqlWriter, Statement } from '../../log/sql.ts'
import type { Change } from './change.ts'
import type { EntryText } from './entries.ts'
import { type Recording, writesOf } from './writes.ts'

/** The last entry of the chain. */
export interface Head {
  readonly seq: number
  readonly hash: string
}

export async function headOf(sql: Sql): Promise<Head> {
  const row = await sql.get('SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1')
  return row === undefined ? { seq: 0, hash: GENESIS } : { seq: row.seq as number, hash: row.hash as string }
}

/** Changes whose writes are passed to the engine together. */
const AT_ONCE = 500

/** Appends entries after `last`, and applies their effects to the state. Returns the new last entry. */
export async function extend(
  sql: SqlWriter,
  last: Head,
  changes: readonly Change[],
  encoded: readonly EntryText[],
  at: number,
  { operator = null, progress, beside = [] }: Extension,
): Promise<Head> {
  let head = last
  let sent = Promise.resolve()
  let written = 0
  // an engine over a network writes one part while the next one is prepared here
  const partIsWritten = async (next: number) => {
    await sent
    for (; written < next; written++) progress?.(written + 1)
  }
  for (let start = 0; start < changes.length; start += AT_ONCE) {
    const recordings = changes.slice(start, start + AT_ONCE).map((change, i): Recording => {
      const { kind, body, personal } = encoded[start + i] as EntryText
      const seq = head.seq + 1
      const hash = entryHash(head.hash, seq, at, kind, body, operator)
      head = { seq, hash }
      return { change, entry: { seq, at, kind, body, personal, operator, hash } }
    })
    const writes = writesOf(recordings)
    await partIsWritten(start)
    const isLast = start + AT_ONCE >= changes.length
    sent = isLast ? sql.finish([...writes, ...beside]) : sql.apply(writes)
    sent.catch(() => undefined)
    if (!isLast) await new Promise<void>(resolve => process.nextTick(resolve))
  }
  await partIsWritten(changes.length)
  return head
}

export interface Extension {
  readonly operator?: string | null | undefined
  readonly progress?: ((written: number) => void) | undefined
  /** Statements to be run in the same transaction that belong to no entry. */
  readonly beside?: readonly Statement[]
}
