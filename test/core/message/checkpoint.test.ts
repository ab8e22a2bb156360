/** The checkpoint: it reads back the same, it is signed by the vendor, and whatever else is refused. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { keyringOf, type SecretKey, secretKey } from '../../../src/core/cose/key.ts'
import { openCheckpoint } from '../../../src/core/envelope.ts'
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../../src/core/message/checkpoint.ts'
import { encodeClaims, LATEST_TIME } from '../../../src/core/message/claims.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import type { Retirement, SigningKeyRecord } from '../../../src/vendor/catalog/signing-keys.ts'
import { readCheckpoint } from '../../../src/vendor/publish/checkpoint.ts'
import { runs } from '../../effort.ts'
import { sealCheckpoint, sealLicense } from '../../world/seal.ts'

const CHECKPOINT: Checkpoint = {
  vendor: 'Acme',
  madeAt: 1_800_000_000,
  entries: 12,
  head: 'ab'.repeat(32),
}
const key = (fill: number): SecretKey => secretKey(nativeEd25519, new Uint8Array(32).fill(fill))
const signingKeyRecord = (fill: number, retired?: Retirement): SigningKeyRecord => ({
  key: key(fill).public,
  addedAt: 0,
  retired,
})
const code = (code: string) => expect.objectContaining({ code })

test('any checkpoint reads back the same', () => {
  const vendor = fc.string({ minLength: 1, maxLength: 16, unit: 'grapheme' }).filter(s => s.isWellFormed())
  const head = fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map(bytes => Buffer.from(bytes).toString('hex'))
  const any = fc.record({
    vendor: vendor.filter(s => Buffer.byteLength(s) <= 64 && !s.startsWith('\ufeff')),
    madeAt: fc.integer({ min: 0, max: LATEST_TIME }),
    entries: fc.maxSafeNat().filter(n => n > 0),
    head,
  })
  fc.assert(
    fc.property(any, checkpoint => {
      const signed = sealCheckpoint(checkpoint, key(1))
      expect(decodeCheckpoint(encodeCheckpoint(checkpoint))).toEqual(checkpoint)
      expect(openCheckpoint(signed, keyringOf([key(1).public]))).toEqual(checkpoint)
    }),
    { numRuns: runs(30) },
  )
})

test('the same checkpoint has the same bytes, small enough for a QR code that is read easily', () => {
  const signed = sealCheckpoint(CHECKPOINT, key(1))
  expect(sealCheckpoint(CHECKPOINT, key(1))).toEqual(signed)
  expect(signed.length).toBeLessThan(172)
})

test.each([
  ['a head of 31 bytes', { head: new Uint8Array(31) }, { claim: 'head', expected: 'bytes', length: 32 }],
  ['no entries at all', { entries: 0 }, { claim: 'entries', expected: 'integer', least: 1 }],
  ['no vendor', { iss: undefined }, { claim: 'iss', expected: 'present' }],
  ['a claim of another message', { generic: true as const }, { unknown: '3', own: true }],
])('is refused with %s', (_, change, problem) => {
  const payload = encodeClaims({ iss: 'Acme', iat: 1, entries: 1, head: new Uint8Array(32), ...change })
  expect(() => decodeCheckpoint(payload)).toThrow(
    expect.objectContaining({
      code: 'claims-malformed',
      details: { message: 'checkpoint', problems: [problem] },
    }),
  )
})

test('only of this vendor, by its key and by its name, unchanged', () => {
  const keys = [signingKeyRecord(1)]
  const read = (message: Uint8Array, vendor = 'Acme') => readCheckpoint(message, vendor, keys)
  const signed = sealCheckpoint(CHECKPOINT, key(1))
  expect(read(signed)).toStrictEqual(CHECKPOINT)
  expect(() => read(sealCheckpoint(CHECKPOINT, key(2)))).toThrow(
    expect.objectContaining({
      code: 'signing-key-unknown',
      details: { kid: key(2).public.kid, message: 'checkpoint' },
    }),
  )
  expect(() => read(signed, 'Bcme')).toThrow(
    expect.objectContaining({ code: 'wrong-vendor', details: { expected: 'Bcme', got: 'Acme' } }),
  )
  const changed = signed.map((byte, i) => (i === signed.length - 70 ? byte ^ 1 : byte))
  expect(() => read(changed)).toThrow(code('signature-invalid'))
  // the same claims, as another message
  expect(() => read(sealLicense(encodeCheckpoint(CHECKPOINT), key(1)))).toThrow(code('wrong-message-type'))
})

test('by any key of the vendor, as long as it was not retired', () => {
  const retired = { from: CHECKPOINT.madeAt, at: CHECKPOINT.madeAt, reason: 'a new one' }
  const keys = [signingKeyRecord(1, retired), signingKeyRecord(2)]
  const read = (checkpoint: Checkpoint, by: number) =>
    readCheckpoint(sealCheckpoint(checkpoint, key(by)), 'Acme', keys)
  const before = { ...CHECKPOINT, madeAt: CHECKPOINT.madeAt - 1 }
  expect(read(CHECKPOINT, 2)).toStrictEqual(CHECKPOINT)
  expect(read(before, 1)).toStrictEqual(before)
  expect(() => read(CHECKPOINT, 1)).toThrow(code('signing-key-retired'))
  expect(() => read(CHECKPOINT, 3)).toThrow(code('signing-key-unknown'))
})
