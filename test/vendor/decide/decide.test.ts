import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeHex } from '../../../src/core/bytes/hex.ts'
import { kidOf } from '../../../src/core/cose/key.ts'
import type { Activation, Entitlement } from '../../../src/core/terms/entitlement.ts'
import type { Applicant, Grant, IssueCase } from '../../../src/vendor/decide/case.ts'
import { decide } from '../../../src/vendor/decide/decide.ts'
import { traceText } from '../../../src/words/trace.ts'
import { runs } from '../../effort.ts'
import {
  activation,
  bound,
  computer,
  DAY,
  fingerprint,
  issueCase,
  keyRecord,
  NOW,
  product,
  SETTINGS,
} from '../../world/nouns.ts'

const ON_BEHALF: Applicant = { kind: 'on-behalf' }
const RULES = [
  'product',
  'key-proof',
  'revoked',
  'suspended',
  'generic',
  'readings',
  'workload',
  'server',
  'virtual',
  'version',
  'format',
  'expiry',
  'seats',
]
const GENERIC_ALLOWED = { ...SETTINGS, allowGenericKeys: true }
const REVOKED = { ...keyRecord(), revoked: { at: NOW - 1, reason: 'paid back' } }

/** Computer "a", as far as these kinds can be read. */
function only(...kinds: readonly number[]): ReadonlyMap<number, Uint8Array> {
  return new Map([...fingerprint('a')].filter(([kind]) => kinds.includes(kind)))
}

/** Two hashes of one kind, ascending. */
function twoHashes(): Uint8Array {
  return Uint8Array.from({ length: 16 }, (_, i) => (i < 8 ? 1 : 2))
}

function granted(change: Partial<IssueCase>): Grant {
  const decision = decide(issueCase(change))
  if (decision.kind === 'refusal') throw new Error(`expected a grant, got ${decision.code}`)
  return decision
}

describe('a decision', () => {
  test('has a trace of every rule, in order, each with what it saw', () => {
    const { trace } = granted({})
    expect(trace.map(({ rule }) => rule)).toEqual(RULES)
    for (const step of trace) {
      expect(step.outcome).toBe('pass')
      expect(traceText(step)).toMatch(/../)
    }
  })

  test('asks every rule also behind a refusal; the first one names it', () => {
    const refusal = decide(
      issueCase({
        applicant: computer('a', { productId: 'meter', proofHolds: false, version: '1.0', virtual: 'kvm' }),
        key: {
          ...keyRecord({
            majorVersion: '2',
            expiresAt: NOW,
            allowVirtual: false,
            engineVersion: 1,
          }),
          revoked: REVOKED.revoked,
        },
        activations: [activation('b')],
      }),
    )
    expect(refusal).toMatchObject({ kind: 'refusal', code: 'wrong-product' })
    expect(refusal.trace.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual([
      'product refuse',
      'key-proof refuse',
      'revoked refuse',
      'suspended pass',
      'generic pass',
      'readings pass',
      'workload pass',
      'server pass',
      'virtual refuse',
      'version refuse',
      'format refuse',
      'expiry refuse',
      'seats refuse',
    ])
  })

  test.each<[string, string, Partial<IssueCase>]>([
    ['QC-03', 'wrong-product', { applicant: computer('a', { productId: 'meter' }) }],
    ['SPEC', 'key-proof-invalid', { applicant: computer('a', { proofHolds: false }) }],
    ['QG-13', 'generic-not-allowed', { key: keyRecord({ generic: true }) }],
    [
      'several install ids, as one request for many computers would have',
      'readings-of-several-computers',
      { applicant: computer('a', { bound: bound(new Map([...fingerprint('a'), [1, twoHashes()]])) }) },
    ],
    [
      'nothing that counts',
      'too-few-readings',
      { applicant: computer('a', { bound: bound(only(2, 6), []) }) },
    ],
    ['one reading', 'too-few-readings', { applicant: computer('a', { bound: bound(only(6)) }) }],
    ['QG-11', 'not-generic', { applicant: ON_BEHALF }],
    [
      'QC-04',
      'wrong-version',
      { applicant: computer('a', { version: '3.0' }), key: keyRecord({ majorVersion: '2' }) },
    ],
    [
      'QC-22',
      'outside-maintenance',
      {
        applicant: computer('a', { version: '3.0' }),
        product: product({ releases: [{ version: '3.0', releasedAt: NOW }] }),
        key: keyRecord({ maintenance: { until: NOW } }),
      },
    ],
    ['QC-25', 'expired', { key: keyRecord({ expiresAt: NOW }) }],
    ['QC-27', 'expired', { key: keyRecord({ duration: { days: 1, from: 'creation' } }) }],
    ['QC-08', 'no-seats-left', { activations: [activation('b')] }],
    ['a revoked key', 'key-revoked', { key: REVOKED }],
    [
      'LP-23',
      'virtual-machine',
      { applicant: computer('a', { virtual: 'kvm' }), key: keyRecord({ allowVirtual: false }) },
    ],
    ['QC-30', 'engine-version-too-old', { key: keyRecord({ engineVersion: 1, graceDays: 1 }) }],
  ])('%s: %s', (_id, code, change) => {
    expect(decide(issueCase(change))).toMatchObject({ kind: 'refusal', code })
  })
})

describe('a grant', () => {
  test('QC-10 QC-16 QC-32: carries what the key says', () => {
    const said = {
      features: new Map([['users', 5]]),
      floatingSeats: 3,
      userData: 'rack 7',
      majorVersion: '2',
      expiresAt: NOW + DAY,
      graceDays: 14,
      users: [{ name: 'ann', platform: 3 }],
      licensee: 'Bob',
    }
    expect(granted({ key: keyRecord(said) }).terms).toMatchObject(said)
  })

  test('says everything that a license says, and nothing beside it that the key does not', () => {
    expect(granted({}).terms).toStrictEqual({
      format: 2,
      binding: { kind: 'computer', ...bound('a') },
      expiresAt: undefined,
      firstRun: undefined,
      graceDays: undefined,
      features: new Map(),
      majorVersion: undefined,
      maintenance: undefined,
      floatingSeats: undefined,
      users: [],
      allowVirtual: true,
      licensee: undefined,
      deactivationLimit: undefined,
      userData: undefined,
      lending: undefined,
    })
  })

  test('LP-06 LP-23: what the key inherits is signed as the product has it now', () => {
    const strict = product({ deactivationLimit: 3n, allowVirtual: false })
    expect(granted({ product: strict }).terms).toMatchObject({ deactivationLimit: 3n, allowVirtual: false })
    const own = keyRecord({ deactivationLimit: 'unlimited', allowVirtual: true })
    expect(granted({ product: strict, key: own }).terms).toMatchObject({
      deactivationLimit: undefined,
      allowVirtual: true,
    })
  })

  test('LP-03 LP-04: a floating key signs its activations as concurrent seats', () => {
    const key = keyRecord({ forFloating: true, activations: 25 })
    expect(granted({ key }).terms.floatingSeats).toBe(25)
    expect(granted({ key: keyRecord({ activations: 25 }) }).terms.floatingSeats).toBeUndefined()
  })

  test('QC-30: is of the format that the key is pinned to, else of the newest', () => {
    const formatFor = (engineVersion: Entitlement['engineVersion']) =>
      granted({ key: keyRecord({ engineVersion }) }).terms.format
    expect(([1, 2, undefined] as const).map(formatFor)).toEqual([1, 2, 2])
  })

  test('QC-20: under a maintenance plan no major version', () => {
    const key = keyRecord({ majorVersion: '2', maintenance: { until: undefined } })
    expect(granted({ key }).terms).toMatchObject({
      majorVersion: undefined,
      maintenance: { until: undefined },
    })
  })

  test('is bound to the computer that asks, by the rule of the product', () => {
    const { binding } = granted({ product: product({ match: { k: 5, n: 6 } }) }).terms
    expect(binding).toEqual({ kind: 'computer', ...bound('a'), required: { k: 5, n: 6 } })
  })

  test('QC-19 QG-01: is generic for a generic key, on request and on behalf', () => {
    const key = keyRecord({ generic: true })
    for (const applicant of [computer('a'), ON_BEHALF])
      expect(granted({ key, applicant, settings: GENERIC_ALLOWED }).terms.binding).toEqual({
        kind: 'generic',
      })
  })

  test('QG-05: a generic key has one activation, whoever asks', () => {
    const held = activation('x', { bound: undefined, installations: [] })
    const settings = GENERIC_ALLOWED
    const key = keyRecord({ generic: true })
    for (const applicant of [computer('a'), computer('b'), ON_BEHALF])
      expect(granted({ key, applicant, settings, activations: [held] }).place).toMatchObject({
        kind: 'renewal',
        held: { activation: held },
      })
  })

  test('QC-27: a computer that has its seat keeps the start of its days', () => {
    const key = keyRecord({ duration: { days: 10, from: 'activation' } })
    expect(granted({ key }).terms.expiresAt).toBe(NOW + 10 * DAY)
    expect(granted({ key, activations: [activation('a')] }).terms.expiresAt).toBe(NOW + 9 * DAY)
  })
})

describe('QC-07 QC-09: seats', () => {
  test('a computer with a new disk and new network cards is the same; with a third part its seat moves', () => {
    const parts = new Map(fingerprint('a'))
    const other = fingerprint('z')
    const seat = [activation('a')]
    const drifted = (...kinds: number[]) => {
      const changed = new Map(parts)
      for (const kind of kinds) changed.set(kind, other.get(kind) as Uint8Array)
      const installation = 'ee'.repeat(32)
      const applicant = computer('a', { bound: bound(changed), installation })
      return decide(issueCase({ applicant, activations: seat }))
    }
    expect(drifted(4, 5)).toMatchObject({ kind: 'grant', seat: 'renewed' })
    // two kinds of its hardware are left: the system was installed again on it
    expect(drifted(1, 4, 5)).toMatchObject({ kind: 'grant', seat: 'moved' })
    expect(drifted(3, 4, 5)).toMatchObject({ kind: 'refusal', code: 'no-seats-left' })
  })

  test('never more different computers than the key allows, whoever asks in whatever order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 30 }),
        (limit, visits) => {
          const key = keyRecord({ activations: limit })
          const seats: Activation[] = []
          for (const visit of visits) {
            const decision = decide(issueCase({ key, applicant: computer(`c${visit}`), activations: seats }))
            const holds = seats.some(({ computerId }) => computerId === `c${visit}`)
            // who has a seat is never refused, who has none is when all are taken
            expect(decision.kind).toBe(holds || seats.length < limit ? 'grant' : 'refusal')
            if (decision.kind === 'grant' && decision.seat === 'new')
              seats.push(
                activation(`c${visit}`, { seat: decision.place.kind === 'free' ? decision.place.seat : 0 }),
              )
          }
          expect(seats.length).toBe(Math.min(limit, new Set(visits).size))
        },
      ),
      { numRuns: runs(40) },
    )
  })

  test('the same case decides the same, and the case is not changed', () => {
    const subject = issueCase({ activations: [activation('b')] })
    const before = structuredClone(subject)
    expect(decide(subject)).toEqual(decide(subject))
    expect(subject).toEqual(before)
  })
})

describe('a revoked key', () => {
  test('gets no license, also for a computer that has its seat; the refusal says since when', () => {
    expect(decide(issueCase({ key: REVOKED, activations: [activation('a')] }))).toMatchObject({
      kind: 'refusal',
      code: 'key-revoked',
      details: { key: 'KEY-1', since: '2026-11-22T11:59:59Z' },
    })
  })

  test("gets none on the customer's behalf either, and the reason stays with the vendor", () => {
    const key = { ...keyRecord({ generic: true }), revoked: REVOKED.revoked }
    const refusal = decide(issueCase({ key, applicant: ON_BEHALF, settings: GENERIC_ALLOWED }))
    expect(refusal).toMatchObject({ kind: 'refusal', code: 'key-revoked' })
    expect(JSON.stringify(refusal)).not.toContain('paid back')
  })
})

describe('LP-23: virtual machines at issue', () => {
  const asking = (virtual: string | undefined, key: Partial<Entitlement>, allowVirtual = true) =>
    decide(
      issueCase({
        applicant: computer('a', { virtual }),
        key: keyRecord(key),
        product: product({ allowVirtual }),
      }),
    )

  test.each<[Entitlement['allowVirtual'], boolean, boolean]>([
    [true, false, true],
    [false, true, false],
    ['inherit', true, true],
    ['inherit', false, false],
  ])('a key that says %s, of a product that says %s: %s', (allowVirtual, ofProduct, allowed) => {
    expect(asking('docker', { allowVirtual }, ofProduct)).toMatchObject(
      allowed
        ? { kind: 'grant', terms: { allowVirtual: true } }
        : { kind: 'refusal', code: 'virtual-machine', details: { virtual: 'docker' } },
    )
  })

  test('without evidence there is nothing to refuse, and the license still says no', () => {
    expect(asking(undefined, { allowVirtual: false })).toMatchObject({
      kind: 'grant',
      terms: { allowVirtual: false },
    })
  })

  test("on the customer's behalf nothing is known", () => {
    const key = keyRecord({ generic: true, allowVirtual: false })
    expect(decide(issueCase({ key, applicant: ON_BEHALF, settings: GENERIC_ALLOWED })).kind).toBe('grant')
  })
})

describe('QC-30: a key that is pinned to format 1', () => {
  test.each<[string, Partial<Entitlement>]>([
    ['first-run-days', { duration: { days: 1, from: 'first-run' } }],
    ['grace-days', { graceDays: 1 }],
    ['users', { users: [{ name: 'ann', platform: 0 }] }],
    ['no-virtual', { allowVirtual: false }],
    ['licensee', { licensee: 'Bob' }],
    ['deactivation-limit', { deactivationLimit: 0n }],
  ])('is refused what that cannot say, and not given less: %s', (needs, change) => {
    const pinned = keyRecord({ ...change, engineVersion: 1 })
    expect(decide(issueCase({ key: pinned }))).toMatchObject({
      kind: 'refusal',
      code: 'engine-version-too-old',
      details: { engineVersion: 1, needs: [needs] },
    })
    expect(decide(issueCase({ key: keyRecord({ ...change, engineVersion: 2 }) })).kind).toBe('grant')
  })

  test('every need is named; also what it inherits from the product', () => {
    const key = keyRecord({ engineVersion: 1, graceDays: 1 })
    const strict = product({ allowVirtual: false, deactivationLimit: 1n })
    expect(decide(issueCase({ key, product: strict }))).toMatchObject({
      details: { needs: ['deactivation-limit', 'no-virtual', 'grace-days'] },
    })
  })
})

describe('QC-27: days from the first run', () => {
  const key = keyRecord({ duration: { days: 10, from: 'first-run' } })
  const first = 'aa'.repeat(32)
  const second = 'bb'.repeat(32)
  const asking = (installation: typeof first, held?: Partial<Activation>, of = key) =>
    granted({
      key: of,
      applicant: computer('a', { installation }),
      activations: held === undefined ? [] : [activation('a', { installations: [first], ...held })],
    }).terms

  test('are counted by the installation that asks: the license names it, and the last end that they can have', () => {
    expect(asking(first)).toMatchObject({
      firstRun: { days: 10, installation: kidOf(decodeHex(first) as Uint8Array), activatedAt: undefined },
      expiresAt: NOW + (10 + 30) * DAY,
    })
  })

  test('begin within the days of the product, so that a late first run gets what is left', () => {
    const applicant = computer('a', { installation: first })
    const strict = granted({ key, applicant, product: product({ startByDays: 3 }) }).terms
    expect(strict.expiresAt).toBe(NOW + 13 * DAY)
  })

  test('a renewed license says when the first one was, for an installation that loses its record', () => {
    expect(asking(first, {})).toMatchObject({
      firstRun: { days: 10, installation: kidOf(decodeHex(first) as Uint8Array), activatedAt: NOW - DAY },
      expiresAt: NOW + (10 + 30 - 1) * DAY,
    })
    expect(asking(first, { firstAt: NOW }).firstRun?.activatedAt).toBeUndefined()
  })

  test('are not those of another installation of the computer: its license ends as if counted from the first one', () => {
    const end = NOW - DAY + 10 * DAY
    expect(asking(second, {})).toMatchObject({ firstRun: undefined, expiresAt: end })
    // the one that took the seat keeps its own, whoever asked since
    const both = { installations: [first, second] }
    expect(asking(second, both)).toMatchObject({ firstRun: undefined, expiresAt: end })
    expect(asking(first, both)).toMatchObject({
      firstRun: { installation: kidOf(decodeHex(first) as Uint8Array) },
    })
  })

  test('end with the move of the seat: the license behind it counts from when the seat was taken', () => {
    const changed = new Map(fingerprint('z'))
    changed.set(4, fingerprint('a').get(4) as Uint8Array)
    const moved = granted({
      key,
      applicant: computer('a', { bound: bound(changed), installation: first }),
      activations: [activation('a', { installations: [first] })],
    })
    expect(moved).toMatchObject({
      seat: 'moved',
      terms: { firstRun: undefined, expiresAt: NOW - DAY + 10 * DAY },
    })
  })

  test('QC-26: the date still ends them when it is earlier', () => {
    const dated = keyRecord({ duration: { days: 10, from: 'first-run' }, expiresAt: NOW + DAY })
    expect(asking(first, undefined, dated).expiresAt).toBe(NOW + DAY)
    expect(asking(second, {}, dated).expiresAt).toBe(NOW + DAY)
    const late = keyRecord({ duration: { days: 10, from: 'first-run' }, expiresAt: NOW + 100 * DAY })
    expect(asking(second, {}, late).expiresAt).toBe(NOW + 9 * DAY)
  })

  test('do not begin anew for a computer whose seat was released', () => {
    const had = activation('a', {
      firstAt: NOW - 4 * DAY,
      released: { at: NOW - DAY, by: 'hand', reason: 'dead' },
    })
    const back = (from: 'activation' | 'first-run') =>
      decide(
        issueCase({
          key: keyRecord({ duration: { days: 10, from } }),
          applicant: computer('a', { installation: first }),
          former: [had],
        }),
      )
    for (const from of ['activation', 'first-run'] as const)
      expect(back(from)).toMatchObject({ seat: 'new', terms: { expiresAt: NOW + 6 * DAY } })
    // they are the seat's: another computer that takes it goes on with them, and one that takes another seat does not
    const other = (activations: number) =>
      decide(
        issueCase({
          key: keyRecord({ duration: { days: 10, from: 'activation' }, activations }),
          applicant: computer('b', { installation: second }),
          former: [had],
        }),
      )
    expect(other(1)).toMatchObject({ terms: { expiresAt: NOW + 6 * DAY } })
    expect(other(2)).toMatchObject({ terms: { expiresAt: NOW + 10 * DAY } })
  })

  test('are over for one that is installed anew when they have passed since its first license', () => {
    const held = activation('a', { installations: [first], firstAt: NOW - 10 * DAY })
    const applicant = computer('a', { installation: second })
    expect(decide(issueCase({ key, applicant, activations: [held] }))).toMatchObject({
      kind: 'refusal',
      code: 'expired',
    })
    // the one that has its record is not cut short by the vendor
    const same = computer('a', { installation: first })
    expect(decide(issueCase({ key, applicant: same, activations: [held] })).kind).toBe('grant')
  })

  test('and all others do not name an installation, nor care about another one', () => {
    for (const duration of [
      undefined,
      { days: 10, from: 'activation' },
      { days: 10, from: 'creation' },
    ] as const) {
      const plain = keyRecord({ duration })
      expect(asking(first, undefined, plain).firstRun).toBeUndefined()
      expect(asking(second, {}, plain)).toEqual(asking(first, {}, plain))
    }
  })

  test('however often a computer is installed anew, it never gets more days than one that is not', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 400 }),
        fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 8 }),
        (days, pauses) => {
          const of = keyRecord({ duration: { days, from: 'first-run' } })
          const firstAt = NOW
          let now = NOW
          for (const [i, pause] of pauses.entries()) {
            now += pause * DAY
            const installation = `${i}`.padStart(64, '0')
            const held = activation('a', { installations: ['ff'.repeat(32)], firstAt })
            const applicant = computer('a', { installation })
            const decision = decide(issueCase({ key: of, applicant, activations: [held], now }))
            const end = firstAt + days * DAY
            if (now >= end) expect(decision).toMatchObject({ code: 'expired' })
            else expect(decision).toMatchObject({ terms: { expiresAt: end } })
          }
        },
      ),
    )
  })
})

describe('LP-03: a floating key', () => {
  const key = keyRecord({ forFloating: true, activations: 25 })

  test('is active on one computer, its server, however many connections it has', () => {
    expect(granted({ key }).seat).toBe('new')
    expect(decide(issueCase({ key, activations: [activation('b')] }))).toMatchObject({
      kind: 'refusal',
      code: 'no-seats-left',
      details: { activations: 1, holders: [{ computer: 'b' }] },
    })
    expect(decide(issueCase({ key, activations: [activation('a')] })).kind).toBe('grant')
  })
})
