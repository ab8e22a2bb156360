/** A desk whose clock is wrong, by the commands: what is refused, what is said, and the ways back. */
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { openPage, pathOf } from '../vendor-tool/web/page.ts'
import { requestOf } from '../world/desk.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'
import type { Value } from '../world/world.ts'

const NOW = Date.now()
const DAY = 86_400_000

let shop: Shop
/** Sets the clock of this process, days from now; timers go on. */
const clockAt = (days: number) => vi.useFakeTimers({ toFake: ['Date'], now: NOW + days * DAY })
beforeAll(async () => {
  shop = await openShop()
})
beforeEach(() => {
  vi.useRealTimers()
  return () => vi.useRealTimers()
})
afterAll(() => shop.remove())

const instant = (days: number) => new Date(NOW + days * DAY).toISOString().slice(0, 10)

describe('a clock behind the ledger', () => {
  test('is refused with exit code 3, and the way out is named', async () => {
    const key = await shop.key('--activations', '2')
    const request = await shop.request('behind', key)
    const before = shop.listing()
    clockAt(-2)
    for (const words of [
      ['issue', request],
      ['issue', request, '--dry-run'],
      ['key', 'create', '--product', 'scope'],
      ['kit', 'scope', '-o', shop.at('vendor', 'later.kit')],
      ['ledger', 'checkpoint'],
      ['signing-key', 'rotate', '--yes'],
    ]) {
      const error = await refusal(shop.at(), () => shop.vendor(...words), 'clock-behind-ledger', 3)
      expect(error.details).toMatchObject({ clock: expect.stringContaining(instant(-2)) })
      expect(error.hint).toContain('ledger accept-clock')
    }
    expect(shop.listing()).toEqual(before)
    await must(shop.vendor('key', 'list'))
  })

  test('the page says 503 in plain words, and its log says why', async () => {
    const page = await openPage()
    try {
      const [key] = await page.desk.vendor.createKeys({ productId: 'scope' })
      const browser = page.browser()
      const path = pathOf(requestOf('a', key?.text as string))
      const offer = await browser.get(path)
      expect(offer.status).toBe(200)
      page.desk.time -= 2 * 86_400
      for (const ask of [() => browser.send(offer, '/confirm'), () => browser.get(path)]) {
        const seen = page.log.length
        const { status, text } = await ask()
        expect(status).toBe(503)
        expect(text).toContain('Temporarily unavailable')
        expect(page.log.slice(seen).join()).toContain('clock-behind-ledger')
      }
    } finally {
      await page.close()
    }
  })
})

describe('a clock far ahead', () => {
  test('is a warning on standard error and in JSON, and what was asked for is done', async () => {
    clockAt(400)
    const { value } = await must(shop.vendor('key', 'create', '--product', 'scope'))
    expect(value.warnings).toEqual([expect.stringContaining(`shows ${instant(400)}`)])
    clockAt(800)
    const { exit, err, out } = await shop.said('product', 'create', 'other', '--name', 'Other')
    expect({ exit, out: out.length > 0 }).toEqual({ exit: 0, out: true })
    expect(err).toMatch(
      /^airlatch-vendor: warning: the clock of this computer shows .* more than a year after/,
    )
    // now it is what the ledger knows
    expect((await must(shop.vendor('key', 'create', '--product', 'scope'))).value.warnings).toEqual([])
  })

  test('and what it recorded is accepted no longer: --yes where nobody can be asked', async () => {
    await refusal(
      shop.at(),
      () => shop.vendor('key', 'create', '--product', 'scope'),
      'clock-behind-ledger',
      3,
    )
    const accept = (...words: readonly string[]) =>
      shop.vendor('ledger', 'accept-clock', '--reason', 'it was 800 days ahead', ...words)
    await refusal(shop.at(), () => accept(), 'confirmation-needed', 2)
    const { value } = await must(accept('--yes'))
    expect(value).toMatchObject({ accepted: true, newestAt: expect.stringContaining(instant(800)) })
    await must(shop.vendor('key', 'create', '--product', 'scope'))
    expect((await must(accept())).value).toMatchObject({ accepted: false })
    expect(await shop.printed('ledger', 'log', '--kind', 'clock.accepted')).toMatch(
      /clock accepted; the newest time was .*: it was 800 days ahead/,
    )
    expect((await must(shop.vendor('ledger', 'audit'))).value.problems).toEqual([])
    const [entry] = (await must(shop.vendor('ledger', 'log', '--kind', 'clock.accepted'))).value.entries
    expect(entry).toMatchObject({ keyId: null, reason: 'it was 800 days ahead' })
  })
})

test('QC-26: a start that a wrong clock recorded is put right, and the next license ends on the right day', async () => {
  clockAt(400)
  await must(shop.vendor('ledger', 'accept-clock', '--reason', 'wrongly', '--yes'))
  const key = await shop.key('--duration', '30')
  const request = await shop.request('started', key)
  const license = async () => (await must(shop.vendor('issue', request, '-o', '-'))).value.license
  const wrong = await license()
  vi.useRealTimers()
  await must(shop.vendor('ledger', 'accept-clock', '--reason', 'the battery was empty', '--yes'))
  const set = (day: string, ...words: readonly string[]) =>
    shop.vendor('activation', 'set-start', wrong.activationId, day, ...words)
  const { value } = await must(set(instant(-3), '--reason', 'the battery was empty'))
  expect(value.activation).toMatchObject({
    begunAt: `${instant(-3)}T00:00:00Z`,
    startSet: { fromAt: expect.stringContaining(instant(400)), reason: 'the battery was empty' },
  })
  expect((await license()).expires).toBe(instant(26))
  // what people read is the corrected day
  for (const words of [
    ['activation', 'list'],
    ['key', 'show', key],
  ])
    expect(await shop.printed(...words)).toContain(`${instant(-3)}T00:00:00Z`)
  const { history } = (await must(shop.vendor('key', 'show', key))).value
  expect(history.filter(({ kind }: Value) => kind === 'activation.start-set')).toMatchObject([
    { activationId: wrong.activationId, startSet: { reason: 'the battery was empty' } },
  ])
  expect(await shop.printed('key', 'show', key)).toMatch(/start of \S+ set to .* recorded before as .*empty/)
  await refusal(shop.at(), () => set('2026-02-30', '--reason', 'x'), 'invalid-value', 2)
  await refusal(shop.at(), () => set(instant(9), '--reason', 'x'), 'invalid-value', 2)
  await refusal(shop.at(), () => set(instant(0)), 'usage', 2)
})
