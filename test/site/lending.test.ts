/** What a site server lends, to whom, and for how long. */
import { DatabaseSync } from 'node:sqlite'
import { describe, expect, test } from 'vitest'
import { openUsageReport } from '../../src/core/envelope.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { NO_RULES } from '../../src/site/site-rules.ts'
import { lendingText } from '../../src/words/en/site.ts'
import { LICENSE } from '../core/lease/lease-world.ts'
import * as world from '../vectors/make/world.ts'
import { licenseOf, said, TestClient, TestSite } from './site-world.ts'

const three = () =>
  ['anna', 'ben', 'cleo'].map(name => new TestClient(name)) as [TestClient, TestClient, TestClient]

describe('seats', () => {
  test('are lent until none is left, and a returned one is lent again', async () => {
    const site = await TestSite.start()
    const [anna, ben, cleo] = three()
    expect(said(await anna.ask(site, 'take'))).toBe('granted')
    expect(said(await ben.ask(site, 'take'))).toBe('granted')
    expect(anna.held?.verified).toMatchObject({ valid: true, reasons: [] })
    expect(said(await cleo.ask(site, 'take'))).toBe('no-seats-left')
    expect(site.denials()).toEqual({ seats: 'no-seat-free' })
    const trace = site.answered.at(-1)?.trace ?? []
    expect(trace.map(lendingText)).toContain('no seat is free: 2 of 2 are in use')
    expect(trace.map(lendingText).join()).not.toContain('undefined')
    expect(said(await anna.ask(site, 'return'))).toBe('returned')
    expect(said(await cleo.ask(site, 'queue'))).toBe('granted')
    expect((await site.lending.leases()).map(({ holder }) => holder.account).sort()).toEqual(['ben', 'cleo'])
  })

  test('a client that never returns frees its seat when its lease has ended', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = three()
    await anna.ask(site, 'take')
    site.clock.time += 899
    expect(said(await ben.ask(site, 'take'))).toBe('no-seats-left')
    site.clock.time += 2
    expect(anna.runs(site)).toBe(false)
    expect(said(await ben.ask(site, 'take'))).toBe('granted')
  })

  test('a seat is kept for the whole length of each lease, whatever part of a second it began in', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = three()
    site.clock.time += 0.9
    await anna.ask(site, 'take')
    site.clock.time += 899.5
    expect(anna.runs(site)).toBe(true)
    expect(said(await ben.ask(site, 'take'))).toBe('no-seats-left')
    site.clock.time += 1
    expect(said(await ben.ask(site, 'take'))).toBe('granted')
  })

  test('a shorter lease for the same holder does not free the seat before the longer one ends', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = three()
    await anna.ask(site, 'take')
    await anna.ask(site, 'take', { wanted: 60 })
    expect(anna.held?.verified.lease.expiresAt).toBe(world.NOW + 60)
    site.clock.time += 800
    expect(said(await ben.ask(site, 'take'))).toBe('no-seats-left')
  })

  test('the time of earlier runs counts, although nothing happened in them', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = three()
    await anna.ask(site, 'take')
    for (let run = 0; run < 3; run++) {
      site.clock.time += 301
      await site.restart()
    }
    expect(said(await ben.ask(site, 'take'))).toBe('granted')
  })

  test('what could not be recorded is not lent, and the server goes on from what was', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = three()
    const db = new DatabaseSync(site.path)
    db.exec(`CREATE TRIGGER fails BEFORE INSERT ON nonce BEGIN SELECT RAISE(ABORT, 'no'); END`)
    await expect(anna.ask(site, 'take')).rejects.toThrow()
    expect(await site.lending.status()).toMatchObject({ held: 0, sequence: 0 })
    db.exec('DROP TRIGGER fails')
    db.close()
    expect(said(await ben.ask(site, 'take'))).toBe('granted')
    expect(await site.lending.check()).toEqual({ complaints: [], broken: undefined })
  })

  test('the same holder gets the same lease; another user of its computer takes a seat of his own', async () => {
    const site = await TestSite.start()
    const anna = new TestClient('anna')
    await anna.ask(site, 'take')
    const first = anna.held?.verified.lease
    await anna.ask(site, 'take')
    expect(anna.held?.verified.lease).toMatchObject({ leaseId: first?.leaseId, sequence: 2 })
    const other = new TestClient('dora', { key: anna.key, computer: 'anna' })
    await other.ask(site, 'take')
    expect(other.held?.verified.lease.leaseId).not.toBe(first?.leaseId)
    expect(await site.lending.leases()).toHaveLength(2)
  })

  test('of a host are one for all its users, of a process one for each', async () => {
    const host = await TestSite.start({ license: licenseOf(2, { seatUnit: 'host' }) })
    const anna = new TestClient('anna')
    await anna.ask(host, 'take')
    await new TestClient('dora', { key: anna.key, computer: 'anna' }).ask(host, 'take')
    expect(await host.lending.leases()).toHaveLength(1)

    const site = await TestSite.start({ license: licenseOf(2, { seatUnit: 'process' }) })
    const process = (instance: string | undefined) => ({
      holder: { account: 'anna', host: 'pc-anna', workload: undefined, instance },
    })
    for (const number of [1, 1, 2]) await anna.ask(site, 'take', process(`${number}`.repeat(16)))
    expect(await site.lending.leases()).toHaveLength(2)
    expect(said(await anna.ask(site, 'take', process(undefined)))).toContain('denied-by-rule')
    expect(site.denials()).toMatchObject({ unit: 'process-not-named' })
  })

  test('a renewed lease keeps its id, counts up and runs anew', async () => {
    const site = await TestSite.start()
    const [anna] = three()
    await anna.ask(site, 'take')
    const { leaseId } = anna.held?.verified.lease ?? {}
    site.clock.time += 300
    expect(said(await anna.ask(site, 'renew'))).toBe('granted')
    site.clock.time += 800
    expect(anna.runs(site)).toBe(true)
    expect(anna.held?.verified.lease).toMatchObject({ leaseId, sequence: 2 })
  })

  test('of a feature with fewer places are lent by places', async () => {
    const site = await TestSite.start({ license: licenseOf(3, { pools: new Map([['export', 1]]) }) })
    const [anna, ben] = three()
    const pools = new Map([['export', 1]])
    await anna.ask(site, 'take', { pools })
    expect(said(await ben.ask(site, 'take', { pools }))).toBe('no-place-in-pool')
    expect(said(await ben.ask(site, 'take'))).toBe('granted')
    // a renewal keeps its places, and so does the holder who takes again without them
    await anna.ask(site, 'take')
    await anna.ask(site, 'renew')
    expect(anna.held?.verified.lease.pools).toEqual(pools)
    expect(said(await ben.ask(site, 'take', { pools: new Map([['projects', 1]]) }))).toBe('no-place-in-pool')
  })

  test('are borrowed for days, a few of them, and returned early', async () => {
    const site = await TestSite.start({ license: licenseOf(3, { borrowing: { days: 30, most: 1 } }) })
    const [anna, ben, cleo] = three()
    await anna.ask(site, 'take')
    expect(said(await anna.ask(site, 'borrow', { wanted: 3 * 86_400 }))).toBe('granted')
    const first = anna.held?.verified.lease
    expect(first).toMatchObject({ borrowed: true, expiresAt: world.NOW + 3 * 86_400 })
    expect(said(await ben.ask(site, 'borrow'))).toBe('too-many-borrowed')
    site.clock.time += 86_400
    expect(anna.runs(site)).toBe(true)
    // what it asks for meanwhile is the same term
    await anna.ask(site, 'take')
    expect(anna.held?.verified.lease).toMatchObject({ borrowed: true, expiresAt: first?.expiresAt })
    expect(await site.lending.status()).toMatchObject({ held: 1, borrowed: 1 })
    expect(said(await anna.ask(site, 'return'))).toBe('returned')
    expect(said(await cleo.ask(site, 'borrow'))).toBe('granted')
    expect(cleo.held?.verified.valid).toBe(true)
    const none = await TestSite.start({ license: licenseOf(3, { borrowing: undefined }) })
    expect(said(await ben.ask(none, 'borrow'))).toBe('borrowing-not-allowed')
  })
})

describe('the queue', () => {
  const place = async (client: TestClient, site: TestSite) => {
    const outcome = await client.ask(site, 'queue')
    return outcome.kind === 'denied' ? outcome.place : outcome.kind
  }

  test('is served in its order, and nobody goes ahead of it', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben, cleo] = three()
    const dora = new TestClient('dora')
    expect(await place(anna, site)).toBe('granted')
    expect(await place(ben, site)).toBe(1)
    expect(await place(cleo, site)).toBe(2)
    expect(await place(ben, site)).toBe(1)
    await anna.ask(site, 'return')
    expect(said(await dora.ask(site, 'take'))).toBe('no-seats-left')
    expect(site.denials()).toEqual({ queue: 'seats-awaited' })
    expect(await place(cleo, site)).toBe(2)
    expect(await place(ben, site)).toBe('granted')
    expect(await place(cleo, site)).toBe(1)
  })

  test('SS-10: counts a client that waits as denied once, and again when it lost its place', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = three()
    const denials = async () =>
      openUsageReport((await site.lending.report(0)) as Uint8Array, nativeEd25519).claims.totals.get(
        'denials',
      )
    expect(await place(anna, site)).toBe('granted')
    for (let i = 0; i < 20; i++) {
      expect(await place(ben, site)).toBe(1)
      expect(site.answered.at(-1)?.waits).toBe(i > 0)
      site.clock.time += 5
    }
    expect(await denials()).toBe(1)
    // without a place each request is one of its own
    await ben.ask(site, 'take')
    site.clock.time += 31
    await ben.ask(site, 'queue')
    expect(site.answered.at(-1)?.waits).toBe(false)
    expect(await denials()).toBe(3)
    const groups = { cad: { users: ['anna'] }, ben: { users: ['ben'] } }
    await site.lending.setRules({ ...NO_RULES, groups, deny: [{ group: 'ben' }] })
    await ben.ask(site, 'queue')
    expect(site.answered.at(-1)).toMatchObject({ waits: false, reasons: ['denied-by-rule', 'no-seats-left'] })
  })

  test('keeps a place and a free seat for half a minute without a request', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben, cleo] = three()
    await anna.ask(site, 'take')
    await place(ben, site)
    site.clock.time += 30
    await place(ben, site)
    await place(cleo, site)
    await anna.ask(site, 'return')
    site.clock.time += 30
    expect(await place(cleo, site)).toBe(2)
    site.clock.time += 1
    expect(await place(cleo, site)).toBe('granted')
    expect(await place(ben, site)).toBe(1)
  })

  test('is for want of a seat alone, and whoever may not have one keeps none away', async () => {
    const site = await TestSite.start({ license: licenseOf(2) })
    const [anna, ben, cleo] = three()
    const groups = { cad: { users: ['anna'] }, ben: { users: ['ben'] } }
    await cleo.ask(site, 'take')
    await site.lending.setRules({ ...NO_RULES, groups, reserve: [{ group: 'cad', seats: 1 }] })
    expect(await place(ben, site)).toBeUndefined()
    expect(await place(anna, site)).toBe('granted')
    await site.lending.setRules({ ...NO_RULES, groups })
    expect(await place(ben, site)).toBe(1)
    await site.lending.setRules({ ...NO_RULES, groups, deny: [{ group: 'ben' }] })
    expect(await place(ben, site)).toBeUndefined()
    await anna.ask(site, 'return')
    expect(said(await anna.ask(site, 'take'))).toBe('granted')
  })
})

describe('who gets a seat', () => {
  test('only named users, each on the platform of that name', async () => {
    const users = [
      { name: 'anna', platform: 0 },
      { name: 'ben', platform: 1 },
    ]
    const site = await TestSite.start({ license: licenseOf(3, {}, { users }) })
    const [anna, ben, cleo] = three()
    expect(said(await anna.ask(site, 'take'))).toBe('granted')
    expect(said(await ben.ask(site, 'take'))).toBe('wrong-user')
    expect(said(await ben.ask(site, 'take', { platform: 1 }))).toBe('granted')
    expect(said(await cleo.ask(site, 'take'))).toBe('wrong-user')
  })

  test('no virtual machine and no workload, unless the license allows them', async () => {
    const site = await TestSite.start({ license: licenseOf(3, {}, { allowVirtual: false }) })
    const [anna] = three()
    expect(said(await anna.ask(site, 'take', { virtual: 'kvm' }))).toBe('virtual-machine')
    const unread = new TestClient('unread', { computer: undefined })
    expect(said(await unread.ask(site, 'take'))).toBe('denied-by-rule')
    expect(site.denials()).toEqual({ workload: 'workload-refused' })
    const open = await TestSite.start({ license: licenseOf(3, { allowWorkloads: true }) })
    expect(said(await unread.ask(open, 'take'))).toBe('granted')
    expect(unread.held?.verified.valid).toBe(true)
  })

  test('the rules of the administrator: deny, allow, most, reserve, shorter leases', async () => {
    const site = await TestSite.start({ license: licenseOf(2) })
    const [anna, ben, cleo] = three()
    const groups = {
      cad: { users: ['anna'] },
      far: { hosts: ['PC-BEN'] },
      net: { addresses: ['10.0.0.0/8'] },
    }
    const take = async (client: TestClient, rules: object) => {
      await site.lending.setRules({ ...NO_RULES, groups, ...rules })
      return said(await client.ask(site, 'take'))
    }
    expect(await take(ben, { deny: [{ group: 'cad' }, { group: 'far' }] })).toBe('denied-by-rule')
    expect(site.answered.at(-1)?.trace).toContainEqual(
      expect.objectContaining({ rule: 'access', saw: 'rule-denies', figures: { rule: 2 } }),
    )
    expect(await take(ben, { allow: [{ group: 'cad' }] })).toBe('denied-by-rule')
    expect(await take(ben, { allow: [{ group: 'net' }], leaseSeconds: 120 })).toBe('granted')
    expect(ben.held?.verified.lease.expiresAt).toBe(world.NOW + 120)
    expect(await take(cleo, { most: [{ group: 'net', seats: 1 }] })).toBe('denied-by-rule')
    expect(await take(cleo, { reserve: [{ group: 'cad', seats: 1 }] })).toBe('no-seats-left')
    expect(site.denials()).toEqual({ reserve: 'seats-reserved' })
    expect(said(await anna.ask(site, 'take'))).toBe('granted')
    await site.restart()
    expect((await site.lending.rules()).reserve).toEqual([{ group: 'cad', seats: 1 }])
    await expect(site.lending.setRules({ ...NO_RULES, deny: [{ group: 'nobody' }] })).rejects.toThrow(
      'nobody',
    )
  })

  test('a lease that is taken back is not renewed, and its seat is free when it has ended', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = three()
    await anna.ask(site, 'take')
    const leaseId = anna.held?.verified.lease.leaseId ?? ''
    expect(await site.lending.takeBack(leaseId, 'laptop lost')).toBe(true)
    expect(await site.lending.takeBack('0'.repeat(16), 'no such lease')).toBe(false)
    await site.restart()
    expect(said(await anna.ask(site, 'renew'))).toBe('recalled')
    expect(said(await anna.ask(site, 'take'))).toBe('recalled')
    // it may still run, so nobody else gets the seat
    expect(said(await ben.ask(site, 'take'))).toBe('no-seats-left')
    site.clock.time += 901
    expect(said(await ben.ask(site, 'take'))).toBe('granted')
  })
})

describe('the license', () => {
  test('is needed, must be valid here, and ends the leases with it', async () => {
    const [anna] = three()
    const none = await TestSite.start({ license: undefined })
    expect(said(await anna.ask(none, 'take'))).toBe('server-expired')
    expect(await none.lending.report(0)).toBeUndefined()
    const elsewhere = await TestSite.start({
      trust: { here: { fingerprint: world.COMPUTER, platform: 'linux', user: 'root', virtual: undefined } },
    })
    expect(await elsewhere.lending.install(licenseOf(2))).toMatchObject({
      why: 'not-valid',
      reasons: [{ code: 'wrong-computer' }],
    })
    const site = await TestSite.start({ license: licenseOf(2, {}, { expiresAt: world.NOW + 600 }) })
    await anna.ask(site, 'take')
    expect(anna.held?.verified).toMatchObject({ valid: true, lease: { expiresAt: world.NOW + 600 } })
    site.clock.time += 600
    expect(said(await anna.ask(site, 'renew'))).toContain('server-expired')
    expect(site.denials()).toMatchObject({ license: 'license-refused' })
  })

  test('of another server or product, or older than the present one, is not installed', async () => {
    const site = await TestSite.start()
    const install = (...of: Parameters<typeof licenseOf>) => site.lending.install(licenseOf(...of))
    const stranger = { serverKey: '97'.padEnd(64, '0') }
    expect(
      await install(3, { ...stranger, serverKey: Buffer.from(world.vendorKey.publicKey).toString('hex') }),
    ).toEqual({ kind: 'refused', why: 'other-key' })
    expect(await install(3, {}, { issuedAt: LICENSE.issuedAt - 1 })).toEqual({
      kind: 'refused',
      why: 'older',
    })
    expect(await install(3, {}, { productId: 'example.editor' })).toEqual({
      kind: 'refused',
      why: 'other-product',
    })
    expect(await site.lending.status()).toMatchObject({ seats: 2 })
  })

  test('with more seats lends them at once; with fewer it lends and renews nothing until it fits', async () => {
    const site = await TestSite.start({ license: licenseOf(2) })
    const [anna, ben, cleo] = three()
    await anna.ask(site, 'take')
    await ben.ask(site, 'take')
    expect(await site.lending.install(licenseOf(3))).toEqual({ kind: 'installed', seats: 3, held: 2 })
    expect(said(await cleo.ask(site, 'take'))).toBe('granted')
    site.clock.time += 300
    await anna.ask(site, 'renew')
    expect(await site.lending.install(licenseOf(1, {}, { issuedAt: LICENSE.issuedAt + 1 }))).toMatchObject({
      held: 3,
    })
    expect(said(await ben.ask(site, 'renew'))).toBe('no-seats-left')
    expect([anna, ben, cleo].map(client => client.runs(site))).toEqual([true, true, true])
    // the leases that end first make room for the one that is left
    site.clock.time += 602
    expect(said(await anna.ask(site, 'renew'))).toBe('granted')
    expect(said(await ben.ask(site, 'take'))).toBe('no-seats-left')
  })
})

test('a report has totals, and where the log is; many denials are one entry', async () => {
  const site = await TestSite.start({ license: licenseOf(2) })
  const [anna, ben, cleo] = three()
  await anna.ask(site, 'take')
  await ben.ask(site, 'borrow')
  await anna.ask(site, 'renew')
  for (let i = 0; i < 1000; i++) await site.lending.answer(cleo.request('take'), undefined)
  await ben.ask(site, 'return')
  const { entries: before } = await site.lending.status()
  const { claims } = openUsageReport((await site.lending.report(0)) as Uint8Array, nativeEd25519)
  expect(Object.fromEntries(claims.totals)).toEqual({
    leases: 2,
    renewals: 1,
    returns: 1,
    denials: 1000,
    'most-seats': 2,
    'most-borrowed': 1,
  })
  const { entries, head } = await site.lending.status()
  expect(claims).toMatchObject({ sequence: 3, since: world.NOW, entries, head })
  expect(entries).toBeLessThanOrEqual(before + 1)
  expect(entries).toBeLessThan(10)
  const later = openUsageReport((await site.lending.report(world.NOW + 1)) as Uint8Array, nativeEd25519)
  expect(later.claims).toMatchObject({ since: world.NOW })
  expect(await site.lending.check()).toEqual({ complaints: [], broken: undefined })
})
