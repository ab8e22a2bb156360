/**
 * Owns the activation key that a customer types: six groups of five, `7K3QM-9XWTR-...`, 120 bits. The first two groups
 * are its id (40 bits, not secret), the other four its secret (80 bits). A request carries the id and a proof made with
 * the secret, never the secret itself: a photograph of a request does not enable anyone to activate.
 */

import { hmac } from '@noble/hashes/hmac.js'
import { sha256 } from '@noble/hashes/sha2.js'
import { field, needed, requireField } from '../arguments.ts'
import { decodeGroups, encodeGroups, type GroupProblem, symbolsOf } from '../bytes/base32.ts'
import { AirlatchError } from '../errors.ts'
import { PROOF_BYTES } from './request.ts'

const GROUPS = 6
const ID_GROUPS = 2
const ID_BYTES = 5
/** Random bytes of one activation key: 5 for the id, 10 for the secret. */
export const ACTIVATION_KEY_BYTES = 15
/** Characters of the id: two groups and a dash. */
const ID_LENGTH = 11

export interface ActivationKey {
  /** The whole key in its canonical spelling. Secret: show it only to its owner. */
  readonly text: string
  readonly id: string
  /** 10 bytes. */
  readonly secret: Uint8Array
}

/** Returns the activation key for 15 random bytes. */
export function activationKeyOf(random: Uint8Array): ActivationKey {
  const text = encodeGroups(random, GROUPS)
  return { text, id: text.slice(0, ID_LENGTH), secret: random.slice(ID_BYTES, ACTIVATION_KEY_BYTES) }
}

/** Letters and digits of an id. */
const ID_SYMBOLS = 5 * ID_GROUPS

const KEY = needed(field({ is: 'text' }, value => typeof value === 'string'))

/** Reads a typed activation key. Error: activation-key-malformed, with the group that is mistyped. */
export function parseActivationKey(text: string): ActivationKey {
  requireField('key', text, KEY)
  const read = decodeGroups(text, GROUPS)
  if (!(read instanceof Uint8Array)) throw keyMalformed(read, text)
  return activationKeyOf(read)
}

/** Reads a whole key or its id, and returns the id in its canonical spelling. Error: activation-key-malformed. */
export function parseKeyId(text: string): string {
  requireField('key', text, KEY)
  const read = decodeGroups(text, ID_GROUPS)
  if (read instanceof Uint8Array) return encodeGroups(read, ID_GROUPS)
  if (read.problem !== 'length') throw keyMalformed(read, text)
  const key = decodeGroups(text, GROUPS)
  if (key instanceof Uint8Array) return activationKeyOf(key).id
  throw keyMalformed(key.problem === 'length' ? { ...key, id: ID_SYMBOLS } : key, text)
}

/**
 * Returns the proof for a request: the first 8 bytes of HMAC-SHA-256 with the key's secret, over the installation's
 * public key (32 bytes) and the product id. It is bound to the installation, so it is useless in another request.
 */
export function proofOf(secret: Uint8Array, installationKey: Uint8Array, productId: string): Uint8Array {
  const mac = hmac.create(sha256, secret)
  mac.update(new TextEncoder().encode('airlatch request\0'))
  mac.update(installationKey)
  mac.update(new TextEncoder().encode(productId))
  return mac.digest().slice(0, PROOF_BYTES)
}

/** Compares in constant time, because a proof is derived from a secret. */
export function isSameProof(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false
  return a.reduce((difference, byte, i) => difference | (byte ^ (b[i] as number)), 0) === 0
}

function keyMalformed(problem: GroupProblem & { readonly id?: number }, text: string): AirlatchError {
  // the text may be nearly a whole key, so details have only the one bad group
  const group =
    'group' in problem
      ? symbolsOf(text)
          .slice((problem.group - 1) * 5, problem.group * 5)
          .join('')
      : ''
  return new AirlatchError('activation-key-malformed', {
    ...problem,
    ...(group === '' ? {} : { text: group }),
  })
}
