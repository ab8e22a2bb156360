import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { newSecretKeyPem, publicHalfOfPem, secretKeyOfPem } from '../../src/crypto/pem.ts'

describe('the public half of a secret key in PEM', () => {
  test('is that of the secret key, also with text around it', () => {
    for (const pem of [newSecretKeyPem(), newSecretKeyPem()]) {
      expect(publicHalfOfPem(pem)).toEqual(secretKeyOfPem(pem).public.bytes)
      expect(publicHalfOfPem(`of this computer\n${pem}`)).toEqual(secretKeyOfPem(pem).public.bytes)
    }
  })

  test('is refused of anything but an Ed25519 secret key', () => {
    const { publicKey } = generateKeyPairSync('ed25519')
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    const others = ['', 'no key', newSecretKeyPem().slice(0, 60)]
    others.push(publicKey.export({ format: 'pem', type: 'spki' }) as string)
    others.push(privateKey.export({ format: 'pem', type: 'pkcs8' }) as string)
    for (const pem of others) expect(() => publicHalfOfPem(pem)).toThrow()
  })
})
