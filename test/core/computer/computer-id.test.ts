import { expect, test } from 'vitest'
import { boundHash, computerId } from '../../../src/core/computer/computer-id.ts'
import { fingerprintOf } from '../../../src/core/computer/fingerprint.ts'
import { simulatedComputer } from '../../client/probe/simulated.ts'
import { bound } from '../../world/nouns.ts'

const fingerprint = fingerprintOf('acme.viewer', simulatedComputer('vector').readings)

test('the computer ID is pinned, and is the beginning of the hash', () => {
  expect(computerId(bound(fingerprint))).toBe('HWJMV-VQ52C-B2ZZS')
  expect(boundHash(bound(fingerprint))).toMatch(/^[0-9a-f]{16}$/)
  expect(computerId({ fingerprint: new Map(), counted: [] })).toMatch(
    /^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){2}$/,
  )
})

test('it does not depend on the order of the kinds, but on the product and on every hash', () => {
  const id = computerId(bound(fingerprint))
  expect(computerId(bound(new Map([...fingerprint].toReversed())))).toBe(id)
  const other = fingerprintOf('acme.editor', simulatedComputer('vector').readings)
  expect(computerId(bound(other))).not.toBe(id)
  expect(computerId(bound(new Map([...fingerprint].slice(1))))).not.toBe(id)
})

test('what counts is in the hash: a kept request cannot be edited to count something else', () => {
  const all = bound(fingerprint)
  for (const counted of [[1], [5], [1, 4, 5], [1, 2, 3, 4]])
    expect(boundHash({ ...all, counted })).not.toBe(boundHash(all))
})
