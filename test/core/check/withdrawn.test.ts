/** What was deactivated here or revoked by the vendor stays so, whatever else the license says (checklist D). */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, license, NOW } from '../../world/nouns.ts'
import { checked, terms } from './check-case.ts'

const WAYS = [
  ['deactivated', 'deactivated'],
  ['revoked', 'license-revoked'],
] as const

describe.each(WAYS)('%s', (why, code) => {
  test('is refused, and says which activation and since when', () => {
    expect(checked({ withdrawal: { why, at: NOW - DAY } })).toMatchObject({
      valid: false,
      reasons: [
        {
          rule: 'withdrawn',
          code,
          details: { activation: '0011223344556677', since: '2026-11-21T12:00:00Z' },
        },
      ],
    })
  })

  test('is no matter of the clock, of the term or of the computer', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 250_000_000_000 }),
        fc.integer({ min: 0, max: 250_000_000_000 }),
        fc.option(fc.integer({ min: 0, max: 250_000_000_000 }), { nil: undefined }),
        fc.boolean(),
        (at, now, expiresAt, generic) => {
          const subject = license({ expiresAt, ...(generic ? { binding: { kind: 'generic' } } : {}) })
          const { reasons } = checked({
            license: subject,
            terms: terms({ allowGeneric: true }),
            withdrawal: { why, at },
            now,
          })
          expect(reasons.map(reason => reason.code)).toContain(code)
        },
      ),
    )
  })
})

test('while nothing was withdrawn the license counts', () => {
  const { valid, trace } = checked({ withdrawal: undefined })
  expect(valid).toBe(true)
  expect(trace).toContainEqual(expect.objectContaining({ rule: 'withdrawn', found: 'not-withdrawn' }))
})
