/** Owns what every ledger must find among many rows: what a look at each of them finds, however common its parts are. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { Change } from '../../../src/vendor/ledger/change.ts'
import type { Ledger } from '../../../src/vendor/ledger/ledger.ts'
import { runs } from '../../effort.ts'
import { AT, everyKind, keyRecord } from './sample.ts'

const MANY = 1500
/** Many rows have each beginning, few each end; some have letters with accents. */
const orders = Array.from({ length: MANY }, (_, n) => `Ördër-${n % 7}${n % 11}-${(n * 7919) % 10_007}`)

/** Of letters that no order has. */
const idOf = (n: number) => [...n.toString(4)].map(digit => 'JQXZ'[Number(digit)]).join('')

const plain = (text: string) =>
  text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .toLowerCase()

/** `open`: an empty one. */
export function searchContract(engine: string, open: () => Promise<Ledger>): void {
  describe(`a search among many rows on ${engine}`, () => {
    let ledger: Ledger
    const found = async (phrases: readonly string[], most: number) =>
      (await ledger.search(phrases, most)).map(({ id }) => id)

    beforeAll(async () => {
      ledger = await open()
      const keys = orders.map(
        (orderReference, n): Change => ({
          kind: 'key.created',
          key: keyRecord(idOf(n), { orderReference }),
        }),
      )
      await ledger.append([...everyKind.slice(0, 3), ...keys], AT)
    })
    afterAll(() => ledger.close())

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
          expect(await found([phrase], MANY)).toEqual(ought.toReversed())
          const two = await found([phrase], 2)
          expect(two).toEqual(ought.filter(id => two.includes(id)).toReversed())
          expect(two).toHaveLength(Math.min(2, ought.length))
        }),
        { numRuns: runs(500) },
      )
    })

    test('of several phrases each row once', async () => {
      const [first = '', second = ''] = [orders[3], orders[5]]
      const several = await found([first, first.toUpperCase(), second], 10)
      expect(several).toEqual(expect.arrayContaining([idOf(5), idOf(3)]))
      expect(new Set(several).size).toBe(several.length)
    })
  })
}
