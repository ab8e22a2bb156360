/**
 * The name of a workload does not tell computers apart: anyone who sets it can run the program under it. So the vendor
 * must allow workloads, for the product or for the key, and this is checked for each license (checklist DY-16).
 */
import { isWorkload } from '../../core/computer/workload.ts'
import { pass, type Rule, refuse } from '../../core/rule.ts'
import { allowsWorkloads } from '../../core/terms/terms.ts'
import type { SeatedCase } from './case.ts'
import { bindingOf } from './granted.ts'

export const workload: Rule<SeatedCase> = {
  name: 'workload',
  judge(subject) {
    const { applicant, key, product } = subject
    const binding = bindingOf(subject)
    if (binding.kind !== 'computer' || !isWorkload(binding.fingerprint)) return pass('no-workload')
    if (!allowsWorkloads(key.entitlement, product))
      return refuse('workload-not-allowed', { key: key.id, product: product.id })
    return pass('workload-allowed', {
      workload: applicant.kind === 'computer' ? applicant.workload : undefined,
    })
  },
}
