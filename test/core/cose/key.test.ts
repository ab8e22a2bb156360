import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import type { CborValue } from '../../../src/core/bytes/cbor.ts'
import { encodeCbor } from '../../../src/core/bytes/cbor.ts'
import { bytesOfCoseKey, coseKey, keyringOf, publicKey, secretKey } from '../../../src/core/cose/key.ts'
import { nativeEd25519 } from '../../../src/crypto/native.ts'
import { newSecretKeyPem, secretKeyOfPem } from '../../../src/crypto/pem.ts'
import { hex, toHex } from '../../vectors/make/raw.ts'

// RFC 8032 section 7.1, test 1
const X = hex('d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a')

test('the thumbprint is SHA-256 over the deterministic COSE_Key of the required parameters (RFC 9679), written out by hand', () => {
  const encoded = hex(`a3 01 01 20 06 21 5820 ${toHex(X)}`)
  expect(toHex(encodeCbor(coseKey(X)))).toBe(toHex(encoded))
  const thumbprint = createHash('sha256').update(encoded).digest('hex')
  expect(publicKey(nativeEd25519, X).kid).toBe(thumbprint.slice(0, 16))
  // sha256sum of the bytes above, so that the hash itself is held too
  expect(thumbprint).toBe('866eefbd6718c8846cd7ddfe43fc74ab1daac4538ff8514ea2ec2d410a415743')
})

test('a COSE_Key gives its bytes back', () => {
  expect(bytesOfCoseKey(coseKey(X))).toEqual(X)
})

test.each<[string, CborValue | undefined]>([
  ['nothing', undefined],
  ['bytes', X],
  ['an empty map', new Map()],
  ['no x', new Map([[1, 1], [-1, 6]])], // biome-ignore format: a row
  ['another type', new Map<number, CborValue>([[1, 2], [-1, 6], [-2, X]])], // biome-ignore format: a row
  ['another curve', new Map<number, CborValue>([[1, 1], [-1, 4], [-2, X]])], // biome-ignore format: a row
  ['x as text', new Map<number, CborValue>([[1, 1], [-1, 6], [-2, 'x']])], // biome-ignore format: a row
  ['a parameter more', new Map<number, CborValue>([[1, 1], [3, -8], [-1, 6], [-2, X]])], // biome-ignore format: a row
  ['a secret key', new Map<number, CborValue>([[1, 1], [-1, 6], [-2, X], [-4, X]])], // biome-ignore format: a row
])('refused as COSE_Key: %s', (_name, value) => {
  expect(() => bytesOfCoseKey(value)).toThrow(expect.objectContaining({ code: 'public-key-invalid' }))
})

test('a keyring finds keys by their id alone', () => {
  const key = publicKey(nativeEd25519, X)
  const other = secretKey(nativeEd25519, new Uint8Array(32).fill(1)).public
  const keyring = keyringOf([key, other])
  expect(keyring.get(key.kid)).toBe(key)
  expect(keyring.get(other.kid)).toBe(other)
  expect(keyring.get('0000000000000000')).toBeUndefined()
})

test('a secret key survives PEM, and only an Ed25519 one is taken', () => {
  const pem = newSecretKeyPem()
  expect(pem).toMatch(/^-----BEGIN PRIVATE KEY-----\n/)
  const key = secretKeyOfPem(pem)
  const signature = key.sign(hex('00'))
  expect(secretKeyOfPem(pem).public.verify(hex('00'), signature)).toBe(true)
  expect(() => secretKeyOfPem('-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n')).toThrow()
})
