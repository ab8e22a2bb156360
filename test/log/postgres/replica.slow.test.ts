/** A ledger over a switch from a primary to its streaming standby: what is lost, and what its clients are told. */
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openPostgresLedger, type PostgresOptions } from '../../../src/vendor/ledger/postgres.ts'
import { missingPostgres, type PostgresProcess, startPostgres } from '../../vendor/ledger/postgres-process.ts'
import { AT, countingBytes, everyKind } from '../../vendor/ledger/sample.ts'
import { addNext } from '../../vendor/ledger/together-contract.ts'
import { untruths, Writers } from '../../vendor/ledger/writers.ts'

const missing = missingPostgres()
let primary: PostgresProcess
let standby: PostgresProcess
beforeEach(async ({ skip }) => {
  skip(missing !== undefined, missing)
  primary = await startPostgres({ durable: false })
  standby = await startPostgres({ durable: false, standbyOf: primary })
})
afterEach(async () => {
  await standby?.remove()
  await primary?.remove()
})

async function opened(url: string, options: Partial<PostgresOptions> = {}): Promise<Ledger> {
  const ledger = await openPostgresLedger(url, { random: countingBytes(), create: true, ...options })
  onTestFinished(() => ledger.close())
  return ledger
}

/** The same database at both of them, as the administrator writes it. */
async function urls() {
  const url = await primary.database()
  const at = (hosts: string) => url.replace(/127\.0\.0\.1:\d+/, hosts)
  const [first, second] = [primary, standby].map(({ port }) => `127.0.0.1:${port}`)
  return { both: at(`${second},${first}`), primary: url, standby: at(`${second}`) }
}

/** What the primary has said to be durable, the standby has on its disk. */
async function synchronous(): Promise<void> {
  await primary.ask("ALTER SYSTEM SET synchronous_standby_names = '*'")
  await primary.ask('SELECT pg_reload_conf()')
}

test('synchronous: the primary dies while desks record, and nothing that was answered is lost', async () => {
  await synchronous()
  const { both } = await urls()
  const ledgers = await Promise.all([0, 1, 2].map(() => opened(both, { busySeconds: 60 })))
  const writers = new Writers(ledgers)
  await writers.more(20)
  await primary.kill()
  await standby.ask('SELECT pg_promote()')
  await writers.more(20)
  await writers.stop()
  expect(writers.errors.filter(({ code }) => code !== 'ledger-unavailable')).toEqual([])
  expect(await untruths(ledgers[0] as Ledger, writers)).toEqual({ missing: [], surplus: [] })
  expect((await ledgers[0]?.audit())?.problems).toEqual([])
})

test('a standby is read, and says that it cannot be written to', async () => {
  await synchronous()
  const { primary: url, standby: readOnly, both } = await urls()
  const ledger = await opened(url)
  await ledger.append(everyKind, AT)
  await primary.ask("ALTER SYSTEM SET synchronous_commit = 'remote_apply'")
  await primary.ask('SELECT pg_reload_conf()')
  await addNext(await opened(url))
  const copy = await opened(readOnly, { create: false })
  expect(await copy.stats()).toEqual(await ledger.stats())
  await expect(addNext(copy)).rejects.toMatchObject({ code: 'ledger-read-only' })
  await expect(
    opened(`${readOnly}?target_session_attrs=read-write`, { busySeconds: 0.2 }),
  ).rejects.toMatchObject({ code: 'ledger-read-only' })
  expect(await addNext(await opened(both))).toBeGreaterThan(0)
})

test('asynchronous: what the standby never had is lost, and who recorded it is told so', async () => {
  const { both } = await urls()
  const [loser, other] = await Promise.all([opened(both), opened(both, { operator: 'bob' })])
  // both have this one
  await synchronous()
  expect(await addNext(other)).toBe(0)
  await primary.ask('ALTER SYSTEM RESET synchronous_standby_names')
  await primary.ask('SELECT pg_reload_conf()')
  await standby.kill()
  expect(await addNext(loser)).toBe(1)
  const { entries, head } = await loser.stats()
  const checkpoint = { vendor: 'Acme', madeAt: AT, entries, head }
  await primary.kill()
  await standby.start()
  await standby.ask('SELECT pg_promote()')
  // goes on behind what is left, until the ledger has as many entries as before
  expect(await addNext(other)).toBe(1)
  for (const _ of [1, 2])
    await expect(addNext(loser)).rejects.toMatchObject({
      code: 'ledger-damaged',
      details: { lost: 2 },
    })
  const { problems } = await other.audit([checkpoint])
  expect(problems).toMatchObject([{ ofCheckpoint: true }])
  // started again, after somebody has looked at what is missing
  expect(await addNext(await opened(both))).toBe(2)
})
