import { expect, test } from 'vitest'
import { endOf, sinceOf, startOf } from '../../src/words/dates.ts'

test('QC-27: a day as its start or its end, and the field is named when it is none', () => {
  expect(endOf('--expires', '2026-11-22') - startOf('--from', '2026-11-22')).toBe(86_400)
  expect(endOf('--expires', '2026-11-22T12:00:00Z')).toBe(Date.UTC(2026, 10, 22, 12) / 1000)
  for (const bad of ['2026-02-30', '22.11.2026', ''])
    for (const read of [endOf, sinceOf, startOf])
      expect(() => read('--x', bad)).toThrow(
        expect.objectContaining({
          code: 'invalid-value',
          details: expect.objectContaining({ field: '--x', got: bad }),
        }),
      )
  expect(() => startOf('--x', '2026-11-22T12:00:00Z')).toThrow()
})

test('a day or an instant from which on things count', () => {
  expect(sinceOf('--since', '2026-11-22')).toBe(startOf('--since', '2026-11-22'))
  expect(sinceOf('--since', '2026-11-22T12:00:00Z')).toBe(Date.UTC(2026, 10, 22, 12) / 1000)
})
