/** What crosses the local channel comes out as it went in. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodeValue, encodeValue } from '../../../site-tool/control/values.ts'
import { AirlatchError } from '../../../src/client/door.ts'
import { runs } from '../../effort.ts'

const VALUE = fc.letrec(tie => ({
  value: fc.oneof(
    { depthSize: 'small' },
    fc.string(),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
    fc.bigInt(),
    fc.uint8Array(),
    fc.array(tie('value')),
    fc.array(fc.tuple(fc.string(), tie('value'))).map(pairs => new Map(pairs)),
    fc.dictionary(
      fc.oneof(fc.string(), fc.constantFrom('$map', '$bytes', '$error', '__proto__', 'constructor')),
      tie('value'),
      { noNullPrototype: true },
    ),
  ),
})).value

test('any value', () => {
  fc.assert(
    fc.property(VALUE, value => {
      expect(decodeValue(encodeValue(value))).toEqual(value)
    }),
    { numRuns: runs(500) },
  )
})

test('an error keeps its code and its details; what is undefined is left out', () => {
  const error = new AirlatchError('lease-not-found', { lease: 'x', product: 'scope' })
  const { error: got } = decodeValue(encodeValue({ error, nothing: undefined })) as { error: AirlatchError }
  expect(got).toBeInstanceOf(AirlatchError)
  expect([got.code, got.details, got.kind]).toEqual([error.code, error.details, error.kind])
})
