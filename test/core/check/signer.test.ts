/** A key that was retired: what it signed before stays good, as the kit says, and what it signed since does not. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { license, NOW } from '../../world/nouns.ts'
import { checked, codes, KID, NEXT_KID, terms } from './check-case.ts'

const at = (issuedAt: number, retired: ReadonlyMap<string, number>, signedBy = KID) => ({
  license: license({ issuedAt }),
  terms: terms({ madeAt: 0, retired }),
  signedBy,
  now: 250_000_000_000,
})

test('the last second before it was retired counts, the first one since does not', () => {
  const retired = new Map([[KID, NOW]])
  expect(codes(at(NOW - 1, retired))).toEqual([])
  expect(checked(at(NOW, retired)).reasons).toEqual([
    {
      rule: 'signing-key',
      code: 'signing-key-retired',
      details: { kid: KID, from: '2026-11-22T12:00:00Z', issued: '2026-11-22T12:00:00Z' },
    },
  ])
})

test('a key that is retired from the beginning has signed nothing that counts', () => {
  for (const issuedAt of [0, 1, NOW])
    expect(codes(at(issuedAt, new Map([[KID, 0]])))).toEqual(['signing-key-retired'])
})

test('only the key that signed is asked for, and only when the license was made, not what time it is', () => {
  const time = fc.integer({ min: 0, max: 200_000_000_000 })
  fc.assert(
    fc.property(time, time, time, (issuedAt, from, otherFrom) => {
      const retired = new Map([[KID, from], [NEXT_KID, otherFrom]]) // biome-ignore format: a row
      expect(codes(at(issuedAt, retired)).length > 0).toBe(issuedAt >= from)
      expect(codes(at(issuedAt, retired, NEXT_KID)).length > 0).toBe(issuedAt >= otherFrom)
      expect(codes(at(issuedAt, new Map([[NEXT_KID, otherFrom]])))).toEqual([])
    }),
  )
})

test('the trace names the key', () => {
  const step = (retired: ReadonlyMap<string, number>) =>
    checked(at(NOW - 1, retired)).trace.find(({ rule }) => rule === 'signing-key')
  expect(step(new Map())).toMatchObject({ found: 'signed', figures: { kid: KID } })
  expect(step(new Map([[KID, NOW]]))).toMatchObject({
    found: 'signed-before-retired',
    figures: { kid: KID, from: '2026-11-22T12:00:00Z' },
  })
})
