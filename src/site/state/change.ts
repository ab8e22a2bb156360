/** Owns what one transaction adds to the state: entries behind the last one of the chain, and rows. Memory follows it. */
import { entryHash } from '../../log/chain.ts'
import type { Statement, Write } from '../../log/sql.ts'
import type { SiteTime } from '../clock.ts'
import type { HeldLease } from '../leases.ts'
import type { DenialCounts } from '../tally.ts'
import { hourOf, UsageAddition } from './history.ts'
import { LEASE_COLUMNS, rowOf } from './rows.ts'
import type { SettingName, SiteState } from './state.ts'

/** What an entry is about. */
export type SiteEntryKind =
  | 'started'
  | 'license-installed'
  | 'rules-changed'
  | 'granted'
  | 'renewed'
  | 'returned'
  | 'taken-back'
  | 'denied'

const ENTRY = { table: 'entry', columns: ['seq', 'at', 'kind', 'body', 'hash'] }
const NONCE = { table: 'nonce', columns: ['nonce'] }
const PUT_LEASE = `INSERT OR REPLACE INTO lease (${LEASE_COLUMNS.join(', ')})
  VALUES (${LEASE_COLUMNS.map(() => '?').join(', ')})`
const PUT_SETTING = 'INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)'
const REMOVE_LEASE = 'DELETE FROM lease WHERE lease_id = ?'

export class SiteChange {
  readonly state: SiteState
  readonly time: SiteTime
  readonly #used: Set<string>
  readonly #writes: Write[] = []
  readonly #usage = new UsageAddition()

  /** `used`: nonces of this batch that were granted before. */
  constructor(state: SiteState, time: SiteTime, used: Set<string>) {
    this.state = state
    this.time = time
    this.#used = used
  }

  isUsed(nonce: string): boolean {
    return this.#used.has(nonce)
  }

  use(nonce: string): void {
    this.#used.add(nonce)
    this.#writes.push({ into: NONCE, rows: [[nonce]] })
  }

  /** An entry. Its body is JSON on one line, with the counted seconds and the seats that are in use then. */
  record(kind: SiteEntryKind, about: Readonly<Record<string, unknown>>): void {
    const { state, time } = this
    const seq = state.head.seq + 1
    const at = time.now
    const seats = state.leases.size
    const body = JSON.stringify({ ...about, counted: time.counted, seats, away: state.leases.borrowed })
    const hash = entryHash(state.head.hash, seq, at, kind, body)
    state.head = { seq, hash }
    state.newest = at
    this.#writes.push({ into: ENTRY, rows: [[seq, at, kind, body, hash]] })
    this.#usage.count(kind)
    this.#usage.see(state.leases)
  }

  /** An entry about requests that were denied. */
  recordDenials(denials: DenialCounts): void {
    this.record('denied', denials)
    this.#usage.deny(denials)
  }

  put(lease: HeldLease): void {
    // first what can throw: of a change that fails nothing is kept
    const row = rowOf(lease, this.state.productId)
    this.state.leases.put(lease)
    this.#writes.push(statement(PUT_LEASE, row))
  }

  remove(lease: HeldLease): void {
    this.state.leases.remove(lease)
    this.forget([lease])
  }

  /** Those that memory has no longer. */
  forget(leases: readonly HeldLease[]): void {
    for (const { leaseId } of leases) this.#writes.push(statement(REMOVE_LEASE, [leaseId]))
    // what was held before the first change of an hour was in use in it, too
    this.#usage.see(this.state.leases)
  }

  set(name: SettingName, value: string): void {
    this.#writes.push(statement(PUT_SETTING, [name, value]))
  }

  /** All that is to be written; nothing when nothing has changed and the hour has its row. */
  writes(): readonly Write[] {
    const { sequence, usageHour } = this.state
    const hour = hourOf(this.time.now)
    if (this.#writes.length === 0 && usageHour === hour) return []
    this.state.usageHour = hour
    this.#writes.push(...this.#usage.statements(hour))
    this.set('counted', String(this.time.counted))
    this.set('sequence', String(sequence))
    return this.#writes
  }
}

function statement(sql: string, params: Statement['params']): Statement {
  return { sql, params, rows: 'any' }
}

/** What an entry says of a lease that is granted or renewed. */
export function grantBody(lease: HeldLease, nonce: string): Readonly<Record<string, unknown>> {
  const { leaseId, sequence, clientKey, holder, pools, borrowed, issuedAt, expiresAt, peer } = lease
  return {
    lease: leaseId,
    sequence,
    nonce,
    issued: issuedAt,
    expires: expiresAt,
    client: clientKey,
    ...holder,
    peer,
    pools: pools.size === 0 ? undefined : Object.fromEntries(pools),
    borrowed: borrowed || undefined,
  }
}
