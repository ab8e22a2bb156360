/** What an administrator sees: who holds what, taking back, use over time, denials, rules, and files. */
import { afterEach, describe, expect, test } from 'vitest'
import { openUsageReport } from '../../../src/core/envelope.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import * as world from '../../vectors/make/world.ts'
import { busySite, HOSTILE, hostileSite, namedClients } from './page-scenes.ts'
import { licenseOf, PageWorld, secretIn, TestClient } from './page-world.ts'

let site: PageWorld
afterEach(() => site?.close())

const PATH = `/products/${world.PRODUCT}`

async function text(path: string): Promise<string> {
  return (await site.get(path)).text
}

/** What a reader sees of it. */
function seen(html: string): string {
  return html
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#39;', "'")
    .replace(/\s+/g, ' ')
}

describe('SS-08: who holds a seat', () => {
  test('with user, computer, address, features, and times', async () => {
    site = await PageWorld.open({ license: licenseOf(3) })
    await site.ask(new TestClient('anna'), 'take', { pools: new Map([['export', 2]]) }, '10.0.0.9')
    await site.ask(new TestClient('ben'), 'borrow', { wanted: 5 * 86_400 })
    const page = seen(await text(PATH))
    expect(page).toContain('2 of 3 seats in use')
    expect(page).toContain(
      'anna pc-anna 10.0.0.9 export (2) 2026-01-02 13:00 2026-01-02 13:00 2026-01-02 13:15',
    )
    expect(page).toContain('2026-01-07 13:00 borrowed')
  })

  test('is searched in every name, sorted, and shown a page at a time', async () => {
    site = await PageWorld.open({ license: licenseOf(200, { allowWorkloads: true }) })
    for (const client of namedClients(120)) await site.ask(client, 'take')
    const rows = async (query: string) =>
      [...(await text(PATH + query)).matchAll(/seats\/[0-9a-f]{16}"><bdi>([^<]*)/g)].map(([, name]) => name)
    expect(await rows('')).toHaveLength(50)
    expect(await rows('?page=3')).toHaveLength(20)
    // beyond the end, and what is no number
    expect(await rows('?page=99')).toHaveLength(20)
    for (const page of ['0', '-1', 'x', '1e9', 'NaN']) expect(await rows(`?page=${page}`)).not.toHaveLength(0)
    expect(await rows('?q=CAD-042')).toEqual(['grace4'])
    expect(await rows('?q=radia1')).toEqual(['radia1', 'radia10', 'radia11'])
    expect((await rows('?sort=user')).slice(0, 3)).toEqual(['ada', 'ada1', 'ada2'])
    expect(await rows('?q=nobody')).toEqual([])
    expect(seen(await text(`${PATH}?q=nobody`))).toContain('No seat matches')
    const hostile = await text(`${PATH}?q=${encodeURIComponent('"><script>')}`)
    expect(hostile).not.toContain('"><script>')
  })

  test('hostile names are shown as they are and do nothing, here, in denials and on the page of a seat', async () => {
    site = await hostileSite()
    const [lease] = await site.lending.leases()
    for (const path of ['/', PATH, `${PATH}/denials`, `${PATH}/seats/${lease?.leaseId}`, `${PATH}/rules`]) {
      const page = await text(path)
      expect(page).not.toMatch(/<script>|<img|\u202e|<b>Scope/)
    }
    const page = seen(await text(PATH))
    for (const name of HOSTILE.filter(one => !one.includes('\u202e'))) expect(page).toContain(name)
    expect(page).toContain('\\u{202e}gnp.exe')
  })

  test('a spreadsheet has them all, and no formula', async () => {
    site = await hostileSite()
    const { headers, text: csv } = await site.get(`${PATH}/seats.csv`)
    expect(headers.get('content-disposition')).toBe('attachment; filename="example.viewer-seats.csv"')
    const lines = csv.trimEnd().split('\r\n')
    expect(lines).toHaveLength(HOSTILE.length + 1)
    expect(csv).toContain('"\'=HYPERLINK(""http://evil.example"")"')
    expect(csv).not.toMatch(/(^|,)"?[=+@]/m)
  })

  test('without a license, and without a state that can be read, it says what to do', async () => {
    site = await PageWorld.open({ license: undefined })
    expect(seen(await text('/'))).toContain('No license is installed')
    expect(seen(await text(PATH))).toContain('Nobody holds a seat.')
    await site.close()
    site = await PageWorld.open()
    site.break()
    for (const path of ['/', PATH]) {
      const { status, text: page } = await site.get(path)
      expect([status, seen(page).includes('Does not lend')]).toEqual([200, true])
    }
    expect((await site.get(`${PATH}/use`)).status).toBe(503)
    expect(site.broken).toEqual([])
  })
})

describe('SS-08: taking a seat back', () => {
  test('says that the seat is not free at once, wants a reason, and shows it', async () => {
    site = await PageWorld.open({ license: licenseOf(1) })
    const anna = new TestClient('anna')
    await site.ask(anna, 'take')
    const [lease] = await site.lending.leases()
    const path = `${PATH}/seats/${lease?.leaseId}`
    const page = await site.get(path)
    expect(seen(page.text)).toContain('The seat is not free at once. anna keeps it until the lease ends')
    const form = secretIn(page)
    const without = await site.post(`${path}/take-back`, { form, reason: '  ' })
    expect([without.status, seen(without.text).includes('Please give a reason')]).toEqual([400, true])
    expect((await site.lending.leases())[0]?.recalled).toBeUndefined()
    const done = await site.post(`${path}/take-back`, { form, reason: '<b>laptop</b> lost' })
    expect([done.status, done.headers.get('location')]).toEqual([303, path])
    expect(seen(await text(path))).toContain('<b>laptop</b> lost')
    expect(seen(await text(path))).toContain('It is free at 2026-01-02 13:15')
    expect(seen(await text(PATH))).toContain('taken back')
    expect(site.lines).toEqual([`page  seat taken back  example.viewer  ${lease?.leaseId}`])
    // a second reason changes nothing
    await site.post(`${path}/take-back`, { form, reason: 'other' })
    expect((await site.lending.leases())[0]?.recalled).toBe('<b>laptop</b> lost')
    site.clock.time += 901
    expect((await site.get(path)).status).toBe(404)
    expect((await site.post(`${path}/take-back`, { form, reason: 'late' })).status).toBe(303)
    expect(await site.lending.leases()).toEqual([])
  })

  test('a GET changes nothing, at any address', async () => {
    site = await PageWorld.open()
    await site.ask(new TestClient('anna'), 'take')
    const [lease] = await site.lending.leases()
    const before = await site.lending.status()
    const seats = `${PATH}/seats/${lease?.leaseId}`
    for (const path of [
      '/',
      PATH,
      `${PATH}/use`,
      `${PATH}/denials`,
      `${PATH}/rules`,
      seats,
      `${seats}/take-back`,
    ])
      await site.get(path)
    expect(await site.lending.status()).toEqual(before)
  })
})

describe('SS-08: use over time, denials and rules', () => {
  test('charts and a table with the same figures; files with all hours', async () => {
    site = await busySite()
    const day = await text(`${PATH}/use`)
    expect(day).toMatch(
      /<svg role="img" aria-label="Most seats in use at one time. The highest is 12, at [^"]*"/,
    )
    expect(day).toContain('all 12 seats')
    expect(seen(day)).toContain('2026-01-24 15:00 12 1')
    expect(seen(day)).toContain('No seat is free')
    for (const [of, parts] of [
      ['day', 24],
      ['week', 7],
      ['month', 30],
      ['year', 12],
    ] as const) {
      const page = await text(`${PATH}/use?of=${of}`)
      const [first = '', second = ''] = page.split('<figure').slice(1)
      for (const chart of [first, second]) expect([of, chart.split('<g>').length - 1]).toEqual([of, parts])
      expect(page).not.toMatch(/NaN|undefined|Infinity/)
    }
    const csv = await text(`${PATH}/use.csv?of=week`)
    expect(csv.trimEnd().split('\r\n')).toHaveLength(1 + 6 * 24 + 16)
    expect(csv).toContain('"2026-01-24T15:00:00Z",12,1,')
  })

  test('denials say who, from where, what and why', async () => {
    site = await busySite()
    const page = seen(await text(`${PATH}/denials`))
    expect(page).toContain(
      'guest Computer lobby 10.9.3.4 asked for a seat Rule 1 of the administrator gives this user or computer no seat. No seat is free: 12 of 12 are in use.',
    )
    expect(seen(await text('/'))).toMatch(/Denied today [1-9]/)
  })

  test('only the newest are kept, in memory', async () => {
    site = await PageWorld.open({ license: licenseOf(1) })
    await site.ask(new TestClient('anna'), 'take')
    for (let i = 0; i < 450; i++) await site.ask(new TestClient(`late${i}`, { computer: 'one' }), 'take')
    const page = await text(`${PATH}/denials`)
    expect(page.match(/class="event"/g)).toHaveLength(200)
    expect([page.includes('>late449<'), page.includes('>late249<')]).toEqual([true, false])
  })

  test('rules are told in words', async () => {
    site = await busySite()
    const page = seen(await text(`${PATH}/rules`))
    for (const sentence of [
      '“guests” gets no seat.',
      '2 seats are kept for “cad”.',
      '“cad” holds 6 seats at most.',
      'cad ada, grace, linus cad-001',
      'A lease runs for 15 minutes',
    ])
      expect(page).toContain(sentence)
  })

  test('the usage report is signed, and names nobody', async () => {
    site = await PageWorld.open({ license: licenseOf(1) })
    await site.ask(new TestClient('annabel'), 'take')
    const response = await fetch(`${site.origin}${PATH}/report`)
    const bytes = new Uint8Array(await response.arrayBuffer())
    expect(response.headers.get('content-disposition')).toContain('example.viewer-2026-01-02.report')
    expect(openUsageReport(bytes, nativeEd25519).claims.totals.get('leases')).toBe(1)
    expect(Buffer.from(bytes).includes('annabel')).toBe(false)
  })
})

describe('SS-08: warnings', () => {
  const DAY = 86_400
  async function warnings(days: number) {
    const license = licenseOf(5, {}, { expiresAt: world.NOW + days * DAY + 60, issuedAt: world.ISSUED_AT })
    site = await PageWorld.open({ license })
    const page = seen(await text('/'))
    await site.page.tick()
    await site.page.tick()
    const lines = site.lines
    await site.close()
    return [
      /The license ends in ([^,]*)/.exec(page)?.[1] ?? /The license ends (today)/.exec(page)?.[1],
      lines,
    ]
  }

  test('before the license ends: 90, 30, 14, 7 and 1 day, once each in the log', async () => {
    const line = (days: string) => [`warning  example.viewer  the license ends in ${days}`]
    expect(await warnings(200)).toEqual([undefined, []])
    expect(await warnings(0)).toEqual(['today', line('0 days')])
  })

  test('a license of a month is not near its end from its first day', async () => {
    expect(await warnings(30)).toEqual([undefined, []])
  })

  test('the log has one line for each step', async () => {
    const license = licenseOf(5, {}, { expiresAt: world.NOW + 365 * DAY })
    site = await PageWorld.open({ license })
    for (let day = 0; day < 366; day++) {
      await site.page.tick()
      site.clock.time += DAY
    }
    expect(site.lines).toEqual(
      [90, 30, 14, 7, 1].map(
        days => `warning  example.viewer  the license ends in ${days} ${days === 1 ? 'day' : 'days'}`,
      ),
    )
  })

  test('a server that was set back, fewer seats than are held, a clock that is behind', async () => {
    site = await PageWorld.open({ license: licenseOf(3) })
    const [anna, ben] = [new TestClient('anna'), new TestClient('ben')]
    await site.ask(anna, 'take')
    await site.ask(ben, 'take', { sequence: 99 })
    await site.lending.install(licenseOf(1, {}, { issuedAt: world.ISSUED_AT + 60 }))
    const page = seen(await text(PATH))
    expect(page).toContain('A client named lease number 99')
    expect(page).toContain('2 seats are in use, and the license has 1.')
    site.clock.off = -7300
    const behind = seen(await text(PATH))
    expect(behind).toContain("2 hours behind the server's own log")
    expect(behind).toContain('Does not lend')
  })
})
