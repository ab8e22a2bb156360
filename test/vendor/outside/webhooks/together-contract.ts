/** Owns what two servers over one ledger promise: each message is sent by one of them, on either engine. */
import { expect, onTestFinished, test } from 'vitest'
import { openVendor, type Vendor } from '../../../../src/vendor/door.ts'
import { HELD_SECONDS } from '../../../../src/vendor/outside/webhooks/dispatch.ts'
import { NOW } from '../../../world/nouns.ts'
import { openMarket } from '../../ledger/market.ts'
import { BUSY, dispatching, OK, type Sent } from './dispatching.ts'

const KEYS = 60

/** `database`: the URL of an empty one; undefined: a file. */
export function togetherContract(database: () => Promise<string | undefined>): void {
  test('HT-03: two servers over one ledger send each message once, and one takes over what the other left', async () => {
    let time = NOW
    const market = await openMarket(await database(), () => time)
    const vendor = async (): Promise<Vendor> => {
      const opened = await openVendor({ home: market.home, ledger: market.where, now: () => time })
      onTestFinished(() => opened.close())
      return opened
    }
    for (const name of ['one', 'two'])
      await market.vendor.webhooks.add({ url: `https://hooks.example.com/${name}`, name })
    await market.vendor.createKeys({ productId: 'scope', count: KEYS })

    // the first message to each is never answered: its server ends
    const lost = new Set<string>()
    const answer = async (sent: Sent, stopped: AbortSignal) => {
      await new Promise(setImmediate)
      if (stopped.aborted) return { problem: { is: 'stopped' } } as const
      if (lost.has(sent.url)) return OK
      lost.add(sent.url)
      return BUSY
    }
    const servers = [await vendor(), await vendor()].map(({ webhooks }) => dispatching(webhooks, answer))
    onTestFinished(async () => {
      for (const server of servers) await server.stop()
    })
    await Promise.all(servers.map(server => server.look()))
    const all = () => servers.flatMap(({ sent }) => sent)
    while (all().length < 2 * KEYS) await Promise.all(servers.map(server => server.look()))
    expect(new Set(all().map(({ id }) => id)).size).toBe(2 * KEYS)
    expect(new Set(all().map(({ url, entry }) => `${url} ${entry}`)).size).toBe(2 * KEYS)
    expect(all()).toHaveLength(2 * KEYS)

    // what was not taken is sent once more, by one of them
    time += HELD_SECONDS
    await Promise.all(servers.map(server => server.look()))
    expect(all()).toHaveLength(2 * KEYS + 2)
    expect(servers.flatMap(({ errors }) => errors)).toEqual([])
    for (const { waiting } of await market.vendor.webhooks.list()) expect(waiting).toBe(0)
    expect((await market.vendor.audit()).problems).toEqual([])
  })

  test('HT-03: what a server held when it ended is sent by the other one, under the same id', async () => {
    let time = NOW
    const market = await openMarket(await database(), () => time)
    await market.vendor.webhooks.add({ url: 'https://hooks.example.com/one', name: 'one' })
    await market.vendor.createKeys({ productId: 'scope', count: 3 })
    const other = await openVendor({ home: market.home, ledger: market.where, now: () => time })
    onTestFinished(() => other.close())
    const ends: (() => void)[] = []
    // it hears of it when the other one has done it all
    const first = dispatching(
      market.vendor.webhooks,
      () => new Promise(resolve => ends.push(() => resolve(BUSY))),
    )
    first.poke()
    while (first.sent.length < 3) await new Promise(setImmediate)
    const second = dispatching(other.webhooks, () => OK)
    onTestFinished(() => second.stop())
    await second.look()
    expect(second.sent).toEqual([])
    time += HELD_SECONDS
    await second.look()
    expect(new Set(second.sent.map(({ id }) => id))).toEqual(new Set(first.sent.map(({ id }) => id)))
    // late news of the first one change nothing
    for (const end of ends) end()
    await first.settled()
    await first.stop()
    expect((await other.webhooks.list(9))[0]?.deliveries.map(({ state }) => state)).toEqual(
      Array(3).fill('delivered'),
    )
  })
}
