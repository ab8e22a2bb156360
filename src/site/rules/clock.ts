/** Nothing is lent while the clock is behind the log (SPEC.md 17.6, rule 7): it was set back, or was ahead before. */
import { denies, grants, type LendingRule } from '../rule.ts'

export const clock: LendingRule = {
  name: 'clock',
  judge({ time: { secondsBehind: seconds } }) {
    if (seconds === 0) return grants('clock-agrees')
    return denies('server-clock-wrong', 'clock-behind', { seconds })
  },
}
