/** Use over time: what the log says by the hour, for as long as nobody looks, and without the log. */
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { hourOf } from '../../../src/site/state/history.ts'
import { runs } from '../../effort.ts'
import * as world from '../../vectors/make/world.ts'
import { licenseOf, said, TestClient, TestSite } from '../site-world.ts'

const HOUR = 3600
/** Begins a whole hour. */
const START = Math.ceil(world.NOW / HOUR) * HOUR

async function siteOf(seats: number): Promise<TestSite> {
  const site = await TestSite.start({ license: licenseOf(seats) })
  site.clock.time = START
  return site
}

function history(site: TestSite) {
  return site.lending.history(START, START + 1000 * HOUR)
}

describe('SS-08: use over time', () => {
  test('is the most seats in use in each hour, and what was granted, renewed, returned and denied', async () => {
    const site = await siteOf(2)
    const [anna, ben, carl] = ['anna', 'ben', 'carl'].map(name => new TestClient(name)) as [
      TestClient,
      TestClient,
      TestClient,
    ]
    await anna.ask(site, 'take')
    await ben.ask(site, 'borrow', { wanted: 86_400 })
    expect(said(await carl.ask(site, 'take'))).toBe('no-seats-left')
    await anna.ask(site, 'renew')
    site.clock.time += HOUR
    // nobody asked for an hour: the lease has ended, and the borrowed seat is still away
    await site.lending.status()
    site.clock.time += HOUR
    expect(said(await carl.ask(site, 'take'))).toBe('granted')
    await carl.ask(site, 'return')
    const { hours, denials } = await history(site)
    expect(hours).toEqual([
      { at: START, seats: 2, borrowed: 1, granted: 2, renewed: 1, returned: 0, denied: 1 },
      { at: START + HOUR, seats: 1, borrowed: 1, granted: 0, renewed: 0, returned: 0, denied: 0 },
      { at: START + 2 * HOUR, seats: 2, borrowed: 1, granted: 1, renewed: 0, returned: 1, denied: 0 },
    ])
    expect(denials).toEqual([['no-seats-left', 1]])
  })

  test('a seat that is held over the hour is in use in the next one, also when it is given back first', async () => {
    const site = await siteOf(2)
    const anna = new TestClient('anna')
    site.clock.time += HOUR - 60
    await anna.ask(site, 'take')
    site.clock.time += 120
    await anna.ask(site, 'return')
    expect((await history(site)).hours.map(({ seats }) => seats)).toEqual([1, 1])
  })

  test('an hour in which the server did not run is missing', async () => {
    const site = await siteOf(2)
    await site.lending.status()
    await site.stop()
    site.clock.time += 5 * HOUR
    await site.open()
    expect((await history(site)).hours.map(({ at }) => at)).toEqual([START, START + 5 * HOUR])
  })

  test('stays when the log is pruned', async () => {
    const site = await siteOf(2)
    await new TestClient('anna').ask(site, 'take')
    const before = await history(site)
    await site.stop()
    const file = new DatabaseSync(site.path)
    file.exec(`DELETE FROM entry WHERE seq < (SELECT max(seq) FROM entry)`)
    file.close()
    await site.open()
    expect(await history(site)).toEqual(before)
  })

  test('is read by its key: no row of another time is looked at', async () => {
    const site = await siteOf(1)
    await site.stop()
    const file = new DatabaseSync(site.path)
    const plans = ['usage', 'usage_denied'].map(table =>
      file
        .prepare(`EXPLAIN QUERY PLAN SELECT * FROM ${table} WHERE hour >= ? AND hour < ?`)
        .all(0, 1)
        .map(({ detail }) => detail),
    )
    file.close()
    expect(plans).toEqual([
      ['SEARCH usage USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)'],
      ['SEARCH usage_denied USING PRIMARY KEY (hour>? AND hour<?)'],
    ])
  })

  test('says the same as the log, whatever is asked and whenever the server is restarted', async () => {
    const names = ['anna', 'ben', 'carl', 'dora'] as const
    const step = fc.record({
      who: fc.nat(names.length - 1),
      what: fc.constantFrom('take', 'renew', 'return', 'borrow', 'restart', 'look'),
      later: fc.constantFrom(0, 30, 400, HOUR, 3 * HOUR),
    })
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 3, maxLength: 25 }), async steps => {
        const site = await siteOf(2)
        const clients = names.map(name => new TestClient(name))
        for (const { who, what, later } of steps) {
          site.clock.time += later
          const client = clients[who] as TestClient
          if (what === 'restart') await site.restart()
          else if (what === 'look') await site.lending.status()
          else if (what === 'take' || what === 'borrow' || client.held !== undefined)
            await client.ask(site, what)
        }
        await site.stop()
        const file = new DatabaseSync(site.path)
        const entries = file
          .prepare(`SELECT at, kind, body FROM entry WHERE at >= ${START}`)
          .all() as unknown as { at: number; kind: string; body: string }[]
        file.close()
        await site.open()
        const { hours, denials } = await history(site)
        const total = (kind: string) => entries.filter(one => one.kind === kind).length
        const requests = (of: string) =>
          entries.flatMap(({ kind, body }) => (kind === of ? [JSON.parse(body).requests as number] : []))
        const totalIn = (of: string) => requests(of).reduce((all, one) => all + one, 0)
        const sum = (name: 'granted' | 'renewed' | 'returned' | 'denied') =>
          hours.reduce((all, one) => all + one[name], 0)
        expect([sum('granted'), sum('renewed'), sum('returned'), sum('denied')]).toEqual([
          total('granted'),
          total('renewed') + totalIn('renewals'),
          total('returned'),
          totalIn('denied'),
        ])
        expect(denials.reduce((all, [, count]) => all + count, 0)).toBeGreaterThanOrEqual(sum('denied'))
        for (const { at, body } of entries) {
          const hour = hours.find(one => hourOf(one.at) === hourOf(at))
          expect(hour?.seats).toBeGreaterThanOrEqual(JSON.parse(body).seats)
          expect(hour?.seats).toBeLessThanOrEqual(2)
        }
      }),
      { numRuns: runs(100) },
    )
  })
})
