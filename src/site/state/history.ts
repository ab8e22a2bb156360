/**
 * Owns the use of the seats over time, for the administrator: one row for each hour in which the server ran, updated in
 * the transactions that lend. So a year is read in milliseconds, however many entries the log has, and remains after
 * old entries are pruned. The rows contain no names, and no decision depends on them; a vendor is shown figures from
 * the log itself.
 */
import type { Sql, Statement } from '../../log/sql.ts'
import type { DenialReason } from '../../words/en/denials.ts'
import type { Leases } from '../leases.ts'
import type { DenialCounts } from '../tally.ts'
import type { SiteState } from './state.ts'

/** Seconds per hour. */
const HOUR = 3600

export const USAGE_TABLES = `
CREATE TABLE usage (
  hour INTEGER PRIMARY KEY,
  seats INTEGER NOT NULL,
  away INTEGER NOT NULL,
  granted INTEGER NOT NULL,
  renewed INTEGER NOT NULL,
  returned INTEGER NOT NULL,
  denied INTEGER NOT NULL
) STRICT;
CREATE TABLE usage_denied (
  hour INTEGER NOT NULL,
  reason TEXT NOT NULL,
  requests INTEGER NOT NULL,
  PRIMARY KEY (hour, reason)
) STRICT, WITHOUT ROWID;
`

const ADD = `INSERT INTO usage (hour, seats, away, granted, renewed, returned, denied) VALUES (?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (hour) DO UPDATE SET
    seats = max(seats, excluded.seats), away = max(away, excluded.away),
    granted = granted + excluded.granted, renewed = renewed + excluded.renewed,
    returned = returned + excluded.returned, denied = denied + excluded.denied`
const ADD_DENIED = `INSERT INTO usage_denied (hour, reason, requests) VALUES (?, ?, ?)
  ON CONFLICT (hour, reason) DO UPDATE SET requests = requests + excluded.requests`

/** The use of the seats in a period. */
export interface SeatUsage {
  /** The most seats in use at one moment, and the most that were borrowed. */
  readonly seats: number
  readonly borrowed: number
  readonly granted: number
  readonly renewed: number
  readonly returned: number
  /** Requests that were denied. */
  readonly denied: number
}

/** An hour in which the server ran. */
export interface HourOfUse extends SeatUsage {
  /** Its first second, since 1970. */
  readonly at: number
}

export interface UsageHistory {
  /** In chronological order. In an hour that is missing, the server did not run. */
  readonly hours: readonly HourOfUse[]
  /** Denied requests by reason, most frequent first. One request may have several reasons. */
  readonly denials: readonly (readonly [reason: DenialReason, requests: number])[]
}

/** Returns the hour of a time (seconds since 1970), which is the key of its row. */
export function hourOf(at: number): number {
  return Math.floor(at / HOUR)
}

/** Whether the hour of that time already has its row. */
export function isHourKept({ usageHour }: Pick<SiteState, 'usageHour'>, at: number): boolean {
  return usageHour === hourOf(at)
}

/** What one transaction adds to its hour. */
export class UsageAddition {
  #seats = 0
  #away = 0
  readonly #counts = { granted: 0, renewed: 0, returned: 0 }
  readonly #denials: DenialCounts[] = []

  /** Notes the number of seats in use at this moment. */
  observe({ size, borrowed }: Leases): void {
    this.#seats = Math.max(this.#seats, size)
    this.#away = Math.max(this.#away, borrowed)
  }

  count(kind: string): void {
    if (kind === 'granted' || kind === 'renewed' || kind === 'returned') this.#counts[kind]++
  }

  deny(denials: DenialCounts): void {
    this.#denials.push(denials)
  }

  statements(hour: number): readonly Statement[] {
    const { granted, renewed, returned } = this.#counts
    const denied = this.#denials.reduce((sum, { requests }) => sum + requests, 0)
    const params = [hour, this.#seats, this.#away, granted, renewed, returned, denied]
    const reasons = this.#denials.flatMap(({ reasons }) => Object.entries(reasons))
    return [
      { sql: ADD, params, rows: 'any' },
      ...reasons.map(
        ([reason, requests]): Statement => ({
          sql: ADD_DENIED,
          params: [hour, reason, requests],
          rows: 'any',
        }),
      ),
    ]
  }
}

/** Reads the use from the hour of `since` up to, but excluding, the hour of `until`, both in seconds since 1970. */
export async function readUsage(sql: Sql, since: number, until: number): Promise<UsageHistory> {
  const span = [hourOf(since), hourOf(until)]
  const hours = await sql.all('SELECT * FROM usage WHERE hour >= ? AND hour < ? ORDER BY hour', span)
  const denials = await sql.all(
    `SELECT reason, sum(requests) AS requests FROM usage_denied WHERE hour >= ? AND hour < ?
      GROUP BY reason ORDER BY requests DESC, reason`,
    span,
  )
  return {
    hours: hours.map(row => ({
      at: (row.hour as number) * HOUR,
      seats: row.seats as number,
      borrowed: row.away as number,
      granted: row.granted as number,
      renewed: row.renewed as number,
      returned: row.returned as number,
      denied: row.denied as number,
    })),
    denials: denials.map(({ reason, requests }) => [reason as DenialReason, requests as number]),
  }
}
