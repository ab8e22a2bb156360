/** If seats are per process, the request must name the process: a lease without one could not be signed. */
import { denies, grants, type LendingRule } from '../rule.ts'

export const unit: LendingRule = {
  name: 'unit',
  judge({ site: { lending }, request: { holder } }) {
    if (lending.seatUnit !== 'process' || holder.instance !== undefined)
      return grants('unit-named', { unit: lending.seatUnit })
    return denies('denied-by-rule', 'process-not-named')
  },
}
