/** The log of a ledger that is larger than the memory of the tool. */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, onTestFinished, test } from 'vitest'
import { entryHash } from '../../src/log/chain.ts'
import { runProcess } from '../world/process.ts'
import { openShop, type Shop } from '../world/shop.ts'

const COUNT = 40_000

/** Entries straight into the file: the log does not ask whether they fit. */
function lengthen(shop: Shop): void {
  const db = new DatabaseSync(shop.at('vendor', 'home', 'ledger.db'))
  db.exec('PRAGMA synchronous = OFF; BEGIN')
  const last = db.prepare('SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1').get()
  const insert = db.prepare(
    "INSERT INTO entry (seq, at, kind, body, operator, hash) VALUES (?, 1, 'affiliate.added', ?, 'robot', ?)",
  )
  let hash = `${last?.hash}`
  for (let i = 1; i <= COUNT; i++) {
    const seq = Number(last?.seq) + i
    const body = JSON.stringify({ affiliate: { name: `${'many words '.repeat(180)}${i}`, addedAt: 1 } })
    hash = entryHash(hash, seq, 1, 'affiliate.added', body, 'robot')
    insert.run(seq, body, hash)
  }
  db.exec('COMMIT')
  db.close()
}

test('a long log needs no memory for it: 72 MB of log in a heap of 48 MB', async () => {
  const shop = await openShop()
  onTestFinished(() => shop.remove())
  lengthen(shop)
  const main = join(import.meta.dirname, '..', '..', 'vendor-tool', 'main.ts')
  const run = (...words: readonly string[]) =>
    runProcess(
      process.execPath,
      ['--max-old-space-size=48', main, '--home', shop.at('vendor', 'home'), 'ledger', 'log', ...words],
      { folder: shop.at() },
    )
  const file = shop.at('vendor', 'long.jsonl')
  expect(await run('--operator', 'robot', '-o', file)).toMatchObject({ exit: 0, err: '' })
  expect(statSync(file).size).toBeGreaterThan(72_000_000)
  const asJson = await run('--operator', 'robot', '--last', '36000', '--json')
  expect({ exit: asJson.exit, err: asJson.err }).toEqual({ exit: 0, err: '' })
  expect(JSON.parse(asJson.out).entries).toHaveLength(36_000)
})
