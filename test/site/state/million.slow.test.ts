/** A log of a million entries: a start, the status, a report, a take and the check (SS-06). */
import { DatabaseSync } from 'node:sqlite'
import { expect, test } from 'vitest'
import { openUsageReport } from '../../../src/core/envelope.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { entryHash } from '../../../src/log/chain.ts'
import { processorMsOf } from '../../world/processor-time.ts'
import { licenseOf, said, TestClient, TestSite } from '../site-world.ts'

const ENTRIES = 1_000_000
/** Milliseconds of the processor: many times what it takes, as it is about reading all entries or not. */
const MOST = { start: 500, status: 100, take: 100, report: 20_000 }

/** Entries of seats that were taken again, behind those that are there. */
function fill(site: TestSite): void {
  const db = new DatabaseSync(site.path)
  const last = db.prepare('SELECT seq, at, hash FROM entry ORDER BY seq DESC LIMIT 1').get()
  const insert = db.prepare(`INSERT INTO entry (seq, at, kind, body, hash) VALUES (?, ?, 'renewed', ?, ?)`)
  let { seq, hash } = last as { seq: number; hash: string }
  const at = last?.at as number
  db.exec('BEGIN')
  for (let i = 0; i < ENTRIES; i++) {
    seq++
    const body = JSON.stringify({ lease: '0'.repeat(16), sequence: i + 2, counted: 0, seats: 1, away: 0 })
    hash = entryHash(hash, seq, at, 'renewed', body)
    insert.run(seq, at, body, hash)
  }
  db.exec(`COMMIT; UPDATE setting SET value = '${ENTRIES + 2}' WHERE name = 'sequence'`)
  db.close()
}

test('a million entries keep neither a start nor a client waiting', async () => {
  const site = await TestSite.start({ license: licenseOf(3) })
  const [anna, ben, cleo] = ['anna', 'ben', 'cleo'].map(name => new TestClient(name)) as [
    TestClient,
    TestClient,
    TestClient,
  ]
  await anna.ask(site, 'take')
  await site.stop()
  fill(site)
  expect(await processorMsOf(() => site.open())).toBeLessThan(MOST.start)
  expect(await processorMsOf(() => site.lending.status())).toBeLessThan(MOST.status)
  expect(await processorMsOf(() => ben.ask(site, 'take'))).toBeLessThan(MOST.take)
  let report: Uint8Array | undefined
  expect(
    await processorMsOf(async () => {
      report = await site.lending.report(0)
    }),
  ).toBeLessThan(MOST.report)
  const { totals } = openUsageReport(report as Uint8Array, nativeEd25519).claims
  expect(Object.fromEntries(totals)).toMatchObject({ leases: 2, renewals: ENTRIES, 'most-seats': 2 })
  // while a report is added up, a client is answered
  const order: string[] = []
  const adding = site.lending.report(0).then(() => order.push('report'))
  const asking = cleo.ask(site, 'take').then(outcome => order.push(said(outcome)))
  await Promise.all([adding, asking])
  expect(order).toEqual(['granted', 'report'])
  expect(await site.lending.check()).toEqual({ complaints: [], broken: undefined })
})
