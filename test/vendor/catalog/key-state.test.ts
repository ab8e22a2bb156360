import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entitlement, KeyRecord } from '../../../src/core/terms/entitlement.ts'
import { keyState } from '../../../src/vendor/catalog/key-state.ts'
import { DAY, keyRecord, NOW } from '../../world/nouns.ts'

/** Made a day before NOW. */
function key(change: Partial<Entitlement> = {}, revokedAt?: number): KeyRecord {
  return {
    ...keyRecord(change),
    revoked: revokedAt === undefined ? undefined : { at: revokedAt, reason: undefined },
  }
}

describe('the state of a key', () => {
  test('is unused, then active', () => {
    expect([keyState(key(), 0, NOW), keyState(key(), 1, NOW), keyState(key(), 7, NOW)]).toEqual([
      'unused',
      'active',
      'active',
    ])
  })

  test('QC-25: is expired from the first second behind its date, used or not', () => {
    const dated = key({ expiresAt: NOW })
    expect([NOW - 1, NOW].map(at => keyState(dated, 0, at))).toEqual(['unused', 'expired'])
    expect([NOW - 1, NOW].map(at => keyState(dated, 2, at))).toEqual(['active', 'expired'])
  })

  test('QC-27: is expired by days from its creation', () => {
    const days = key({ duration: { days: 10, from: 'creation' } })
    const end = NOW - DAY + 10 * DAY
    expect([end - 1, end].map(at => keyState(days, 0, at))).toEqual(['unused', 'expired'])
    const both = key({ duration: { days: 10, from: 'creation' }, expiresAt: NOW })
    expect(keyState(both, 0, NOW)).toBe('expired')
  })

  test('QC-27: days from activation or from the first run end for each computer, and not for the key', () => {
    for (const from of ['activation', 'first-run'] as const) {
      const days = key({ duration: { days: 1, from } })
      expect(keyState(days, 0, NOW + 1000 * DAY)).toBe('unused')
      expect(keyState(days, 1, NOW + 1000 * DAY)).toBe('active')
      expect(keyState(key({ duration: { days: 1, from }, expiresAt: NOW }), 1, NOW)).toBe('expired')
    }
  })

  test('is revoked before all else', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.option(fc.nat(), { nil: undefined }), fc.nat(), (used, expiresAt, now) => {
        expect(keyState(key({ expiresAt }, NOW), used, now)).toBe('revoked')
      }),
    )
  })
})
