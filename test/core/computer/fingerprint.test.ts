import { createHmac } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { sharedValues } from '../../../src/core/computer/binding.ts'
import {
  carriedFingerprint,
  type Fingerprint,
  fingerprintOf,
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
test('a hash is HMAC-SHA-256(product id, kind || 0 || value), cut to 8 bytes', () => {
  const fingerprint = fingerprintOf('acme.viewer', [{ kind: 'mac-address', value: '02:fc:00:00:00:01' }])
  const hmac = createHmac('sha256', 'acme.viewer').update('\u0005\u000002:fc:00:00:00:01').digest('hex')
  expect([...fingerprint.keys()]).toEqual([5])
  expect(hex(fingerprint.get(5))).toBe(hmac.slice(0, 16))
  expect(hex(fingerprint.get(5))).toBe('8e1f1a1da1f1054f')
})

test('the hashes of a kind are ascending and different; a message carries the smallest eight', () => {
  const disks = Array.from({ length: 20 }, (_, i) => ({ kind: 'disk-serial' as const, value: `disk ${i}` }))
  const all = disks.map(disk => hex(fingerprintOf('acme', [disk]).get(4)) as string)
  const every = fingerprintOf('acme', [...disks, ...disks])
  expect(hex(every.get(4))).toBe(all.toSorted().join(''))
  const kept = carriedFingerprint(every).get(4) as Uint8Array
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
      for (const hashes of carriedFingerprint(fingerprint).values()) expect(isHashes(hashes)).toBe(true)
    }),
  )
})

test('two products share no hash', () => {
  fc.assert(
    fc.property(readings, list => {
      const [a, b] = [fingerprintOf('acme', list), fingerprintOf('acme2', list)]
      expect(sharedValues(a, b, Object.values(KINDS))).toBe(0)
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

test('a simulated computer has all six kinds, and another one shares none', () => {
  const one = simulatedComputer('one')
  expect(one).toEqual(simulatedComputer('one'))
  expect(one.unreadable).toEqual([])
  const [a, b] = [one, simulatedComputer('two')].map(({ readings }) => fingerprintOf('acme', readings))
  expect(sharedValues(a as Fingerprint, b as Fingerprint, Object.values(KINDS))).toBe(0)
  expect([...(a as Fingerprint).keys()]).toEqual([1, 2, 3, 4, 5, 6])
})
