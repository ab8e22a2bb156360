import { describe, expect, test } from 'vitest'
import { boundOf, holds } from '../../../src/core/computer/binding.ts'
import { boundHash } from '../../../src/core/computer/computer-id.ts'
import { readingsFault } from '../../../src/core/computer/readings.ts'
import {
  boundToWorkload,
  isWorkload,
  isWorkloadName,
  nameOfKind,
  workloadFingerprint,
} from '../../../src/core/computer/workload.ts'
import { bound, fingerprint, license } from '../../world/nouns.ts'
import { checked, codes, here, terms } from '../check/check-case.ts'

const ONE = boundToWorkload('scope', 'prod/scope-1')
const OTHER = boundToWorkload('scope', 'prod/scope-2')
const named = (name: string, hardware = fingerprint('a')) =>
  here({ fingerprint: new Map([...hardware, ...workloadFingerprint('scope', name)]) })

describe('DY-16: the name of a workload', () => {
  test.each(['a', 'prod/scope-1', '10.0.0.1:8080', 'a_b', 'a'.repeat(64)])('%s', name => {
    expect(isWorkloadName(name)).toBe(true)
  })

  test.each(['', 'A', 'a b', '-a', 'a-', 'ä', 'a\n', 'a'.repeat(65), '../a'])('is not %j', name => {
    expect(isWorkloadName(name)).toBe(false)
  })

  test('stands as a reading of its own number, which no computer has', () => {
    expect(nameOfKind(7)).toBe('workload')
    expect([...ONE.fingerprint.keys()]).toEqual([7])
    expect(workloadFingerprint('meter', 'prod/scope-1')).not.toEqual(ONE.fingerprint)
  })
})

describe('DY-16: what a request shows', () => {
  test('a name alone is a workload, and enough', () => {
    expect(boundOf(ONE.fingerprint, [])).toEqual(ONE)
    expect(readingsFault(ONE)).toBeUndefined()
  })

  test('beside hardware it is nothing, so that a name never stands in for hardware that changed', () => {
    const hardware = bound('a')
    const mixed = new Map([...hardware.fingerprint, ...ONE.fingerprint])
    expect(boundOf(mixed, [...hardware.counted, 7])).toEqual(hardware)
  })

  test('two names at once are no workload', () => {
    const both = new Uint8Array([...Array(16).keys()])
    expect(isWorkload(new Map([[7, both]]))).toBe(false)
    expect(readingsFault(boundOf(new Map([[7, both]]), [7]))).toMatchObject({ code: 'too-few-readings' })
  })
})

describe('DY-16: a license for a workload', () => {
  const license1 = license({ binding: { kind: 'computer', ...ONE } })

  test('holds where the site names it, on whatever hardware, also where none can be read', () => {
    expect(codes({ license: license1, here: named('prod/scope-1') })).toEqual([])
    expect(codes({ license: license1, here: named('prod/scope-1', fingerprint('b')) })).toEqual([])
    expect(codes({ license: license1, here: named('prod/scope-1', new Map()) })).toEqual([])
  })

  test('does not hold elsewhere, and says whether a name is missing', () => {
    const at = (asked: ReturnType<typeof here>) => checked({ license: license1, here: asked }).reasons
    expect(at(named('prod/scope-2'))).toMatchObject([{ code: 'wrong-workload', details: { named: true } }])
    expect(at(here())).toMatchObject([{ code: 'wrong-workload', details: { named: false } }])
  })

  test('runs in containers also where the license allows no virtual machines', () => {
    const strict = license({ binding: { kind: 'computer', ...ONE }, allowVirtual: false })
    expect(codes({ license: strict, here: { ...named('prod/scope-1'), virtual: 'kubernetes' } })).toEqual([])
  })

  test('a license for a computer is not helped by a name', () => {
    const forB = license({ binding: { kind: 'computer', ...bound('b') } })
    expect(codes({ license: forB, here: named('prod/scope-1') })).toEqual(['wrong-computer'])
    expect(holds(bound('b'), { fingerprint: ONE.fingerprint, virtual: false })).toBe(false)
  })

  test('a license by code never holds for a workload, whose vendor has only seen a hash', () => {
    const byCode = license({ binding: { kind: 'code', computer: boundHash(ONE) } })
    const pod = named('prod/scope-1', new Map())
    expect(codes({ license: byCode, here: pod })).toEqual(['wrong-computer'])
    expect(codes({ license: byCode, here: pod, asked: ONE })).toEqual(['wrong-computer'])
  })

  test('a stricter rule of the product changes nothing', () => {
    const binding = { kind: 'computer', ...ONE, required: { k: 3, n: 4 } } as const
    expect(codes({ license: license({ binding }), here: named('prod/scope-1') })).toEqual([])
    expect(
      codes({ license: license({ binding: { kind: 'computer', ...OTHER } }), here: here(), terms: terms() }),
    ).toEqual(['wrong-workload'])
  })
})
