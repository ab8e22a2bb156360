/** The license must have the features that the program requires (checklist QC-16). */

import { pass, type Rule, refuse } from '../rule.ts'
import type { CheckCase } from './case.ts'

export const features: Rule<CheckCase> = {
  name: 'features',
  judge({ license, program }) {
    if (program.features.length === 0) return pass('no-features-needed')
    const missing = program.features.filter(name => !license.features.has(name))
    if (missing.length === 0) return pass('features-licensed', { features: program.features })
    return refuse('feature-not-licensed', { features: missing })
  },
}
