import { expect, test } from 'vitest'
import { computerId } from '../../../src/core/computer/computer-id.ts'
import { fingerprintOf } from '../../../src/core/computer/fingerprint.ts'
import { simulatedComputer } from '../../client/probe/simulated.ts'

const fingerprint = fingerprintOf('acme.viewer', simulatedComputer('vector').readings)

test('the computer ID is pinned', () => {
  expect(computerId(fingerprint)).toBe('RC9WH-5VAW1-A1CK5')
  expect(computerId(new Map())).toMatch(/^[0-9A-HJKMNP-TV-Z]{5}(-[0-9A-HJKMNP-TV-Z]{5}){2}$/)
})

test('it does not depend on the order of the kinds, but on the product and on every hash', () => {
  expect(computerId(new Map([...fingerprint].toReversed()))).toBe(computerId(fingerprint))
  const other = fingerprintOf('acme.editor', simulatedComputer('vector').readings)
  expect(computerId(other)).not.toBe(computerId(fingerprint))
  const fewer = new Map([...fingerprint].slice(1))
  expect(computerId(fewer)).not.toBe(computerId(fingerprint))
})
