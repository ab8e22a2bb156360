import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  DEFAULT_MATCH_RULE,
  type Fingerprint,
  fingerprintOf,
  matchFingerprint,
  requiredOf,
} from '../../../src/core/computer/fingerprint.ts'
import { KINDS, type Kind, type Reading } from '../../../src/core/computer/reading.ts'
import { isHashes, MOST_HASHES } from '../../../src/core/message/fingerprint.ts'
import { simulatedComputer } from '../../client/probe/simulated.ts'

const kinds = Object.keys(KINDS) as Kind[]
const hex = (bytes: Uint8Array | undefined) => bytes && Buffer.from(bytes).toString('hex')
const reading = fc.record({
  kind: fc.constantFrom(...kinds),
  value: fc.stringMatching(/^[a-z0-9]{1,6}$/),
}) as fc.Arbitrary<Reading>
const readings = fc.array(reading, { minLength: 1, maxLength: 30 })
const bound: Reading[] = kinds.map(kind => ({ kind, value: `${kind} 1` }))
const boundTo = fingerprintOf('acme', bound)

/** The bound computer with some kinds changed, some unreadable. */
function drifted(changed: readonly Kind[], missing: readonly Kind[] = []): Fingerprint {
  return fingerprintOf(
    'acme',
    bound
      .filter(one => !missing.includes(one.kind))
      .map(one => (changed.includes(one.kind) ? { ...one, value: 'other' } : one)),
  )
}

test('a hash is HMAC-SHA-256(product id, kind || 0 || value), cut to 8 bytes', () => {
  const fingerprint = fingerprintOf('acme.viewer', [{ kind: 'mac-address', value: '02:fc:00:00:00:01' }])
  const hmac = createHmac('sha256', 'acme.viewer').update('\u0005\u000002:fc:00:00:00:01').digest('hex')
  expect([...fingerprint.keys()]).toEqual([5])
  expect(hex(fingerprint.get(5))).toBe(hmac.slice(0, 16))
  expect(hex(fingerprint.get(5))).toBe('8e1f1a1da1f1054f')
})

test('the hashes of a kind are ascending, different, and the smallest eight', () => {
  const disks = Array.from({ length: 20 }, (_, i) => ({ kind: 'disk-serial' as const, value: `disk ${i}` }))
  const all = disks.map(disk => hex(fingerprintOf('acme', [disk]).get(4)) as string)
  const kept = fingerprintOf('acme', [...disks, ...disks]).get(4) as Uint8Array
  expect(hex(kept)).toBe(all.toSorted().slice(0, MOST_HASHES).join(''))
  expect(isHashes(kept)).toBe(true)
})

test('order and repetition of readings do not matter, and every kind is well formed', () => {
  fc.assert(
    fc.property(readings, fc.integer(), (list, salt) => {
      const shuffled = [...list, ...list].toSorted(
        (a, b) => ((a.value.length ^ salt) % 3) - (b.value.length % 3),
      )
      const fingerprint = fingerprintOf('acme', list)
      expect(fingerprintOf('acme', shuffled)).toEqual(fingerprint)
      expect([...fingerprint.keys()]).toEqual([...fingerprint.keys()].toSorted())
      for (const hashes of fingerprint.values()) expect(isHashes(hashes)).toBe(true)
    }),
  )
})

test('two products share no hash', () => {
  fc.assert(
    fc.property(readings, list => {
      const match = matchFingerprint(fingerprintOf('acme', list), 1, fingerprintOf('acme2', list))
      expect(match.counts.same).toBe(0)
    }),
  )
})

test('isHashes refuses what no fingerprint has', () => {
  const one = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 1)
  const two = Uint8Array.of(0, 0, 0, 0, 0, 0, 0, 2)
  expect(isHashes(Uint8Array.of(...one, ...two))).toBe(true)
  expect(isHashes(Uint8Array.of(...two, ...one))).toBe(false)
  expect(isHashes(Uint8Array.of(...one, ...one))).toBe(false)
  expect(isHashes(one.subarray(1))).toBe(false)
  expect(isHashes(new Uint8Array(0))).toBe(false)
  const nine = Array.from({ length: 9 }, (_, i) => [0, 0, 0, 0, 0, 0, 0, i]).flat()
  expect(isHashes(Uint8Array.from(nine))).toBe(false)
})

test('requiredOf scales the rule to the kinds read', () => {
  expect([6, 5, 4, 3, 2, 1].map(read => requiredOf(DEFAULT_MATCH_RULE, read))).toEqual([4, 4, 3, 2, 2, 1])
  expect(requiredOf({ k: 1, n: 6 }, 2)).toBe(1)
  expect(requiredOf({ k: 6, n: 6 }, 3)).toBe(3)
})

test.each<[changed: Kind[], missing: Kind[], ok: boolean]>([
  [[], [], true],
  [['disk-serial'], [], true],
  [['disk-serial', 'mac-address'], [], true],
  [['disk-serial', 'mac-address', 'install-id'], [], false],
  [[], ['system-uuid', 'board-serial'], true], // without root
  [['mac-address'], ['system-uuid', 'board-serial'], true], // 3 of 4
  [['mac-address', 'install-id'], ['system-uuid', 'board-serial'], false], // 2 of 4
  [[], ['install-id', 'system-uuid', 'board-serial'], true], // 3 seen, the fewest
  [[], ['install-id', 'system-uuid', 'board-serial', 'disk-serial'], false], // hiding does not pass
])('4 of 6 with %j changed and %j missing: %s', (changed, missing, ok) => {
  const match = matchFingerprint(boundTo, 4, drifted(changed, missing))
  expect(match.ok).toBe(ok)
  expect(match.counts).toEqual({
    same: 6 - changed.length - missing.length,
    changed: changed.length,
    missing: missing.length,
    new: 0,
  })
})

test('a match tells the outcome of each kind of both sides, ascending', () => {
  const here = fingerprintOf('acme', [
    { kind: 'install-id', value: 'a' },
    { kind: 'disk-serial', value: 'x' },
    { kind: 'cpu-model', value: 'c' },
  ])
  const license = fingerprintOf('acme', [
    { kind: 'disk-serial', value: 'y' },
    { kind: 'mac-address', value: 'm' },
    { kind: 'cpu-model', value: 'c' },
  ])
  expect(matchFingerprint(license, 2, here)).toEqual({
    ok: false,
    fault: 'too-few',
    kinds: [
      { kind: 1, outcome: 'new' },
      { kind: 4, outcome: 'changed' },
      { kind: 5, outcome: 'missing' },
      { kind: 6, outcome: 'same' },
    ],
    counts: { same: 1, changed: 1, missing: 1, new: 1 },
    needed: 2,
    required: 2,
    bound: 3,
  })
})

describe('what many computers share does not decide', () => {
  const of = (values: Partial<Record<Kind, string>>) =>
    fingerprintOf(
      'acme',
      Object.entries(values).map(([kind, value]) => ({ kind: kind as Kind, value })),
    )
  const machine = { 'install-id': 'a', 'mac-address': '06:00:ac:10:00:02', 'cpu-model': 'xeon' }

  test('two virtual machines of one address on one model of processor are two computers', () => {
    const twin = of({ ...machine, 'install-id': 'b' })
    expect(matchFingerprint(of(machine), 2, twin)).toMatchObject({
      ok: false,
      fault: 'too-common',
      needed: 2,
    })
    expect(matchFingerprint(of(machine), 2, of({ ...machine, 'mac-address': '06:00:ac:10:00:03' })).ok).toBe(
      true,
    )
  })

  test('a processor’s name never decides alone, whatever the rule', () => {
    const { 'cpu-model': cpu } = machine
    expect(matchFingerprint(of(machine), 1, of({ 'cpu-model': cpu }))).toMatchObject({ fault: 'too-common' })
    expect(matchFingerprint(of({ 'cpu-model': cpu }), 1, of({ 'cpu-model': cpu })).ok).toBe(false)
  })

  test('an address does while nothing of the computer’s own can be compared, as without root', () => {
    const asRoot = of({ 'system-uuid': 'u', 'mac-address': '52:54:00:3c:00:07', 'cpu-model': 'xeon' })
    const asUser = of({ 'mac-address': '52:54:00:3c:00:07', 'cpu-model': 'xeon' })
    expect(matchFingerprint(asRoot, 2, asUser).ok).toBe(true)
    expect(matchFingerprint(asUser, 2, asRoot).ok).toBe(true)
  })

  test('one kind of the computer’s own is enough, also one of a newer version', () => {
    const bound = new Map([...of(machine), [99, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)]])
    const here = new Map([
      ...of({ ...machine, 'install-id': 'b' }),
      [99, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)],
    ])
    expect(matchFingerprint(bound, 3, here).ok).toBe(true)
  })
})

test('needed is what had to be the same of what could be compared', () => {
  const needed = (changed: Kind[], missing: Kind[]) =>
    matchFingerprint(boundTo, 4, drifted(changed, missing)).needed
  expect(needed([], [])).toBe(4)
  expect(needed([], ['system-uuid', 'board-serial'])).toBe(3)
  expect(needed(['disk-serial'], ['system-uuid'])).toBe(4)
  expect(needed([], [...kinds])).toBe(3)
  fc.assert(
    fc.property(
      fc.subarray(kinds),
      fc.subarray(kinds),
      fc.integer({ min: 1, max: 6 }),
      (changed, missing, required) => {
        const match = matchFingerprint(boundTo, required, drifted(changed, missing))
        const { same } = match.counts
        expect(match.fault === 'too-few').toBe(same < match.needed)
        // SPEC.md section 8, without a division
        const share = same * 6 >= required * (same + match.counts.changed)
        expect(same >= match.needed).toBe(share && same >= Math.max(1, Math.ceil((3 * required) / 4)))
      },
    ),
  )
})

test('a kind of a newer version is matched like any other', () => {
  const newer = new Map([...boundTo, [99, Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8)]])
  expect(matchFingerprint(newer, 5, newer).counts.same).toBe(7)
  expect(matchFingerprint(newer, 5, boundTo)).toMatchObject({ ok: true, counts: { missing: 1 } })
})

test('nothing matches the empty fingerprint, and it matches nothing', () => {
  expect(matchFingerprint(new Map(), 0, boundTo).ok).toBe(false)
  expect(matchFingerprint(boundTo, 1, new Map()).ok).toBe(false)
})

test('a computer matches itself, unless only the name of its processor is known', () => {
  fc.assert(
    fc.property(readings, fc.double({ min: 0, max: 1, noNaN: true }), (list, share) => {
      const fingerprint = fingerprintOf('acme', list)
      fc.pre(list.some(({ kind }) => kind !== 'cpu-model'))
      const required = Math.max(1, Math.round(share * fingerprint.size))
      expect(matchFingerprint(fingerprint, required, fingerprint).ok).toBe(true)
    }),
  )
})

test('missing is neutral: hiding a kind that had not changed never turns a no into a yes', () => {
  const some = fc.subarray(kinds)
  fc.assert(
    fc.property(some, some, fc.integer({ min: 1, max: 6 }), (changed, missing, required) => {
      const before = matchFingerprint(boundTo, required, drifted(changed))
      const after = matchFingerprint(boundTo, required, drifted(changed, missing))
      const hidSame = missing.every(kind => !changed.includes(kind))
      if (hidSame && !before.ok) expect(after.ok).toBe(false)
      // with nothing changed, only the floor of three quarters of the required kinds can fail, or the processor's name alone
      const seen = kinds.filter(kind => !missing.includes(kind))
      const tells = seen.some(kind => kind !== 'cpu-model')
      if (changed.length === 0) expect(after.ok).toBe(tells && seen.length >= Math.ceil((3 * required) / 4))
    }),
  )
})

test('adding readings never breaks a match', () => {
  fc.assert(
    fc.property(readings, readings, (list, more) => {
      const here = fingerprintOf('acme', list)
      fc.pre(list.some(({ kind }) => kind !== 'cpu-model'))
      const perKind = Map.groupBy([...list, ...more], one => one.kind)
      fc.pre([...perKind.values()].every(of => new Set(of.map(one => one.value)).size <= MOST_HASHES))
      const required = requiredOf(DEFAULT_MATCH_RULE, here.size)
      expect(matchFingerprint(here, required, fingerprintOf('acme', [...list, ...more])).ok).toBe(true)
    }),
  )
})

test('beyond eight disks one more does not break a match either', () => {
  const disks = Array.from({ length: 30 }, (_, i) => ({ kind: 'disk-serial' as const, value: `disk ${i}` }))
  for (let count = 1; count < disks.length; count++) {
    const before = fingerprintOf('acme', disks.slice(0, count))
    const after = fingerprintOf('acme', disks.slice(0, count + 1))
    expect(matchFingerprint(before, 1, after).counts.same).toBe(1)
  }
})

test('a simulated computer has all six kinds, and another one shares none', () => {
  const one = simulatedComputer('one')
  expect(one).toEqual(simulatedComputer('one'))
  expect(one.unreadable).toEqual([])
  const match = matchFingerprint(
    fingerprintOf('acme', one.readings),
    4,
    fingerprintOf('acme', simulatedComputer('two').readings),
  )
  expect(match.counts).toEqual({ same: 0, changed: 6, missing: 0, new: 0 })
})
