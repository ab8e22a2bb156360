/** What the client says before a license ends, and what it does all the same as before (checklist DY-07). */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import {
  type Client,
  type ClientOptions,
  type EndingSoon,
  explain,
  openClient,
  type Status,
} from '../../src/client/door.ts'
import { type Desk, issued, openDesk } from '../world/desk.ts'
import { DAY, NOW } from '../world/nouns.ts'
import { simulatedComputer } from './probe/simulated.ts'

let desk: Desk
let share: string
beforeEach(async () => {
  desk = await openDesk()
  share = join(desk.home, 'share')
  mkdirSync(share)
})
afterEach(() => desk.close())

async function start(change: Partial<ClientOptions> = {}, searchPath: readonly string[] = []) {
  const kit = (await desk.signer.publishKit({ productId: 'scope', allowGeneric: true, searchPath })).message
  const probe = async () => simulatedComputer('a')
  return openClient({ home: join(desk.home, 'client'), bakedKit: kit, probe, now: desk.now, ...change })
}

async function licensed(client: Client, terms: object) {
  const [key] = await desk.vendor.createKeys({ productId: 'scope', ...terms })
  const { message } = await client.request(key?.text as string)
  return client.install(issued(await desk.signer.issue(message)).message)
}

const codes = ({ warnings }: Pick<Status, 'warnings'>) => warnings.map(({ code }) => code)
const until = (days: number) => ({ expiresAt: NOW + days * DAY })

describe('DY-07: expires-soon', () => {
  test('is a warning of an installation and of each status, which are valid as before', async () => {
    const client = await start()
    const installed = await licensed(client, until(31))
    expect([installed.kept, codes(installed)]).toEqual([true, []])
    expect(await client.status()).toMatchObject({ valid: true, warnings: [], endings: [{ daysLeft: 31 }] })
    desk.time = NOW + DAY
    const status = await client.status()
    expect(status).toMatchObject({ valid: true, reasons: [], endings: [{ what: 'term', daysLeft: 30 }] })
    expect(status.warnings).toEqual([
      {
        rule: 'ending',
        code: 'expires-soon',
        details: { until: '2026-12-23T12:00:00Z', days: 30, vendor: 'Acme', generic: false },
      },
    ])
    // no warning of the verdict, by which licenses are chosen
    expect(status.lookedAt.map(codes)).toEqual([[]])
    expect(status.trace.every(({ outcome }) => outcome === 'pass')).toBe(true)
    expect(codes(await licensed(client, until(20)))).toEqual(['expires-soon'])
  })

  test('is said in English and in German, to whoever uses an application, with whom to ask', async () => {
    const client = await start()
    await licensed(client, until(7))
    const [warning] = (await client.status()).warnings
    if (warning?.code !== 'expires-soon') throw new Error(warning?.code)
    expect(explain(warning.code, warning.details)).toEqual({
      message: 'the license ends on 2026-11-29T12:00:00Z: 7 days left',
      hint: 'ask "Acme" for a renewal: create a new request here and send it to them',
    })
    expect(explain(warning.code, { ...warning.details, days: 1 }, { lang: 'de' }).message).toBe(
      'die Lizenz endet am 2026-11-29T12:00:00Z: noch 1 Tag',
    )
  })

  test('in grace it stays in-grace, and before it is both never', async () => {
    const client = await start()
    await licensed(client, { ...until(2), graceDays: 3 })
    expect(codes(await client.status())).toEqual(['expires-soon'])
    desk.time = NOW + 2 * DAY
    expect(await client.status()).toMatchObject({ warnings: [{ code: 'in-grace' }], endings: [] })
  })

  test('days from the first run: from the first run on', async () => {
    const client = await start()
    await licensed(client, { duration: { days: 10, from: 'first-run' } })
    expect(await client.status({}, { isRun: false })).toMatchObject({ daysBegun: false, warnings: [] })
    expect(await client.status()).toMatchObject({
      daysBegun: true,
      warnings: [{ code: 'expires-soon', details: { days: 10 } }],
    })
  })

  test('maintenance has its own', async () => {
    const client = await start()
    await licensed(client, { maintenance: { until: NOW + 14 * DAY } })
    expect(codes(await client.status())).toEqual(['maintenance-ends-soon'])
    desk.time = NOW + 14 * DAY
    expect(await client.status()).toMatchObject({ valid: true, warnings: [] })
  })

  test('the application sets from how many days on, or that there is none', async () => {
    await licensed(await start(), until(40))
    expect(codes(await (await start({ warnDays: 40 })).status())).toEqual(['expires-soon'])
    expect(codes(await (await start({ warnDays: 39 })).status())).toEqual([])
    desk.time = NOW + 39 * DAY
    expect(codes(await (await start({ warnDays: 0 })).status())).toEqual([])
  })

  test('a clock that was set back says nothing of an end', async () => {
    const client = await start()
    await licensed(client, { maintenance: { until: NOW + 40 * DAY } })
    desk.time = NOW + 35 * DAY
    expect(codes(await client.status())).toEqual(['maintenance-ends-soon'])
    desk.time = NOW + 20 * DAY
    expect(codes(await client.status())).toEqual(['clock-set-back'])
  })
})

describe('DY-07: a license that ends soon', () => {
  /** On the share, for any computer, until long after. */
  async function campus() {
    await desk.vendor.setSetting('allowGenericKeys', true)
    const [key] = await desk.vendor.createKeys({ productId: 'scope', generic: true, ...until(900) })
    const outcome = await desk.signer.issue({ key: key?.id as string, computerId: 'campus' })
    writeFileSync(join(share, 'campus.license'), issued(outcome).message)
  }

  test('is no reason to look at shares, and the installed one is used as before', async () => {
    const client = await start({}, [share])
    await licensed(client, until(5))
    await campus()
    // the first look of the day
    expect(await client.status()).toMatchObject({ source: 'installed', places: [{ path: share }] })
    desk.time = NOW + DAY - 1
    expect(await client.status()).toMatchObject({
      source: 'installed',
      places: [],
      warnings: [{ code: 'expires-soon' }],
    })
  })

  test('is chosen as before: one for this computer comes before a generic one that ends later', async () => {
    const client = await start({}, [share])
    const [key] = await desk.vendor.createKeys({ productId: 'scope', ...until(5) })
    const { message } = await client.request(key?.text as string)
    writeFileSync(join(share, 'own.license'), issued(await desk.signer.issue(message)).message)
    await campus()
    expect(await client.status()).toMatchObject({
      source: join(share, 'own.license'),
      warnings: [{ code: 'expires-soon' }],
    })
  })

  test('is told of by watch, with its threshold, before it is a warning', async () => {
    const client = await start()
    await licensed(client, until(80))
    // the watch keeps no process alive, so a test must
    const alive = setInterval(() => {}, 1000)
    const ending = await new Promise<EndingSoon>((resolve, failed) => {
      client.watch({ changed() {}, failed, endsSoon: resolve })
    }).finally(() => clearInterval(alive))
    expect(ending).toMatchObject({ what: 'term', at: NOW + 80 * DAY, daysLeft: 80, threshold: 90 })
    expect(ending.license.expiresAt).toBe(ending.at)
    client.close()
  })
})
