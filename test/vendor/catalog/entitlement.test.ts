import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Entitlement, FeatureDefinition } from '../../../src/core/terms/entitlement.ts'
import { checkField, type KeyFields, type Notes } from '../../../src/core/terms/fields.ts'
import {
  changedEntitlement,
  requireEntitlement,
  requireFuture,
} from '../../../src/vendor/catalog/entitlement.ts'
import { DAY, entitlement, NOW, product } from '../../world/nouns.ts'

type EntitlementFields = Omit<KeyFields, keyof Notes>

const LATEST = 253_402_300_800
const MOST_DEACTIVATIONS = 9_223_372_036_854_775_807n
const FEATURES: readonly FeatureDefinition[] = [
  { name: 'export', type: 'flag', default: true, required: false, values: [] },
  { name: 'users', type: 'integer', default: undefined, required: false, values: [] },
]

const invalid = (field: string) =>
  expect.objectContaining({ code: 'invalid-value', details: expect.objectContaining({ field }) })

function required(change: Partial<Entitlement>): Entitlement {
  return requireEntitlement(entitlement(change), product())
}

function named(count: number, bytes: number) {
  return Array.from({ length: count }, (_, i) => ({ name: `${i}`.padStart(bytes, 'u'), platform: 0 }))
}

describe('what a key may grant, from one end to the other', () => {
  test.each<[string, Partial<Entitlement>]>([
    ['QC-07', { activations: 1 }],
    ['QC-07', { activations: 1_000_000 }],
    ['QC-10', { floatingSeats: 1 }],
    ['QC-10', { floatingSeats: 1_000_000 }],
    ['QC-25', { expiresAt: LATEST }],
    ['QC-22', { maintenance: { until: LATEST } }],
    ['QC-20', { maintenance: { until: undefined } }],
    ['QC-26', { duration: { days: 1, from: 'creation' } }],
    ['QC-26', { duration: { days: 36_500, from: 'activation' } }],
    ['QC-27', { duration: { days: 36_500, from: 'first-run' } }],
    ['grace', { graceDays: 1 }],
    ['grace', { graceDays: 36_500 }],
    ['licensee', { licensee: 'ü'.repeat(127) }],
    ['QC-32', { userData: 'x'.repeat(65_536) }],
    ['LP-06..08', { deactivationLimit: 0n }],
    ['LP-06..08', { deactivationLimit: 2n ** 53n + 1n }],
    ['LP-06..08', { deactivationLimit: MOST_DEACTIVATIONS }],
    ['LP-06..08', { deactivationLimit: 'unlimited' }],
    ['LP-15', { users: named(10_000, 8) }],
    ['LP-15', { users: named(2_048, 256) }],
    ['LP-19', { users: [0, 1, 2, 3, 4].map(platform => ({ name: 'ann', platform })) }],
    ['LP-18', { users: [{ name: 'ACME\\Änn Ö. @ home', platform: 1 }] }],
    ['QC-30', { engineVersion: 1 }],
    ['QC-30', { engineVersion: 2 }],
    ['LP-03', { forFloating: true, activations: 25 }],
    ['SS-01', { forFloating: true, activations: 25, seatUnit: 'host', longestLease: 60, longestBorrow: 366 }],
    ['SS-01', { forFloating: true, activations: 25, mostBorrowed: 25, longestLease: 2_678_400 }],
    [
      'SS-03',
      { forFloating: true, features: new Map([['export', true]]), pools: new Map([['export', 1_000_000]]) },
    ],
    ['QC-19', { generic: true, floatingSeats: 5, duration: { days: 1, from: 'activation' } }],
  ])('%s: %o is kept as it is', (_id, change) => {
    expect(required(change)).toEqual(entitlement(change))
  })

  test.each<[string, string, Partial<Entitlement>]>([
    ['QC-07', 'activations', { activations: 0 }],
    ['QC-07', 'activations', { activations: 1_000_001 }],
    ['QC-07', 'activations', { activations: 1.5 }],
    ['QC-07', 'activations', { activations: Number.NaN }],
    ['QG-09', 'activations', { generic: true, activations: 2 }],
    ['QC-10', 'floatingSeats', { floatingSeats: 0 }],
    ['QC-10', 'floatingSeats', { floatingSeats: 1_000_001 }],
    ['LP-04', 'floatingSeats', { forFloating: true, floatingSeats: 2 }],
    ['LP-03', 'forFloating', { forFloating: true, generic: true }],
    ['SS-01', 'longestLease', { forFloating: true, longestLease: 59 }],
    ['SS-01', 'longestLease', { forFloating: true, longestLease: 2_678_401 }],
    ['SS-01', 'longestBorrow', { forFloating: true, longestBorrow: 367 }],
    ['SS-01', 'mostBorrowed', { forFloating: true, activations: 25, mostBorrowed: 26 }],
    ['SS-01', 'seatUnit', { forFloating: true, seatUnit: 'day' as never }],
    ['SS-01', 'seatUnit', { seatUnit: 'host' }],
    ['SS-01', 'longestLease', { longestLease: 900 }],
    ['SS-01', 'longestBorrow', { longestBorrow: 7 }],
    ['SS-01', 'mostBorrowed', { mostBorrowed: 1 }],
    ['SS-03', 'pools', { features: new Map([['export', true]]), pools: new Map([['export', 1]]) }],
    ['SS-03', 'pools', { forFloating: true, pools: new Map([['export', 1]]) }],
    [
      'SS-03',
      'pools',
      { forFloating: true, features: new Map([['export', true]]), pools: new Map([['export', 0]]) },
    ],
    ['SS-01', 'duration.from', { forFloating: true, duration: { days: 1, from: 'first-run' } }],
    ['QC-25', 'expiresAt', { expiresAt: LATEST + 1 }],
    ['QC-25', 'expiresAt', { expiresAt: 1.5 }],
    ['QC-22', 'maintenance', { maintenance: { until: LATEST + 1 } }],
    ['QC-22', 'maintenance', { maintenance: { until: -1 } }],
    ['QC-26', 'duration', { duration: { days: 0, from: 'creation' } }],
    ['QC-26', 'duration', { duration: { days: 36_501, from: 'first-run' } }],
    ['QC-27', 'duration.from', { generic: true, duration: { days: 1, from: 'first-run' } }],
    ['grace', 'graceDays', { graceDays: -1 }],
    ['grace', 'graceDays', { graceDays: 36_501 }],
    ['licensee', 'licensee', { licensee: 'ü'.repeat(128) }],
    ['licensee', 'licensee', { licensee: 'two\nlines' }],
    ['licensee', 'licensee', { licensee: '\ufeffBob' }],
    ['QC-32', 'userData', { userData: 'x'.repeat(65_537) }],
    ['QC-32', 'userData', { userData: '\ud800' }],
    ['LP-09', 'deactivationLimit', { deactivationLimit: -1n }],
    ['LP-09', 'deactivationLimit', { deactivationLimit: -2n }],
    ['LP-09', 'deactivationLimit', { deactivationLimit: MOST_DEACTIVATIONS + 1n }],
    ['LP-15', 'users', { users: named(10_001, 8) }],
    ['LP-15', 'users', { users: named(2_049, 256) }],
    ['LP-15', 'user', { users: [{ name: 'x'.repeat(257), platform: 0 }] }],
    ['LP-15', 'user', { users: [{ name: 'a\tb', platform: 0 }] }],
    ['LP-15', 'user', { users: [{ name: '\udfff', platform: 0 }] }],
    [
      'LP-17',
      'user',
      {
        users: [
          { name: 'ann', platform: 0 },
          { name: '', platform: 0 },
        ],
      },
    ],
    [
      'LP-15',
      'users',
      {
        users: [
          { name: 'ann', platform: 3 },
          { name: 'ann', platform: 3 },
        ],
      },
    ],
    ['LP-20', 'platform', { users: [{ name: 'ann', platform: -1 }] }],
    ['LP-20', 'platform', { users: [{ name: 'ann', platform: 5 }] }],
    ['LP-20', 'platform', { users: [{ name: 'ann', platform: 1.5 }] }],
    ['QC-30', 'engineVersion', { engineVersion: 3 as never }],
    ['QC-30', 'engineVersion', { engineVersion: 0 as never }],
  ])('%s: a bad value for %s is refused: %o', (_id, field, change) => {
    expect(() => required(change)).toThrow(invalid(field))
  })

  test('QC-30: what an older format cannot say is refused, also what comes from the product', () => {
    const refused = (change: Partial<Entitlement>, of = product()) =>
      expect(() => requireEntitlement(entitlement({ engineVersion: 1, ...change }), of)).toThrow(
        expect.objectContaining({
          code: 'engine-version-too-old',
          details: { engineVersion: 1, needs: [expect.any(String)] },
        }),
      )
    refused({ duration: { days: 1, from: 'first-run' } })
    refused({ graceDays: 1 })
    refused({ users: named(1, 5) })
    refused({ allowVirtual: false })
    refused({ licensee: 'Bob' })
    refused({ deactivationLimit: 5n })
    refused({}, product({ allowVirtual: false }))
    refused({}, product({ deactivationLimit: 5n }))
    expect(() => required({ engineVersion: 1 })).not.toThrow()
  })

  test('LP-06..09: the limits of a host that is not type-checked', () => {
    for (const bad of [0, 5, 1.5, -1, '5', 'none', undefined, null, {}])
      expect(() => checkField('deactivationLimit', bad)).toThrow(invalid('deactivationLimit'))
  })

  test('QC-25: an end that is over is a mistake, to the second', () => {
    expect(() => requireFuture(NOW, NOW)).toThrow(invalid('expiresAt'))
    expect(() => requireFuture(NOW + 1, NOW)).not.toThrow()
    expect(() => requireFuture(undefined, NOW)).not.toThrow()
  })
})

describe('LP-13 LP-15..17 LP-25: a change of a key', () => {
  const full = entitlement({
    activations: 3,
    floatingSeats: 7,
    features: new Map<string, true | number>([
      ['export', true],
      ['users', 5],
    ]),
    maintenance: { until: NOW },
    majorVersion: '2',
    expiresAt: NOW + DAY,
    duration: { days: 30, from: 'activation' },
    userData: 'rack 7',
    deactivationLimit: 3n,
    users: [{ name: 'ann', platform: 3 }],
    allowVirtual: false,
    graceDays: 5,
    licensee: 'Bob',
    engineVersion: 2,
  })
  const other: Required<EntitlementFields> = {
    activations: 4,
    floatingSeats: 8,
    features: new Map([['users', 6]]),
    maintenance: { until: undefined },
    expiresAt: NOW + 2 * DAY,
    duration: { days: 1, from: 'creation' },
    userData: 'rack 8',
    forFloating: true,
    deactivationLimit: 'unlimited',
    users: [{ name: 'bob', platform: 0 }],
    allowVirtual: 'inherit',
    allowWorkloads: true,
    graceDays: 6,
    licensee: 'Cid',
    engineVersion: 1,
    seatUnit: 'host',
    longestLease: 900,
    longestBorrow: 7,
    mostBorrowed: 2,
    pools: new Map([['users', 2]]),
  }
  const of = product({ features: FEATURES })
  const changed = (fields: EntitlementFields) => changedEntitlement(full, fields, of)

  test('absent keeps, present replaces, field by field, and nothing else moves', () => {
    fc.assert(
      fc.property(fc.subarray(Object.keys(other) as (keyof EntitlementFields)[]), names => {
        const fields: EntitlementFields = Object.fromEntries(names.map(name => [name, other[name]]))
        const replaced = Object.fromEntries(
          names.map(name => [
            name,
            // what is not named in the set has the product's default
            name === 'features'
              ? new Map<string, unknown>([...[['export', true] as const], ['users', 6]])
              : other[name],
          ]),
        )
        expect(changed(fields)).toEqual({ ...full, ...replaced })
      }),
    )
  })

  test('each field has a word that takes it away', () => {
    const none: EntitlementFields = {
      floatingSeats: 'none',
      maintenance: 'none',
      expiresAt: 'never',
      duration: 'none',
      userData: '',
      users: [{ name: '', platform: 0 }],
      graceDays: 0,
      licensee: '',
      engineVersion: 'newest',
    }
    expect(changed(none)).toEqual({
      ...full,
      floatingSeats: undefined,
      maintenance: undefined,
      expiresAt: undefined,
      duration: undefined,
      userData: undefined,
      users: [],
      graceDays: undefined,
      licensee: undefined,
      engineVersion: undefined,
    })
    expect(changed({ users: [] }).users).toEqual([])
  })

  test('LP-13: features that are named replace the set, those that are not have the default', () => {
    expect([...changed({}).features]).toEqual([...full.features])
    expect([...changed({ features: new Map() }).features]).toEqual([['export', true]])
    expect([...changed({ features: new Map([['export', false]]) }).features]).toEqual([])
  })

  test('LP-12: a required feature that is not in the new set is missing, whatever the key had', () => {
    const strict = product({
      features: [{ name: 'users', type: 'integer', default: undefined, required: true, values: [] }],
    })
    expect(() => changedEntitlement(full, { features: new Map() }, strict)).toThrow(
      expect.objectContaining({ code: 'feature-missing', details: { feature: 'users', limelm: 117 } }),
    )
    expect(() => changedEntitlement(full, { activations: 9 }, strict)).not.toThrow()
  })

  test('what was there before is not touched', () => {
    const before = structuredClone(full)
    changed(other)
    expect(full).toEqual(before)
  })
})
