/** What a clerk reads who looks at the usage report of a customer's site server, and at two of its leases (SS-10). */
import { writeFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { coseKey, type SecretKey } from '../../src/core/cose/key.ts'
import { sealLease, sealUsageReport } from '../../src/core/envelope.ts'
import type { UsageReport, UsageTotal } from '../../src/core/message/usage-report.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../src/crypto/pem.ts'
import { LEASE } from '../core/lease/lease-world.ts'
import { requestOf } from '../world/desk.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

const NOW = Math.floor(Date.now() / 1000)
const ENDLESS = 'never ends: a copy of the server that nobody knows of goes on lending'

let shop: Shop
let server: SecretKey
beforeAll(async () => {
  shop = await openShop()
  const key = await shop.key('--for-floating', '--activations', '5', '--expires', '2090-12-31')
  server = secretKeyOfPem(newSecretKeyPem())
  const request = shop.at('vendor', 'server.request')
  writeFileSync(request, requestOf('site', key, { installationKey: server, now: NOW }))
  await must(shop.vendor('issue', request, '-o', shop.at('vendor', 'server.license')))
})
afterAll(() => shop.remove())

function report(name: string, change: Partial<UsageReport>, most = 4): string {
  const totals = { leases: 9, renewals: 20, returns: 3, denials: 1, 'most-seats': most, 'most-borrowed': 0 }
  const whole: UsageReport = {
    productId: 'scope',
    madeAt: NOW,
    since: NOW - 86_400,
    serverKey: coseKey(server.public.bytes),
    serverLicense: 'ab'.repeat(32),
    sequence: 29,
    boot: '0123456789abcdef',
    entries: 40,
    head: 'cd'.repeat(32),
    totals: new Map(Object.entries(totals) as [UsageTotal, number][]),
    ...change,
  }
  const path = shop.at('vendor', name)
  writeFileSync(path, sealUsageReport(whole, server))
  return path
}

test('SS-10: a good report says whose server it is, what was sold and lent; the next one is compared with it', async () => {
  const first = await shop.said('inspect', report('a.report', {}))
  expect(first.out).toMatch(/^server +activation [0-9a-f]{16} of the key \w{5}-\w{5}$/m)
  expect(first.out).toMatch(/^sold +5 seats$/m)
  expect(first.out).toMatch(/^lent +4 seats at once$/m)
  expect(first.out).toContain('this is the first report of this server')
  expect(first.out).toContain('the report fits your ledger')
  const next = await shop.said('inspect', report('b.report', { madeAt: NOW + 60, entries: 41, sequence: 30 }))
  expect(next.out).toMatch(/^report before +of .*: 40 entries, last lease 29$/m)
  expect((await shop.said('ledger', 'log', '--kind', 'usage-report.received')).out).toContain(
    'usage report of the site server',
  )
})

test('SS-10: a copy, a server that was set back, and more than was sold are said in words', async () => {
  const said = async (path: string) => (await shop.said('inspect', path, '--dry-run')).out
  expect(await said(report('c.report', { head: 'ef'.repeat(32) }))).toContain(
    'the server was copied, or set back',
  )
  expect(await said(report('d.report', { madeAt: NOW + 90_000, entries: 9, sequence: 3 }))).toContain(
    'the log of the server became shorter',
  )
  expect(await said(report('e.report', { madeAt: NOW + 90_000, entries: 99, sequence: 90 }, 6))).toContain(
    'the server lent 6 seats at once, and you sold 5',
  )
})

test('SS-10: two leases with one number', async () => {
  const lease = (name: string, leaseId: string) => {
    const path = shop.at('vendor', name)
    writeFileSync(
      path,
      sealLease({ ...LEASE, productId: 'scope', serverLicense: 'ab'.repeat(32), leaseId }, server),
    )
    return path
  }
  const [one, other] = [lease('a.lease', '0000000000000001'), lease('b.lease', '0000000000000002')]
  expect((await shop.said('inspect', one, other)).out).toContain('two different leases with the number 41')
  expect((await shop.said('inspect', one, one)).out).toContain('both are the same lease')
})

test('SPEC 17.1: a site server should have an end: key create, key set and issue say so', async () => {
  const floating = ['key', 'create', '--product', 'scope', '--for-floating', '--activations', '5']
  const made = (await must(shop.vendor(...floating))).value
  expect(made.warnings).toEqual([expect.stringContaining(ENDLESS)])
  expect((await must(shop.vendor(...floating, '--duration', '365'))).value.warnings).toEqual([])
  const [{ id, wholeKey }] = made.keys
  expect((await shop.said('key', 'set', id, '--activations', '6')).err).toContain(ENDLESS)
  const request = shop.at('vendor', 'endless.request')
  writeFileSync(request, requestOf('endless', wholeKey, { now: NOW }))
  expect((await shop.said('issue', request, '-o', shop.at('vendor', 'endless.license'))).err).toContain(
    ENDLESS,
  )
  expect((await shop.said('key', 'set', id, '--expires', '2090-12-31')).err).not.toContain(ENDLESS)
})
