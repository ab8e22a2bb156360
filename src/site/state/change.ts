/** Owns what one transaction adds to the state: entries behind the last one of the chain, and rows. Memory follows it. */

import { encodeLease } from '../../core/message/lease.ts'
import type { LeaseRequest } from '../../core/message/lease-request.ts'
import { entryHash } from '../../log/chain.ts'
import type { Statement, Write } from '../../log/sql.ts'
import type { SiteTime } from '../clock.ts'
import { messageOf } from '../decide.ts'
import type { HeldLease } from '../leases.ts'
import type { DenialCounts } from '../tally.ts'
import type { SiteCheckpoint } from './checkpoint.ts'
import { hourOf, isHourKept, UsageAddition } from './history.ts'
import { LEASE_COLUMNS, rowOf } from './rows.ts'
import type { SettingName, SiteState } from './state.ts'

/** What an entry is about. */
export type SiteEntryKind =
  | 'started'
  | 'license-installed'
  | 'rules-changed'
  | 'granted'
  | 'renewed'
  | 'renewals'
  | 'returned'
  | 'taken-back'
  | 'denied'
  | 'pruned'

const ENTRY = { table: 'entry', columns: ['seq', 'at', 'kind', 'body', 'hash'] }
const NONCE = { table: 'nonce', columns: ['nonce', 'made_at', 'seq'] }
const PUT_LEASE = `INSERT OR REPLACE INTO lease (${LEASE_COLUMNS.join(', ')})
  VALUES (${LEASE_COLUMNS.map(() => '?').join(', ')})`
const PUT_SETTING = 'INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)'
const REMOVE_ENTRIES = 'DELETE FROM entry WHERE seq <= ?'
const REMOVE_NONCES = 'DELETE FROM nonce WHERE seq <= ? AND made_at <= ?'
const REMOVE_LEASE = 'DELETE FROM lease WHERE lease_id = ?'

export class SiteChange {
  readonly state: SiteState
  readonly time: SiteTime
  readonly #used: Set<string>
  readonly #writes: Write[] = []
  /** Once in a transaction, however many requests change them. */
  readonly #settings = new Map<SettingName, string>()
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

  /** The request is granted, by the entry that was recorded last. */
  use({ nonce, madeAt }: Pick<LeaseRequest, 'nonce' | 'madeAt'>): void {
    this.#used.add(nonce)
    this.#writes.push({ into: NONCE, rows: [[nonce, madeAt, this.state.head.seq]] })
  }

  /** A renewal, whose lease is put: the log has it with the next entry about renewals. */
  countRenewal(): void {
    this.state.renewals++
    this.#usage.count('renewed')
    this.set('renewals', String(this.state.renewals))
  }

  /** An entry about all that were counted since the last one. False: there were none. */
  recordRenewals(): boolean {
    const { renewals: requests, sequence } = this.state
    if (requests === 0) return false
    this.record('renewals', { requests, sequence })
    this.state.renewals = 0
    this.set('renewals', '0')
    return true
  }

  /** Takes away all entries up to the checkpoint, and the nonces of requests that are too old for it. */
  prune(checkpoint: SiteCheckpoint): void {
    const { entries, at, message } = checkpoint
    this.state.checkpoint = checkpoint
    this.set('checkpoint', Buffer.from(message).toString('base64'))
    this.record('pruned', { entries })
    this.#writes.push(statement(REMOVE_ENTRIES, [entries]), statement(REMOVE_NONCES, [entries, at]))
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

  /** Returns the claims that are signed, encoded. */
  put(lease: HeldLease): Uint8Array {
    // first what can throw: of a change that fails nothing is kept
    const payload = encodeLease(messageOf(lease, this.state.productId))
    this.state.leases.put(lease)
    this.#writes.push(statement(PUT_LEASE, rowOf(lease, payload)))
    return payload
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
    this.#settings.set(name, value)
  }

  /** All that is to be written; nothing when nothing has changed and the hour has its row. */
  writes(): readonly Write[] {
    const { sequence, leases } = this.state
    const { now } = this.time
    const isChanged = this.#writes.length + this.#settings.size > 0
    if (!isChanged && isHourKept(this.state, now)) return []
    this.state.usageHour = hourOf(now)
    this.#usage.see(leases)
    this.set('counted', String(this.time.counted))
    this.set('sequence', String(sequence))
    const settings = [...this.#settings].map(setting => statement(PUT_SETTING, setting))
    return [...this.#writes, ...this.#usage.statements(hourOf(now)), ...settings]
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
