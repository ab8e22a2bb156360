/**
 * Owns verifying, in one order: shape, algorithm, type, key, signature.
 * Only this file makes a `Verified`, so claims that nobody vouches for cannot reach the rules.
 */
import { AirlatchError } from '../errors.ts'
import type { Keyring, PublicKey } from './key.ts'
import { messageName } from './labels.ts'
import { parseSign1 } from './sign1.ts'

declare const verified: unique symbol

/** A payload whose signature holds under `signer`. */
export interface Verified {
  readonly [verified]: true
  readonly typ: number
  readonly payload: Uint8Array
  readonly signer: PublicKey
}

/** Finds the key that a message of key id `kid` must be signed with. */
export type PickKey = (kid: string, payload: Uint8Array) => PublicKey | undefined

/** A pick from the keys that the reader trusts. */
export function fromKeyring(keyring: Keyring): PickKey {
  return kid => keyring.get(kid)
}

/**
 * Errors, in this order: those of parseSign1, wrong-message-type {expected, got}, signing-key-unknown {kid},
 * signature-invalid {kid}.
 */
export function verifyMessage(bytes: Uint8Array, typ: number, pick: PickKey): Verified {
  const message = parseSign1(bytes)
  if (message.typ !== typ)
    throw new AirlatchError('wrong-message-type', {
      expected: messageName(typ),
      got: messageName(message.typ) ?? message.typ,
    })
  const signer = pick(message.kid, message.payload)
  if (signer?.kid !== message.kid) throw new AirlatchError('signing-key-unknown', { kid: message.kid })
  if (!signer.verify(message.signed, message.signature))
    throw new AirlatchError('signature-invalid', { kid: message.kid })
  return { typ, payload: message.payload, signer } as Verified
}
