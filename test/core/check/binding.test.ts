/** What the rule `computer` tells of a comparison: the score, each kind, and why it is not enough. */
import { describe, expect, test } from 'vitest'
import type { CheckCase } from '../../../src/core/check/case.ts'
import { boundHash } from '../../../src/core/computer/computer-id.ts'
import type { CountedFingerprint, FingerprintClaim } from '../../../src/core/message/fingerprint.ts'
import { traceText } from '../../../src/words/trace.ts'
import { bound, fingerprint, license } from '../../world/nouns.ts'
import { checked, here } from './check-case.ts'

/** The computer that the license was made for, some kinds changed, some not readable, some new to the license. */
function drifted(changed: readonly number[], missing: readonly number[] = []) {
  const other = fingerprint('z')
  return new Map(
    [...fingerprint('a')]
      .filter(([kind]) => !missing.includes(kind))
      .map(([kind, hashes]) => [kind, changed.includes(kind) ? (other.get(kind) as Uint8Array) : hashes]),
  )
}

const stepOf = (fingerprint: ReadonlyMap<number, Uint8Array>) =>
  checked({ here: here({ fingerprint }) }).trace.find(({ rule }) => rule === 'computer')

function sawOf(subject: Partial<CheckCase>): string | undefined {
  const step = checked(subject).trace.find(({ rule }) => rule === 'computer')
  return step && traceText(step)
}

describe('a license that is bound to a computer', () => {
  test('a pass has the score and every kind in the trace', () => {
    expect(stepOf(drifted([4], [3]))).toEqual({
      rule: 'computer',
      outcome: 'pass',
      found: 'same-computer',
      figures: {
        same: 3,
        counted: 5,
        readings: [
          { kind: 'install-id', outcome: 'same', counts: true },
          { kind: 'system-uuid', outcome: 'same', counts: true },
          { kind: 'board-serial', outcome: 'missing', counts: true },
          { kind: 'disk-serial', outcome: 'changed', counts: true },
          { kind: 'mac-address', outcome: 'same', counts: true },
          { kind: 'cpu-model', outcome: 'same', counts: false },
        ],
        fragile: ['install-id', 'system-uuid', 'mac-address'],
      },
    })
  })

  test('a refusal has them in its details', () => {
    const { reasons } = checked({ here: here({ fingerprint: drifted([1, 4, 5]) }) })
    expect(reasons).toMatchObject([
      { code: 'wrong-computer', details: { same: 2, counted: 5, fault: 'too-few' } },
    ])
    expect(stepOf(drifted([1, 4, 5]))).toEqual({ outcome: 'refuse', ...reasons[0] })
  })

  test('what could not be read is not another computer: another code, with what is missing', () => {
    const { reasons } = checked({ here: here({ fingerprint: drifted([4], [1, 2, 3]) }) })
    expect(reasons).toMatchObject([{ code: 'readings-missing', details: { same: 1, fault: 'not-read' } }])
    // and with too much changed, nothing that is missing would help
    expect(checked({ here: here({ fingerprint: drifted([1, 4, 5], [2, 3]) }) }).reasons).toMatchObject([
      { code: 'wrong-computer', details: { fault: 'too-few' } },
    ])
  })

  test('a copy of a virtual machine is another computer, and the trace says that it is a copy', () => {
    const copied = { here: here({ fingerprint: drifted([2, 5]), virtual: 'kvm' }) }
    expect(checked(copied).reasons).toMatchObject([{ code: 'wrong-computer', details: { fault: 'copy' } }])
    expect(sawOf(copied)).toMatch(/a copy of that/)
  })

  test('a stricter rule of the product stands in the license, and is named', () => {
    const binding = { kind: 'computer', ...bound('a'), required: { k: 4, n: 5 } } as const
    const subject = { license: license({ binding }), here: here({ fingerprint: drifted([4, 5]) }) }
    expect(checked(subject).reasons).toMatchObject([{ details: { required: { k: 4, n: 5 } } }])
    expect(sawOf(subject)).toMatch(/4 of 5 are needed/)
  })

  test('a kind that this version does not know is named by its number', () => {
    const hashes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    const step = stepOf(new Map([...fingerprint('a'), [99, hashes]]))
    const figures = step?.outcome === 'pass' && step.found === 'same-computer' ? step.figures : undefined
    expect(figures?.readings).toContainEqual({ kind: 'kind 99', outcome: 'new', counts: false })
  })
})

test('a generic license is compared with no computer', () => {
  const step = checked({ license: license({ binding: { kind: 'generic' } }) }).trace.find(
    ({ rule }) => rule === 'computer',
  )
  expect(step).not.toHaveProperty('details.readings')
  expect(step).not.toHaveProperty('figures.readings')
})

describe('a license that names its computer by a hash', () => {
  const byHash = (asked: CountedFingerprint) =>
    license({ binding: { kind: 'code', computer: boundHash(asked) } })
  const reasonsOf = (changed: readonly number[], asked?: CountedFingerprint) =>
    checked({ license: byHash(bound('a')), here: here({ fingerprint: drifted(changed) }), asked }).reasons

  test('is matched with what was asked with, tolerance and all', () => {
    expect(reasonsOf([4, 5], bound('a'))).toEqual([])
    expect(reasonsOf([1, 4, 5], bound('a'))).toMatchObject([
      { code: 'wrong-computer', details: { same: 2, counted: 5 } },
    ])
  })

  test('without that, or with another in its place, is for the computer as it was', () => {
    for (const asked of [undefined, bound('z'), bound(drifted([4]))]) {
      expect(reasonsOf([], asked)).toEqual([])
      expect(reasonsOf([4], asked)).toEqual([
        { rule: 'computer', code: 'wrong-computer', details: { hash: boundHash(bound('a')) } },
      ])
    }
  })

  test('without that is found whatever the request may have left aside', () => {
    for (const counted of [[], [2], [3], [2, 3]]) {
      const subject = { license: byHash(bound('a', counted)), here: here({ fingerprint: drifted([]) }) }
      expect(checked(subject).reasons).toEqual([])
    }
  })

  test('what counts cannot be changed in the request that is kept', () => {
    const edited = { ...bound('a'), counted: [4] }
    const subject = {
      license: byHash(bound('a')),
      here: here({ fingerprint: drifted([1, 2, 5]) }),
      asked: edited,
    }
    expect(checked(subject).reasons).toMatchObject([{ details: { hash: boundHash(bound('a')) } }])
  })

  test('is not good for who shows what was asked with from another computer', () => {
    const other = here({ fingerprint: fingerprint('z') })
    expect(
      checked({ license: byHash(bound('a')), here: other, asked: bound('a') }).reasons.map(
        ({ code }) => code,
      ),
    ).toEqual(['wrong-computer'])
  })

  describe('is good on one computer at most by a forged list of many in the place of what was asked with', () => {
    const seeds = Array.from({ length: 8 }, (_, i) => `computer ${i}`)
    const one = fingerprint('computer 0')
    /** The hashes of some kinds of all of them, as one request would have them. */
    const listed = (...kinds: readonly number[]): FingerprintClaim =>
      new Map(
        kinds.map(kind => {
          const hashes = seeds.map(seed => fingerprint(seed).get(kind)?.subarray(0, 8) as Uint8Array)
          return [kind, Uint8Array.from(Buffer.concat(hashes.toSorted(Buffer.compare)))]
        }),
      )
    const ofOne = (...kinds: readonly number[]): FingerprintClaim =>
      new Map(kinds.map(kind => [kind, one.get(kind) as Uint8Array]))
    /** On how many of the computers it is good. */
    const goodOn = (fingerprint: FingerprintClaim) =>
      seeds.filter(seed => {
        const asked = bound(fingerprint)
        const subject = { license: byHash(asked), here: here({ fingerprint: fingerprintOf(seed) }), asked }
        return checked(subject).reasons.length === 0
      }).length
    const fingerprintOf = (seed: string) => fingerprint(seed)

    test.each<[string, FingerprintClaim, number]>([
      ['all six kinds of all of them', listed(1, 2, 3, 4, 5, 6), 0],
      ['a kind of which a computer has one', new Map([...listed(1), ...ofOne(2, 3, 6)]), 0],
      ['one kind alone', listed(4), 0],
      ['disks and addresses alone', listed(4, 5), 0],
      ['with one computer in front', new Map([...ofOne(1, 2, 3, 6), ...listed(4, 5)]), 1],
    ])('%s', (_, asked, good) => {
      expect(goodOn(asked)).toBe(good)
    })
  })
})
