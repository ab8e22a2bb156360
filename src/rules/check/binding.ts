/** A license is bound to this computer, or generic where the kit allows that (checklist QG-01, QG-13). */
import { matchFingerprint } from '../../computer/fingerprint.ts'
import type { CheckCase } from '../check.ts'
import { pass, type Rule, refuse } from '../rule.ts'

export const binding: Rule<CheckCase> = {
  name: 'computer',
  judge({ license, terms, here }) {
    if (license.binding.kind === 'generic') {
      if (terms.allowGeneric) return pass('generic, and the kit allows it')
      return refuse('generic, and the kit does not allow it', 'generic-not-allowed', { side: 'client' })
    }
    const { fingerprint: bound, required } = license.binding
    const match = matchFingerprint(bound, required, here.fingerprint)
    const { same, changed, missing } = match.counts
    const saw = `${same} readings the same, ${changed} changed, ${missing} missing; ${required} of ${bound.size} must match`
    if (match.ok) return pass(saw)
    return refuse(saw, 'wrong-computer', { same, changed, missing, required, bound: bound.size })
  },
}
