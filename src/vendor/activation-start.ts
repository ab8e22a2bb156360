/**
 * The verb `activation set-start`: the day on which the days of a seat began is put right, when a wrong clock had recorded
 * it. Days belong to the seat: whoever has it next goes on from there.
 */

import { AirlatchError } from '../core/errors.ts'
import type { Activation } from '../core/terms/entitlement.ts'
import { formatInstant } from '../core/terms/term.ts'
import { untilRecorded } from '../log/attempts.ts'
import { activationNamed } from './activation-named.ts'
import { LIMITS, requireLine } from './catalog/limits.ts'
import type { Ledger } from './ledger/ledger.ts'

/**
 * `start`: seconds since 1970. Licenses that were signed stay as they are; the next one, also for the same request, ends
 * on the right day. Set to what it is already, nothing is recorded.
 * `activationId` as in activationNamed. Errors: activation-not-found, activation-ambiguous, invalid-value (start, reason), ledger-busy, those of the ledger.
 */
export async function setStart(
  ledger: Ledger,
  { activationId, start, reason }: { activationId: string; start: number; reason: string },
  now: number,
): Promise<Activation> {
  const why = requireLine('reason', reason, LIMITS.reasonBytes)
  if (start < 0 || start > now)
    throw new AirlatchError('invalid-value', {
      field: 'start',
      expected: { is: 'not-in-the-future' },
      got: formatInstant(start),
    })
  return untilRecorded(ledger, async ledger => {
    const { activation, revision } = await ledger.moment(async moment => {
      const activation = await activationNamed(moment, activationId)
      return { activation, revision: (await moment.keyInUse(activation.keyId))?.revision ?? 0 }
    })
    if (activation.begunAt === start) return activation
    const corrected: Activation = {
      ...activation,
      begunAt: start,
      startSet: { at: now, from: activation.begunAt, reason: why },
    }
    const seen = { keys: new Map([[activation.keyId, revision]]) }
    const change = { kind: 'activation.start-set', activation: corrected } as const
    return (await ledger.append([change], now, seen)) === 'conflict' ? undefined : corrected
  })
}
