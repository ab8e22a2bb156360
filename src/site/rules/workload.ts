/** A seat is bound to hardware unless the vendor allows workloads; clients would refuse any other lease. */
import { isWorkload } from '../../core/computer/workload.ts'
import { denies, grants, type LendingRule } from '../rule.ts'

export const workload: LendingRule = {
  name: 'workload',
  judge({ site: { lending }, request: { computer } }) {
    if (computer !== undefined && !isWorkload(computer.fingerprint)) return grants('computer-read')
    if (lending.allowWorkloads) return grants('workload-allowed')
    return denies('denied-by-rule', 'workload-refused')
  },
}
