/** A ledger behind pgbouncer in transaction mode, as an administrator would put it there. */
import { beforeEach, expect, onTestFinished, test } from 'vitest'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openPostgresLedger, type PostgresOptions } from '../../../src/vendor/ledger/postgres.ts'
import { missingPooler, type Pooler, poolerTo } from '../../vendor/ledger/pooler.ts'
import { postgresServer } from '../../vendor/ledger/postgres-server.ts'
import { AT, countingBytes, everyKind } from '../../vendor/ledger/sample.ts'
import { addNext } from '../../vendor/ledger/together-contract.ts'
import { untruths, Writers } from '../../vendor/ledger/writers.ts'

const server = postgresServer()
const missing = missingPooler()
beforeEach(({ skip }) => skip(missing !== undefined, missing))

async function opened(url: string, options: Partial<PostgresOptions> = {}): Promise<Ledger> {
  const ledger = await openPostgresLedger(url, { random: countingBytes(), create: true, ...options })
  onTestFinished(() => ledger.close())
  return ledger
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

test('many programs over few connections: everything is written and read, whichever carries it', async () => {
  const pooler = await poolerTo(await server.database(), { default_pool_size: 3 })
  const ledgers = await Promise.all(upTo(8).map(() => opened(pooler.url)))
  expect(await ledgers[0]?.append(everyKind, AT)).toBe('recorded')
  const before = (await ledgers[0]?.affiliates())?.length ?? 0
  const all = await Promise.all(
    upTo(64).flatMap(i => {
      const ledger = ledgers[i % 8] as Ledger
      return [addNext(ledger), ledger.snapshot('NONE'), ledger.stats(), ledger.search(['kathe'], 3)]
    }),
  )
  const numbers = all.flatMap(one => (typeof one === 'number' ? [one] : []))
  expect(numbers.toSorted((a, b) => a - b)).toEqual(upTo(64).map(i => before + i))
  expect((await ledgers[3]?.audit())?.problems).toEqual([])
})

const NOTHING = { missing: [], surplus: [] }

test.each([
  ['the pooler', (pooler: Pooler) => pooler],
  ['the server behind the pooler', () => ({ stop: () => server.kill(), start: () => server.start() })],
])(
  '%s starts anew while desks record: what was answered is there, and they go on',
  async (_name, restarted) => {
    const pooler = await poolerTo(await server.database())
    const ledgers = await Promise.all(upTo(4).map(() => opened(pooler.url)))
    const writers = new Writers(ledgers)
    await writers.more(20)
    const { stop, start } = restarted(pooler)
    await stop()
    await start()
    await writers.more(20)
    await writers.stop()
    expect(writers.errors.filter(({ code }) => code !== 'ledger-unavailable')).toEqual([])
    expect(await untruths(ledgers[0] as Ledger, writers)).toEqual(NOTHING)
    expect((await ledgers[0]?.audit())?.problems).toEqual([])
  },
)

test('a pooler that has no connection left is waited for, and then says so', async () => {
  const pooler = await poolerTo(await server.database(), { max_client_conn: 1 })
  const first = await opened(pooler.url)
  await expect(opened(pooler.url, { busySeconds: 0.2 })).rejects.toMatchObject({
    code: 'ledger-unavailable',
    details: { problem: expect.stringContaining('max_client_conn') },
  })
  const second = opened(pooler.url)
  await first.close()
  expect((await (await second).stats()).entries).toBe(0)
})

test('a long read holds no writer up, and sees one moment', async () => {
  const pooler = await poolerTo(await server.database())
  const [reader, writer] = await Promise.all([opened(pooler.url), opened(pooler.url)])
  await reader.longMoment(async moment => {
    expect(await moment.affiliates()).toEqual([])
    expect(await Promise.all([addNext(writer), addNext(reader)])).toHaveLength(2)
    expect(await moment.affiliates()).toEqual([])
  })
  expect(await reader.affiliates()).toHaveLength(2)
})
