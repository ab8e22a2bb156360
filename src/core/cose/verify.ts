/**
 * Owns verification, always in this order: form, algorithm, type, key, signature. Only this file creates a `Verified`,
 * so claims without a valid signature cannot reach the rules.
 */
import { AirlatchError } from '../errors.ts'
import type { Keyring, PublicKey } from './key.ts'
import { messageName } from './labels.ts'
import { parseSign1, type Sign1 } from './sign1.ts'

declare const verified: unique symbol

/** A payload whose signature was verified with the key `signer`. */
export interface Verified {
  readonly [verified]: true
  readonly type: number | bigint
  readonly payload: Uint8Array
  readonly signer: PublicKey
}

/** Returns the key that must have signed a message of key id `kid`; undefined if there is none. */
export type PickKey = (kid: string, payload: Uint8Array) => PublicKey | undefined

/** Picks from the keys that the reader trusts. */
export function fromKeyring(keyring: Keyring): PickKey {
  return kid => keyring.get(kid)
}

/**
 * Verifies a message of one type. Errors, in this order: those of parseSign1, wrong-message-type {expected, got},
 * signing-key-unknown {kid}, signature-invalid {kid}.
 */
export function verifyMessage(bytes: Uint8Array, type: number, pick: PickKey): Verified {
  const { message, signer } = parseWithSigner(bytes, type, pick)
  return requireValid(message, signer, signer.verify(message.signed, message.signature))
}

/** Like verifyMessage, with the signature verified on another thread where there are any. */
export async function verifyMessageLater(bytes: Uint8Array, type: number, pick: PickKey): Promise<Verified> {
  const { message, signer } = parseWithSigner(bytes, type, pick)
  const verify = signer.verify.later ?? signer.verify
  return requireValid(message, signer, await verify(message.signed, message.signature))
}

interface AttributedMessage {
  readonly message: Sign1
  readonly signer: PublicKey
}

function parseWithSigner(bytes: Uint8Array, type: number, pick: PickKey): AttributedMessage {
  const message = parseSign1(bytes)
  if (message.type !== type)
    throw new AirlatchError('wrong-message-type', {
      expected: messageName(type) ?? 'message',
      got: messageName(message.type) ?? Number(message.type),
    })
  const signer = pick(message.kid, message.payload)
  if (signer?.kid !== message.kid) throw new AirlatchError('signing-key-unknown', { kid: message.kid })
  return { message, signer }
}

function requireValid({ type, kid, payload }: Sign1, signer: PublicKey, isValid: boolean): Verified {
  if (!isValid) throw new AirlatchError('signature-invalid', { kid })
  return { type, payload, signer } as Verified
}
