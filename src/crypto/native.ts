/**
 * Owns Ed25519 by node:crypto (OpenSSL): about ten times faster than the portable one. `later` goes to the threads that
 * Node keeps for such work (UV_THREADPOOL_SIZE of them, 4 unless set): they run native code on a copy of the data, and
 * the secret key stays where OpenSSL has it.
 */
import { createPrivateKey, createPublicKey, sign, verify } from 'node:crypto'
import type { Ed25519 } from '../core/cose/ed25519.ts'

/** DER around the 32 bytes (RFC 8410 sections 4 and 7): everything in front of them is constant. */
const SPKI_PREFIX = Buffer.from('302a300506032b6570032100', 'hex')
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex')

type Done<T> = (error: Error | null, value: T) => void

function onAnotherThread<T>(start: (done: Done<T>) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    start((error, value) => (error === null ? resolve(value) : reject(error)))
  })
}

export const nativeEd25519: Ed25519 = {
  verifier(publicKey) {
    const key = createPublicKey({
      key: Buffer.concat([SPKI_PREFIX, publicKey]),
      format: 'der',
      type: 'spki',
    })
    return Object.assign((data: Uint8Array, signature: Uint8Array) => verify(null, data, key, signature), {
      later: (data: Uint8Array, signature: Uint8Array) =>
        onAnotherThread<boolean>(done => verify(null, data, key, signature, done)),
    })
  },
  signer(seed) {
    const key = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' })
    const spki = createPublicKey(key).export({ format: 'der', type: 'spki' })
    return {
      publicKey: Uint8Array.from(spki.subarray(SPKI_PREFIX.length)),
      sign: Object.assign((data: Uint8Array) => Uint8Array.from(sign(null, data, key)), {
        later: async (data: Uint8Array) =>
          Uint8Array.from(await onAnotherThread<Buffer>(done => sign(null, data, key, done))),
      }),
    }
  },
}
