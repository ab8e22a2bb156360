/** A lease must name the license that it came with, and be for that license's product. */
import { pass, type Rule, refuse } from '../rule.ts'
import type { LeaseCase } from './case.ts'

export const standing: Rule<LeaseCase> = {
  name: 'server',
  judge({ lease, license, licenseHash }) {
    if (lease.serverLicense !== licenseHash) return refuse('lease-of-other-license', { lease: lease.leaseId })
    if (lease.productId !== license.productId)
      return refuse('wrong-product', { expected: license.productId, got: lease.productId })
    return pass('stands-on-license', { seats: license.floatingSeats ?? 0 })
  },
}
