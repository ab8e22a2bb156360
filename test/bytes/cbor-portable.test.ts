/** CBOR as a page and the executables decode it: without the native text extraction that cbor-x uses in Node. */
import fc from 'fast-check'
import { expect, test, vi } from 'vitest'

vi.hoisted(() => {
  process.env.CBOR_NATIVE_ACCELERATION_DISABLED = 'true'
})

const { decodeCbor, encodeCbor } = await import('../../src/bytes/cbor.ts')
const { cborValue } = await import('./arbitrary.ts')

test('what decodes re-encodes to the same bytes', () => {
  fc.assert(
    fc.property(cborValue, value => {
      const encoded = encodeCbor(value)
      expect(encodeCbor(decodeCbor(encoded))).toEqual(encoded)
    }),
  )
})

test('text of every length and script survives', () => {
  for (const unit of ['a', 'ü', '水', '🔑', '\u0000', 'e\u0301', '\ufeff']) {
    for (const times of [1, 5, 15, 16, 31, 32, 64, 65, 200, 5000]) {
      const text = `x${unit.repeat(times)}`
      expect(decodeCbor(encodeCbor(text))).toBe(text)
    }
  }
})
