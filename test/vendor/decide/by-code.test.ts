/** A computer that asks by code: what the rules see of it, and whose seat it has. */
import { describe, expect, test } from 'vitest'
import { boundHash } from '../../../src/core/computer/computer-id.ts'
import { detailOf } from '../../../src/core/errors.ts'
import { activationIdOf } from '../../../src/core/message/activation-id.ts'
import type { Activation } from '../../../src/core/terms/entitlement.ts'
import type { Applicant, IssueCase } from '../../../src/vendor/decide/case.ts'
import { decide } from '../../../src/vendor/decide/decide.ts'
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
} from '../../world/nouns.ts'

const HASH = boundHash(bound('a'))

const back = { at: NOW, by: 'receipt', receipt: '0'.repeat(64), deactivatedAt: NOW } as const
const byHand = { at: NOW + 1, by: 'hand', reason: 'stolen' } as const

function byCode(change: Partial<Extract<Applicant, { kind: 'by-code' }>> = {}): Applicant {
  const requestHash = '22'.repeat(32)
  return {
    kind: 'by-code',
    requestHash,
    computer: HASH,
    counted: 5,
    proofHolds: true,
    virtual: false,
    ...change,
  }
}

const decided = (change: Partial<IssueCase> = {}) => decide(issueCase({ applicant: byCode(), ...change }))
/** As it is recorded when only a code has asked. */
const typed = (change: Partial<Activation> = {}) =>
  activation('a', { bound: undefined, installations: [], computer: HASH, ...change })

describe('a computer that asks by code', () => {
  test('is granted a license by its hash, with the rule of the product', () => {
    expect(decided()).toMatchObject({
      kind: 'grant',
      seat: 'new',
      terms: { format: 2, binding: { kind: 'code', computer: HASH } },
    })
    const strict = decided({ product: product({ match: { k: 3, n: 4 } }) })
    expect(strict).toMatchObject({ terms: { binding: { required: { k: 3, n: 4 } } } })
  })

  test('of which few readings count is told to the desk', () => {
    const step = (counted: number) =>
      decided({ applicant: byCode({ counted }) }).trace.find(({ rule }) => rule === 'readings')
    expect(step(2)).toMatchObject({ found: 'readings-by-code', figures: { counted: 2, few: true } })
    expect(step(3)).toMatchObject({ figures: { counted: 3, few: false } })
  })

  test('is asked all that a request is asked which a code can answer', () => {
    const code = (change: Partial<IssueCase>) => {
      const outcome = decided(change)
      return outcome.kind === 'refusal' ? outcome.code : undefined
    }
    expect(code({ applicant: byCode({ proofHolds: false }) })).toBe('key-proof-invalid')
    expect(code({ key: keyRecord({ expiresAt: NOW }) })).toBe('expired')
    expect(code({ key: keyRecord({ engineVersion: 1 }) })).toBe('engine-version-too-old')
    expect(code({ key: { ...keyRecord(), revoked: { at: NOW, reason: undefined } } })).toBe('key-revoked')
    const physical = { product: product({ allowVirtual: false }) }
    expect(code({ ...physical, applicant: byCode({ virtual: true }) })).toBe('virtual-machine')
    expect(code(physical)).toBeUndefined()
    expect(code({ activations: [activation('b')] })).toBe('no-seats-left')
    // it says nothing of its version
    expect(code({ key: keyRecord({ majorVersion: '2' }) })).toBeUndefined()
  })

  test.each<[string, Activation]>([
    ['that a code took', typed()],
    ['that a request took, by the fingerprint that it was taken with', activation('a')],
  ])('has the seat %s', (_, seat) => {
    expect(decided({ activations: [activation('c', { seat: 2 }), seat] })).toMatchObject({
      kind: 'grant',
      place: { kind: 'renewal', held: { activation: seat } },
    })
  })

  test('has no seat of a computer that is nearly the same: a hash knows no tolerance', () => {
    const near = new Map([...fingerprint('a')].filter(([kind]) => kind !== 6))
    expect(decided({ activations: [activation('a', { bound: bound(near) })] })).toMatchObject({
      code: 'no-seats-left',
    })
  })

  test('QC-27: keeps the start of its days, also behind a release', () => {
    const key = keyRecord({ duration: { days: 10, from: 'activation' } })
    const seat = typed()
    const end = { terms: { expiresAt: seat.firstAt + 10 * 86_400 } }
    expect(decided({ key, activations: [seat] })).toMatchObject(end)
    expect(decided({ key, former: [{ ...seat, released: back }] })).toMatchObject({ ...end, seat: 'new' })
  })

  test('whose seat was released is granted again when the desk agrees, and never where nobody can be asked', () => {
    const gone = typed({ released: back })
    expect(decided({ former: [gone] })).toMatchObject({ kind: 'grant', givenBack: gone })
    expect(decided({ former: [gone], unattended: true })).toMatchObject({
      code: 'activation-released',
      details: { activation: gone.id, byCode: true, byHand: false },
    })
    // what is not granted again: a first code, a renewal, a message
    for (const one of [
      {},
      { activations: [typed()], former: [gone] },
      { former: [gone], applicant: computer('a') },
    ])
      expect(decided({ ...one, unattended: true })).toMatchObject({ kind: 'grant', givenBack: undefined })
  })

  test('takes no seat again that was taken back by hand, until a request has taken one', () => {
    const stolen = typed({ released: byHand })
    const refused = { code: 'activation-released', details: { activation: stolen.id, byCode: true } }
    expect(decided({ former: [stolen] })).toMatchObject(refused)
    // what it gave back itself, before or behind that
    expect(decided({ former: [typed({ released: back }), stolen] })).toMatchObject(refused)
    const later = typed({ released: { ...back, at: NOW + 2 } })
    expect(decided({ former: [stolen, later] })).toMatchObject({ kind: 'grant' })
    expect(decided({ former: [stolen], activations: [activation('a')] })).toMatchObject({ kind: 'grant' })
    // another computer, and a message, which is a new one
    expect(decided({ former: [activation('b', { released: byHand })] })).toMatchObject({ kind: 'grant' })
    expect(decided({ former: [stolen], applicant: computer('a') })).toMatchObject({ kind: 'grant' })
  })
})

describe('a request with a fingerprint', () => {
  const request = computer('a')

  test('has the seat that a code took for this very fingerprint, and for no other', () => {
    const seat = typed()
    expect(decided({ applicant: request, activations: [seat] })).toMatchObject({ seat: 'renewed' })
    expect(decided({ applicant: computer('b'), activations: [seat] })).toMatchObject({
      code: 'no-seats-left',
    })
  })

  test('has its own seat before one that a code took', () => {
    const own = activation('a')
    const key = keyRecord({ activations: 2 })
    expect(
      decided({ key, applicant: request, activations: [typed({ id: 'other', seat: 2 }), own] }),
    ).toMatchObject({
      place: { held: { activation: own } },
    })
  })
})

describe('whether a code can say the license', () => {
  const things = (change: Partial<IssueCase>) => {
    const outcome = decided(change)
    if (outcome.kind === 'refusal') return detailOf(outcome.details, 'things')
    const last = outcome.trace.at(-1)
    return last?.outcome === 'pass' ? last.found : last
  }

  test('is asked of requests by code, and of others that are to be answered so', () => {
    const key = keyRecord({ userData: 'rack 7' })
    expect(things({ key })).toEqual([{ thing: 'user-data' }])
    expect(things({ key, applicant: computer('a'), typed: true })).toEqual([{ thing: 'user-data' }])
    expect(decided({ key, applicant: computer('a') }).kind).toBe('grant')
    expect(things({})).toBe('typable')
  })

  test('depends on how often this computer was activated before, released seats counted', () => {
    const released = back
    const gone = (n: number) => typed({ id: activationIdOf('KEY-1', HASH, n), released })
    const earlier = (count: number) => Array.from({ length: count }, (_, n) => gone(n))
    expect(things({ former: earlier(14) })).toBe('typable')
    expect(things({ former: earlier(15) })).toEqual([{ thing: 'activations', most: 15 }])
    // a seat that it holds it has a license of
    expect(things({ activations: [typed({ id: 'any' })] })).toBe('typable')
  })

  test('QC-27: days from the activation go by code: they are those of the seat that it takes', () => {
    const key = keyRecord({ duration: { days: 30, from: 'activation' }, activations: 2 })
    const gone = activation('b', { firstAt: NOW - 20 * DAY, released: back })
    expect(things({ key, former: [gone] })).toBe('typable')
    const end = (former: readonly Activation[], activations: readonly Activation[] = []) =>
      decided({ key, former, activations })
    // a seat that nobody had comes first, then the one that was given back
    expect(end([gone])).toMatchObject({ terms: { expiresAt: NOW + 30 * DAY } })
    expect(end([gone], [activation('c', { seat: 2 })])).toMatchObject({
      terms: { expiresAt: NOW + 10 * DAY },
    })
  })

  test('of a request that is bound to what its seat was taken with cannot be said: the client may not have that', () => {
    const changed = new Map([...fingerprint('a'), [4, fingerprint('z').get(4) as Uint8Array] as const])
    const applicant = computer('a', { bound: bound(changed) })
    expect(things({ applicant, typed: true, activations: [activation('a')] })).toEqual([
      { thing: 'readings-of-seat' },
    ])
    expect(decided({ applicant, activations: [activation('a')] })).toMatchObject({ seat: 'renewed' })
  })

  test('QC-27: days from the first run go by code for the first license of a request, and for none of a code', () => {
    const key = keyRecord({ duration: { days: 30, from: 'first-run' } })
    expect(things({ key })).toEqual([{ thing: 'first-run-days-by-code' }])
    expect(things({ key, applicant: computer('a'), typed: true })).toBe('typable')
  })
})
