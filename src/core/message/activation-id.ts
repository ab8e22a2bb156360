/**
 * Owns the ids of activations. An id is derived from the activation key's id, the computer, and the number of earlier
 * activations of this key on this computer, so that a typed license need not contain it. It is not secret: anyone who
 * knows the three can compute it, and nothing is granted or released by the id alone.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { decodeHex, encodeHex } from '../bytes/hex.ts'
import { ACTIVATION_ID_BYTES } from './license.ts'

/** How many activations of one key on one computer can have a derived id; the number is one byte. */
export const MOST_ACTIVATION_NUMBERS = 256

/**
 * Returns 16 hexadecimal digits: the first 8 bytes of the SHA-256 over `airlatch activation` and a zero byte, the key's
 * id and a zero byte, the computer's hash (8 bytes; `computer` is 16 hexadecimal digits), and the number, one byte.
 */
export function activationIdOf(keyId: string, computer: string, number: number): string {
  const utf8 = new TextEncoder()
  const digest = sha256
    .create()
    .update(utf8.encode(`airlatch activation\0${keyId}\0`))
    .update(decodeHex(computer) ?? new Uint8Array())
    .update(Uint8Array.of(number))
    .digest()
  return encodeHex(digest.subarray(0, ACTIVATION_ID_BYTES))
}

/** Returns the first id that is not taken; undefined if all are. */
export function nextActivationId(
  keyId: string,
  computer: string,
  taken: (id: string) => boolean,
): string | undefined {
  for (let number = 0; number < MOST_ACTIVATION_NUMBERS; number++) {
    const id = activationIdOf(keyId, computer, number)
    if (!taken(id)) return id
  }
  return undefined
}

/** Returns the number, below `most`, from which the id is derived; undefined if there is none. */
export function activationNumberOf(
  id: string,
  keyId: string,
  computer: string,
  most: number,
): number | undefined {
  for (let number = 0; number < most; number++)
    if (activationIdOf(keyId, computer, number) === id) return number
  return undefined
}
