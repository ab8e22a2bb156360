/**
 * The verb `release`: a seat is freed. By the receipt of a computer that has deactivated itself, which counts against
 * the key's limit on deactivations; or by hand, for a computer that is dead or lost and cannot say so itself any more,
 * which is counted apart.
 */
import { encodeHex } from '../core/bytes/hex.ts'
import { messageHash, type OpenedReceipt, openReceipt } from '../core/envelope.ts'
import { AirlatchError } from '../core/errors.ts'
import { isSameProof, parseActivationKey, proofOf } from '../core/message/activation-key.ts'
import type { Activation, Product } from '../core/terms/entitlement.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import { untilRecorded } from '../log/attempts.ts'
import { activationNamed } from './activation-named.ts'
import { keyNotFound, requireKey } from './catalog/known-key.ts'
import { LIMITS, requireLine } from './catalog/limits.ts'
import type { Deactivations } from './decide/case.ts'
import { countDeactivations, isUsedUp } from './decide/deactivations.ts'
import { requireNotBehind } from './ledger/clock.ts'
import type { Ledger, Seen } from './ledger/ledger.ts'

/** A seat that was freed by a receipt. */
export interface Released {
  /** Whose seat it was. */
  readonly activation: Activation
  /** Whether the seat was freed now, or free already: the same receipt again changes nothing. */
  readonly when: 'now' | 'before'
  /** How often seats of the key were freed, and may be. */
  readonly deactivations: Deactivations
  /** What was licensed there. */
  readonly product: Product
}

/** A receipt whose signature was verified. Whether it frees a seat here, `release` and `tryRelease` say. */
export class VerifiedReceipt {
  /** @internal */ readonly opened: OpenedReceipt
  /** @internal SHA-256, 64 hexadecimal digits. */ readonly hash: string

  /** @internal */
  constructor(opened: OpenedReceipt, hash: string) {
    this.opened = opened
    this.hash = hash
  }

  /** 16 hexadecimal digits: which activation it says that it gives back. */
  get activationId(): string {
    return this.opened.receipt.activationId
  }

  /** Seconds since 1970, by the client's clock: when the license ended there. */
  get deactivatedAt(): number {
    return this.opened.receipt.deactivatedAt
  }
}

/** Errors: those of openReceipt. */
export function verifyReceipt(message: Uint8Array): VerifiedReceipt {
  return new VerifiedReceipt(openReceipt(message, nativeEd25519), messageHash(message))
}

/**
 * Over the limit nothing is written: the computer stays deactivated, and its seat taken, until the vendor frees it by
 * hand or raises the limit. Errors: activation-not-found, wrong-product {expected, got}, receipt-not-of-installation
 * {activation}, no-deactivations-left {key, limit, used}, ledger-busy.
 */
export async function releaseByReceipt(
  ledger: Ledger,
  receipt: VerifiedReceipt,
  now: number,
): Promise<Released> {
  return untilRecorded(ledger, async ledger => {
    // counted at one moment, and recorded only while the key and its product are still as they were then
    const { released, seen } = await ledger.moment(moment => judgeReceipt(moment, receipt, now))
    if (seen === undefined) return released
    const change = { kind: 'activation.released', activation: released.activation } as const
    return (await ledger.append([change], now, seen)) === 'conflict' ? undefined : released
  })
}

/** What `releaseByReceipt` would do; nothing is written. Errors: the same. */
export async function tryRelease(ledger: Ledger, receipt: VerifiedReceipt, now: number): Promise<Released> {
  return ledger.moment(async moment => {
    requireNotBehind(now, await moment.newestTime())
    return (await judgeReceipt(moment, receipt, now)).released
  })
}

/** Error: key-not-found. */
export function deactivationsOf(ledger: Ledger, keyId: string): Promise<Deactivations> {
  return ledger.moment(async moment => {
    const snapshot = await moment.snapshot(keyId)
    if (snapshot === undefined) throw keyNotFound(keyId)
    return countDeactivations(snapshot.key, snapshot.product, snapshot.seats)
  })
}

interface Judged {
  /** As it will be. */
  readonly released: Released
  /** Undefined when there is nothing to record. */
  readonly seen: Seen | undefined
}

async function judgeReceipt(
  ledger: Ledger,
  { opened, hash, deactivatedAt }: VerifiedReceipt,
  now: number,
): Promise<Judged> {
  const { receipt } = opened
  const activation = await requireActivation(ledger, receipt.activationId)
  const { id, keyId } = activation
  // before the key's activations are read, of which there may be thousands: the time of a refusal must not tell that
  // there is an activation
  if (!(await isOfActivation(ledger, opened, activation)))
    throw new AirlatchError('receipt-not-of-installation', { activation: id })
  const snapshot = await ledger.snapshot(keyId)
  if (snapshot === undefined) throw keyNotFound(keyId)
  const { product } = snapshot
  if (receipt.productId !== product.id)
    throw new AirlatchError('wrong-product', { expected: product.id, got: receipt.productId })
  const deactivations = countDeactivations(snapshot.key, product, snapshot.seats)
  if (activation.released !== undefined)
    return { released: { activation, when: 'before', deactivations, product }, seen: undefined }
  const { used, limit } = deactivations
  // a limit that is reached is no longer than what is counted, so it fits a number
  if (isUsedUp(deactivations))
    throw new AirlatchError('no-deactivations-left', { key: keyId, limit: Number(limit), used })
  const freed: Activation = {
    ...activation,
    released: { at: now, by: 'receipt', receipt: hash, deactivatedAt },
  }
  const { keys, products } = snapshot.seen
  return {
    released: {
      activation: freed,
      when: 'now',
      deactivations: { ...deactivations, used: used + 1 },
      product,
    },
    seen: { ...(keys && { keys }), ...(products && { products }) },
  }
}

/**
 * The installation that asked last signed it. Where only codes have asked, none is known: then whoever signed it must have
 * known the activation key, which the proof says for this installation's key alone. An installation that a request has
 * said once, no proof takes the place of.
 */
async function isOfActivation(
  ledger: Ledger,
  { receipt, installationKey: { bytes } }: OpenedReceipt,
  { installations, computer, keyId }: Activation,
): Promise<boolean> {
  const last = installations.at(-1)
  if (last !== undefined) return last === encodeHex(bytes)
  if (computer === undefined || receipt.proof === undefined) return false
  const { secret } = parseActivationKey((await requireKey(ledger, keyId)).text)
  return isSameProof(proofOf(secret, bytes, receipt.productId), receipt.proof)
}

/**
 * The reason stands in the ledger. Released twice is released once, and the first reason stays.
 * `activationId` as in activationNamed. Errors: activation-not-found, activation-ambiguous, invalid-value, ledger-busy.
 */
export async function releaseByHand(
  ledger: Ledger,
  activationId: string,
  reason: string,
  now: number,
): Promise<Activation> {
  const why = requireLine('reason', reason, LIMITS.reasonBytes)
  return untilRecorded(ledger, async ledger => {
    const { id, keyId } = await activationNamed(ledger, activationId)
    const key = await ledger.keyInUse(keyId)
    // behind the revision that is compared: what a renewal changes meanwhile is not written back as it was
    const activation = await requireActivation(ledger, id)
    if (activation.released !== undefined) return activation
    const freed: Activation = { ...activation, released: { at: now, by: 'hand', reason: why } }
    const seen = { keys: new Map([[keyId, key?.revision ?? 0]]) }
    const outcome = await ledger.append([{ kind: 'activation.released', activation: freed }], now, seen)
    return outcome === 'conflict' ? undefined : freed
  })
}

async function requireActivation(ledger: Ledger, id: string): Promise<Activation> {
  const activation = await ledger.activation(id)
  if (activation === undefined) throw new AirlatchError('activation-not-found', { activation: id })
  return activation
}
