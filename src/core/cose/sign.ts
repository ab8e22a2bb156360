/** Owns what only the holder of a secret key can make: a COSE_Sign1 message of a payload and its type, and shared secrets. */
import { sha256 } from '@noble/hashes/sha2.js'
import { compareBytes } from '../bytes/cbor.ts'
import { decodeHex } from '../bytes/hex.ts'
import { AirlatchError } from '../errors.ts'
import type { MessageSigner, SecretKey } from './key.ts'
import { assembleSign1, protectedHeader, sigStructure } from './sign1.ts'

/**
 * Signs `payload` as a message of type `type`. Deterministic: the same key, type and payload give the same bytes.
 * The signature is verified before it is returned; one that does not verify is a broken machine (error: bug).
 */
export function signMessage(type: number, payload: Uint8Array, key: SecretKey): Uint8Array<ArrayBuffer> {
  const { header, signed } = prepared(type, payload, key)
  const signature = key.sign(signed)
  return checked(header, payload, signature, key.public.verify(signed, signature))
}

/** The same with a key wherever it is kept. Errors: those of the signer; bug. */
export async function signMessageBy(
  type: number,
  payload: Uint8Array,
  signer: MessageSigner,
): Promise<Uint8Array<ArrayBuffer>> {
  const { header, signed } = prepared(type, payload, signer)
  const signature = await signer.sign(signed)
  return checked(header, payload, signature, signer.public.verify(signed, signature))
}

/**
 * The same for who signs many, on another thread where there are any and `threads` says so. Signed twice and compared:
 * that shows a fault of the moment as verifying does, in half the time or less, and it is such a pair of signatures, one
 * right and one wrong, that would give the secret key away. A fault that lasts would show in neither of the two, so
 * signMessage must make one of the many. Error: bug.
 */
export async function signMessageTwice(
  type: number,
  payload: Uint8Array,
  key: MessageSigner,
  threads: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const { header, signed } = prepared(type, payload, key)
  const sign = (threads && key.sign.later) || key.sign
  const [signature, again] = await Promise.all([sign(signed), sign(signed)])
  return checked(header, payload, signature, compareBytes(signature, again) === 0)
}

/**
 * The same without a look at the signature, for a payload that is never signed again: what gives a secret key away is a right
 * and a wrong signature of one message. One that a fault of the moment made wrong is refused where it arrives, and is
 * asked for again. A fault that lasts would show there alone, so signMessage must make one of the many.
 */
export function signMessageOnce(type: number, payload: Uint8Array, key: SecretKey): Uint8Array<ArrayBuffer> {
  const { header, signed } = prepared(type, payload, key)
  return assembleSign1(header, payload, key.sign(signed))
}

function prepared(type: number, payload: Uint8Array, key: Pick<MessageSigner, 'public'>) {
  const header = protectedHeader(decodeHex(key.public.kid) as Uint8Array, type)
  return { header, signed: sigStructure(header, payload) }
}

function checked(
  header: Uint8Array,
  payload: Uint8Array,
  signature: Uint8Array,
  right: boolean,
): Uint8Array<ArrayBuffer> {
  if (!right) throw new AirlatchError('bug', { problem: 'a signature of our own does not verify' })
  return assembleSign1(header, payload, signature)
}

const SECRET_CONTEXT = 'airlatch secret\0'

/**
 * 32 bytes for a purpose: the same for all who hold the key, because Ed25519 is deterministic (RFC 8032 section 5.1.6).
 * What is signed for them cannot be a message: those begin with 0x84 (RFC 9052 section 4.4), and this with a letter.
 */
export async function sharedSecret(key: MessageSigner, purpose: string): Promise<Uint8Array> {
  return sha256(await key.sign(new TextEncoder().encode(SECRET_CONTEXT + purpose)))
}
