/**
 * The license of a floating key names the key of the one site server that lends its seats (checklist SS-01). So the
 * vendor must know that key, which a code does not contain.
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
