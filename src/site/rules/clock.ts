/** A server whose clock is behind its own log lends nothing (SPEC.md 17.6, rule 7): it was set back, or the log is older. */
import { denies, grants, type LendingRule } from '../rule.ts'

export const clock: LendingRule = {
  name: 'clock',
  judge({ time: { behind } }) {
    if (behind === 0) return grants('clock-agrees')
    return denies('server-clock-wrong', 'clock-behind', { seconds: behind })
  },
}
