/** Clocks that are wrong, with real processes under another time (checklist E). */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { missingFaketime, runAt } from '../world/faketime.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

const CLIENT = join(import.meta.dirname, '..', 'world', 'simulated-client.ts')
const DAY = 86_400
const YEAR = 365 * DAY
const NOW = Math.floor(Date.now() / 1000)

let shop: Shop
beforeAll(async () => {
  shop = await openShop()
})
afterAll(() => shop?.remove())

/** `airlatch` on a computer whose clock says another time. */
async function clientAt(at: number, name: string, ...words: readonly string[]) {
  const all = [CLIENT, name, '--home', shop.at(name, 'home'), ...words, '--json']
  const { exit, out } = await runAt(at, process.execPath, all, { folder: shop.at(name) })
  return { exit, value: JSON.parse(out) }
}

const missing = missingFaketime()
const title = (name: string) => (missing === undefined ? name : `${name} (skipped: ${missing})`)

describe.skipIf(missing !== undefined)(title('the clock of the computer'), () => {
  test('E: set back by two days: the license that ends is refused, by one hour: it is not', async () => {
    await must(shop.install('back', await shop.key('--duration', '30')))
    expect(await clientAt(NOW + 20 * DAY, 'back', 'status')).toMatchObject({ exit: 0 })
    expect(await clientAt(NOW + 18 * DAY, 'back', 'status')).toMatchObject({
      exit: 1,
      value: { error: { code: 'clock-set-back', details: { by: 'record' } } },
    })
    expect(await clientAt(NOW + 20 * DAY - 3600, 'back', 'status')).toMatchObject({ exit: 0 })
    expect(await clientAt(NOW + 31 * DAY, 'back', 'status')).toMatchObject({
      exit: 1,
      value: { error: { code: 'expired' } },
    })
    // and back again, to gain time
    expect(await clientAt(NOW + 29 * DAY, 'back', 'status')).toMatchObject({
      exit: 1,
      value: { error: { code: 'clock-set-back' } },
    })
  })

  test('E: an empty battery: 1970 has its own message, and a license that never ends runs on', async () => {
    await must(shop.install('battery', await shop.key('--duration', '30')))
    expect(await clientAt(60, 'battery', 'status')).toMatchObject({
      exit: 1,
      value: { error: { code: 'clock-not-set' } },
    })
    await must(shop.install('perpetual', await shop.key()))
    const { exit, value } = await clientAt(60, 'perpetual', 'status')
    expect({ exit, value }).toMatchObject({ exit: 0, value: { valid: true } })
    expect(value.reasons).toMatchObject([{ code: 'clock-not-set' }, { code: 'kit-not-built-in' }])
  })

  test('E: once far in the future: a reset of the vendor is the way back, and works once', async () => {
    const key = await shop.key('--duration', '800')
    await must(shop.install('ahead', key))
    await must(shop.install('other', await shop.key()))
    // two years ahead for one start
    expect(await clientAt(NOW + 2 * YEAR, 'ahead', 'status')).toMatchObject({ exit: 0 })
    expect(await clientAt(NOW, 'ahead', 'status')).toMatchObject({
      exit: 1,
      value: { error: { code: 'clock-was-ahead' } },
    })
    const asked = await shop.request('ahead', key)
    await must(shop.vendor('clock-reset', asked, '-o', shop.at('vendor', 'reset.txt')))
    const reset = shop.carry('vendor/reset.txt', 'ahead/reset.txt')
    // not with a clock that is wrong still, and not on another computer
    expect(await clientAt(NOW - 10 * DAY, 'ahead', 'install', reset)).toMatchObject({
      exit: 1,
      value: { error: { code: 'clock-still-wrong' } },
    })
    expect(await shop.client('other')('install', reset)).toMatchObject({
      exit: 1,
      value: { error: { code: 'wrong-installation' } },
    })
    expect(await clientAt(NOW, 'ahead', 'install', reset)).toMatchObject({ exit: 0 })
    expect(await clientAt(NOW, 'ahead', 'status')).toMatchObject({ exit: 0, value: { valid: true } })
    expect(await clientAt(NOW, 'ahead', 'install', reset)).toMatchObject({
      exit: 1,
      value: { error: { code: 'clock-reset-used' } },
    })
    // the guard stands again
    expect(await clientAt(NOW + 20 * DAY, 'ahead', 'status')).toMatchObject({ exit: 0 })
    expect(await clientAt(NOW + 10 * DAY, 'ahead', 'status')).toMatchObject({
      exit: 1,
      value: { error: { code: 'clock-set-back' } },
    })
  })
})
