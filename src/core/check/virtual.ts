/**
 * A license that does not allow virtual machines is refused on one, whatever the request reported (checklist LP-23). A
 * workload's license is exempt, because workloads run in containers.
 */
import { isWorkload } from '../computer/workload.ts'
import { pass, type Rule } from '../rule.ts'
import { judgeVirtual } from '../terms/virtual.ts'
import type { CheckCase } from './case.ts'

export const virtual: Rule<CheckCase> = {
  name: 'virtual',
  judge({ license: { allowVirtual, binding }, here }) {
    if (binding.kind === 'computer' && isWorkload(binding.fingerprint)) return pass('workload-anywhere')
    return judgeVirtual(allowVirtual, here.virtual)
  },
}
