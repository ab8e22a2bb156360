/** Every row comes once, wherever the pages end. */
import { expect, test } from 'vitest'
import { everyRow } from '../../../src/vendor/ledger/pages.ts'

test.each([0, 1, 2, 3, 4, 7])('%i rows in pages of 3', async count => {
  const rows = Array.from({ length: count }, (_, i) => i + 1)
  const asked: number[] = []
  const read = async (after = 0) => {
    asked.push(after)
    return rows.slice(after, after + 3)
  }
  const all: number[] = []
  for await (const row of everyRow(3, read, last => last)) all.push(row)
  expect(all).toEqual(rows)
  // a page that is not full is the last one
  expect(asked).toEqual(Array.from({ length: Math.floor(count / 3) + 1 }, (_, i) => 3 * i))
})
