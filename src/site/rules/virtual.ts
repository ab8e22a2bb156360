/** The license may exclude virtual machines (checklist LP-23). The site's name for a workload changes nothing. */
import { judgeVirtual } from '../../core/terms/virtual.ts'
import { denies, grants, type LendingRule } from '../rule.ts'

export const virtual: LendingRule = {
  name: 'virtual',
  judge({ site: { license }, request }) {
    const { outcome } = judgeVirtual(license.allowVirtual, request.virtual)
    if (outcome === 'pass') return grants('virtual-allowed')
    return denies('virtual-machine', 'virtual-refused', { virtual: request.virtual ?? '' })
  },
}
