/** Owns Ed25519 by node:crypto (OpenSSL): about ten times faster than the portable one. */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { Ed25519 } from './ed25519.ts'

/** DER around the 32 bytes (RFC 8410 sections 4 and 7): everything in front of them is constant. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

export const nativeEd25519: Ed25519 = {
  verifier(publicKey) {
    const key = createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, publicKey]),
      format: 'der',
      type: 'spki',
    })
    return (data, signature) => verify(null, data, key, signature)
  },
  signer(seed) {
    const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
    return {
      publicKey: Uint8Array.from(spki.subarray(SPKI_PREFIX.length)),
      sign: data => Uint8Array.from(sign(null, data, key)),
    }
  },
}
