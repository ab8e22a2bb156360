/** What the rule `computer` tells of a comparison: the score, each kind, and why it is not enough. */
import { describe, expect, test } from 'vitest'
import { computerHash } from '../../../src/core/computer/computer-id.ts'
import type { FingerprintClaim } from '../../../src/core/message/fingerprint.ts'
import { fingerprint, license } from '../../world/nouns.ts'
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

describe('a license that is bound to a computer', () => {
  test('a pass has the score and every kind in the trace', () => {
    expect(stepOf(drifted([4], [3]))).toEqual({
      rule: 'computer',
      outcome: 'pass',
      saw: '4 of 5 readings the same, 4 needed; 1 not readable',
      details: {
        same: 4,
        changed: 1,
        missing: 1,
        new: 0,
        compared: 5,
        needed: 4,
        required: 4,
        bound: 6,
        readings: [
          { kind: 'install-id', outcome: 'same' },
          { kind: 'system-uuid', outcome: 'same' },
          { kind: 'board-serial', outcome: 'missing' },
          { kind: 'disk-serial', outcome: 'changed' },
          { kind: 'mac-address', outcome: 'same' },
          { kind: 'cpu-model', outcome: 'same' },
        ],
      },
    })
  })

  test('a refusal has them in its details, and not twice', () => {
    const { reasons } = checked({ here: here({ fingerprint: drifted([1, 4, 5]) }) })
    expect(reasons).toMatchObject([
      { code: 'wrong-computer', details: { same: 3, changed: 3, compared: 6, needed: 4, fault: 'too-few' } },
    ])
    expect(stepOf(drifted([1, 4, 5]))).toEqual({
      rule: 'computer',
      outcome: 'refuse',
      saw: '3 of 6 readings the same, 4 needed',
    })
  })

  test('what is the same is not enough when many computers share it', () => {
    const bound = new Map([...fingerprint('a')].filter(([kind]) => [1, 5, 6].includes(kind)))
    const binding = { kind: 'computer', fingerprint: bound, required: 2 } as const
    const { reasons, trace } = checked({
      license: license({ binding }),
      here: here({ fingerprint: drifted([1], [2, 3, 4]) }),
    })
    expect(reasons).toMatchObject([
      { code: 'wrong-computer', details: { fault: 'too-common', same: 2, needed: 2 } },
    ])
    expect(trace.find(({ rule }) => rule === 'computer')?.saw).toMatch(/many computers share those/)
  })

  test('a kind that this version does not know is named by its number', () => {
    const hashes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)
    const details = stepOf(new Map([...fingerprint('a'), [99, hashes]]))?.details
    expect(details?.readings).toContainEqual({ kind: 'kind 99', outcome: 'new' })
  })
})

test('a generic license is compared with no computer', () => {
  const step = checked({ license: license({ binding: { kind: 'generic' } }) }).trace.find(
    ({ rule }) => rule === 'computer',
  )
  expect(step).not.toHaveProperty('details')
})

describe('a license that names its computer by a hash', () => {
  const byHash = (seed: string) => boundBy(fingerprint(seed), 4)
  const boundBy = (asked: FingerprintClaim, required: number, kinds = asked.size) =>
    license({ binding: { kind: 'code', computer: computerHash(asked), kinds, required } })
  const reasonsOf = (changed: readonly number[], asked?: ReadonlyMap<number, Uint8Array>) =>
    checked({ license: byHash('a'), here: here({ fingerprint: drifted(changed) }), asked }).reasons

  test('is matched with the fingerprint that was asked with, tolerance and all', () => {
    expect(reasonsOf([4, 5], fingerprint('a'))).toEqual([])
    expect(reasonsOf([1, 4, 5], fingerprint('a'))).toMatchObject([
      { code: 'wrong-computer', details: { same: 3, needed: 4 } },
    ])
  })

  test('without that one, or with another in its place, is for the computer as it was', () => {
    for (const asked of [undefined, fingerprint('z'), drifted([4])]) {
      expect(reasonsOf([], asked)).toEqual([])
      expect(reasonsOf([4], asked)).toEqual([
        {
          rule: 'computer',
          code: 'wrong-computer',
          details: { hash: computerHash(fingerprint('a')) },
        },
      ])
    }
  })

  test('is not good for who shows the fingerprint that was asked with from another computer', () => {
    const other = here({ fingerprint: fingerprint('z') })
    expect(
      checked({ license: byHash('a'), here: other, asked: fingerprint('a') }).reasons.map(({ code }) => code),
    ).toEqual(['wrong-computer'])
  })

  describe('is not good by a forged list of many computers in the place of what was asked with', () => {
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
    const goodOn = (asked: FingerprintClaim, required: number, kinds?: number) =>
      seeds.filter(seed => {
        const subject = {
          license: boundBy(asked, required, kinds),
          here: here({ fingerprint: fingerprint(seed) }),
          asked,
        }
        return checked(subject).reasons.length === 0
      }).length

    test.each<[string, FingerprintClaim, number, number | undefined]>([
      ['all six kinds of all of them', listed(1, 2, 3, 4, 5, 6), 4, undefined],
      ['a kind of which a computer has one', new Map([...listed(1), ...ofOne(2, 3, 6)]), 1, undefined],
      ['one kind alone', listed(4), 1, undefined],
      ['disks and addresses alone', listed(4, 5), 2, undefined],
      ['six kinds, where the code counted two', new Map([...ofOne(1, 2, 3, 6), ...listed(4, 5)]), 2, 2],
    ])('%s', (_, asked, required, kinds) => {
      expect(goodOn(asked, required, kinds)).toBe(0)
    })

    test('and one computer with several disks and addresses is no such list', () => {
      const asked = new Map([...ofOne(1, 2, 3, 6), ...listed(4, 5)])
      expect(goodOn(asked, 4)).toBe(1)
      // a whole kind of the computer's own, and two disks
      expect(goodOn(new Map([...ofOne(1), ...listed(4)]), 2)).toBe(1)
    })
  })
})
