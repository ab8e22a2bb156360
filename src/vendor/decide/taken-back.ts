/**
 * A code is the same each time its computer shows it, and a stranger may have written it down. If the vendor has
 * released a seat by hand, for a computer that was lost or stolen, a slip of paper with the code on it must not bring
 * the seat back. A computer may request again what it has given back itself, if the desk agrees; where nobody can be
 * asked, it needs a message, which is new each time, and an old message is refused (released.ts).
 */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import { formatInstant } from '../../core/terms/term.ts'
import type { SeatedCase } from './case.ts'

export const takenBack: Rule<SeatedCase> = {
  name: 'taken-back',
  judge(subject) {
    const last = givenBack(subject)
    if (last?.released === undefined) return pass('not-released')
    const { at, by } = last.released
    const since = formatInstant(at)
    if (by !== 'hand' && subject.unattended !== true) return pass('given-back', { since })
    const byHand = by === 'hand'
    return refuse('activation-released', {
      activation: last.id,
      since,
      byCode: true,
      byHand,
    })
  },
}

/** For a code that would take another seat: the activation of its computer that ended last. */
export function givenBack({
  applicant,
  place,
  former,
}: Pick<SeatedCase, 'applicant' | 'place' | 'former'>): Activation | undefined {
  if (applicant.kind !== 'by-code' || place.kind === 'renewal') return undefined
  return former
    .filter(({ computer }) => computer === applicant.computer)
    .toSorted((a, b) => (a.released?.at ?? 0) - (b.released?.at ?? 0))
    .at(-1)
}
