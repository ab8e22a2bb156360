/**
 * Folders of requests beside each other, and beside desks that answer one request after the other: processes at one
 * ledger, on both engines. Nobody gets a seat too many, everybody comes to an end, and each is told the truth.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { messageFromInput } from '../../../src/vendor/door.ts'
import { requestOf } from '../../world/desk.ts'
import { today } from '../../world/nouns.ts'
import { runProcess } from '../../world/process.ts'
import type { Value } from '../../world/world.ts'
import { startChild } from './child.ts'
import { folder } from './file.ts'
import { type Market, openMarket } from './market.ts'
import { postgresServer } from './postgres-server.ts'
import { recount } from './recount.ts'
import type { Done, Order } from './rival.ts'

const TOOL = join(import.meta.dirname, '..', '..', '..', 'vendor-tool', 'main.ts')

const server = postgresServer()

/** As many as the tool counts and does not list one by one. */
const COUNT = 120

/** A folder with requests of so many computers, and one for their licenses. */
interface Batch {
  readonly requests: string
  readonly licenses: string
}

function batchOf(name: string, key: (i: number) => string): Batch {
  const root = folder()
  const [requests, licenses] = [join(root, 'requests'), join(root, 'licenses')]
  for (const each of [requests, licenses]) mkdirSync(each)
  for (let i = 0; i < COUNT; i++)
    writeFileSync(join(requests, `${i}.request`), requestOf(`${name} ${i}`, key(i)))
  return { requests, licenses }
}

/** What the tool says of the folder; the exit code says whether some were refused. */
async function answer({ home, where }: Market, { requests, licenses }: Batch, operator: string) {
  const words = ['--home', home, '--ledger', where, '--operator', operator]
  const { exit, out } = await runProcess(
    process.execPath,
    [TOOL, ...words, 'issue', requests, '-o', licenses, '--json'],
    { folder: home },
  )
  const value: Value = JSON.parse(out)
  expect({ exit, code: value.error?.code }).toEqual(
    value.ok ? { exit: 0, code: undefined } : { exit: 1, code: 'some-refused' },
  )
  const { counts, first } = value.ok ? { counts: value.counts, first: [] } : value.error.details
  for (const { error } of first) expect(error.code).toBe('no-seats-left')
  expect(counts.unreadable).toBe(0)
  expect(readdirSync(licenses)).toHaveLength(counts.issued)
  return counts as { readonly issued: number; readonly refused: number }
}

/** Every license is of an activation of its own that is in the ledger. */
async function expectSound(market: Market, batches: readonly Batch[]): Promise<void> {
  const ledger = await market.ledger()
  expect((await ledger.audit()).problems).toEqual([])
  expect(await recount(ledger)).toEqual([])
  for (const { requests, licenses } of batches)
    for (const name of readdirSync(licenses)) {
      const request = readFileSync(join(requests, name.replace('.license', '.request')))
      const again = await market.signer.issue(request)
      if (again.kind === 'refusal') throw new Error(`${name} is not in the ledger: ${again.code}`)
      const license = await messageFromInput(readFileSync(join(licenses, name)))
      expect(again.seat).toBe('repeated')
      expect(Buffer.from(license).equals(again.message), name).toBe(true)
    }
}

/** Of a key. */
async function seatsTaken(market: Market, key: string): Promise<number> {
  return (await market.vendor.listedKey(key)).used
}

describe.each([
  ['SQLite', () => openMarket(undefined, today)],
  ['PostgreSQL', async () => openMarket(await server.database(), today)],
])('on %s', (_, open) => {
  test('QC-08: two folders at once, which want more seats than there are', async () => {
    const market = await open()
    const contested = await market.key({ activations: 100 })
    const plenty = await market.key({ activations: 1000 })
    // every third one has nobody to fear
    const batches = ['left', 'right'].map(name => batchOf(name, i => (i % 3 === 0 ? plenty : contested)))
    const [left, right] = (await Promise.all(
      batches.map((batch, i) => answer(market, batch, `desk ${i}`)),
    )) as [Value, Value]
    expect(left.issued + right.issued).toBe(100 + 80)
    expect(left.refused + right.refused).toBe(160 - 100)
    expect(await seatsTaken(market, contested)).toBe(100)
    expect(await seatsTaken(market, plenty)).toBe(80)
    await expectSound(market, batches)
  })

  test('QC-08: a folder beside four desks with single requests: all of them get on, and share the seats', async () => {
    const market = await open()
    const contested = await market.key({ activations: 150 })
    const plenty = await market.key({ activations: 1000 })
    const keyOf = (i: number) => (i % 2 === 0 ? contested : plenty)
    // so many that the folder is done long before them
    const orders = Array.from({ length: 4 }, (_, desk) =>
      Array.from({ length: 80 }, (_, i): Order => {
        const request = Buffer.from(requestOf(`desk ${desk} ${i}`, keyOf(i))).toString('base64url')
        return { do: 'issue', request }
      }),
    )
    const batch = batchOf('folder', keyOf)
    const desks = await startChild('rival.ts', [market.home, market.where, 'today'])
    desks.tell(JSON.stringify(orders))
    await desks.said(1)
    desks.tell('go')
    const counts = await answer(market, batch, 'folder')
    expect(await desks.over).toBe(0)

    const done = desks.lines.slice(1).map((line): Done => JSON.parse(line))
    expect(done).toHaveLength(320)
    for (const { outcome } of done) expect(['done', 'no-seats-left']).toContain(outcome)
    const granted = done.filter(({ outcome }) => outcome === 'done').length
    expect(granted + counts.issued).toBe(150 + 160 + 60)
    expect(await seatsTaken(market, contested)).toBe(150)
    expect(await seatsTaken(market, plenty)).toBe(220)

    // they were at work at the same time
    const log = await (await market.ledger()).log(0, 10_000)
    const byFolder = log
      .filter(({ change }) => change.kind === 'activation.recorded')
      .map(({ operator }) => operator === 'folder')
    expect(byFolder.indexOf(true)).toBeGreaterThan(byFolder.indexOf(false))
    expect(byFolder.indexOf(true)).toBeLessThan(byFolder.lastIndexOf(false))
    await expectSound(market, [batch])
  })
})
