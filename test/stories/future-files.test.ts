/**
 * Files of the operating system from the future (E): they are named, and an administrator puts their times right without
 * the vendor. Who sets the clock back gains nothing by it: what this program has seen itself stays.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { explain, openClient, type SystemFile } from '../../src/client/door.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

const DAY = 86_400
const YEAR = 365 * DAY

let shop: Shop
let license: Buffer<ArrayBuffer>
let now: number
let files: readonly SystemFile[]
let homes = 0

beforeAll(async () => {
  shop = await openShop()
  await must(shop.activate('pc', await shop.key('--duration', '300')))
  license = shop.read('pc', 'license-1.txt')
})
afterAll(() => shop.remove())
beforeEach(() => {
  homes++
  now = Math.floor(Date.now() / 1000)
  files = []
})

const client = () =>
  openClient({
    home: shop.at(`home-${homes}`),
    kit: shop.read('vendor', 'scope.kit'),
    probe: async () => simulatedComputer('pc'),
    fileTimes: () => files,
    now: () => now,
  })

const codes = async () => (await client().status()).reasons.map(({ code }) => code)
const at = (path: string, time: number) => ({ path, at: time })

describe('E: two files from the future on a fresh computer', () => {
  const ahead = () => [
    at('/var/log/wtmp', now + 4 * YEAR),
    at('/var/log/syslog', now),
    at('/var/log/lastlog', now + 4 * YEAR),
  ]

  test('are named, with what to do; once their times are right, the license is installed', async () => {
    files = ahead()
    const refused = await client().install(license)
    expect(refused.kept).toBe(false)
    const { reasons } = refused as Extract<typeof refused, { kind: 'license' }>
    expect(reasons).toMatchObject([
      {
        code: 'clock-was-ahead',
        details: { by: 'files', files: ['/var/log/wtmp', '/var/log/lastlog'] },
      },
    ])
    const [{ code, details }] = reasons as [(typeof reasons)[0]]
    const { message, hint } = explain(code, details, { context: 'command-line' })
    expect(message).toContain('("/var/log/wtmp", "/var/log/lastlog")')
    expect(hint).toContain('No message to the vendor is needed')
    expect(explain(code, details).hint).toContain('an administrator can correct the times of these files')

    files = ahead().map(({ path }) => at(path, now))
    expect((await client().install(license)).kept).toBe(true)
    expect(await codes()).toEqual([])
  })

  test('leave nothing behind on a computer that looked, installed and ran while they were there', async () => {
    expect((await client().install(license)).kept).toBe(true)
    files = ahead()
    for (let day = 0; day < 3; day++, now += DAY) expect(await codes()).toEqual(['clock-was-ahead'])
    files = []
    expect(await codes()).toEqual([])
  })

  test('a clock that was set back is refused as before, also when no file says so', async () => {
    await client().install(license)
    now += 200 * DAY
    expect(await codes()).toEqual([])
    files = [at('/var/log/wtmp', now), at('/var/log', now)]
    now -= 100 * DAY
    expect(await codes()).toEqual(['clock-set-back'])
    const { details } = (await client().status()).reasons[0] ?? {}
    // the record is as late, and what an administrator does to files does not change it
    expect(details).toMatchObject({ by: 'record' })
    files = [at('/var/log/wtmp', now), at('/var/log', now)]
    expect(await codes()).toEqual(['clock-set-back'])
  })
})
