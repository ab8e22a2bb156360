/**
 * Owns the client's checks of an answer, before it reads the lease in it: that the answer is for this request, and that
 * it comes from the server that its license names. Answers received over the network are refused otherwise, because
 * they may be replayed.
 */
import { encodeHex } from '../bytes/hex.ts'
import type { Ed25519 } from '../cose/ed25519.ts'
import type { Keyring } from '../cose/key.ts'
import { lendingKey, openLeaseAnswer, openLicense } from '../envelope.ts'
import { AirlatchError } from '../errors.ts'
import type { LeaseAnswer } from '../message/lease-answer.ts'

/** What the client knows about its request. */
export interface AnswerExpected {
  readonly keyring: Keyring
  readonly ed25519: Ed25519
  readonly productId: string
  /** The request's nonce, 32 hexadecimal digits; undefined if the answer is a file, and the request was not kept. */
  readonly nonce: string | undefined
  /** The key of the server that was asked, 64 hexadecimal digits; undefined if it is not known. */
  readonly serverKey: string | undefined
}

/**
 * Opens an answer and checks that it is for this request. Errors: those of openLeaseAnswer and, if a lease was granted,
 * of openLicense; lends-no-seats; answer-not-for-request {what}.
 */
export function readAnswer(bytes: Uint8Array, expected: AnswerExpected): LeaseAnswer {
  const { claims: answer, key } = openLeaseAnswer(bytes, expected.ed25519)
  const { productId, nonce, outcome } = answer
  const wrong = (what: 'nonce' | 'key' | 'product') => new AirlatchError('answer-not-for-request', { what })
  if (productId !== expected.productId) throw wrong('product')
  if (expected.nonce !== undefined && nonce !== expected.nonce) throw wrong('nonce')
  if (expected.serverKey !== undefined && encodeHex(key.bytes) !== expected.serverKey) throw wrong('key')
  if (outcome.kind !== 'granted') return answer
  const { claims: license } = openLicense(outcome.license, expected.keyring)
  const licensedKey = lendingKey(license, expected.ed25519)
  if (encodeHex(key.bytes) !== encodeHex(licensedKey.bytes)) throw wrong('key')
  return answer
}
