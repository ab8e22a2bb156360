/** The list of revocations at its limits: how large it may be, and what it costs. */
import { expect, test } from 'vitest'
import { CBOR_LIMITS } from '../../../src/core/bytes/cbor.ts'
import { secretKey } from '../../../src/core/cose/key.ts'
import {
  decodeRevocations,
  encodeRevocations,
  MOST_REVOKED,
  type Revocations,
} from '../../../src/core/message/revocations.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { sealRevocations } from '../../world/seal.ts'

const listOf = (count: number): Revocations => ({
  vendor: 'Acme',
  productId: 'scope',
  madeAt: 1_800_000_000,
  sequence: 1,
  activations: Array.from({ length: count }, (_, i) => (i * 7919).toString(16).padStart(16, '0')),
})

test('a full list is read, as one message, and one more activation is refused', () => {
  const full = listOf(MOST_REVOKED)
  const payload = encodeRevocations(full)
  expect(decodeRevocations(payload)).toEqual(full)
  const key = secretKey(nativeEd25519, new Uint8Array(32).fill(1))
  expect(sealRevocations(full, key).length).toBeLessThan(CBOR_LIMITS.bytes)
  expect(() => decodeRevocations(encodeRevocations(listOf(MOST_REVOKED + 1)))).toThrow(
    expect.objectContaining({
      code: 'claims-malformed',
      details: {
        message: 'revocations',
        problems: [{ claim: 'revoked-activations', expected: 'ids', most: 100_000 }],
      },
    }),
  )
})

test('an activation costs its eight bytes and no more', () => {
  const [hundred, thousand] = [100, 1000].map(count => encodeRevocations(listOf(count)).length)
  expect((thousand as number) - (hundred as number)).toBeLessThanOrEqual(900 * 8 + 2)
})

test('the order in which the vendor has them, and how often, says nothing', () => {
  const list = listOf(20)
  const shuffled = { ...list, activations: [...list.activations, ...list.activations].reverse() }
  expect(encodeRevocations(shuffled)).toEqual(encodeRevocations(list))
})
