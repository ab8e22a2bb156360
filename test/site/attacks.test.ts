/** Attacks on a site server (checklist SS-10; the table in SPEC.md 17.7): what is prevented, bounded, or leaves proof. */
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openUsageReport } from '../../src/core/envelope.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { runs } from '../effort.ts'
import { licenseOf, said, TestClient, TestClock, TestSite } from './site-world.ts'

const pair = () => [new TestClient('anna'), new TestClient('ben')] as const

describe('messages that are captured', () => {
  test('a request that was granted takes nothing when it is sent again, not even after a restart', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = pair()
    const captured = anna.request('take')
    anna.keep(await site.lending.answer(captured, undefined), site.clock.time)
    const again = async () => said(anna.keep(await site.lending.answer(captured, undefined), site.clock.time))
    expect(await again()).toBe('lease-superseded')
    site.clock.time += 902
    await site.restart()
    expect(await again()).toBe('lease-superseded')
    expect(said(await ben.ask(site, 'take'))).toBe('granted')
  })

  test('the same request twice at once is granted once', async () => {
    const site = await TestSite.start()
    const [anna] = pair()
    const captured = anna.request('take')
    const answers = await Promise.all([1, 2, 3].map(() => site.lending.answer(captured, undefined)))
    // signatures are checked beside each other: any of the three may be the first
    const outcomes = answers.map(answer => said(anna.keep(answer, site.clock.time)))
    expect(outcomes.toSorted()).toEqual(['granted', 'lease-superseded', 'lease-superseded'])
  })

  test('one that was denied is granted once, to its own holder, for one lease', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = pair()
    await anna.ask(site, 'take')
    const captured = ben.request('take')
    await site.lending.answer(captured, undefined)
    await anna.ask(site, 'return')
    const again = async () => said(ben.keep(await site.lending.answer(captured, undefined), site.clock.time))
    expect(await again()).toBe('granted')
    expect(await again()).toBe('lease-superseded')
  })

  test('a return ends nothing that was taken or renewed later', async () => {
    const site = await TestSite.start()
    const [anna] = pair()
    await anna.ask(site, 'take')
    const captured = anna.request('return')
    await anna.ask(site, 'renew')
    const again = async () => said(anna.keep(await site.lending.answer(captured, undefined), site.clock.time))
    expect(await again()).toBe('lease-superseded')
    await anna.ask(site, 'return')
    await anna.ask(site, 'take')
    expect(await again()).toBe('lease-unknown')
    expect(await site.lending.leases()).toHaveLength(1)
  })

  test('a message that was changed, or is for another product, is refused before anything is decided', async () => {
    const site = await TestSite.start()
    const [anna] = pair()
    const changed = anna.request('take').map((byte, i, all) => (i === all.length - 1 ? byte ^ 1 : byte))
    await expect(site.lending.answer(changed, undefined)).rejects.toMatchObject({ code: 'signature-invalid' })
    const other = anna.request('take', { productId: 'example.editor', computer: undefined })
    await expect(site.lending.answer(other, undefined)).rejects.toMatchObject({ code: 'wrong-product' })
    expect(site.answered).toEqual([])
  })
})

describe('clients that lie', () => {
  test('about user and host: as many seats as the license has, and no more', async () => {
    const site = await TestSite.start({ license: licenseOf(3) })
    const [anna] = pair()
    const granted: string[] = []
    for (let i = 0; i < 10; i++) {
      const holder = { account: `user${i}`, host: `host${i}`, workload: undefined, instance: undefined }
      granted.push(said(await anna.ask(site, 'take', { holder })))
    }
    expect(granted.filter(one => one === 'granted')).toHaveLength(3)
  })

  test('a copy of a client on another computer is another holder, and cannot renew or see the lease', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const anna = new TestClient('anna')
    await anna.ask(site, 'take')
    const copy = new TestClient('anna', { key: anna.key, computer: 'another' })
    copy.held = anna.held
    expect(copy.runs(site)).toBe(false)
    expect(said(await copy.ask(site, 'renew'))).toContain('lease-unknown')
    expect(said(await copy.ask(site, 'take'))).toBe('no-seats-left')
  })

  test('two copies with one hardware share a seat, and the number gives them away', async () => {
    const site = await TestSite.start()
    const anna = new TestClient('anna')
    await anna.ask(site, 'take')
    const copy = new TestClient('anna', { key: anna.key })
    copy.held = anna.held
    await anna.ask(site, 'renew')
    expect(said(await copy.ask(site, 'renew'))).toBe('lease-superseded')
    expect(await site.lending.leases()).toHaveLength(1)
  })

  test("nobody returns or renews somebody else's lease", async () => {
    const site = await TestSite.start()
    const [anna, ben] = pair()
    await anna.ask(site, 'take')
    ben.held = anna.held
    expect(said(await ben.ask(site, 'renew'))).toContain('lease-unknown')
    ben.held = anna.held
    expect(said(await ben.ask(site, 'return'))).toBe('lease-unknown')
    expect(anna.runs(site)).toBe(true)
    expect(await site.lending.leases()).toHaveLength(1)
  })
})

test('a captured answer is good for nobody else, and for its client no longer than it was', async () => {
  const site = await TestSite.start({ license: licenseOf(1) })
  const [anna, ben] = pair()
  const captured = await site.lending.answer(anna.request('take'), undefined)
  anna.keep(captured, site.clock.time)
  expect(anna.held?.verified.valid).toBe(true)
  const taken = anna.held?.pair
  if (taken === undefined) throw new Error('nothing was granted')
  const codes = ben.verify(taken, { heldFor: 0, now: site.clock.time }).reasons.map(({ code }) => code)
  expect(codes).toContain('wrong-holder')
  // the client counts from when it sent the request, whenever the answer comes again
  site.clock.time += 901
  expect(anna.verify(taken, { heldFor: 901, now: site.clock.time }).valid).toBe(false)
  expect(anna.verify(taken, { heldFor: undefined, now: site.clock.time }).valid).toBe(false)
})

describe('a server that is tampered with', () => {
  test('its clock set back lends nothing, and goes on when it is right', async () => {
    const site = await TestSite.start({ license: licenseOf(2) })
    const [anna, ben] = pair()
    site.clock.time += 1000
    await anna.ask(site, 'take')
    for (const restart of [false, true]) {
      site.clock.off = -500
      if (restart) await site.restart()
      expect(said(await ben.ask(site, 'take'))).toContain('server-clock-wrong')
      expect(said(await anna.ask(site, 'renew'))).toContain('server-clock-wrong')
      expect(await site.lending.status()).toMatchObject({ clockBehind: 500, held: 1 })
    }
    // a client may still give its seat back
    expect(said(await anna.ask(site, 'return'))).toBe('returned')
    site.clock.off = 0
    expect(said(await ben.ask(site, 'take'))).toBe('granted')
  })

  test('its clock set forward frees no seat that a client still measures, also over a restart', async () => {
    const site = await TestSite.start({ license: licenseOf(1) })
    const [anna, ben] = pair()
    await anna.ask(site, 'take')
    site.clock.off = 3600
    expect(said(await ben.ask(site, 'take'))).toBe('no-seats-left')
    await site.restart()
    site.clock.off = 7200
    await site.restart()
    site.clock.time += 800
    expect(anna.runs(site)).toBe(true)
    expect(said(await ben.ask(site, 'take'))).toBe('no-seats-left')
    site.clock.time += 102
    expect(said(await ben.ask(site, 'take'))).toBe('granted')
  })

  test('set forward by weeks it lends borrowed seats again, which clients with a right clock refuse', async () => {
    const site = await TestSite.start({ license: licenseOf(2, { borrowing: { days: 7, most: 1 } }) })
    const [anna, ben] = pair()
    await anna.ask(site, 'borrow')
    site.clock.off = 8 * 86_400
    expect(said(await ben.ask(site, 'borrow'))).toBe('granted')
    const asFile = ben.held && ben.verify(ben.held.pair, { heldFor: undefined, now: site.clock.time })
    expect(asFile?.reasons.map(({ code }) => code)).toEqual(['clock-set-back'])
    // set right again, it lends nothing until the time has come that it signed
    site.clock.off = 0
    expect(said(await anna.ask(site, 'take'))).toContain('server-clock-wrong')
  })

  test('two copies of the state lend each its seats, with the same numbers: the proof', async () => {
    const clock = new TestClock()
    const site = await TestSite.start({ license: licenseOf(1), clock })
    await site.stop()
    const copy = await TestSite.start({ clock }, site)
    await site.open()
    const [anna, ben] = pair()
    await anna.ask(site, 'take')
    await ben.ask(copy, 'take')
    const [one, other] = [anna, ben].map(client => client.held?.verified.lease)
    expect(one?.sequence).toBe(other?.sequence)
    expect(one?.leaseId).not.toBe(other?.leaseId)
    expect((await site.lending.status()).head).not.toBe((await copy.lending.status()).head)
  })

  test('set back to an older state it notes that clients know larger numbers, and changes none of its own', async () => {
    const clock = new TestClock()
    const site = await TestSite.start({ license: licenseOf(2), clock })
    const [anna, ben] = pair()
    await anna.ask(site, 'take')
    await site.stop()
    const older = await TestSite.start({ clock }, site)
    await site.open()
    for (let i = 0; i < 5; i++) await anna.ask(site, 'renew')
    expect(said(await anna.ask(older, 'renew'))).toBe('lease-superseded')
    expect(await older.lending.status()).toMatchObject({ sequence: 1, ahead: 6 })
    await ben.ask(older, 'take')
    expect(ben.held?.verified.lease.sequence).toBe(2)
    await older.restart()
    const log = entriesOf(older)
    expect(log.filter(({ kind }) => kind === 'denied')).toEqual([
      expect.objectContaining({ body: expect.objectContaining({ requests: 1, ahead: 6 }) }),
    ])
  })

  test('a revert to a snapshot lends for as long as leases run, and each head that was reported gives it away', async () => {
    const clock = new TestClock()
    const site = await TestSite.start({ license: licenseOf(1), clock })
    const [anna, ben] = pair()
    await site.stop()
    // as a virtual machine is set back: the file and nothing else
    const snapshot = await TestSite.start({ clock }, site)
    await site.open()
    await anna.ask(site, 'take')
    const reported = await reportOf(site)
    await ben.ask(snapshot, 'take')
    await ben.ask(snapshot, 'renew')
    expect([anna, ben].map(one => one.runs(site))).toEqual([true, true])
    for (let i = 0; i < 3; i++) await snapshot.restart()
    const later = await reportOf(snapshot)
    // however far it goes on: the entry with the number of the report has another hash
    expect(later.entries).toBeGreaterThan(reported.entries)
    expect(hashOf(snapshot, reported.entries)).not.toBe(reported.head)
    expect(hashOf(site, reported.entries)).toBe(reported.head)
    // and it is over with the lease: nothing renews it at the server that is set back
    expect(said(await anna.ask(snapshot, 'renew'))).toContain('lease-unknown')
    clock.time += 901
    expect([anna, ben].filter(one => one.runs(site))).toEqual([])
  })

  test('an entry that is changed breaks the chain; the state of another server is not opened', async () => {
    const site = await TestSite.start()
    await pair()[0].ask(site, 'take')
    await site.stop()
    const db = new DatabaseSync(site.path)
    db.exec(`UPDATE entry SET body = replace(body, 'anna', 'ben') WHERE kind = 'granted'`)
    db.close()
    await site.open()
    expect(await site.lending.check()).toEqual({ complaints: [], broken: 3 })
    await site.stop()
    const changed = new DatabaseSync(site.path)
    changed.exec(`UPDATE setting SET value = 'example.editor' WHERE name = 'product'`)
    changed.close()
    await expect(site.open()).rejects.toMatchObject({ code: 'ledger-foreign' })
  })

  test('two programs on one file lend each seat once', async () => {
    const site = await TestSite.start({ license: licenseOf(5) })
    const second = await site.another()
    const clients = Array.from({ length: 20 }, (_, i) => new TestClient(`c${i}`))
    const outcomes = await Promise.all(
      clients.map((client, i) => client.ask(site, 'take', {}, i % 2 === 0 ? site.lending : second)),
    )
    await second.close()
    expect(outcomes.filter(({ kind }) => kind === 'granted')).toHaveLength(5)
    expect(new Set(clients.flatMap(({ held }) => held?.verified.lease.sequence ?? [])).size).toBe(5)
    expect(await site.lending.check()).toEqual({ complaints: [], broken: undefined })
  })
})

test('5,000 contended takes of the last seats grant none too many', async () => {
  const site = await TestSite.start({ license: licenseOf(7) })
  const clients = Array.from({ length: 50 }, (_, i) => new TestClient(`c${i}`))
  const outcomes = await Promise.all(
    Array.from({ length: 5000 }, (_, i) => (clients[i % 50] as TestClient).ask(site, 'take')),
  )
  const holders = clients.filter(client => client.runs(site))
  expect(holders).toHaveLength(7)
  // each of the seven asked a hundred times, and got its own lease again
  expect(outcomes.filter(({ kind }) => kind === 'granted')).toHaveLength(700)
  expect(await site.lending.leases()).toHaveLength(7)
})

async function reportOf(site: TestSite) {
  return openUsageReport((await site.lending.report(0)) as Uint8Array, nativeEd25519).claims
}

type Step =
  | { readonly do: 'take' | 'renew' | 'return'; readonly client: number }
  | { readonly do: 'pass' | 'clock'; readonly seconds: number }
  | { readonly do: 'restart' }

const client = fc.nat({ max: 5 })
/** Tenths of a second, and often about a third of a lease, or all of it. */
const passing = fc
  .tuple(fc.constantFrom(0, 299, 600, 899), fc.nat({ max: 30 }))
  .map(([seconds, tenths]) => seconds + tenths / 10)
const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.record({ do: fc.constantFrom('take', 'renew', 'return'), client }) },
    { weight: 3, arbitrary: fc.record({ do: fc.constant('pass'), seconds: passing }) },
    {
      weight: 2,
      arbitrary: fc.record({ do: fc.constant('clock'), seconds: fc.integer({ min: -5000, max: 5000 }) }),
    },
    { weight: 1, arbitrary: fc.constant({ do: 'restart' }) },
  ) as fc.Arbitrary<Step>,
  { maxLength: 40 },
)

test('whatever is asked, and whatever happens to server and clock, no more clients run than there are seats', async () => {
  const SEATS = 3
  await fc.assert(
    fc.asyncProperty(steps, async all => {
      const site = await TestSite.start({ license: licenseOf(SEATS) })
      const clients = Array.from({ length: 6 }, (_, i) => new TestClient(`c${i}`))
      for (const step of all) {
        await doStep(site, clients, step)
        expect(clients.filter(one => one.runs(site)).length).toBeLessThanOrEqual(SEATS)
      }
      const sequences = site.answered.flatMap(({ lease, request }) =>
        lease !== undefined && request.operation !== 'return' ? [lease.sequence] : [],
      )
      expect(sequences).toEqual(sequences.map((_, i) => i + 1))
      await site.stop()
    }),
    { numRuns: runs(200) },
  )
})

async function doStep(site: TestSite, clients: readonly TestClient[], step: Step): Promise<void> {
  switch (step.do) {
    case 'pass':
      site.clock.time += step.seconds
      return
    case 'clock':
      site.clock.off += step.seconds
      return
    case 'restart':
      return site.restart()
    default: {
      const one = clients[step.client] as TestClient
      // without a lease in hand there is nothing to renew or return
      await one.ask(site, one.held === undefined ? 'take' : step.do)
    }
  }
}

function hashOf(site: TestSite, entry: number): unknown {
  const db = new DatabaseSync(site.path, { readOnly: true })
  const row = db.prepare('SELECT hash FROM entry WHERE seq = ?').get(entry)
  db.close()
  return row?.hash
}

interface Entry {
  readonly kind: string
  readonly body: unknown
}

function entriesOf(site: TestSite): readonly Entry[] {
  const db = new DatabaseSync(site.path, { readOnly: true })
  const rows = db.prepare('SELECT kind, body FROM entry ORDER BY seq').all()
  db.close()
  return rows.map(({ kind, body }) => ({ kind: kind as string, body: JSON.parse(body as string) }))
}
