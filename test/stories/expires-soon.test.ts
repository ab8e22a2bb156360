/** The weeks before a license ends: what the tools say, to whom, from when on, and that a renewal ends it (DY-07). */
import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { simulatedComputer } from '../client/probe/simulated.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import { type Said, saidBy, type Value } from '../world/world.ts'

const DAY = 86_400_000
/** The first second that the license of the story does not cover. */
const END = Date.parse('2027-06-01T00:00:00Z')

let shop: Shop
let key: string
/** Sets the clock of this process, which the tools run in; timers go on. */
const clockAt = (now: number) => vi.useFakeTimers({ toFake: ['Date'], now })
const daysBefore = (days: number) => clockAt(END - days * DAY)
beforeAll(async () => {
  daysBefore(200)
  shop = await openShop()
  key = await shop.key('--expires', '2027-05-31', '--grace-days', '7', '--licensee', 'Ann')
  await must(shop.install('a', key))
  return () => vi.useRealTimers()
})
beforeEach(() => {
  delete process.env.AIRLATCH_WARN_DAYS
  return () => {
    delete process.env.AIRLATCH_WARN_DAYS
  }
})
afterAll(() => shop.remove())

const status = async (...words: readonly string[]): Promise<Value> =>
  (await must(shop.client('a')(...words, 'status'))).value
const codes = ({ reasons }: Value) => reasons.map(({ code }: Value) => code)
const KIT = 'kit-not-built-in'

/** What `airlatch` prints for the person in front of the computer. */
const said = (...words: readonly string[]): Promise<Said> =>
  saidBy(
    clientTool(async () => simulatedComputer('a')),
    ['--home', shop.at('a', 'home'), ...words],
  )

describe('DY-07: at the computer', () => {
  test('from how many days on is a setting of this computer, by a flag or a variable', async () => {
    daysBefore(60)
    expect(codes(await status())).toEqual([KIT])
    expect(codes(await status('--warn-days', '60'))).toEqual(['expires-soon', KIT])
    process.env.AIRLATCH_WARN_DAYS = '60'
    expect(codes(await status())).toEqual(['expires-soon', KIT])
    expect(codes(await status('--warn-days', '59'))).toEqual([KIT])
    process.env.AIRLATCH_WARN_DAYS = 'soon'
    const error = await refusal(shop.at('a'), () => shop.client('a')('status'), 'invalid-value', 2)
    expect(error.details).toMatchObject({ field: 'AIRLATCH_WARN_DAYS', got: 'soon' })
  })

  test('nothing is said until 30 days before the end; then it is a warning, and the exit code stays 0', async () => {
    clockAt(END - 30 * DAY - 1000)
    expect(await status()).toMatchObject({ state: 'valid', daysLeft: 31, reasons: [{ code: KIT }] })
    daysBefore(30)
    expect(await status()).toMatchObject({
      valid: true,
      state: 'valid',
      ends: '2027-05-31',
      daysLeft: 30,
      reasons: [
        {
          rule: 'ending',
          code: 'expires-soon',
          message: 'the license ends on 2027-05-31 (UTC): 30 days left',
        },
        { code: KIT },
      ],
    })
    const { exit, out, err } = await said('status')
    expect([exit, out]).toEqual([0, expect.stringContaining('valid')])
    expect(err).toContain(
      'airlatch: warning: the license ends on 2027-05-31 (UTC): 30 days left; ask "Acme" for a renewal: run "airlatch request" here and send them the request\n',
    )
    expect((await said('status', '--lang', 'de')).err).toContain(
      'die Lizenz endet am 2027-05-31 (UTC): noch 30 Tage; bitten Sie "Acme" um eine Verlängerung',
    )
  })

  test('run and install say it as well, unless it is switched off', async () => {
    daysBefore(14)
    const program = ['run', '--', process.execPath, '-e', ''] as const
    expect(await said(...program)).toMatchObject({
      exit: 0,
      err: expect.stringContaining('warning: the license ends on 2027-05-31 (UTC): 14 days left'),
    })
    const { exit, out } = await said('--json', ...program)
    expect([exit, codes(JSON.parse(out))]).toEqual([0, ['expires-soon', KIT]])
    const install = await must(shop.install('b', await shop.key('--duration', '3')))
    expect(codes(install.value)).toEqual(['expires-soon', KIT])
    expect(install.value.warnings[0]).toContain(': 3 days left; ask "Acme"')
    process.env.AIRLATCH_WARN_DAYS = '0'
    expect(codes(await status())).toEqual([KIT])
  })

  test('a clock that was set back says no days; set right, it goes on', async () => {
    daysBefore(5)
    const back = async (days: number) => {
      daysBefore(days)
      return shop.client('a')('status')
    }
    expect(await back(20)).toMatchObject({ exit: 1, value: { error: { code: 'clock-set-back' } } })
    expect((await back(1)).exit).toBe(0)
  })

  test('after the end, in grace, it is in-grace alone', async () => {
    daysBefore(0)
    expect(await status()).toMatchObject({ state: 'in-grace', daysLeft: null })
    expect(codes(await status())).toEqual(['in-grace', KIT])
  })

  test('a renewal ends it', async () => {
    const license = shop.at('vendor', 'renewed.license')
    await must(shop.vendor('renew', key, '--expires', '2028-05-31', '-o', license))
    await must(shop.client('a')('install', shop.carry('vendor/renewed.license', 'a/renewed.license')))
    expect(await status()).toMatchObject({ state: 'valid', daysLeft: 366, reasons: [{ code: KIT }] })
  })
})

describe('DY-07: at the desk', () => {
  test('who expires has the days that are left, and the threshold that was reached, in every form', async () => {
    clockAt(END + DAY)
    await must(shop.install('c', await shop.key('--expires', '2027-06-14', '--licensee', 'Cleo')))
    await must(shop.install('d', await shop.key('--expires', '2027-08-01', '--licensee', 'Dora')))
    const report = (...words: readonly string[]) =>
      shop.printed('report', 'expiring', '--within', '60', ...words)
    expect(await report()).toMatch(
      /^DUE +DAYS LEFT +THRESHOLD +WHAT ENDS.*\n2027-06-14 +13 +14 +license .*Cleo$/m,
    )
    const { value } = await must(shop.vendor('report', 'expiring', '--within', '90'))
    expect(
      value.computers.map(({ customer, daysLeft, threshold }: Value) => [customer, daysLeft, threshold]),
    ).toEqual([
      ['Cleo', 13, 14],
      ['Dora', 61, 90],
    ])
    expect(await report('--format', 'csv')).toContain('"2027-06-14",13,14,"license"')
    const page = shop.at('june.html')
    await report('-o', page)
    expect(readFileSync(page, 'utf8')).toContain('<td class="whole">13</td><td class="whole">14</td>')
  })
})
