/** The verb `request`: what a client asks with, and that the activation key does not travel. */
import { describe, expect, test } from 'vitest'
import { makeRequest, type RequestInput } from '../../src/client/request.ts'
import { secretKey } from '../../src/core/cose/key.ts'
import { openRequest } from '../../src/core/envelope.ts'
import { activationKeyOf, parseActivationKey, proofOf } from '../../src/core/message/activation-key.ts'
import { nativeEd25519 } from '../../src/crypto/native.ts'
import { toHex } from '../vectors/make/raw.ts'
import * as world from '../vectors/make/world.ts'
import { bound } from '../world/nouns.ts'

const key = parseActivationKey(world.ACTIVATION_KEY)
const input: RequestInput = {
  key,
  productId: world.PRODUCT,
  bound: { fingerprint: world.COMPUTER, counted: world.COUNTED_KINDS },
  installationKey: secretKey(nativeEd25519, world.seedOf('installation')),
  version: '2.3.1',
  virtual: undefined,
  now: world.REQUESTED_AT,
}

test('makes the request of the vectors, byte for byte', () => {
  expect(toHex(makeRequest(input))).toBe(toHex(world.request()))
})

test('says what it was given, and proves the key', () => {
  const { request, installationKey } = openRequest(makeRequest(input), nativeEd25519)
  expect(request).toMatchObject({
    keyId: world.KEY_ID,
    productId: world.PRODUCT,
    madeAt: world.REQUESTED_AT,
    version: '2.3.1',
  })
  expect(request.fingerprint).toEqual(world.COMPUTER)
  expect(request.proof).toEqual(proofOf(key.secret, installationKey.bytes, world.PRODUCT))
})

test('leaves the version out when the program does not say it', () => {
  const { request } = openRequest(makeRequest({ ...input, version: undefined }), nativeEd25519)
  expect(request.version).toBeUndefined()
})

test('says what the computer runs inside of, and nothing where there is no evidence (LP-23)', () => {
  const asked = (virtual: string | undefined) =>
    openRequest(makeRequest({ ...input, virtual }), nativeEd25519).request.virtual
  expect([asked('docker'), asked(undefined)]).toEqual(['docker', undefined])
})

describe('the activation key never travels (QC-01)', () => {
  const bytes = Buffer.from(makeRequest(input))
  /** The claim behind the proof: its key, and a list of five. */
  const COUNTED_BYTES = 8

  test('neither as bytes nor as text, whole or in part', () => {
    expect(bytes.includes(key.secret)).toBe(false)
    expect(bytes.includes(key.secret.subarray(0, 5))).toBe(false)
    expect(bytes.includes(world.ACTIVATION_KEY)).toBe(false)
    for (const group of world.ACTIVATION_KEY.split('-').slice(2)) expect(bytes.includes(group)).toBe(false)
  })

  test('two secrets with one id differ in proof and signature alone', () => {
    const other = activationKeyOf(world.activationKeyBytes.with(14, 0))
    expect(other.id).toBe(input.key.id)
    const changed = makeRequest({ ...input, key: other })
    const differing = [...bytes.keys()].filter(at => bytes[at] !== changed[at])
    expect(Math.min(...differing)).toBeGreaterThanOrEqual(bytes.length - 64 - 2 - 8 - COUNTED_BYTES)
  })
})

test.each([0, 1])('a computer with %i kinds of readings cannot ask', kinds => {
  const fingerprint = new Map([...world.COMPUTER].slice(0, kinds))
  expect(() => makeRequest({ ...input, bound: bound(fingerprint) })).toThrow(
    expect.objectContaining({ code: 'computer-unreadable', details: { kinds, least: 2 } }),
  )
})

test('several values of a kind of which a computer has one cannot ask: no vendor would take them', () => {
  const two = Uint8Array.from({ length: 16 }, (_, i) => i)
  const fingerprint = new Map([...world.COMPUTER, [1, two] as const])
  expect(() => makeRequest({ ...input, bound: bound(fingerprint) })).toThrow(
    expect.objectContaining({ code: 'computer-unreadable', details: { several: ['install-id'] } }),
  )
})

test('nothing that counts cannot ask', () => {
  const fingerprint = new Map([...world.COMPUTER].filter(([kind]) => kind === 2 || kind === 6))
  expect(() => makeRequest({ ...input, bound: bound(fingerprint, []) })).toThrow(
    expect.objectContaining({ code: 'computer-unreadable', details: { kinds: 2, least: 2, counted: 0 } }),
  )
})

test('the same question gives the same bytes, another second others', () => {
  expect(makeRequest(input)).toEqual(makeRequest(input))
  expect(makeRequest({ ...input, now: input.now + 1 })).not.toEqual(makeRequest(input))
})
