import { describe, expect, test } from 'vitest'
import { type CheckCase, check } from '../../src/rules/check.ts'
import { DAY, fingerprint, license, NOW } from '../world/nouns.ts'

function checked(change: Partial<CheckCase>) {
  return check({
    license: license(),
    terms: { vendor: 'Acme', productId: 'scope', allowGeneric: false },
    fingerprint: fingerprint('a'),
    program: { version: undefined, releasedAt: undefined },
    now: NOW,
    ...change,
  })
}

describe('a verdict', () => {
  test('is valid when every rule passes, and says what each one saw', () => {
    const { valid, reasons, trace } = checked({})
    expect({ valid, reasons }).toEqual({ valid: true, reasons: [] })
    expect(trace.map(({ rule }) => rule)).toEqual(['vendor', 'product', 'computer', 'expiry', 'version'])
  })

  test('names every reason, not the first', () => {
    const { valid, reasons } = checked({
      license: license({ vendor: 'Other', productId: 'meter', majorVersion: '1', expiresAt: NOW - 1 }),
      fingerprint: fingerprint('b'),
      program: { version: '2.0', releasedAt: undefined },
    })
    expect(valid).toBe(false)
    expect(reasons.map(({ code }) => code)).toEqual([
      'wrong-vendor',
      'wrong-product',
      'wrong-computer',
      'expired',
      'wrong-version',
    ])
  })

  test('QC-25: valid to the last second', () => {
    const subject = license({ expiresAt: NOW + DAY })
    expect(checked({ license: subject, now: NOW + DAY - 1 }).valid).toBe(true)
    expect(checked({ license: subject, now: NOW + DAY }).reasons).toMatchObject([{ code: 'expired' }])
  })

  test('QG-13: generic only where the kit allows it, and then on any computer', () => {
    const generic = license({ binding: { kind: 'generic' } })
    const terms = { vendor: 'Acme', productId: 'scope', allowGeneric: true }
    expect(checked({ license: generic }).reasons).toMatchObject([
      { code: 'generic-not-allowed', details: { side: 'client' } },
    ])
    for (const seed of ['a', 'b', 'c'])
      expect(checked({ license: generic, terms, fingerprint: fingerprint(seed) }).valid).toBe(true)
  })

  test('a reading that cannot be made here is neutral; three quarters of the required ones must be seen', () => {
    const only = (...kinds: number[]) =>
      new Map([...fingerprint('a')].filter(([kind]) => kinds.includes(kind)))
    expect(checked({ fingerprint: only(1, 4, 5) }).valid).toBe(true)
    expect(checked({ fingerprint: only(1, 5) }).reasons).toMatchObject([{ code: 'wrong-computer' }])
    expect(checked({ fingerprint: only(6) }).reasons).toMatchObject([{ code: 'wrong-computer' }])
    expect(checked({ fingerprint: new Map() }).reasons).toMatchObject([{ code: 'wrong-computer' }])
  })
})
