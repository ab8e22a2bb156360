/** The server's license must have the features that the program requires; so must the lease, if they are pooled. */
import { features } from '../check/features.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import type { LeaseCase } from './case.ts'

export const places: Rule<LeaseCase> = {
  name: features.name,
  judge(subject) {
    const { lease, license, program } = subject
    const conclusion = features.judge(subject)
    if (conclusion.outcome !== 'pass') return conclusion
    const pooled = program.features.filter(name => license.lending?.pools.has(name))
    const missing = pooled.filter(name => !lease.pools.has(name))
    if (missing.length > 0) return refuse('place-not-taken', { features: missing })
    return pooled.length === 0 ? conclusion : pass('places-taken', { features: pooled })
  },
}
