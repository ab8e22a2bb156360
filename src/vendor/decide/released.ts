/** A license whose seat was released is not issued again: another computer may have the seat by now. */

import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { Activation } from '../../core/terms/entitlement.ts'
import { formatInstant } from '../../core/terms/term.ts'

export const released: Rule<{ readonly activation: Activation }> = {
  name: 'released',
  judge({ activation }) {
    if (activation.released === undefined) return pass('not-released')
    const since = formatInstant(activation.released.at)
    return refuse('activation-released', {
      activation: activation.id,
      since,
    })
  },
}
