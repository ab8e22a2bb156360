/** Owns an Ed25519 secret key as text: PKCS #8 in PEM (RFC 8410), which any cryptographic tool can read. */
import { createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import { PUBLIC_KEY_BYTES, SEED_BYTES } from '../core/cose/ed25519.ts'
import { type SecretKey, secretKey } from '../core/cose/key.ts'
import { nativeEd25519 } from './native.ts'

export const PEM_BEGIN = '-----BEGIN PRIVATE KEY-----'

/** A new key from the system's randomness. */
export function newSecretKeyPem(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' }) as string
}

/** Throws a plain Error for anything but an Ed25519 secret key: the caller knows which file that was. */
export function secretKeyOfPem(pem: string): SecretKey {
  const key = createPrivateKey(pem)
  if (key.asymmetricKeyType !== 'ed25519') throw new Error('not an Ed25519 key')
  // RFC 8410 section 7: the seed stands at the end of the DER
  const der = key.export({ format: 'der', type: 'pkcs8' })
  return secretKey(nativeEd25519, Uint8Array.from(der.subarray(-SEED_BYTES)))
}

/** The 32 bytes of the public half, for who only asks whose key it is. Throws a plain Error as secretKeyOfPem does. */
export function publicHalfOfPem(pem: string): Uint8Array {
  const key = createPublicKey(pem)
  // what is a public key already would pass as well
  if (key.asymmetricKeyType !== 'ed25519' || !pem.includes(PEM_BEGIN)) throw new Error('not an Ed25519 key')
  return Uint8Array.from(key.export({ format: 'der', type: 'spki' }).subarray(-PUBLIC_KEY_BYTES))
}
