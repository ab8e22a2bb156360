/** Whose turn it is, when seats and places in pools are awaited (SS-03). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Pools } from '../../src/core/message/lending.ts'
import { leftAfter, SeatQueue, type WantedSeats } from '../../src/site/seat-queue.ts'
import { runs } from '../effort.ts'
import { licenseOf, said, TestClient, TestSite } from './site-world.ts'

const pools = (of: Readonly<Record<string, number>>): Pools => new Map(Object.entries(of))
const EXPORT = pools({ export: 1 })

async function place(client: TestClient, site: TestSite, wanted: Pools = new Map()) {
  const outcome = await client.ask(site, 'queue', { pools: wanted })
  return outcome.kind === 'denied' ? (outcome.place ?? said(outcome)) : outcome.kind
}

const clients = (...names: readonly string[]) =>
  names.map(name => new TestClient(name)) as TestClient[] & {
    readonly 0: TestClient
  }

describe('the queue for places', () => {
  const start = (seats = 4) =>
    TestSite.start({
      license: licenseOf(seats, {
        pools: new Map([
          ['export', 1],
          ['projects', 2],
        ]),
      }),
    })
  const four = () =>
    clients('anna', 'ben', 'cleo', 'dora') as unknown as [TestClient, TestClient, TestClient, TestClient]

  test('is served in its order, and who waits for a place keeps no seat away from others', async () => {
    const site = await start(3)
    const [anna, ben, cleo, dora] = four()
    expect(await place(anna, site, EXPORT)).toBe('granted')
    expect(await place(ben, site, EXPORT)).toBe(1)
    expect(await place(cleo, site, EXPORT)).toBe(2)
    expect(await place(dora, site)).toBe('granted')
    await anna.ask(site, 'return')
    expect(said(await anna.ask(site, 'take', { pools: EXPORT }))).toBe('no-place-in-pool')
    expect(site.denials()).toEqual({ queue: 'places-awaited' })
    expect(await place(cleo, site, EXPORT)).toBe(2)
    expect(await place(ben, site, EXPORT)).toBe('granted')
    expect(await site.lending.status()).toMatchObject({
      held: 2,
      queued: 1,
      pools: new Map([
        ['export', { places: 1, inUse: 1, queued: 1 }],
        ['projects', { places: 2, inUse: 0, queued: 0 }],
      ]),
    })
  })

  test('keeps a place that became free while the seat was awaited, so both come together at last', async () => {
    const site = await start(2)
    const [anna, ben, cleo, dora] = four()
    await place(anna, site, EXPORT)
    await place(ben, site)
    expect(await place(cleo, site, EXPORT)).toBe(1)
    await anna.ask(site, 'return')
    expect(await place(dora, site, EXPORT)).toBe(2)
    expect(await place(cleo, site, EXPORT)).toBe('granted')
  })

  test('one that holds a seat waits for a place, and keeps its seat meanwhile', async () => {
    const site = await start()
    const [anna, ben] = four()
    await place(anna, site, EXPORT)
    await place(ben, site)
    expect(await place(ben, site, EXPORT)).toBe(1)
    expect(said(await ben.ask(site, 'renew'))).toBe('granted')
    await anna.ask(site, 'return')
    expect(await place(ben, site, EXPORT)).toBe('granted')
    expect(ben.held?.verified.lease.pools).toEqual(EXPORT)
  })

  test('nobody waits for more places than there are', async () => {
    const site = await start()
    const [anna] = four()
    expect(await place(anna, site, pools({ export: 2 }))).toBe('no-place-in-pool')
    expect(site.denials()).toEqual({ pools: 'pool-too-small' })
    expect(await place(anna, site, pools({ unknown: 1 }))).toBe('no-place-in-pool')
    expect((await site.lending.status()).queued).toBe(0)
  })

  test('one that went away keeps others away for half a minute and no longer', async () => {
    const site = await start()
    const [anna, ben, cleo] = four()
    await place(anna, site, EXPORT)
    await place(ben, site, EXPORT)
    await anna.ask(site, 'return')
    expect(await place(cleo, site, EXPORT)).toBe(2)
    site.clock.time += 31
    expect(await place(cleo, site, EXPORT)).toBe('granted')
    expect((await site.lending.status()).queued).toBe(0)
  })
})

test('one address fills no more than a part of the queue', () => {
  const queue = new SeatQueue()
  const waiting = (peer: string) => ({ wanted: { seat: true, pools: new Map() }, peer })
  const places = (peer: string, count: number) =>
    Array.from({ length: count }, (_, i) => queue.join(`${peer} ${i}`, waiting(peer), 0))
  expect(places('10.0.0.1', 1000).filter(one => one !== undefined)).toHaveLength(250)
  expect(queue.join('someone', waiting('10.0.0.2'), 0)).toBe(251)
  // one that has its place keeps it
  expect(queue.join('10.0.0.1 7', waiting('10.0.0.1'), 10)).toBe(8)
  expect(queue.counts(30)).toMatchObject({ clients: 251 })
  expect(queue.counts(41)).toMatchObject({ clients: 0 })
})

test('a computer with IPv6 has all addresses of its network, and the places of one', () => {
  const queue = new SeatQueue()
  const waiting = (peer: string) => ({ wanted: { seat: true, pools: new Map() }, peer })
  const joined = Array.from({ length: 1000 }, (_, i) => `fd00:0:0:7::${i.toString(16)}`)
    .concat('fd00::7:1:2:3:4')
    .map(peer => queue.join(peer, waiting(peer), 0))
  expect(joined.filter(one => one !== undefined)).toHaveLength(250)
  for (const peer of ['fd00:0:0:8::1', 'fe80::1%eth0', '10.0.0.7'])
    expect(queue.join(peer, waiting(peer), 0), peer).toBeDefined()
})

const FEATURES = ['a', 'b'] as const
const wanted: fc.Arbitrary<WantedSeats> = fc.record({
  seat: fc.boolean(),
  pools: fc
    .array(fc.tuple(fc.constantFrom(...FEATURES), fc.integer({ min: 1, max: 2 })), { maxLength: 2 })
    .map(entries => new Map(entries)),
})

test('what is left is never more than is free, and less when more wait', () => {
  const free = fc.record({
    seats: fc.nat({ max: 4 }),
    pools: fc.tuple(fc.nat({ max: 3 }), fc.nat({ max: 3 })).map(
      ([a, b]) =>
        new Map([
          ['a', a],
          ['b', b],
        ]),
    ),
  })
  fc.assert(
    fc.property(free, fc.array(wanted, { maxLength: 6 }), wanted, (free, ahead, one) => {
      const some = leftAfter(free, ahead)
      const more = leftAfter(free, [...ahead, one])
      for (const [less, than] of [
        [some, free],
        [more, some],
      ] as const) {
        expect(less.seats).toBeLessThanOrEqual(than.seats)
        expect(less.seats).toBeGreaterThanOrEqual(0)
        for (const feature of FEATURES)
          expect(less.pools.get(feature) ?? 0).toBeLessThanOrEqual(than.pools.get(feature) ?? 0)
      }
    }),
    { numRuns: runs(1000) },
  )
})

/** What a client of the property does: asks for what it always wants, gives back, or goes away. */
type Move = { readonly client: number; readonly do: 'queue' | 'return' | 'leave' } | { readonly pass: number }
const SEATS = 2
const WANTS: readonly Pools[] = [
  new Map(),
  new Map(),
  EXPORT,
  EXPORT,
  pools({ export: 1, projects: 1 }),
  pools({ projects: 2 }),
]

const moves: fc.Arbitrary<readonly Move[]> = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ client: fc.nat({ max: 5 }), do: fc.constant('queue' as const) }) },
    { weight: 3, arbitrary: fc.record({ client: fc.nat({ max: 5 }), do: fc.constant('return' as const) }) },
    { weight: 1, arbitrary: fc.record({ pass: fc.integer({ min: 1, max: 12 }) }) },
  ),
  { maxLength: 60 },
)

test('who wants the same is served in the order in which they came, and all are served in the end', async () => {
  await fc.assert(
    fc.asyncProperty(moves, async all => {
      const site = await TestSite.start({
        license: licenseOf(2, { pools: pools({ export: 1, projects: 2 }) }),
      })
      const everyone = WANTS.map((_, i) => new TestClient(`c${i}`))
      /** Who waits, with the counted second of the last request, the longest first. */
      let waiting: { readonly client: number; asked: number }[] = []
      const wants = (client: number) => WANTS[client] as Pools
      const queue = async (client: number) => {
        const now = site.clock.time
        waiting = waiting.filter(({ asked }) => now - asked <= 30)
        const one = everyone[client] as TestClient
        const had = one.held !== undefined && one.runs(site)
        const result = await place(one, site, wants(client))
        const mine = waiting.findIndex(entry => entry.client === client)
        if (result === 'granted') {
          const before = mine < 0 ? waiting : waiting.slice(0, mine)
          // for each that came earlier and wants no more than this one, a seat is left
          const passedOver = before.filter(({ client: other }) =>
            [...wants(other)].every(([feature, places]) => places <= (wants(client).get(feature) ?? 0)),
          )
          const { held } = await site.lending.status()
          if (!had) expect(SEATS - held).toBeGreaterThanOrEqual(passedOver.length)
          waiting = waiting.filter(entry => entry.client !== client)
        } else if (mine < 0) waiting.push({ client, asked: now })
        else (waiting[mine] as { asked: number }).asked = now
      }
      const giveBack = async (one: TestClient) => {
        if (one.held !== undefined) await one.ask(site, 'return')
      }
      for (const move of all) {
        if ('pass' in move) site.clock.time += move.pass
        else if (move.do === 'queue') await queue(move.client)
        else await giveBack(everyone[move.client] as TestClient)
      }
      // all give back, and the others ask on: each is served at last, whoever waits with it
      const served = new Set<number>()
      for (let round = 0; round < 12 && served.size < everyone.length; round++) {
        for (const [client, one] of everyone.entries()) {
          if (!served.has(client)) await queue(client)
          if (one.held === undefined) continue
          served.add(client)
          await giveBack(one)
        }
      }
      expect(served.size).toBe(everyone.length)
      await site.stop()
    }),
    { numRuns: runs(100) },
  )
})
