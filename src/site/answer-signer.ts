/**
 * Owns the signing of leases and of answers. A server signs two messages per request, and verifying its own signatures
 * would cost more time than everything else. A lease has a unique number, and an answer that contains a lease is
 * therefore unique too, so neither is ever signed twice; `signMessageOnce` explains why that is enough. One in 256 of
 * these answers is verified anyway, and so are all answers without a lease.
 */
import type { CborMap } from '../core/bytes/cbor.ts'
import { coseKey, type SecretKey } from '../core/cose/key.ts'
import { sealLeaseAnswer, sealLeaseAnswerOnce, sealLeaseOnce } from '../core/envelope.ts'
import type { LeaseAnswer, LeaseOutcome } from '../core/message/lease-answer.ts'
import type { UnsignedOutcome } from './answering.ts'

/** One in this many answers with a lease is verified after it was signed. */
const VERIFIED_OF = 256

export interface AnswerSignerOptions {
  readonly productId: string
  /** The server's own key. */
  readonly key: SecretKey
  /** Identifies this run of the server. */
  readonly boot: string
}

/** An answer without the fields that identify the server. */
export interface UnsignedAnswer extends Pick<LeaseAnswer, 'answeredAt' | 'nonce'> {
  readonly outcome: UnsignedOutcome
}

export class AnswerSigner {
  readonly #options: AnswerSignerOptions
  readonly #serverKey: CborMap
  #signed = 0

  constructor(options: AnswerSignerOptions) {
    this.#options = options
    this.#serverKey = coseKey(options.key.public.bytes)
  }

  sign({ outcome, ...unsigned }: UnsignedAnswer): Uint8Array {
    const { productId, key, boot } = this.#options
    const answer = {
      productId,
      serverKey: this.#serverKey,
      boot,
      ...unsigned,
      outcome: this.#signedLease(outcome),
    }
    const isUnique = outcome.kind === 'granted'
    if (!isUnique || this.#signed++ % VERIFIED_OF === 0) return sealLeaseAnswer(answer, key)
    return sealLeaseAnswerOnce(answer, key)
  }

  #signedLease(outcome: UnsignedOutcome): LeaseOutcome {
    if (outcome.kind !== 'granted') return outcome
    const { payload, license } = outcome
    return { kind: 'granted', lease: sealLeaseOnce(payload, this.#options.key), license }
  }
}
