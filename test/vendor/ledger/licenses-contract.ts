/**
 * Owns what every engine must know of the newest license of an activation: its ends, its format, whether terms changed
 * after it; and that a ledger of the version before learns it when it is opened.
 */
import { describe, expect, test } from 'vitest'
import { encodeLicense, type License } from '../../../src/core/message/license.ts'
import type { Activation } from '../../../src/core/terms/entitlement.ts'
import type { SqlRow, SqlValue } from '../../../src/log/sql.ts'
import type { Change, IssuedLicense } from '../../../src/vendor/ledger/change.ts'
import type { LicenseEnd, NewestLicense, PageAfter } from '../../../src/vendor/ledger/held-seat.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { LICENSE_COLUMNS } from '../../../src/vendor/ledger/newest-license.ts'
import { SEAT_COLUMNS } from '../../../src/vendor/ledger/seat-columns.ts'
import { TABLES } from '../../../src/vendor/ledger/tables.ts'
import { license as claims, DAY } from '../../world/nouns.ts'
import type { LedgerUnderTest } from './contract.ts'
import { AT, activation, bareEntitlement, everyKind, keyRecord, license, product } from './sample.ts'

/** A ledger of the version before has no templates. */
/** What came later. */
const NEWER = ['template', 'outside', 'sold_order']
const NEWER_KINDS = /^(?:template|api-key|shop|webhook|mail|order)\./

const KNOWN_BEFORE = everyKind.filter(({ kind }) => !NEWER_KINDS.test(kind))

export interface OlderLedger {
  /** Rows of the ledger that `fresh` made last. */
  select(sql: string): Promise<readonly SqlRow[]>
  /** Makes an empty ledger of the version before these columns, with what `insert` is asked for, and opens it as it is today. */
  older(
    fill: (insert: (sql: string, params: readonly SqlValue[]) => unknown) => Promise<void>,
  ): Promise<Ledger>
}

const KEY = 'KEY-BARE'
const own: Activation = activation('0000000000000001', KEY)
const other: Activation = activation('0000000000000002', KEY)
const recorded = (of: Activation): Change => ({ kind: 'activation.recorded', activation: of })
const changed: Change = {
  kind: 'key.changed',
  key: keyRecord(KEY, { entitlement: { ...bareEntitlement, activations: 9 } }),
}
const startSet: Change = {
  kind: 'activation.start-set',
  activation: { ...own, begunAt: AT - DAY, startSet: { at: AT, from: AT, reason: 'a wrong clock' } },
}

function licenseOf(of: Activation, change: Partial<License>, requestHash?: string): IssuedLicense {
  const { id: activationId, keyId } = of
  return {
    ...license(of, requestHash),
    payload: encodeLicense(claims({ activationId, keyId, ...change })),
  }
}

const issued = (of: Activation, change: Partial<License> = {}): Change => ({
  kind: 'license.issued',
  license: licenseOf(of, change),
})

const END = AT + 30 * DAY
const FULL: Partial<License> = {
  expiresAt: END,
  graceDays: 7,
  maintenance: { until: AT + 60 * DAY },
  firstRun: { days: 30, installation: '00'.repeat(8), activatedAt: undefined },
}
const FULL_READ: NewestLicense = {
  entry: 0,
  issuedAt: AT + 5,
  format: 2,
  expiresAt: END,
  graceUntil: END + 7 * DAY,
  maintenanceUntil: AT + 60 * DAY,
  firstRunDays: 30,
}
const PLAIN_READ: NewestLicense = {
  ...FULL_READ,
  expiresAt: undefined,
  graceUntil: undefined,
  maintenanceUntil: undefined,
  firstRunDays: undefined,
}

/** By the id of the activation, apart from the numbers of entries. */
async function known(ledger: Ledger): Promise<Record<string, unknown>> {
  const all = await ledger.activations({ keyId: KEY })
  return Object.fromEntries(all.map(({ id, license }) => [id, license && { ...license, entry: 0 }]))
}

async function outdated(ledger: Ledger): Promise<readonly string[]> {
  return (await ledger.outdated(undefined, 100)).map(({ activation }) => activation.id)
}

export function licensesContract(
  engine: string,
  fresh: () => Promise<LedgerUnderTest>,
  olderLedger: () => OlderLedger,
): void {
  async function start(...changes: readonly Change[]): Promise<Ledger> {
    const ledger = await (await fresh()).open()
    expect(await ledger.append([...KNOWN_BEFORE, ...changes], AT)).toBe('recorded')
    return ledger
  }

  async function sound(ledger: Ledger): Promise<void> {
    expect((await ledger.audit()).problems).toEqual([])
  }

  describe(`newest licenses on ${engine}`, () => {
    test('none before there is one; then what it says, and what a newer one says in its place', async () => {
      const ledger = await start(recorded(own), recorded(other))
      expect(await known(ledger)).toEqual({ [own.id]: undefined, [other.id]: undefined })
      await ledger.append([issued(own, FULL)], AT)
      expect(await known(ledger)).toEqual({ [own.id]: FULL_READ, [other.id]: undefined })
      const { entries } = await ledger.stats()
      expect((await ledger.activations({ keyId: KEY }))[0]?.license?.entry).toBe(entries)
      await ledger.append([issued(own), issued(other, { format: 1, expiresAt: END })], AT)
      expect(await known(ledger)).toEqual({
        [own.id]: PLAIN_READ,
        [other.id]: { ...PLAIN_READ, format: 1, expiresAt: END },
      })
      await sound(ledger)
    })

    test('a license that answers the same request anew counts as well', async () => {
      const hash = '01'.repeat(32)
      const ledger = await start(recorded(own), {
        kind: 'license.issued',
        license: licenseOf(own, FULL, hash),
      })
      await ledger.append([{ kind: 'license.reissued', license: licenseOf(own, {}, hash) }], AT)
      expect(await known(ledger)).toEqual({ [own.id]: PLAIN_READ })
      await sound(ledger)
    })

    test('one that cannot be read has its time and nothing else', async () => {
      const ledger = await start(recorded(own), issued(own, FULL), {
        kind: 'license.issued',
        license: license(own, undefined),
      })
      expect(await known(ledger)).toEqual({ [own.id]: { ...PLAIN_READ, format: undefined } })
      await sound(ledger)
    })

    test('terms that change make the licenses before them old, and no later ones', async () => {
      const ledger = await start(recorded(own), issued(own), recorded(other), issued(other))
      expect(await outdated(ledger)).toEqual([])
      await ledger.append([changed], AT)
      expect(await outdated(ledger)).toEqual([own.id, other.id])
      await ledger.append([issued(other)], AT)
      expect(await outdated(ledger)).toEqual([own.id])
      await ledger.append([issued(own), startSet], AT)
      expect(await outdated(ledger)).toEqual([own.id])
      await sound(ledger)
    })

    test('also in one transaction, where new rows are written first', async () => {
      const ledger = await start(changed, recorded(own), recorded(other), issued(other), changed, issued(own))
      expect(await outdated(ledger)).toEqual([other.id])
      await sound(ledger)
      const late = await start(changed, recorded(own))
      expect(await outdated(late)).toEqual([])
      await sound(late)
    })

    test('a seat that was released is no longer among them', async () => {
      const ledger = await start(recorded(own), issued(own), changed)
      const released = { ...own, released: { at: AT, by: 'hand', reason: 'lost' } } as const
      await ledger.append([{ kind: 'activation.released', activation: released }], AT)
      expect(await outdated(ledger)).toEqual([])
      await sound(ledger)
    })

    test('activations by the end of their license', async () => {
      const ledger = await start(recorded(own), issued(own, FULL), recorded(other), issued(other))
      const endedBefore = async (expiresBefore: number) =>
        (await ledger.activations({ expiresBefore })).map(({ id }) => id)
      expect(await endedBefore(END - 1)).toEqual([])
      expect(await endedBefore(END)).toEqual([own.id])
    })

    test('seats by their ends, a page at a time, also where many end together', async () => {
      const seats = Array.from({ length: 5 }, (_, i) => activation(`000000000000000${i + 1}`, KEY))
      const ends = [END, END, END, END + 1, undefined]
      const changes = seats.flatMap((of, i) => [
        recorded(of),
        issued(of, { ...FULL, expiresAt: ends[i], graceDays: undefined, firstRun: undefined }),
      ])
      const ledger = await start(...changes)
      const found = async (what: LicenseEnd, since: number, until: number) => {
        const ids: string[] = []
        for (let after: PageAfter | undefined; ; ) {
          const page = await ledger.ending(what, { since, until }, after, 2)
          ids.push(...page.map(({ activation }) => activation.id.slice(-1)))
          const last = page.at(-1)
          if (last === undefined) return ids.join('')
          const { expiresAt, maintenanceUntil } = last.activation.license ?? {}
          after = { at: (what === 'term' ? expiresAt : maintenanceUntil) ?? 0, number: last.created }
        }
      }
      expect(await found('term', END, END + 1)).toBe('123')
      expect(await found('term', END, END + 2)).toBe('1234')
      expect(await found('term', END + 1, END + 9)).toBe('4')
      expect(await found('grace', 0, END * 2)).toBe('')
      expect(await found('maintenance', 0, END * 2)).toBe('12345')
      const [first] = await ledger.ending('term', { since: END, until: END + 1 }, undefined, 1)
      expect(first).toMatchObject({ key: { id: KEY }, product: { id: product.id } })
    })

    test('a ledger of the version before learns what its licenses say when it is opened', async () => {
      const many = Array.from({ length: 110 }, () => issued(other, FULL))
      const ledger = await start(
        recorded(own),
        issued(own, FULL),
        recorded(other),
        ...many,
        changed,
        startSet,
      )
      await ledger.append([issued(other)], AT)
      const { select, older } = olderLedger()
      const opened = await older(async insert => {
        const tables = TABLES.filter(({ name }) => !NEWER.includes(name)).map(({ name, columns }) => ({
          table: name,
          columns: columns.join(', '),
        }))
        // a customer that was merged refers to another one
        for (const { table, columns } of [{ table: 'entry', columns: '*' }, ...tables])
          for (const row of await select(
            `SELECT ${columns} FROM ${table}${table === 'customer' ? ' ORDER BY merged_into IS NOT NULL' : ''}`,
          )) {
            const cells = Object.entries(row).filter(
              ([name, value]) =>
                value !== null && !LICENSE_COLUMNS.includes(name) && !SEAT_COLUMNS.includes(name),
            )
            const places = cells.map(() => '?').join(', ')
            const names = cells.map(([name]) => name).join(', ')
            await insert(
              `INSERT INTO ${table} (${names}) VALUES (${places})`,
              cells.map(([, value]) => value),
            )
          }
      })
      expect(await opened.activations({})).toStrictEqual(await ledger.activations({}))
      expect(await outdated(opened)).toEqual([own.id])
      expect(await opened.audit()).toEqual(await ledger.audit())
    })
  })
}
