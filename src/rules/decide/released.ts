/** A license whose seat was released is not given again: the seat may be another computer's by now. */
import type { Activation } from '../entitlement.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import { formatInstant } from '../term.ts'

export const released: Rule<{ readonly activation: Activation }> = {
  name: 'released',
  judge({ activation }) {
    if (activation.released === undefined) return pass('no')
    const since = formatInstant(activation.released.at)
    return refuse(`the seat was released ${since}`, 'activation-released', {
      activation: activation.id,
      since,
    })
  },
}
