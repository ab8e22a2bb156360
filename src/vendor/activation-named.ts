/**
 * Owns which activation is meant where one is named: by its id, or by the computer that has it, which is what a caller
 * can say. Only a computer that holds one seat names an activation: of several, nobody guesses.
 */
import { parseComputerId } from '../core/computer/computer-id.ts'
import { AirlatchError } from '../core/errors.ts'
import type { Activation } from '../core/terms/entitlement.ts'
import type { Ledger } from './ledger/ledger.ts'

/** That many are named in the error. */
const MOST_NAMED = 10

/**
 * `named`: 16 hexadecimal digits, or the computer ID, or the text of a generic key that was activated on a customer's
 * behalf. Errors: activation-not-found, activation-ambiguous {computer, activations, more}.
 */
export async function activationNamed(ledger: Ledger, named: string): Promise<Activation> {
  const text = named.trim()
  const byId = await ledger.activation(text.toLowerCase())
  if (byId !== undefined) return byId
  const computer = parseComputerId(text) ?? text
  const [only, ...others] = await ledger.activations({ computerId: computer, released: false })
  if (only === undefined) throw new AirlatchError('activation-not-found', { activation: text })
  if (others.length === 0) return only
  const all = [only, ...others]
  throw new AirlatchError('activation-ambiguous', {
    computer,
    activations: all.slice(0, MOST_NAMED).map(({ id, keyId }) => ({ activation: id, key: keyId })),
    more: Math.max(0, all.length - MOST_NAMED),
  })
}
