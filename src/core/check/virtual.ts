/**
 * A license that allows no virtual machines does not run on one, whatever the request said (checklist LP-23). One of a
 * workload does: containers are what it is for.
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
