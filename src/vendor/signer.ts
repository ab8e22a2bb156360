/** Owns what a desk does with the signing key: it answers whoever asks, and publishes. Without the key: vendor.ts. */
import { messageFromInput } from '../carrier/intake.ts'
import { sharedSecret } from '../core/cose/sign.ts'
import { sealBundle } from '../core/envelope.ts'
import { parseKeyId } from '../core/message/activation-key.ts'
import type { Checkpoint } from '../core/message/checkpoint.ts'
import type { Kit } from '../core/message/kit.ts'
import type { Activation } from '../core/terms/entitlement.ts'
import type { WaitLimits } from '../log/queue.ts'
import { requireKitInput, requireText, requireWaitLimits } from './arguments.ts'
import { requireKey } from './catalog/known-key.ts'
import { requireName } from './catalog/limits.ts'
import type { SigningRing } from './custody/signing-ring.ts'
import type { Refusal } from './decide/case.ts'
import { requireNotClosed, type VendorHome } from './home.ts'
import { type NewestIssued, newestIssued } from './issue/again.ts'
import { Ask, type AskInput, askToRenew, type HowAsked, openAsk } from './issue/ask.ts'
import { type Answered, type BatchOptions, issueAll, type Offered } from './issue/batch.ts'
import type { Issued, Issuer } from './issue/decision.ts'
import { issue } from './issue/issue.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { OwnKeys, SigningKey } from './own-keys.ts'
import { makeCheckpoint } from './publish/checkpoint.ts'
import { type ClockResetMade, resetClock, resetClockOf } from './publish/clock-reset.ts'
import { type KitInput, type Publisher, publishKit } from './publish/kit.ts'
import { type PublishedList, publishRevocations } from './publish/revocations.ts'

/** @internal What a signer is made of. */
export interface SignerParts {
  readonly name: string
  readonly own: VendorHome
  readonly ledger: Ledger
  readonly keys: OwnKeys
  readonly ring: SigningRing
}

/**
 * What needs a signing key. It signs with the keys as they were when it was unlocked. Every method may throw the errors of
 * the ledger; clock-behind-ledger {clock, newest}, clock-beyond-limit {clock} and ledger-read-only {path}; invalid-value and
 * already-closed, as of a vendor.
 */
export class Signer {
  readonly #parts: SignerParts
  readonly #opened: { readonly issuer: Issuer; readonly publisher: Publisher }

  /** @internal `vendor.unlock` makes one. */
  constructor(parts: SignerParts) {
    const { name: vendor, own, ledger, keys, ring } = parts
    const { now, random } = own
    const { present: signingKey, unlock: formerKey, eldest } = ring
    this.#parts = parts
    this.#opened = {
      issuer: { ledger, vendor, signingKey, formerKey, isOutdated: keys.isOutdated, now, random },
      publisher: { ledger, vendor, eldest, now },
    }
  }

  /** Errors: already-closed, of these. */
  get #issuer(): Issuer {
    requireNotClosed(this.#parts.own)
    return this.#opened.issuer
  }

  get #publisher(): Publisher {
    requireNotClosed(this.#parts.own)
    return this.#opened.publisher
  }

  /**
   * A license for whoever asks, or why not: a refusal is an answer, and nothing is written then but a wrong proof. The
   * same request again gets the same license. What was not opened yet is opened as `vendor.open` does it. Errors: those of
   * `vendor.open`; ledger-busy, signer-failed, signing-key-unknown.
   */
  async issue(ask: Ask | AskInput, how?: HowAsked): Promise<Issued | Refusal> {
    return issue(this.#issuer, ask instanceof Ask ? ask : await openAsk(ask, how))
  }

  /**
   * Many requests, as `issue` answers each, in far less time; answers come in the order of the requests. Stop it by
   * ending the requests: those that were read are answered then.
   */
  issueAll<Label>(
    requests: AsyncIterable<Offered<Label>> | Iterable<Offered<Label>>,
    options?: BatchOptions,
  ): AsyncGenerator<Answered<Label>> {
    return issueAll(this.#issuer, requests, options)
  }

  /**
   * A license by the present terms of the key for each of its computers, those that took their seats first in front,
   * without requests (checklist DY-03). The same again gives the same licenses. Errors: activation-key-malformed,
   * key-not-found.
   */
  async *renewAll(keyOrId: string, options?: BatchOptions): AsyncGenerator<Answered<Activation>> {
    const { ledger } = this.#issuer
    const keyId = parseKeyId(keyOrId)
    await requireKey(ledger, keyId)
    const activations = await ledger.activations({ keyId, released: false })
    yield* issueAll(
      this.#issuer,
      activations.map(activation => ({ label: activation, read: () => askToRenew(activation) })),
      options,
    )
  }

  /**
   * The newest license of a computer as it was signed, for whoever sends it once more: nothing is decided or recorded.
   * `activation`: as a vendor gives it. Error: license-not-repeatable {activation, key, why}.
   */
  async newestLicense(activation: Activation): Promise<NewestIssued> {
    return newestIssued(this.#issuer, activation)
  }

  /**
   * Signs licenses of one product together, as one message from which each computer takes its own. Error: bundle-too-large
   * {bytes, most}.
   */
  async bundle(productId: string, licenses: readonly Uint8Array[]): Promise<Uint8Array> {
    const { vendor, signingKey, now } = this.#issuer
    return sealBundle({ vendor, productId, madeAt: now(), licenses }, signingKey)
  }

  /**
   * Signs a kit that names every key that the vendor has had. Errors: product-not-found, invalid-value, and those of
   * `vendor.unlock`.
   */
  async publishKit(input: KitInput): Promise<{ readonly kit: Kit; readonly message: Uint8Array }> {
    requireKitInput(input)
    return publishKit(this.#publisher, input)
  }

  /**
   * Of all activations of the product that count no more. Errors: product-not-found, too-many-revocations {got, most},
   * and those of `vendor.unlock`.
   */
  async publishRevocations(productId: string): Promise<PublishedList> {
    requireText('productId', productId)
    return publishRevocations(this.#publisher, productId)
  }

  /**
   * For the computer whose activation request it is, in any carrier. Errors: the errors of an input and of a message,
   * activation-not-found {installation}, activation-released, key-revoked, wrong-product.
   */
  async resetClock(request: Uint8Array): Promise<ClockResetMade> {
    return resetClock(this.#publisher, await messageFromInput(request, { wanted: ['request'] }))
  }

  /**
   * For the computer of an activation, by its id or by the computer ID. Errors: activation-not-found,
   * activation-ambiguous, activation-released, key-revoked, invalid-value.
   */
  async resetClockOf(activationId: string): Promise<ClockResetMade> {
    requireText('activationId', activationId)
    return resetClockOf(this.#publisher, activationId)
  }

  /**
   * Makes a new signing key under the same passphrase, which signs licenses for whoever unlocks from now on. Interrupted,
   * it leaves at worst a file of a key that nobody knows. Errors: invalid-value, cannot-write.
   */
  async rotateSigningKey(): Promise<SigningKey> {
    requireNotClosed(this.#parts.own)
    const { keys, ledger, ring, own } = this.#parts
    return keys.addNext(ledger, () => ring.passphrase(), own.now())
  }

  /** As `waitingAtMost` of a vendor, with the same keys. */
  waitingAtMost(limits: WaitLimits): Signer {
    requireWaitLimits(limits)
    return new Signer({ ...this.#parts, ledger: this.#parts.ledger.waitingAtMost(limits) })
  }

  /** As `acting` of a vendor, with the same keys. */
  acting(operator: string): Signer {
    return new Signer({
      ...this.#parts,
      ledger: this.#parts.ledger.acting(requireName('operator', operator)),
    })
  }

  /** The same vendor's keys as they are now, unlocked with the same passphrase. Errors: those of unlock. */
  async again(): Promise<Signer> {
    requireNotClosed(this.#parts.own)
    const { keys, ledger, ring } = this.#parts
    return new Signer({ ...this.#parts, ring: await keys.unlock(ledger, () => ring.passphrase()) })
  }

  /** 32 bytes for a purpose that all who unlock the same signing key get, and nobody else. */
  sharedSecret(purpose: string): Promise<Uint8Array> {
    return sharedSecret(this.#parts.ring.present, purpose)
  }

  /** Of the ledger as it is now, to be kept elsewhere. */
  async checkpoint(): Promise<{ readonly checkpoint: Checkpoint; readonly message: Uint8Array }> {
    return makeCheckpoint(this.#issuer)
  }
}
