/**
 * Owns renewing without requests (checklist DY-03): which computers of a key would get a new license by which terms, before
 * anything is changed. The licenses themselves are issued as those of requests are, one by one or many (issue.ts, batch.ts).
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Activation, KeyRecord } from '../../core/terms/entitlement.ts'
import type { KeyFields } from '../../core/terms/fields.ts'
import { DAY_SECONDS } from '../../core/terms/term.ts'
import { tryChangeKey } from '../catalog/key-change.ts'
import { keyNotFound } from '../catalog/known-key.ts'
import type { Grant, Refusal } from '../decide/case.ts'
import type { Ledger } from '../ledger/ledger.ts'
import { askToRenew } from './ask.ts'
import { decideOn } from './decision.ts'

/** What a renewal would do. */
export interface RenewalPlan {
  /** The key as it would be. */
  readonly key: KeyRecord
  /** Each computer that holds a seat, those that took theirs first in front. */
  readonly computers: readonly PlannedRenewal[]
}

/** One computer, and the license that it would get, or why it would get none. */
export interface PlannedRenewal {
  /** Its seat. */
  readonly activation: Activation
  /** By the key's terms as they would be. */
  readonly decision: Grant | Refusal
}

/** Nothing is recorded. Errors: those of changeKey. */
export async function planRenewal(
  ledger: Ledger,
  keyId: string,
  fields: KeyFields,
  now: number,
): Promise<RenewalPlan> {
  return ledger.moment(async moment => {
    const snapshot = await moment.snapshot(keyId)
    if (snapshot === undefined) throw keyNotFound(keyId)
    const key = await tryChangeKey(moment, keyId, fields, now)
    const formerOf = new Map<number, Activation[]>()
    for (const ended of await moment.activations({ keyId, released: true })) {
      const ofSeat = formerOf.get(ended.seat)
      if (ofSeat === undefined) formerOf.set(ended.seat, [ended])
      else ofSeat.push(ended)
    }
    const held = await moment.activations({ keyId, released: false })
    const computers = held.map(activation => {
      const ofSeat = { activations: [activation], former: formerOf.get(activation.seat) ?? [] }
      return { activation, decision: decideOn({ ...snapshot, key, ...ofSeat }, askToRenew(activation), now) }
    })
    return { key, computers }
  })
}

/**
 * The fields that put the end of a key so many days later: of days the number, else the date. Error: invalid-value, for a
 * key that never ends.
 */
export function extension(
  { expiresAt, duration }: KeyRecord['entitlement'],
  days: number,
): Pick<KeyFields, 'expiresAt' | 'duration'> {
  if (duration !== undefined) return { duration: { ...duration, days: duration.days + days } }
  if (expiresAt !== undefined) return { expiresAt: expiresAt + days * DAY_SECONDS }
  throw new AirlatchError('invalid-value', { field: 'extend', expected: { is: 'key-with-end' }, got: days })
}
