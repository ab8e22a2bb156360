/**
 * The license of a floating key names the key of the one site server that lends its seats (checklist SS-01), so the vendor
 * must know it: a code does not say it.
 */
import { pass, type Rule, refuse } from '../../core/rule.ts'
import type { SeatedCase } from './case.ts'
import { serverKeyOf } from './granted.ts'

export const server: Rule<SeatedCase> = {
  name: 'server',
  judge(subject) {
    if (!subject.key.entitlement.forFloating) return pass('not-floating')
    const isKnown = serverKeyOf(subject) !== undefined || subject.place.kind === 'none'
    return isKnown
      ? pass('server-key-known')
      : refuse('typed-cannot-carry', { things: [{ thing: 'site-server' }] })
  },
}
