/**
 * The license of a site server lends its seats and runs no program: otherwise the server's own computer would be one
 * seat more than the license has. A program on that computer takes a lease, as on any other (checklist SS-01).
 */
import { pass, type Rule, refuse } from '../rule.ts'
import type { CheckCase } from './case.ts'

export const purpose: Rule<Pick<CheckCase, 'license' | 'lends'>> = {
  name: 'purpose',
  judge({ license: { lending, floatingSeats = 0, activationId }, lends = false }) {
    if (lends)
      return lending === undefined
        ? refuse('lends-no-seats', { activation: activationId })
        : pass('lends-seats', { seats: floatingSeats })
    return lending === undefined ? pass('runs-program') : refuse('for-site-server', { seats: floatingSeats })
  },
}
