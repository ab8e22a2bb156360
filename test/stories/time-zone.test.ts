/** Ends where the clock on the wall is not UTC: a day is a day in UTC, it is shown as one, and an instant can be meant. */
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { type Ran, runProcess } from '../world/process.ts'
import { refused } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { answerOf } from '../world/world.ts'

const ROOT = join(import.meta.dirname, '..', '..')
/** The end of a day in UTC is in its afternoon in the west, and in the morning of the next day in the east. */
const WEST = 'America/Los_Angeles'
const EAST = 'Asia/Tokyo'

let shop: Shop
beforeAll(async () => {
  // both licenses ended long ago by the clock of the processes, which is the real one
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2025-11-01T00:00:00Z') })
  shop = await openShop()
  await must(shop.install('day', await shop.key('--expires', '2025-12-05')))
  await must(shop.install('instant', await shop.key('--expires', '2025-12-06T08:00:00Z')))
  vi.useRealTimers()
})
afterAll(() => {
  vi.useRealTimers()
  return shop.remove()
})

function run(TZ: string, script: string, ...words: readonly string[]): Promise<Ran> {
  return runProcess(process.execPath, [join(ROOT, script), ...words], { folder: shop.at(), env: { TZ } })
}
const client = (TZ: string, name: string, ...words: readonly string[]) =>
  run(TZ, 'test/world/simulated-client.ts', name, '--home', shop.at(name, 'home'), ...words)
async function vendor(...words: readonly string[]) {
  const { exit, out, err } = await run(
    WEST,
    'vendor-tool/main.ts',
    '--home',
    shop.at('vendor', 'home'),
    ...words,
    '--json',
  )
  return answerOf(exit, out, err)
}

test.each([WEST, EAST])('QC-27: status in %s says the day in UTC on which the license ended', async zone => {
  const english = await client(zone, 'day', 'status')
  expect(english).toMatchObject({ exit: 1, out: '' })
  expect(english.err).toContain('the license term ended on 2025-12-05 (UTC)')
  expect((await client(zone, 'day', 'status', '--lang', 'de')).err).toContain(
    'die Laufzeit der Lizenz endete am 2025-12-05 (UTC)',
  )
  const instant = await client(zone, 'instant', 'status')
  expect(instant.err).toContain('the license term ended on 2025-12-06T08:00:00Z')
})

test('QC-27: a key ends at midnight of the customer, by an instant', async () => {
  const ends = '2097-01-01T08:00:00Z'
  const { value } = await must(vendor('key', 'create', '--product', 'scope', '--expires', ends))
  const [{ id }] = value.keys
  expect((await must(vendor('key', 'show', id))).value.key.expires).toBe(ends)
  expect(await shop.printed('key', 'show', id)).toContain(ends)
  await must(vendor('key', 'set', id, '--expires', '2097-01-01'))
  expect((await must(vendor('key', 'show', id))).value.key.expires).toBe('2097-01-01')
  // of other zones there is no guess
  for (const wrong of ['2097-01-01T08:00:00', '2097-01-01T00:00:00-08:00', '01/31/2097']) {
    const error = await refused(() => vendor('key', 'set', id, '--expires', wrong), 'invalid-value', 2)
    expect(error.message).toContain('or an instant in UTC, such as 2027-12-31T12:00:00Z')
  }
})

test('QC-27: the help of --expires names both', async () => {
  for (const verb of ['create', 'set']) {
    const help = (await shop.printed('key', verb, '--help')).replace(/\s+/g, ' ')
    expect(help).toContain('the last day in UTC, such as 2027-12-31, or the instant')
  }
})
