import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entitlement } from '../../../src/core/terms/entitlement.ts'
import {
  allowsVirtual,
  computersOf,
  deactivationLimitOf,
  floatingSeatsOf,
  formatOf,
} from '../../../src/core/terms/terms.ts'
import { entitlement, product } from '../../world/nouns.ts'

const MOST = 9_223_372_036_854_775_807n

describe('LP-06..08: the limit on deactivations', () => {
  test.each<[Entitlement['deactivationLimit'], bigint | 'unlimited', bigint | undefined]>([
    ['inherit', 'unlimited', undefined],
    ['inherit', 3n, 3n],
    ['inherit', 0n, 0n],
    ['unlimited', 3n, undefined],
    [0n, 'unlimited', 0n],
    [MOST, 0n, MOST],
    [2n ** 53n + 1n, 'unlimited', 9_007_199_254_740_993n],
  ])('a key that says %s, of a product that says %s: %s', (own, ofProduct, limit) => {
    const key = entitlement({ deactivationLimit: own })
    expect(deactivationLimitOf(key, product({ deactivationLimit: ofProduct }))).toBe(limit)
  })
})

describe('LP-23: virtual machines', () => {
  test('the key decides, and the product where the key inherits', () => {
    for (const ofProduct of [true, false]) {
      const of = (allowVirtual: Entitlement['allowVirtual']) =>
        allowsVirtual(entitlement({ allowVirtual }), product({ allowVirtual: ofProduct }))
      expect([of(true), of(false), of('inherit')]).toEqual([true, false, ofProduct])
    }
  })
})

describe('LP-03 LP-04: activations of a node-locked and of a floating key', () => {
  test('are computers of the one, and connections to one server of the other', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1_000_000 }), activations => {
        const locked = entitlement({ activations })
        const floating = entitlement({ activations, forFloating: true })
        expect([computersOf(locked), floatingSeatsOf(locked)]).toEqual([activations, undefined])
        expect([computersOf(floating), floatingSeatsOf(floating)]).toEqual([1, activations])
      }),
    )
  })

  test('QC-10: a node-locked key may have floating seats beside its activations', () => {
    const key = entitlement({ activations: 3, floatingSeats: 7 })
    expect([computersOf(key), floatingSeatsOf(key)]).toEqual([3, 7])
  })
})

describe('QC-30: the format of the licenses', () => {
  const newer: readonly (readonly [string, Partial<Entitlement>])[] = [
    ['first-run-days', { duration: { days: 1, from: 'first-run' } }],
    ['deactivation-limit', { deactivationLimit: 0n }],
    ['users', { users: [{ name: 'ann', platform: 0 }] }],
    ['no-virtual', { allowVirtual: false }],
    ['grace-days', { graceDays: 1 }],
    ['licensee', { licensee: 'Bob' }],
  ]

  test('is the newest unless the key is pinned, and says everything', () => {
    const all = Object.assign({}, ...newer.map(([, change]) => change))
    expect(formatOf(entitlement(all), product())).toEqual({ format: 2, unsaid: [] })
    expect(formatOf(entitlement({ ...all, engineVersion: 2 }), product())).toEqual({ format: 2, unsaid: [] })
  })

  test('pinned to the first it says what that can, and names the rest, all of it', () => {
    expect(formatOf(entitlement({ engineVersion: 1 }), product())).toEqual({ format: 1, unsaid: [] })
    fc.assert(
      fc.property(fc.subarray([...newer]), chosen => {
        const change = Object.assign({}, ...chosen.map(([, change]) => change))
        expect(formatOf(entitlement({ ...change, engineVersion: 1 }), product())).toEqual({
          format: 1,
          unsaid: chosen.map(([code]) => code),
        })
      }),
    )
  })

  test('what the first format has always said is no reason', () => {
    const old = entitlement({
      engineVersion: 1,
      features: new Map([['a', true]]),
      maintenance: { until: 1 },
      majorVersion: '2',
      expiresAt: 1,
      duration: { days: 1, from: 'activation' },
      floatingSeats: 2,
      userData: 'x',
      allowVirtual: true,
      deactivationLimit: 'unlimited',
    })
    const strict = product({ allowVirtual: false, deactivationLimit: 1n })
    expect(formatOf(old, strict).unsaid).toEqual([])
  })
})
