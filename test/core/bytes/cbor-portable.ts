/**
 * Owns what cbor-portable.test.ts proves, as a process of its own: cbor-x decides when it is loaded whether it uses its
 * native text extraction, and in the process of the tests it is loaded already. The number of runs is its argument.
 */
import { deepStrictEqual } from 'node:assert'
import fc from 'fast-check'
import { decodeCbor, encodeCbor } from '../../../src/core/bytes/cbor.ts'
import { cborValue } from './arbitrary.ts'

fc.assert(
  fc.property(cborValue, value => {
    const encoded = encodeCbor(value)
    deepStrictEqual(encodeCbor(decodeCbor(encoded)), encoded)
  }),
  { numRuns: Number(process.argv[2]) },
)
for (const unit of ['a', 'ü', '水', '🔑', '\u0000', 'e\u0301', '\ufeff'])
  for (const times of [1, 5, 15, 16, 31, 32, 64, 65, 200, 5000]) {
    const text = `x${unit.repeat(times)}`
    deepStrictEqual(decodeCbor(encodeCbor(text)), text)
  }
