/** Owns what requires a secret key: signing a payload as a COSE_Sign1 message, and deriving shared secrets. */
import { sha256 } from '@noble/hashes/sha2.js'
import { compareBytes } from '../bytes/cbor.ts'
import { decodeHex } from '../bytes/hex.ts'
import { AirlatchError } from '../errors.ts'
import type { MessageSigner, SecretKey } from './key.ts'
import { assembleSign1, protectedHeader, sigStructure } from './sign1.ts'

/**
 * Signs `payload` as a message of type `type`. Deterministic: the same key, type and payload give the same bytes.
 * Verifies the signature before returning it. Error: bug, if it does not verify, which means that the machine is
 * faulty.
 */
export function signMessage(type: number, payload: Uint8Array, key: SecretKey): Uint8Array<ArrayBuffer> {
  const { header, signed } = prepare(type, payload, key)
  const signature = key.sign(signed)
  return assembleChecked(header, payload, signature, key.public.verify(signed, signature))
}

/** Like signMessage, with a key that may be kept elsewhere. Errors: those of the signer; bug. */
export async function signMessageBy(
  type: number,
  payload: Uint8Array,
  signer: MessageSigner,
): Promise<Uint8Array<ArrayBuffer>> {
  const { header, signed } = prepare(type, payload, signer)
  const signature = await signer.sign(signed)
  return assembleChecked(header, payload, signature, signer.public.verify(signed, signature))
}

/**
 * Like signMessage, for callers that sign many messages; with `threads`, on another thread where there are any. Signs
 * twice and compares, instead of verifying. That detects a transient fault just as well, in at most half the time; and
 * it is such a pair, one signature right and one wrong, that would reveal the secret key. A permanent fault would
 * affect both signatures, so callers must make at least one of the many with signMessage. Error: bug.
 */
export async function signMessageTwice(
  type: number,
  payload: Uint8Array,
  key: MessageSigner,
  threads: boolean,
): Promise<Uint8Array<ArrayBuffer>> {
  const { header, signed } = prepare(type, payload, key)
  const sign = (threads && key.sign.later) || key.sign
  const [signature, second] = await Promise.all([sign(signed), sign(signed)])
  return assembleChecked(header, payload, signature, compareBytes(signature, second) === 0)
}

/**
 * Like signMessage without any check, for a payload that is never signed again: only a right and a wrong signature of
 * the same message would reveal the secret key. If a transient fault made the signature wrong, its recipient refuses it
 * and requests another. A permanent fault would show only there, so callers must make at least one of the many with
 * signMessage.
 */
export function signMessageOnce(type: number, payload: Uint8Array, key: SecretKey): Uint8Array<ArrayBuffer> {
  const { header, signed } = prepare(type, payload, key)
  return assembleSign1(header, payload, key.sign(signed))
}

function prepare(type: number, payload: Uint8Array, key: Pick<MessageSigner, 'public'>) {
  const header = protectedHeader(decodeHex(key.public.kid) as Uint8Array, type)
  return { header, signed: sigStructure(header, payload) }
}

function assembleChecked(
  header: Uint8Array,
  payload: Uint8Array,
  signature: Uint8Array,
  isValid: boolean,
): Uint8Array<ArrayBuffer> {
  if (!isValid) throw new AirlatchError('bug', { problem: 'the new signature does not verify' })
  return assembleSign1(header, payload, signature)
}

const SECRET_CONTEXT = 'airlatch secret\0'

/**
 * Returns 32 secret bytes for a purpose. Everyone who has the key gets the same, as Ed25519 is deterministic (RFC 8032
 * section 5.1.6). The text that is signed for this cannot be a message: signed messages begin with 0x84 (RFC 9052
 * section 4.4), and this text with a letter.
 */
export async function sharedSecret(key: MessageSigner, purpose: string): Promise<Uint8Array> {
  return sha256(await key.sign(new TextEncoder().encode(SECRET_CONTEXT + purpose)))
}
