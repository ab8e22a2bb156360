/**
 * Many at one ledger at once: processes with several connections each, on both engines. Nobody gets a seat too many,
 * nobody is told to come again, and who is refused is told the truth.
 */
import { describe, expect, test } from 'vitest'
import { MOST_HOLDERS } from '../../../src/vendor/decide/seats.ts'
import { randomFrom } from '../../carrier/picture/scene.ts'
import { issued, requestOf } from '../../world/desk.ts'
import { startChild } from './child.ts'
import { type Market, openMarket } from './market.ts'
import { postgresServer } from './postgres-server.ts'
import { recount } from './recount.ts'
import type { Done, Order } from './rival.ts'

const PROCESSES = 4
const RIVALS = 40

const server = postgresServer()

/** What each of the rivals has done; they begin when all of them have the ledger open. */
async function race(market: Market, orders: readonly (readonly Order[])[]): Promise<readonly Done[]> {
  const shares = Array.from({ length: PROCESSES }, (_, n) => orders.filter((_, i) => i % PROCESSES === n))
  const children = await Promise.all(
    shares.map(async share => {
      const child = await startChild('rival.ts', [market.home, market.where])
      child.tell(JSON.stringify(share))
      await child.said(1)
      return child
    }),
  )
  for (const child of children) child.tell('go')
  for (const child of children) expect(await child.over).toBe(0)
  const all = children.flatMap(({ lines }) => lines.slice(1).map((line): Done => JSON.parse(line)))
  expect(all).toHaveLength(orders.flat().length)
  return all
}

async function expectSound(market: Market): Promise<void> {
  expect((await market.vendor.audit()).problems).toEqual([])
  expect(await recount(await market.ledger())).toEqual([])
}

function issueTo(computer: string, key: string): Order {
  return { do: 'issue', request: Buffer.from(requestOf(computer, key)).toString('base64url') }
}

function rivals<T>(make: (i: number) => T): readonly T[] {
  return Array.from({ length: RIVALS }, (_, i) => make(i))
}

function counted(all: readonly Done[]): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { outcome } of all) counts[outcome] = (counts[outcome] ?? 0) + 1
  return counts
}

describe.each([
  ['SQLite', () => openMarket()],
  ['PostgreSQL', async () => openMarket(await server.database())],
])('many at once on %s', (_, open) => {
  test.each([3, 30])(
    'the last %i seats: each is taken once, and all others are told who has some of them',
    async seats => {
      const market = await open()
      const key = await market.key({ activations: seats })
      const all = await race(
        market,
        rivals(i => [issueTo(`computer ${i}`, key)]),
      )
      expect(counted(all)).toEqual({ done: seats, 'no-seats-left': RIVALS - seats })
      const holders = await market.vendor.activations({})
      const ids = holders.map(({ id }) => id).sort()
      expect(ids).toEqual(all.flatMap(({ activation = [] }) => activation).sort())
      for (const { details } of all.filter(({ outcome }) => outcome !== 'done')) {
        const told = details as { holders: { activation: string }[]; held: number }
        expect(told.held).toBe(seats)
        expect(told.holders).toHaveLength(Math.min(seats, MOST_HOLDERS))
        expect(ids).toEqual(expect.arrayContaining(told.holders.map(({ activation }) => activation)))
      }
      await expectSound(market)
    },
  )

  test('one request of many desks: one seat, and the same bytes for all', async () => {
    const market = await open()
    const order = issueTo('computer', await market.key({ activations: 3 }))
    const { entries } = await market.vendor.stats()
    const all = await race(
      market,
      rivals(() => [order]),
    )
    expect(counted(all)).toEqual({ done: RIVALS })
    expect(new Set(all.map(({ license }) => license)).size).toBe(1)
    expect((await market.vendor.stats()).entries).toBe(entries + 2)
    await expectSound(market)
  })

  test("the rest of the vendor's plan is granted once", async () => {
    const market = await open()
    await market.vendor.setSetting('planActivations', 50)
    const all = await race(
      market,
      rivals(() => [{ do: 'create', activations: 2 }]),
    )
    expect(counted(all)).toEqual({ done: 25, 'plan-activations-used-up': 15 })
    expect(await market.vendor.keys({})).toHaveLength(25)
    await expectSound(market)
  })

  test('issue, release, change, revoke and the plan, all at once', async () => {
    const market = await open()
    await market.vendor.setSetting('planActivations', 60)
    const key = await market.key({ activations: 5 })
    const gone = await market.key({ activations: 20 })
    const before = issued(await market.signer.issue(requestOf('held before', gone)))
    const random = randomFrom(5)
    const anyOf = (orders: readonly Order[]) => orders[Math.floor(random() * orders.length)] as Order
    const all = await race(
      market,
      rivals(i => {
        const own = [issueTo(`computer ${i}`, key), issueTo(`computer ${i}`, gone)]
        const others: Order[] = [
          { do: 'release' },
          { do: 'set', key, activations: 1 + Math.floor(random() * 15) },
          { do: 'create', activations: 1 + (i % 4) },
          { do: 'plan', activations: 50 + (i % 20) },
        ]
        const orders = Array.from({ length: 5 }, () => anyOf([...own, ...own, { do: 'release' }, ...others]))
        return i === RIVALS - 1 ? [...orders, { do: 'revoke', key: gone }] : orders
      }),
    )
    const allowed = [
      'done',
      'nothing to release',
      'no-seats-left',
      'key-revoked',
      'activation-released',
      'activations-below-used',
      'plan-activations-exceeded',
      'plan-activations-used-up',
    ]
    expect(Object.keys(counted(all)).filter(outcome => !allowed.includes(outcome))).toEqual([])
    // it is not refusals alone
    expect(counted(all).done).toBeGreaterThan(RIVALS)
    expect((await market.vendor.listedKey(gone)).state).toBe('revoked')
    expect((await market.vendor.activations({})).some(({ id }) => id === before.license.activationId)).toBe(
      true,
    )
    await expectSound(market)
  })
})
