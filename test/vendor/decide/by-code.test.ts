/** A computer that asks by code: what the rules see of it, and whose seat it has. */
import { describe, expect, test } from 'vitest'
import { computerHash } from '../../../src/core/computer/computer-id.ts'
import { activationIdOf } from '../../../src/core/message/activation-id.ts'
import type { Activation } from '../../../src/core/terms/entitlement.ts'
import type { Applicant, IssueCase } from '../../../src/vendor/decide/case.ts'
import { decide } from '../../../src/vendor/decide/decide.ts'
import { activation, computer, fingerprint, issueCase, keyRecord, NOW, product } from '../../world/nouns.ts'

const HASH = computerHash(fingerprint('a'))

const back = { at: NOW, by: 'receipt', receipt: '0'.repeat(64), deactivatedAt: NOW } as const
const byHand = { at: NOW + 1, by: 'hand', reason: 'stolen' } as const

function byCode(change: Partial<Extract<Applicant, { kind: 'by-code' }>> = {}): Applicant {
  return { kind: 'by-code', computer: HASH, kinds: 6, proofHolds: true, virtual: false, ...change }
}

const decided = (change: Partial<IssueCase> = {}) => decide(issueCase({ applicant: byCode(), ...change }))
/** As it is recorded when only a code has asked. */
const typed = (change: Partial<Activation> = {}) =>
  activation('a', { fingerprint: undefined, installationKey: undefined, computer: HASH, ...change })

describe('a computer that asks by code', () => {
  test('is granted a license by its hash, with the kinds scaled by the product', () => {
    expect(decided()).toMatchObject({
      kind: 'grant',
      held: undefined,
      terms: { format: 2, binding: { kind: 'code', computer: HASH, kinds: 6, required: 4 } },
    })
    const three = decided({ applicant: byCode({ kinds: 3 }) })
    expect(three).toMatchObject({ terms: { binding: { kinds: 3, required: 2 } } })
  })

  test('is asked all that a request is asked which a code can answer', () => {
    const code = (change: Partial<IssueCase>) => {
      const outcome = decided(change)
      return outcome.kind === 'refusal' ? outcome.code : undefined
    }
    expect(code({ applicant: byCode({ proofHolds: false }) })).toBe('key-proof-invalid')
    expect(code({ applicant: byCode({ kinds: 1 }) })).toBe('too-few-readings')
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
    ['of which the last request had the hash', activation('b', { computer: HASH })],
  ])('has the seat %s', (_, seat) => {
    expect(decided({ activations: [activation('c'), seat] })).toMatchObject({
      kind: 'grant',
      held: seat,
      moved: false,
    })
  })

  test('has no seat of a computer that is nearly the same: a hash knows no tolerance', () => {
    const near = new Map([...fingerprint('a')].filter(([kind]) => kind !== 6))
    expect(decided({ activations: [activation('a', { fingerprint: near })] })).toMatchObject({
      code: 'no-seats-left',
    })
  })

  test('QC-27: keeps the start of its days, also behind a release', () => {
    const key = keyRecord({ duration: { days: 10, from: 'activation' } })
    const seat = typed()
    const end = { terms: { expiresAt: seat.firstAt + 10 * 86_400 } }
    expect(decided({ key, activations: [seat] })).toMatchObject(end)
    expect(decided({ key, former: [{ ...seat, released: back }] })).toMatchObject({ ...end, held: undefined })
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
    expect(decided({ applicant: request, activations: [seat] })).toMatchObject({ held: seat, moved: false })
    expect(decided({ applicant: computer('b'), activations: [seat] })).toMatchObject({
      code: 'no-seats-left',
    })
  })

  test('has its own seat before one that a code took', () => {
    const own = activation('a')
    const key = keyRecord({ activations: 2 })
    expect(decided({ key, applicant: request, activations: [typed({ id: 'other' }), own] })).toMatchObject({
      held: own,
    })
  })
})

describe('whether a code can say the license', () => {
  const things = (change: Partial<IssueCase>) => {
    const outcome = decided(change)
    return outcome.kind === 'refusal' ? outcome.details.things : outcome.trace.at(-1)?.saw
  }

  test('is asked of requests by code, and of others that are to be answered so', () => {
    const key = keyRecord({ userData: 'rack 7' })
    expect(things({ key })).toEqual(['user data'])
    expect(things({ key, applicant: computer('a'), typed: true })).toEqual(['user data'])
    expect(decided({ key, applicant: computer('a') }).kind).toBe('grant')
    expect(things({})).toBe('a code can say it')
  })

  test('depends on how often this computer was activated before, released seats counted', () => {
    const released = back
    const gone = (n: number) => typed({ id: activationIdOf('KEY-1', HASH, n), released })
    const earlier = (count: number) => Array.from({ length: count }, (_, n) => gone(n))
    expect(things({ former: earlier(14) })).toBe('a code can say it')
    expect(things({ former: earlier(15) })).toEqual([expect.stringContaining('more than 15 activations')])
    // a seat that it holds it has a license of
    expect(things({ activations: [typed({ id: 'any' })] })).toBe('a code can say it')
  })

  test('QC-27: days from the activation go by code as long as it is known whose they are', () => {
    const key = keyRecord({ duration: { days: 30, from: 'activation' }, activations: 3 })
    const released = back
    const gone = [activation('b', { computer: computerHash(fingerprint('b')), released })]
    expect(things({ key })).toBe('a code can say it')
    expect(things({ key, activations: [activation('b')] })).toBe('a code can say it')
    // the computer that was given back may be this one, with a reading more or less
    expect(things({ key, former: gone })).toEqual([
      expect.stringMatching(/^days that count from the activation, as a computer was given back before/),
    ])
    // one that is known has its own days
    expect(things({ key, former: [...gone, typed({ id: 'gone', released })] })).toBe('a code can say it')
    expect(things({ key, former: gone, activations: [typed()] })).toBe('a code can say it')
    // a request says it, whatever its answer is carried by; and no other days are meant
    expect(things({ key, former: gone, applicant: computer('a'), typed: true })).toBe('a code can say it')
    const created = keyRecord({ duration: { days: 30, from: 'creation' } })
    expect(things({ key: created, former: gone })).toBe('a code can say it')
  })

  test('QC-27: days from the first run go by code for the first license of a request, and for none of a code', () => {
    const key = keyRecord({ duration: { days: 30, from: 'first-run' } })
    expect(things({ key })).toEqual(['days from the first run, for a request by code'])
    expect(things({ key, applicant: computer('a'), typed: true })).toBe('a code can say it')
  })
})
