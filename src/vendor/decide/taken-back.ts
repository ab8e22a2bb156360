/**
 * A code is the same as often as its computer says it. When the vendor has taken a seat back by hand, from a computer
 * that was lost or stolen, a slip of paper with the code on it must not bring the seat back. A message is made anew each
 * time, and the one from before is refused (released.ts). What a computer has given back itself it may ask for again.
 */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import { formatInstant } from '../../core/terms/term.ts'
import type { Judged } from './case.ts'

export const takenBack: Rule<Judged> = {
  name: 'taken-back',
  judge({ applicant, place, former }) {
    if (applicant.kind !== 'by-code' || place.kind === 'renewal') return pass('no')
    const last = former
      .filter(({ computer }) => computer === applicant.computer)
      .toSorted((a, b) => (a.released?.at ?? 0) - (b.released?.at ?? 0))
      .at(-1)
    if (last?.released?.by !== 'hand') return pass('no')
    const since = formatInstant(last.released.at)
    return refuse(`its seat was released by hand ${since}`, 'activation-released', {
      activation: last.id,
      since,
      byCode: true,
    })
  },
}
