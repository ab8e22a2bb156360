/** The verb `release`: a seat is freed by hand, for a computer that is dead or lost and cannot deactivate itself. */
import { LIMITS, requireLine } from './catalog/limits.ts'
import { AirlatchError } from './errors.ts'
import { untilRecorded } from './ledger/attempts.ts'
import type { Ledger } from './ledger/ledger.ts'
import type { Activation } from './rules/entitlement.ts'

/**
 * The reason stands in the ledger. Released twice is released once, and the first reason stays.
 * Errors: activation-not-found, invalid-value, ledger-busy.
 */
export async function releaseByHand(
  ledger: Ledger,
  activationId: string,
  reason: string,
  now: number,
): Promise<Activation> {
  const why = requireLine('reason', reason, LIMITS.commentCharacters)
  return untilRecorded(ledger, async ledger => {
    const { keyId } = await requireActivation(ledger, activationId)
    const key = await ledger.keyInUse(keyId)
    // behind the revision that is compared: what a renewal changes meanwhile is not written back as it was
    const activation = await requireActivation(ledger, activationId)
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
