import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import {
  activationIdOf,
  activationNumberOf,
  MOST_ACTIVATION_NUMBERS,
  nextActivationId,
} from '../../../src/core/message/activation-id.ts'

const KEY = '9H7FA-4RVKR'
const COMPUTER = '0011223344556677'

test('an activation id is the beginning of the hash that SPEC.md tells', () => {
  const bytes = Buffer.concat([
    Buffer.from(`airlatch activation\0${KEY}\0`),
    Buffer.from(COMPUTER, 'hex'),
    Buffer.of(3),
  ])
  expect(activationIdOf(KEY, COMPUTER, 3)).toBe(createHash('sha256').update(bytes).digest('hex').slice(0, 16))
  expect(activationIdOf(KEY, COMPUTER, 0)).toBe('2b9b209e6588e0db')
})

test('the next one is the first that is free, and after all numbers there is none', () => {
  const taken = new Set<string>()
  for (let number = 0; number < MOST_ACTIVATION_NUMBERS; number++) {
    const id = nextActivationId(KEY, COMPUTER, one => taken.has(one)) as string
    expect(activationNumberOf(id, KEY, COMPUTER, MOST_ACTIVATION_NUMBERS)).toBe(number)
    taken.add(id)
  }
  expect(nextActivationId(KEY, COMPUTER, one => taken.has(one))).toBeUndefined()
  // a hole is filled
  taken.delete(activationIdOf(KEY, COMPUTER, 7))
  expect(nextActivationId(KEY, COMPUTER, one => taken.has(one))).toBe(activationIdOf(KEY, COMPUTER, 7))
  expect(activationNumberOf(activationIdOf(KEY, COMPUTER, 15), KEY, COMPUTER, 15)).toBeUndefined()
  expect(activationNumberOf(activationIdOf(KEY, COMPUTER, 0), '00000-00000', COMPUTER, 15)).toBeUndefined()
})
