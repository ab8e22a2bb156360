/** Owns signing: a payload and its type become a COSE_Sign1 message. */
import { decodeHex } from '../bytes/hex.ts'
import { AirlatchError } from '../errors.ts'
import type { SecretKey } from './key.ts'
import { assembleSign1, protectedHeader, sigStructure } from './sign1.ts'

/**
 * Signs `payload` as a message of type `typ`. Deterministic: the same key, type and payload give the same bytes.
 * The signature is verified before it is returned; one that does not verify is a broken machine (error: bug).
 */
export function signMessage(typ: number, payload: Uint8Array, key: SecretKey): Uint8Array<ArrayBuffer> {
  const header = protectedHeader(decodeHex(key.public.kid) as Uint8Array, typ)
  const signed = sigStructure(header, payload)
  const signature = key.sign(signed)
  if (!key.public.verify(signed, signature))
    throw new AirlatchError('bug', { problem: 'a signature of our own does not verify' })
  return assembleSign1(header, payload, signature)
}
