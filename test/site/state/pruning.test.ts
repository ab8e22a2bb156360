/** The log of a site server that runs for years: what is removed, what holds all the same, and replay (SS-06, SS-10). */
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { openUsageReport } from '../../../src/core/envelope.ts'
import type { LeaseOperation } from '../../../src/core/message/lease-request.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { NO_RULES } from '../../../src/site/site-rules.ts'
import { licenseOf, said, TestClient, TestSite } from '../site-world.ts'

const DAY = 86_400

/** A client that dates its requests by a clock, which is right unless it is off. */
const ask = (client: TestClient, site: TestSite, operation: LeaseOperation, more: object = {}, off = 0) =>
  client.ask(site, operation, { madeAt: Math.floor(site.clock.time) + off, ...more })

function rowsOf(site: TestSite, sql: string): readonly Record<string, unknown>[] {
  const db = new DatabaseSync(site.path, { readOnly: true })
  try {
    return db.prepare(sql).all()
  } finally {
    db.close()
  }
}

const entriesOf = (site: TestSite) => Number(rowsOf(site, 'SELECT count(*) AS n FROM entry')[0]?.n)
const noncesOf = (site: TestSite) => Number(rowsOf(site, 'SELECT count(*) AS n FROM nonce')[0]?.n)

async function reportOf(site: TestSite, since: number) {
  return openUsageReport((await site.lending.report(since)) as Uint8Array, nativeEd25519).claims
}

/** Takes and returns on so many days, one after the other. */
async function days(site: TestSite, client: TestClient, count: number): Promise<void> {
  for (let day = 0; day < count; day++) {
    await ask(client, site, 'take')
    await ask(client, site, 'renew')
    await ask(client, site, 'return')
    site.clock.time += DAY
  }
}

describe('entries', () => {
  test('are removed after the days that the administrator set, and reports and the check still hold', async () => {
    const site = await TestSite.start()
    const anna = new TestClient('anna')
    const start = site.clock.time
    await days(site, anna, 60)
    await site.lending.setRules({ ...NO_RULES, keepDays: 40 })
    const [before, all] = [await reportOf(site, 0), entriesOf(site)]
    expect(Object.fromEntries(before.totals)).toMatchObject({ leases: 60, renewals: 60, returns: 60 })
    expect(await site.lending.prune()).toBeGreaterThan(50)
    expect(entriesOf(site)).toBeLessThan(all)
    expect(noncesOf(site)).toBeLessThanOrEqual(41)
    for (const restart of [false, true]) {
      if (restart) await site.restart()
      expect(await site.lending.check()).toEqual({ complaints: [], broken: undefined })
      const after = await reportOf(site, 0)
      expect(after.totals).toEqual(before.totals)
      expect(after).toMatchObject({ since: before.since, sequence: before.sequence })
      expect(after.entries).toBeGreaterThan(before.entries)
    }
    // what was removed is known as one sum: a report since a moment of it begins after it, and says so
    const later = await reportOf(site, start + 5 * DAY)
    expect(later.since).toBeGreaterThan(start + 18 * DAY)
    expect(later.totals.get('leases')).toBe(40)
    expect(await site.lending.prune()).toBe(0)
  })

  test('are removed by themselves when requests are answered, piece by piece', async () => {
    const site = await TestSite.start()
    const anna = new TestClient('anna')
    await days(site, anna, 3)
    site.clock.time += 401 * DAY
    await ask(anna, site, 'take')
    // closing waits for what goes on in the background, and does not begin another piece
    await site.restart()
    expect(entriesOf(site)).toBeLessThan(10)
    expect(await site.lending.check()).toEqual({ complaints: [], broken: undefined })
    expect((await reportOf(site, 0)).totals.get('leases')).toBe(4)
  })

  test('are kept for a month at least, and while the server has not run for so long since', async () => {
    const site = await TestSite.start()
    for (const keepDays of [30, 0, -1, 40.5, Number.NaN])
      await expect(site.lending.setRules({ ...NO_RULES, keepDays })).rejects.toThrow('31 days')
    await days(site, new TestClient('anna'), 2)
    // a clock that is wrong by years removes nothing
    site.clock.off = 3000 * DAY
    expect(await site.lending.prune()).toBe(0)
    site.clock.time += 31 * DAY
    expect(await site.lending.prune()).toBeGreaterThan(0)
  })

  test('are kept without a license: nobody could say under which one they were made', async () => {
    const site = await TestSite.start({ license: undefined })
    site.clock.time += 500 * DAY
    expect(await site.lending.prune()).toBe(0)
  })

  test('of two programs on one file are removed once', async () => {
    const site = await TestSite.start()
    await days(site, new TestClient('anna'), 5)
    site.clock.time += 401 * DAY
    const second = await site.another()
    const [one, other] = await Promise.all([site.lending.prune(), second.prune()])
    expect(one + other).toBe(17)
    await second.close()
    expect(await site.lending.check()).toEqual({ complaints: [], broken: undefined })
    expect((await reportOf(site, 0)).totals.get('leases')).toBe(5)
  })
})

describe('a checkpoint', () => {
  test.each([
    [
      'is changed',
      `UPDATE setting SET value = replace(value, substr(value, 100, 4), 'AAAA') WHERE name = 'checkpoint'`,
    ],
    [
      'is taken from another place',
      `UPDATE setting SET value = (SELECT value FROM setting WHERE name = 'license') WHERE name = 'checkpoint'`,
    ],
  ])('that %s is noticed at the start', async (_, sql) => {
    const site = await TestSite.start()
    await days(site, new TestClient('anna'), 2)
    site.clock.time += 401 * DAY
    await site.lending.prune()
    await site.stop()
    const db = new DatabaseSync(site.path)
    db.exec(sql)
    db.close()
    await expect(site.open()).rejects.toMatchObject({ code: 'ledger-damaged', details: { path: site.path } })
  })

  test('that was removed breaks the chain', async () => {
    const site = await TestSite.start()
    await days(site, new TestClient('anna'), 2)
    site.clock.time += 401 * DAY
    await site.lending.prune()
    await site.stop()
    const db = new DatabaseSync(site.path)
    db.exec(`DELETE FROM setting WHERE name = 'checkpoint'`)
    db.close()
    await site.open()
    expect((await site.lending.check()).broken).toBe(1)
  })
})

describe('a request that the log has forgotten', () => {
  const pruned = async (client: TestClient, off = 0) => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const captured = client.request('take', { madeAt: site.clock.time + off })
    client.keep(await site.lending.answer(captured, undefined), site.clock.time)
    const { held } = client
    await ask(client, site, 'return')
    // so that the part that is removed does not end with what was captured
    await days(site, new TestClient('other'), 2)
    site.clock.time += 401 * DAY
    expect(await site.lending.prune()).toBeGreaterThan(0)
    const replay = async () =>
      said(client.keep(await site.lending.answer(captured, undefined), site.clock.time))
    return { site, replay, sequence: held?.verified.lease.sequence }
  }

  test('takes nothing when it is sent again, also after a restart', async () => {
    const { site, replay } = await pruned(new TestClient('anna'))
    expect(noncesOf(site)).toBe(0)
    expect(await replay()).toBe('client-clock-wrong')
    expect(site.denials()).toEqual({ fresh: 'request-outdated' })
    await site.restart()
    expect(await replay()).toBe('client-clock-wrong')
  })

  test('takes nothing either when the clock of its client was years ahead: its nonce is not forgotten', async () => {
    const { site, replay } = await pruned(new TestClient('anna'), 3000 * DAY)
    expect(noncesOf(site)).toBe(1)
    expect(await replay()).toBe('lease-superseded')
  })

  test('keeps no honest client away: a right clock is enough, and so is the number of the last lease', async () => {
    const anna = new TestClient('anna')
    const { site, sequence = 0 } = await pruned(anna)
    expect(said(await ask(anna, site, 'take'))).toBe('granted')
    expect(said(await ask(anna, site, 'return'))).toBe('returned')
    // its battery is empty, and its clock begins in 1970
    const dead = { madeAt: 0 }
    expect(said(await anna.ask(site, 'take', dead))).toBe('client-clock-wrong')
    expect(said(await anna.ask(site, 'take', { ...dead, sequence }))).toBe('client-clock-wrong')
    expect(said(await anna.ask(site, 'take', { ...dead, sequence: sequence + 10 }))).toBe('granted')
    for (const operation of ['renew', 'return'] as const)
      expect(said(await anna.ask(site, operation, dead))).not.toContain('clock')
  })
})

test('renewals of a minute are one entry, and a restart loses none of them', async () => {
  const site = await TestSite.start()
  const anna = new TestClient('anna')
  await ask(anna, site, 'take')
  const { entries } = await site.lending.status()
  for (let i = 0; i < 200; i++) await ask(anna, site, 'renew')
  expect((await site.lending.status()).entries).toBeLessThanOrEqual(entries + 1)
  await site.restart()
  expect((await reportOf(site, 0)).totals.get('renewals')).toBe(200)
  expect(rowsOf(site, `SELECT sum(body ->> '$.requests') AS n FROM entry WHERE kind = 'renewals'`)).toEqual([
    { n: 200 },
  ])
  expect(await site.lending.check()).toEqual({ complaints: [], broken: undefined })
})

test('what is held now is in the totals, also when it was taken before the report begins', async () => {
  const site = await TestSite.start()
  await ask(new TestClient('anna'), site, 'borrow')
  site.clock.time += 20 * DAY
  const { totals } = await reportOf(site, site.clock.time - DAY)
  expect(Object.fromEntries(totals)).toMatchObject({ leases: 0, 'most-seats': 1, 'most-borrowed': 1 })
})
