/**
 * The license of a site server lends its seats and runs no program: that would be one more seat than it has. A program on
 * the server's computer takes a lease as everywhere (checklist SS-01).
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
