/**
 * Owns what a client asks of an answer before it looks at what is in it: that it answers this request, and that the server
 * which answers is the one that the license in it names. An answer that came on the wire is refused without that: it may
 * be one of before.
 */
import { encodeHex } from '../bytes/hex.ts'
import type { Ed25519 } from '../cose/ed25519.ts'
import type { Keyring } from '../cose/key.ts'
import { lendingKey, openLeaseAnswer, openLicense } from '../envelope.ts'
import { AirlatchError } from '../errors.ts'
import type { LeaseAnswer } from '../message/lease-answer.ts'

/** What the client knows. */
export interface AnswerExpected {
  readonly keyring: Keyring
  readonly ed25519: Ed25519
  readonly productId: string
  /** Of the request, 32 hexadecimal digits; undefined: the answer came as a file, and the request was not kept. */
  readonly nonce: string | undefined
  /** The key of the server that was asked, 64 hexadecimal digits, where it is known; undefined: it is not. */
  readonly serverKey: string | undefined
}

/**
 * Errors: those of openLeaseAnswer and, where a lease was granted, of openLicense; lends-no-seats; answer-not-for-request
 * {what}.
 */
export function readAnswer(bytes: Uint8Array, expected: AnswerExpected): LeaseAnswer {
  const { claims: answer, key } = openLeaseAnswer(bytes, expected.ed25519)
  const { productId, nonce, outcome } = answer
  const isOther = (what: 'nonce' | 'key' | 'product') => new AirlatchError('answer-not-for-request', { what })
  if (productId !== expected.productId) throw isOther('product')
  if (expected.nonce !== undefined && nonce !== expected.nonce) throw isOther('nonce')
  if (expected.serverKey !== undefined && encodeHex(key.bytes) !== expected.serverKey) throw isOther('key')
  if (outcome.kind !== 'granted') return answer
  const { claims: license } = openLicense(outcome.license, expected.keyring)
  const named = lendingKey(license, expected.ed25519)
  if (encodeHex(key.bytes) !== encodeHex(named.bytes)) throw isOther('key')
  return answer
}
