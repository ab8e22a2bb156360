/** What a search finds among many rows is what a look at each of them finds, however common its parts are. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { openSqliteLedger } from '../../../src/vendor/ledger/sqlite.ts'
import { runs } from '../../effort.ts'
import { AT, countingBytes, everyKind, keyRecord } from './sample.ts'

const MANY = 1500
/** Many rows have each beginning, few each end; some have letters with accents. */
const orders = Array.from({ length: MANY }, (_, n) => `Ördër-${n % 7}${n % 11}-${(n * 7919) % 10_007}`)

/** Of letters that no order has. */
const idOf = (n: number) => [...n.toString(4)].map(digit => 'JQXZ'[Number(digit)]).join('')

const path = mkdtempSync(join(tmpdir(), 'airlatch-search-'))
let ledger: Ledger
beforeAll(async () => {
  ledger = await openSqliteLedger(join(path, 'ledger.db'), { random: countingBytes(), create: true })
  const keys = orders.map(
    (orderReference, n): Change => ({
      kind: 'key.created',
      key: keyRecord(idOf(n), { orderReference }),
    }),
  )
  await ledger.append([...everyKind.slice(0, 3), ...keys], AT)
})
afterAll(async () => {
  await ledger.close()
  rmSync(path, { recursive: true, force: true })
})

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()

test('as many as there are, of rare and of common parts', async () => {
  const part = fc
    .tuple(fc.nat(MANY - 1), fc.nat(12), fc.integer({ min: 3, max: 12 }), fc.boolean())
    .map(([n, from, length, isPlain]) => {
      const text = (orders[n] ?? '').slice(from, from + length)
      return isPlain ? plain(text) : text.toUpperCase()
    })
    .filter(text => text.length >= 3)
  await fc.assert(
    fc.asyncProperty(part, async phrase => {
      const ought = orders.flatMap((order, n) => (plain(order).includes(plain(phrase)) ? [idOf(n)] : []))
      const found = (await ledger.search([phrase], MANY)).map(({ id }) => id)
      expect(found).toEqual(ought.toReversed())
      expect((await ledger.search([phrase], 2)).map(({ id }) => id)).toEqual(found.slice(0, 2))
    }),
    { numRuns: runs(500) },
  )
})

test('of several phrases each row once', async () => {
  const [first = '', second = ''] = [orders[3], orders[5]]
  const found = (await ledger.search([first, first.toUpperCase(), second], 10)).map(({ id }) => id)
  expect(found).toEqual(expect.arrayContaining([idOf(5), idOf(3)]))
  expect(new Set(found).size).toBe(found.length)
})
