import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Applicant, Grant, IssueCase } from '../../src/rules/decide.ts'
import { decide } from '../../src/rules/decide.ts'
import type { Activation } from '../../src/rules/entitlement.ts'
import { activation, computer, DAY, fingerprint, issueCase, keyRecord, NOW, product } from '../world/nouns.ts'

const ON_BEHALF: Applicant = { kind: 'on-behalf' }
const RULES = ['product', 'key-proof', 'generic', 'readings', 'version', 'expiry', 'seats']

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
    for (const { outcome, saw } of trace)
      expect({ outcome, saw }).toEqual({ outcome: 'pass', saw: expect.stringMatching(/../) })
  })

  test('asks every rule also behind a refusal; the first one names it', () => {
    const refusal = decide(
      issueCase({
        applicant: computer('a', { productId: 'meter', proofHolds: false, version: '1.0' }),
        key: keyRecord({ majorVersion: '2', expiresAt: NOW }),
        activations: [activation('b')],
      }),
    )
    expect(refusal).toMatchObject({ kind: 'refusal', code: 'wrong-product' })
    expect(refusal.trace.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual([
      'product refuse',
      'key-proof refuse',
      'generic pass',
      'readings pass',
      'version refuse',
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
      { applicant: computer('a', { fingerprint: new Map([...fingerprint('a'), [1, twoHashes()]]) }) },
    ],
    ['one reading', 'too-few-readings', { applicant: computer('a', { fingerprint: only(6) }) }],
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
    }
    expect(granted({ key: keyRecord(said) })).toMatchObject(said)
  })

  test('QC-20: under a maintenance plan no major version', () => {
    const key = keyRecord({ majorVersion: '2', maintenance: { until: undefined } })
    expect(granted({ key })).toMatchObject({ majorVersion: undefined, maintenance: { until: undefined } })
  })

  test('is bound to the computer that asks, by the rule of the product', () => {
    const { binding } = granted({ product: product({ match: { k: 5, n: 6 } }) })
    expect(binding).toEqual({ kind: 'computer', fingerprint: fingerprint('a'), required: 5 })
  })

  test('QC-19 QG-01: is generic for a generic key, on request and on behalf', () => {
    const key = keyRecord({ generic: true })
    for (const applicant of [computer('a'), ON_BEHALF])
      expect(granted({ key, applicant, settings: { allowGenericKeys: true } }).binding).toEqual({
        kind: 'generic',
      })
  })

  test('QG-05: a generic key has one activation, whoever asks', () => {
    const held = activation('x', { fingerprint: undefined, installationKey: undefined })
    const settings = { allowGenericKeys: true }
    const key = keyRecord({ generic: true })
    for (const applicant of [computer('a'), computer('b'), ON_BEHALF])
      expect(granted({ key, applicant, settings, activations: [held] }).held).toBe(held)
  })

  test('QC-27: a computer that has its seat keeps the start of its days', () => {
    const key = keyRecord({ duration: { days: 10, from: 'activation' } })
    expect(granted({ key }).expiresAt).toBe(NOW + 10 * DAY)
    expect(granted({ key, activations: [activation('a')] }).expiresAt).toBe(NOW + 9 * DAY)
  })
})

describe('QC-07 QC-09: seats', () => {
  test('a computer with a new disk and a new network card is the same; with a third part it is not', () => {
    const parts = new Map(fingerprint('a'))
    const other = fingerprint('z')
    const seat = [activation('a')]
    const drifted = (...kinds: number[]) => {
      const changed = new Map(parts)
      for (const kind of kinds) changed.set(kind, other.get(kind) as Uint8Array)
      return decide(issueCase({ applicant: computer('a', { fingerprint: changed }), activations: seat }))
    }
    expect(drifted(4, 5)).toMatchObject({ kind: 'grant', held: seat[0] })
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
            if (decision.kind === 'grant' && decision.held === undefined) seats.push(activation(`c${visit}`))
          }
          expect(seats.length).toBe(Math.min(limit, new Set(visits).size))
        },
      ),
      { numRuns: 40 },
    )
  })

  test('the same case decides the same, and the case is not changed', () => {
    const subject = issueCase({ activations: [activation('b')] })
    const before = structuredClone(subject)
    expect(decide(subject)).toEqual(decide(subject))
    expect(subject).toEqual(before)
  })
})
