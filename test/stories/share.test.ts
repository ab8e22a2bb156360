/** A license on a share: found by itself, the best one, with its replacement; and what happens when the share is gone. */
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: that is how a kit writes a variable
import { copyFileSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { basename } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type Client, messageFromInput, openClient, type StatusChange } from '../../src/client/door.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { genericLicense } from '../world/generic.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

const DAY = 86_400

let shop: Shop
let share: string
/** Ends later, and sooner. */
let long: string
let short: string
let computers = 0
let now: number

beforeAll(async () => {
  shop = await openShop()
  await must(shop.vendor('settings', 'set', 'allow-generic-keys', 'true'))
  long = await genericLicense(shop, 'long.license', 'campus', '--duration', '400')
  short = await genericLicense(shop, 'short.license', 'campus', '--duration', '10')
  const words = ['--allow-generic', '--search-path', '${SHARE}/licenses', '--search-path', '%NOT_SET%/x']
  await must(shop.vendor('kit', 'scope', '-o', shop.at('vendor', 'share.kit'), ...words))
})
afterAll(() => shop.remove())
beforeEach(() => {
  now = Math.floor(Date.now() / 1000)
  share = shop.at(`share-${++computers}`)
  mkdirSync(`${share}/licenses`, { recursive: true })
})

async function client(): Promise<Client> {
  const name = `computer-${computers}`
  return openClient({
    home: shop.at(name, 'home'),
    bakedKit: await messageFromInput(shop.read('vendor', 'share.kit')),
    probe: async () => simulatedComputer(name),
    fileTimes: () => [],
    variables: { SHARE: share },
    shareSeconds: 60,
    // what is said before an end is not what this is about
    warnDays: 0,
    now: () => now,
  })
}

function put(license: string, name: string): void {
  copyFileSync(license, `${share}/licenses/${name}`)
}

async function seen(asked: Client) {
  const { valid, source, reasons, warnings } = await asked.status()
  return {
    valid,
    source: source && basename(source),
    says: [...reasons, ...warnings].map(({ code }) => code),
  }
}

const GOOD = { valid: true, says: [] }

describe('QG-06 QG-07: the license on a share', () => {
  test('is found through a variable; of several the best one counts; a better one is picked up', async () => {
    const asked = await client()
    expect(await seen(asked)).toMatchObject({ valid: false, says: ['no-license'] })
    put(short, 'a.license')
    expect(await seen(asked)).toEqual({ ...GOOD, source: 'a.license' })
    put(long, 'b.license')
    expect(await seen(asked)).toEqual({ ...GOOD, source: 'b.license' })
    put(long, 'a.license')
    expect(await seen(asked)).toEqual({ ...GOOD, source: 'a.license' })
  })

  test('half of a file is not believed, and hides no whole one', async () => {
    const asked = await client()
    const whole = shop.read('vendor', 'long.license')
    writeFileSync(`${share}/licenses/a.license`, whole.subarray(0, whole.length / 2))
    expect((await seen(asked)).valid).toBe(false)
    put(short, 'b.license')
    expect(await seen(asked)).toEqual({ ...GOOD, source: 'b.license' })
  })

  test('a program that watches is told of each change, without asking', async () => {
    const asked = await client()
    put(short, 'a.license')
    const changes: StatusChange[] = []
    let next: (() => void) | undefined
    const told = () =>
      new Promise<StatusChange>(resolve => {
        next = () => resolve(changes.at(-1) as StatusChange)
      })
    const stop = asked.watch({
      everySeconds: 1,
      from: await asked.status(),
      changed(change) {
        changes.push(change)
        next?.()
      },
      failed(error) {
        throw error
      },
    })
    // the watch keeps no process alive, so a test must
    const alive = setInterval(() => {}, 1000)
    try {
      const better = told()
      put(long, 'a.license')
      expect((await better).what).toEqual(['license', 'ends'])
      const worse = told()
      rmSync(`${share}/licenses/a.license`)
      const { what, after } = await worse
      expect(what).toContain('valid')
      expect(after.reasons.map(({ code }) => code)).toEqual(['no-license'])
    } finally {
      clearInterval(alive)
      stop()
    }
  })
})

describe('QG-08: the share is gone', () => {
  const away = () => renameSync(`${share}/licenses`, `${share}/unmounted`)
  const back = () => renameSync(`${share}/unmounted`, `${share}/licenses`)

  test('the copy of its license counts for 30 days from when it was last seen, and says so', async () => {
    put(long, 'campus.license')
    const asked = await client()
    expect(await seen(asked)).toEqual({ ...GOOD, source: 'campus.license' })
    now += 20 * DAY
    expect((await seen(asked)).valid).toBe(true)
    away()
    now += 29 * DAY
    const copied = { valid: true, source: 'campus.license', says: ['license-from-copy'] }
    expect(await seen(asked)).toEqual(copied)
    // also for a program that starts only now
    expect(await seen(await client())).toEqual(copied)
    now += 2 * DAY
    expect(await seen(asked)).toMatchObject({ valid: false, says: ['copy-too-old'] })
    // a clock that is set back makes the copy no younger
    now -= 10 * DAY
    expect((await seen(asked)).valid).toBe(false)
    now += 10 * DAY
    back()
    expect(await seen(asked)).toEqual({ ...GOOD, source: 'campus.license' })
  })

  test('a license that the administrator took away is away, copy or not', async () => {
    put(long, 'campus.license')
    const asked = await client()
    expect((await seen(asked)).valid).toBe(true)
    rmSync(`${share}/licenses/campus.license`)
    expect(await seen(asked)).toMatchObject({ valid: false, says: ['no-license'] })
  })

  test('the copy ends when its license ends', async () => {
    put(short, 'campus.license')
    const asked = await client()
    expect((await seen(asked)).valid).toBe(true)
    away()
    now += 9 * DAY
    expect((await seen(asked)).says).toEqual(['license-from-copy'])
    now += 2 * DAY
    expect(await seen(asked)).toMatchObject({ valid: false, says: ['expired'] })
  })
})
