/** One computer that asks with a thousand keys, and clients that never come back (checklist SS-10). */
import { describe, expect, test } from 'vitest'
import { NO_RULES } from '../../src/site/site-rules.ts'
import { licenseOf, said, TestClient, TestSite } from './site-world.ts'

describe('many keys from one computer', () => {
  const flood = (count: number) => Array.from({ length: count }, (_, i) => new TestClient(`key ${i}`))

  test('1,000 keys get the seats that there are, and a rule about their address gives the others a chance', async () => {
    const site = await TestSite.start({ license: licenseOf(5) })
    const outcomes = await Promise.all(flood(1000).map(one => one.ask(site, 'take')))
    expect(outcomes.filter(({ kind }) => kind === 'granted')).toHaveLength(5)
    // the address is the word of the network, and not of the client
    const ruled = await TestSite.start({ license: licenseOf(5) })
    const groups = { lab: { addresses: ['10.0.0.7'] } }
    await ruled.lending.setRules({ ...NO_RULES, groups, most: [{ group: 'lab', seats: 2 }] })
    const again = await Promise.all(flood(1000).map(one => one.ask(ruled, 'take')))
    expect(again.filter(({ kind }) => kind === 'granted')).toHaveLength(2)
    const ben = new TestClient('ben')
    ben.keep(await ruled.lending.answer(ben.request('take'), '10.0.0.8'), ruled.clock.time)
    expect(ben.runs(ruled)).toBe(true)
    expect((await ruled.lending.leases()).map(({ peer }) => peer).sort()).toEqual([
      '10.0.0.7',
      '10.0.0.7',
      '10.0.0.8',
    ])
  })

  test('1,000 keys do not fill the queue, and neither the log', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = [new TestClient('anna'), new TestClient('ben')]
    await anna.ask(site, 'take')
    const before = (await site.lending.status()).entries
    await Promise.all(flood(1000).map(one => one.ask(site, 'queue')))
    expect((await site.lending.status()).queued).toBe(250)
    const waiting = await site.lending.answer(ben.request('queue'), '10.0.0.8')
    expect(ben.keep(waiting, site.clock.time)).toMatchObject({ place: 251 })
    expect((await site.lending.status()).entries).toBeLessThanOrEqual(before + 2)
    // those that do not come back for their places keep nobody away for long
    await anna.ask(site, 'return')
    site.clock.time += 31
    expect(said(await ben.ask(site, 'queue'))).toBe('granted')
  })

  test('clients that never return free their seats when their leases end, all of them', async () => {
    const site = await TestSite.start({ license: licenseOf(20) })
    const gone = flood(20)
    await Promise.all(gone.map(one => one.ask(site, 'take')))
    expect(said(await new TestClient('anna').ask(site, 'take'))).toBe('no-seats-left')
    site.clock.time += 902
    expect(gone.filter(one => one.runs(site))).toEqual([])
    expect(said(await new TestClient('anna').ask(site, 'take'))).toBe('granted')
    expect(await site.lending.leases()).toHaveLength(1)
  })
})
