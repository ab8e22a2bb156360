/**
 * A server whose clock is behind its own log lends nothing (SPEC.md 17.6, rule 7): either the clock was set back, or it
 * was ahead when the log was written.
 */
import { denies, grants, type LendingRule } from '../rule.ts'

export const clock: LendingRule = {
  name: 'clock',
  judge({ time: { behind } }) {
    if (behind === 0) return grants('clock-agrees')
    return denies('server-clock-wrong', 'clock-behind', { seconds: behind })
  },
}
