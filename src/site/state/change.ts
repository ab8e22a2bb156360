/** Owns what one transaction adds to the state: entries at the end of the chain, and rows. It also updates memory. */

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
  /** Settings to write. Each is written once per transaction, however many requests change it. */
  readonly #settings = new Map<SettingName, string>()
  readonly #usage = new UsageAddition()

  /** `used`: those nonces of this batch that were already granted. */
  constructor(state: SiteState, time: SiteTime, used: Set<string>) {
    this.state = state
    this.time = time
    this.#used = used
  }

  isUsed(nonce: string): boolean {
    return this.#used.has(nonce)
  }

  /** Marks the request as granted by the entry that was recorded last. */
  markUsed({ nonce, madeAt }: Pick<LeaseRequest, 'nonce' | 'madeAt'>): void {
    this.#used.add(nonce)
    this.#writes.push({ into: NONCE, rows: [[nonce, madeAt, this.state.head.seq]] })
  }

  /** Counts a renewal whose lease was put. The log includes it in the next entry about renewals. */
  countRenewal(): void {
    this.state.renewals++
    this.#usage.count('renewed')
    this.set('renewals', String(this.state.renewals))
  }

  /** Records an entry about all renewals counted since the last one. Returns false if there were none. */
  recordRenewals(): boolean {
    const { renewals: requests, sequence } = this.state
    if (requests === 0) return false
    this.record('renewals', { requests, sequence })
    this.state.renewals = 0
    this.set('renewals', '0')
    return true
  }

  /** Removes all entries up to the checkpoint, and the nonces of requests that are too old for it. */
  prune(checkpoint: SiteCheckpoint): void {
    const { entries, at, message } = checkpoint
    this.state.checkpoint = checkpoint
    this.set('checkpoint', Buffer.from(message).toString('base64'))
    this.record('pruned', { entries })
    this.#writes.push(statement(REMOVE_ENTRIES, [entries]), statement(REMOVE_NONCES, [entries, at]))
  }

  /** Records an entry. Its body is one line of JSON and includes the counted seconds and the number of seats in use. */
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
    this.#usage.observe(state.leases)
  }

  /** Records an entry about denied requests. */
  recordDenials(denials: DenialCounts): void {
    this.record('denied', denials)
    this.#usage.deny(denials)
  }

  /** Puts a lease. Returns the claims to sign, encoded. */
  put(lease: HeldLease): Uint8Array {
    // encode first because it may throw: a failed change must leave nothing in memory
    const payload = encodeLease(messageOf(lease, this.state.productId))
    this.state.leases.put(lease)
    this.#writes.push(statement(PUT_LEASE, rowOf(lease, payload)))
    return payload
  }

  remove(lease: HeldLease): void {
    this.state.leases.remove(lease)
    this.removeRows([lease])
  }

  /** Removes the rows of leases that are no longer in memory. */
  removeRows(leases: readonly HeldLease[]): void {
    for (const { leaseId } of leases) this.#writes.push(statement(REMOVE_LEASE, [leaseId]))
    // seats held before the first change of an hour were in use in that hour, too
    this.#usage.observe(this.state.leases)
  }

  set(name: SettingName, value: string): void {
    this.#settings.set(name, value)
  }

  /** Returns everything to write. Empty if nothing has changed and the current hour already has its row. */
  writes(): readonly Write[] {
    const { sequence, leases } = this.state
    const { now } = this.time
    const isChanged = this.#writes.length + this.#settings.size > 0
    if (!isChanged && isHourKept(this.state, now)) return []
    this.state.usageHour = hourOf(now)
    this.#usage.observe(leases)
    this.set('counted', String(this.time.counted))
    this.set('sequence', String(sequence))
    const settings = [...this.#settings].map(setting => statement(PUT_SETTING, setting))
    return [...this.#writes, ...this.#usage.statements(hourOf(now)), ...settings]
  }
}

function statement(sql: string, params: Statement['params']): Statement {
  return { sql, params, rows: 'any' }
}

/** Returns the entry body for a lease that is granted or renewed. */
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
