/**
 * Owns how leases and answers are signed. A server signs two messages for each request, and to verify what it signed would
 * take it longer than all else. A lease has a number of its own, and an answer with a lease has that lease, so neither
 * is ever signed again: signMessageOnce says why that is enough. Some are verified all the same, and all other answers.
 */
import type { CborMap } from '../core/bytes/cbor.ts'
import { coseKey, type SecretKey } from '../core/cose/key.ts'
import { sealLeaseAnswer, sealLeaseAnswerOnce, sealLeaseOnce } from '../core/envelope.ts'
import type { LeaseAnswer, LeaseOutcome } from '../core/message/lease-answer.ts'
import type { UnsignedOutcome } from './answering.ts'

/** Answers with a lease, of which one is verified. */
const VERIFIED_OF = 256

export interface AnswerSignerOptions {
  readonly productId: string
  /** The server's own key. */
  readonly key: SecretKey
  /** Of this run of the server. */
  readonly boot: string
}

/** An answer, but for who gives it. */
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
