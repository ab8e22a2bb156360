import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Program } from '../../../src/core/check/case.ts'
import { endOf } from '../../../src/core/check/expiry.ts'
import { traceText } from '../../../src/words/trace.ts'
import { DAY, fingerprint, license, NOW } from '../../world/nouns.ts'
import { checked, codes, here, KID, terms } from './check-case.ts'

const SILENT: Program = { version: undefined, releasedAt: undefined, features: [] }

describe('a verdict', () => {
  test('is valid when every rule passes, and says what each one saw', () => {
    const { valid, reasons, trace } = checked({})
    expect({ valid, reasons }).toEqual({ valid: true, reasons: [] })
    expect(trace.map(({ rule }) => rule)).toEqual([
      'vendor',
      'product',
      'signing-key',
      'purpose',
      'computer',
      'virtual',
      'user',
      'record',
      'withdrawn',
      'clock',
      'expiry',
      'version',
      'features',
    ])
    for (const step of trace) {
      expect(step.outcome).toBe('pass')
      expect(traceText(step)).toMatch(/../)
    }
  })

  test('names every reason, not the first', () => {
    const { valid, reasons } = checked({
      license: license({
        vendor: 'Other',
        productId: 'meter',
        majorVersion: '1',
        expiresAt: NOW - 1,
        allowVirtual: false,
        users: [{ name: 'bob', platform: 0 }],
      }),
      here: here({ fingerprint: fingerprint('b'), virtual: 'kvm' }),
      program: { version: '2.0', releasedAt: undefined, features: ['export'] },
      terms: terms({ retired: new Map([[KID, NOW]]) }),
      recordDamage: { code: 'state-damaged', details: { path: '/home/a' } },
      withdrawal: { why: 'revoked', at: NOW },
      seen: [{ at: NOW + 2 * DAY, by: 'record' }],
    })
    expect(valid).toBe(false)
    expect(reasons.map(({ code }) => code)).toEqual([
      'wrong-vendor',
      'wrong-product',
      'signing-key-retired',
      'wrong-computer',
      'virtual-machine',
      'wrong-user',
      'state-damaged',
      'license-revoked',
      'clock-set-back',
      'expired',
      'wrong-version',
      'feature-not-licensed',
    ])
  })

  test('a warning beside a reason is kept, and a warning alone leaves the license valid', () => {
    const inGrace = license({ expiresAt: NOW, graceDays: 3 })
    expect(checked({ license: inGrace })).toMatchObject({
      valid: true,
      reasons: [],
      warnings: [{ code: 'in-grace' }],
    })
    expect(checked({ license: inGrace, here: here({ fingerprint: fingerprint('b') }) })).toMatchObject({
      valid: false,
      reasons: [{ code: 'wrong-computer' }],
      warnings: [{ rule: 'expiry', code: 'in-grace' }],
    })
  })

  test('QC-25: valid to the last second', () => {
    const subject = license({ expiresAt: NOW + DAY })
    expect(checked({ license: subject, now: NOW + DAY - 1 }).valid).toBe(true)
    expect(checked({ license: subject, now: NOW + DAY }).reasons).toMatchObject([{ code: 'expired' }])
  })

  test('QG-13: generic only where the kit allows it, and then on any computer', () => {
    const generic = license({ binding: { kind: 'generic' } })
    expect(checked({ license: generic }).reasons).toMatchObject([
      { code: 'generic-not-allowed', details: { side: 'client' } },
    ])
    for (const seed of ['a', 'b', 'c'])
      expect(
        checked({
          license: generic,
          terms: terms({ allowGeneric: true }),
          here: here({ fingerprint: fingerprint(seed) }),
        }).valid,
      ).toBe(true)
  })

  test('a reading that cannot be made here counts as not the same, and the refusal says that it is missing', () => {
    const only = (...kinds: number[]) =>
      new Map([...fingerprint('a')].filter(([kind]) => kinds.includes(kind)))
    expect(checked({ here: here({ fingerprint: only(1, 4, 5) }) }).valid).toBe(true)
    expect(checked({ here: here({ fingerprint: only(1, 5) }) }).reasons).toMatchObject([
      { code: 'readings-missing' },
    ])
    expect(checked({ here: here({ fingerprint: only(6) }) }).reasons).toMatchObject([
      { code: 'readings-missing' },
    ])
    expect(checked({ here: here({ fingerprint: new Map() }) }).reasons).toMatchObject([
      { code: 'readings-missing' },
    ])
  })
})

describe('LP-23: virtual machines', () => {
  test('a license that allows none does not run inside of one, and says which', () => {
    const physical = license({ allowVirtual: false })
    for (const virtual of ['kvm', 'docker', 'a-word-of-later'])
      expect(checked({ license: physical, here: here({ virtual }) })).toMatchObject({
        valid: false,
        reasons: [{ rule: 'virtual', code: 'virtual-machine', details: { virtual } }],
      })
  })

  test('without evidence it runs, and one that allows them runs everywhere', () => {
    expect(checked({ license: license({ allowVirtual: false }) }).valid).toBe(true)
    expect(checked({ license: license({ allowVirtual: true }), here: here({ virtual: 'kvm' }) }).valid).toBe(
      true,
    )
  })
})

describe('LP-15..20: users', () => {
  const forUsers = (...users: readonly (readonly [string, number])[]) =>
    license({ users: users.map(([name, platform]) => ({ name, platform })) })

  test('LP-17: nobody named: everybody may run it, also an account without a name', () => {
    for (const user of ['ann', '', undefined]) expect(codes({ here: here({ user }) })).toEqual([])
  })

  test('LP-18: the named ones may, all others may not, nor may one whose name is not known', () => {
    const named = forUsers(['ann', 0], ['bob', 0])
    for (const user of ['ann', 'bob']) expect(codes({ license: named, here: here({ user }) })).toEqual([])
    for (const user of ['carl', 'an', 'annn', '', undefined])
      expect(codes({ license: named, here: here({ user }) }), user).toEqual(['wrong-user'])
  })

  test('LP-18: the refusal names who asks, and how many are named, not who they are', () => {
    const { reasons } = checked({ license: forUsers(['carl', 0], ['dora', 0]) })
    expect(reasons).toEqual([
      { rule: 'user', code: 'wrong-user', details: { user: 'ann', platform: 'linux', users: 2 } },
    ])
  })

  test.each([
    ['windows', 1],
    ['macos', 2],
    ['linux', 3],
    ['bsd', 4],
  ] as const)('LP-19: on %s the users of platform %i and of any', (platform, number) => {
    for (const named of [0, 1, 2, 3, 4])
      expect(codes({ license: forUsers(['ann', named]), here: here({ platform }) })).toEqual(
        named === 0 || named === number ? [] : ['wrong-user'],
      )
  })

  test('LP-19: on a platform without a number only the users of any', () => {
    for (const named of [0, 1, 2, 3, 4])
      expect(codes({ license: forUsers(['ann', named]), here: here({ platform: 'other' }) })).toEqual(
        named === 0 ? [] : ['wrong-user'],
      )
  })

  test('LP-18: A to Z and a to z are one on Windows, where the domain is left out, and two elsewhere', () => {
    const named = forUsers(['ACME\\Änn', 0], ['Bob@acme.example', 0])
    for (const user of ['Änn', 'ÄNN', 'OTHER\\Änn', 'BOB'])
      expect(codes({ license: named, here: here({ platform: 'windows', user }) }), user).toEqual([])
    expect(codes({ license: named, here: here({ platform: 'windows', user: 'änn' }) })).toEqual([
      'wrong-user',
    ])
    for (const platform of ['linux', 'macos', 'bsd'] as const) {
      expect(codes({ license: named, here: here({ platform, user: 'bob' }) })).toEqual(['wrong-user'])
      expect(codes({ license: forUsers(['Ann', 0]), here: here({ platform, user: 'ann' }) })).toEqual([
        'wrong-user',
      ])
      expect(codes({ license: forUsers(['Ann', 0]), here: here({ platform, user: 'Ann' }) })).toEqual([])
    }
  })
})

describe('QC-16: the features that the program cannot do without', () => {
  const licensed = license({
    features: new Map<string, true | number>([
      ['export', true],
      ['users', 0],
    ]),
  })
  const asking = (...features: readonly string[]) =>
    checked({ license: licensed, program: { ...SILENT, features } }).reasons

  test('are in the license, whatever their value', () => {
    expect(asking()).toEqual([])
    expect(asking('export', 'users')).toEqual([])
  })

  test('or every one that is missing is named', () => {
    expect(asking('export', 'edition', 'Export')).toEqual([
      { rule: 'features', code: 'feature-not-licensed', details: { features: ['edition', 'Export'] } },
    ])
  })
})

describe('grace', () => {
  const until = (expiresAt: number, graceDays: number | undefined, now: number) =>
    checked({ license: license({ expiresAt, graceDays, issuedAt: 0 }), terms: terms({ madeAt: 0 }), now })

  test('an expired license says since when, and runs on in its days of grace with a warning', () => {
    const midnight = Date.parse('2026-12-01T00:00:00Z') / 1000
    expect(until(midnight, 2, midnight - 1)).toMatchObject({ valid: true, warnings: [] })
    for (const now of [midnight, midnight + 2 * DAY - 1])
      expect(until(midnight, 2, now)).toMatchObject({
        valid: true,
        warnings: [
          { rule: 'expiry', code: 'in-grace', details: { since: '2026-11-30', until: '2026-12-02' } },
        ],
        trace: expect.arrayContaining([expect.objectContaining({ rule: 'expiry', outcome: 'warn' })]),
      })
    expect(until(midnight, 2, midnight + 2 * DAY)).toMatchObject({
      valid: false,
      reasons: [{ code: 'expired', details: { since: '2026-11-30', until: '2026-12-02' } }],
      warnings: [],
    })
  })

  test('never shortens a license, and lengthens it by its days and not a second more', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 100 * DAY, max: 4_000_000_000 }),
        fc.option(fc.integer({ min: 1, max: 36_500 }), { nil: undefined }),
        fc.integer({ min: -100 * DAY, max: 40_000 * DAY }),
        (end, graceDays, after) => {
          const { valid, warnings } = until(end, graceDays, end + after)
          expect(valid).toBe(after < (graceDays ?? 0) * DAY)
          expect(warnings.length > 0).toBe(valid && after >= 0)
        },
      ),
    )
  })

  test('does nothing for a license that never expires', () => {
    expect(checked({ license: license({ graceDays: 1 }), now: NOW * 10 })).toMatchObject({
      valid: true,
      warnings: [],
    })
  })
})

describe('QC-27: days from the first run', () => {
  const firstRun = { days: 10, installation: '00'.repeat(8), activatedAt: undefined }
  const days = license({ firstRun })

  test('count from what the installation has recorded', () => {
    const firstRunAt = NOW + 100 * DAY
    expect(codes({ license: days, firstRunAt, now: firstRunAt + 10 * DAY - 1 })).toEqual([])
    expect(codes({ license: days, firstRunAt, now: firstRunAt + 10 * DAY })).toEqual(['expired'])
  })

  test('where nothing is recorded they count from the license: to lose the record gains nothing', () => {
    expect(codes({ license: days, now: NOW + 10 * DAY - 1 })).toEqual([])
    expect(codes({ license: days, now: NOW + 10 * DAY })).toEqual(['expired'])
  })

  test('or from the first activation, which a renewed license says: to ask again gains nothing either', () => {
    const renewed = license({ firstRun: { ...firstRun, activatedAt: NOW - 9 * DAY } })
    expect(codes({ license: renewed, now: NOW + DAY - 1 })).toEqual([])
    expect(codes({ license: renewed, now: NOW + DAY })).toEqual(['expired'])
    // the record is of the program's first run, which may be later
    expect(codes({ license: renewed, firstRunAt: NOW, now: NOW + 10 * DAY - 1 })).toEqual([])
  })

  test('QC-26: with a date as well, the earlier one ends it; grace comes behind either', () => {
    const dated = license({ firstRun, expiresAt: NOW + 3 * DAY, graceDays: 1 })
    expect(endOf({ license: dated, firstRunAt: NOW })).toBe(NOW + 3 * DAY)
    expect(endOf({ license: dated, firstRunAt: NOW - 9 * DAY })).toBe(NOW + DAY)
    expect(checked({ license: dated, firstRunAt: NOW, now: NOW + 3 * DAY })).toMatchObject({
      valid: true,
      warnings: [{ code: 'in-grace' }],
    })
    expect(codes({ license: dated, firstRunAt: NOW, now: NOW + 4 * DAY })).toEqual(['expired'])
  })

  test('never end later than the record allows, nor later than the date', () => {
    const at = fc.integer({ min: 0, max: 4_000_000_000 })
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 36_500 }),
        at,
        fc.option(at, { nil: undefined }),
        fc.option(at, { nil: undefined }),
        fc.option(at, { nil: undefined }),
        (days, issuedAt, firstRunAt, expiresAt, activatedAt) => {
          const subject = license({ firstRun: { ...firstRun, days, activatedAt }, issuedAt, expiresAt })
          const end = endOf({ license: subject, firstRunAt }) as number
          const byRecord = (firstRunAt ?? activatedAt ?? issuedAt) + days * DAY
          expect(end).toBeLessThanOrEqual(byRecord)
          expect(end).toBeLessThanOrEqual(expiresAt ?? end)
          expect([byRecord, expiresAt]).toContain(end)
        },
      ),
    )
  })

  test('a record is of no matter to a license that counts no such days', () => {
    expect(endOf({ license: license(), firstRunAt: 1 })).toBeUndefined()
    expect(endOf({ license: license({ expiresAt: NOW }), firstRunAt: 1 })).toBe(NOW)
  })
})
