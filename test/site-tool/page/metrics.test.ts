/** The figures for Prometheus: read by a strict reader, true, and without a name of anyone. */
import { afterEach, describe, expect, test } from 'vitest'
import { SiteMetrics } from '../../../site-tool/page/metrics.ts'
import * as world from '../../vectors/make/world.ts'
import { parseMetrics } from './metrics-parser.ts'
import { licenseOf, PageWorld, TestClient } from './page-world.ts'

let site: PageWorld
afterEach(() => site?.close())

const P = `{product="${world.PRODUCT}"}`

async function figures(headers: Readonly<Record<string, string>> = {}) {
  const { status, headers: got, text } = await site.get('/metrics', headers)
  expect([status, got.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8'])
  const families = parseMetrics(text)
  return { text, value: (name: string, labels = P) => families.get(name)?.samples.get(name + labels) }
}

describe('SS-08: /metrics', () => {
  test('has seats, use, queue, answers and denials of each product, in the format', async () => {
    site = await PageWorld.open({
      license: licenseOf(2, {}, { expiresAt: world.NOW + 1000, floatingSeats: 2 }),
    })
    const [anna, ben, carl] = ['anna', 'ben', 'carl'].map(name => new TestClient(name)) as [
      TestClient,
      TestClient,
      TestClient,
    ]
    await site.ask(anna, 'take', { pools: new Map([['export', 2]]) })
    await site.ask(anna, 'renew')
    await site.ask(ben, 'borrow', { wanted: 86_400 })
    await site.ask(carl, 'queue')
    await site.ask(anna, 'take')
    await site.ask(ben, 'return')
    site.page.took(world.PRODUCT, 0.004)
    site.page.took(world.PRODUCT, 9)
    const { value } = await figures()
    expect({
      info: value('airlatch_site_build_info', '{version="1.2.3"}'),
      lending: value('airlatch_site_lending'),
      seats: value('airlatch_site_seats'),
      inUse: value('airlatch_site_seats_in_use'),
      borrowed: value('airlatch_site_seats_borrowed'),
      queued: value('airlatch_site_queue_length'),
      granted: value('airlatch_site_leases_granted_total'),
      renewed: value('airlatch_site_leases_renewed_total'),
      returned: value('airlatch_site_leases_returned_total'),
      end: value('airlatch_site_license_end_timestamp_seconds'),
      behind: value('airlatch_site_clock_behind_seconds'),
      denied: value('airlatch_site_denials_total', `{product="${world.PRODUCT}",reason="no-seats-left"}`),
      places: value('airlatch_site_pool_places_in_use', `{product="${world.PRODUCT}",pool="export"}`),
    }).toEqual({
      info: 1,
      lending: 1,
      seats: 2,
      inUse: 1,
      borrowed: 0,
      queued: 1,
      granted: 2,
      renewed: 2,
      returned: 1,
      end: world.NOW + 1000,
      behind: 0,
      denied: 1,
      places: 2,
    })
  })

  test('the histogram is cumulative, and ends with all', () => {
    const metrics = new SiteMetrics(0)
    for (const seconds of [0.0005, 0.003, 0.003, 0.2, 30]) metrics.took('scope', seconds)
    const view = { productId: 'scope', status: undefined, isLending: false }
    const name = 'airlatch_site_answer_duration_seconds'
    const samples = parseMetrics(metrics.text('1', [view])).get(name)?.samples ?? new Map<string, number>()
    const buckets = [...samples].filter(([id]) => id.includes('_bucket')).map(([, value]) => value)
    expect(buckets).toEqual([1, 1, 3, 3, 3, 3, 3, 4, 4, 4, 4, 5])
    expect(samples.get(`${name}_count{product="scope"}`)).toBe(5)
    expect(samples.get(`${name}_sum{product="scope"}`)).toBeCloseTo(30.2065)
  })

  test('a label with a quotation mark, a backslash or a line end is escaped', () => {
    const view = { productId: 'a"b\\c\nd', status: undefined, isLending: true }
    const text = new SiteMetrics(0).text('1', [view])
    expect(text).toContain('airlatch_site_lending{product="a\\"b\\\\c\\nd"} 1')
    expect(() => parseMetrics(text)).not.toThrow()
  })

  test('no name of a user, a computer or an address is in it, whoever asked', async () => {
    site = await PageWorld.open({ license: licenseOf(1) })
    await site.ask(new TestClient('annabel'), 'take', {}, '10.66.77.88')
    await site.ask(new TestClient('mallory'), 'take', {}, '10.66.77.89')
    const { text } = await figures()
    expect(text).not.toMatch(/annabel|mallory|pc-|10\.66/)
  })

  test('a product whose state cannot be read has no figures, and is not lending', async () => {
    site = await PageWorld.open()
    site.break()
    const { value } = await figures()
    expect([value('airlatch_site_lending'), value('airlatch_site_seats')]).toEqual([0, undefined])
  })

  test('are for the server itself, and for networks that are named', async () => {
    site = await PageWorld.open({ proxies: ['127.0.0.1'], metricsFrom: ['10.1.0.0/16'] })
    const from = async (address: string) =>
      (await site.get('/metrics', { 'x-forwarded-for': address })).status
    expect([await from('10.1.2.3'), await from('10.2.2.3'), (await site.get('/metrics')).status]).toEqual([
      200, 403, 403,
    ])
    await site.close()
    site = await PageWorld.open()
    expect((await site.get('/metrics')).status).toBe(200)
    for (const header of ['x-forwarded-for', 'forwarded', 'via', 'x-real-ip'])
      expect([header, (await site.get('/metrics', { [header]: '127.0.0.1' })).status]).toEqual([header, 403])
  })
})
