/**
 * Owns the check of a lease whose signature holds: whether it lets this program run, here and now. Pure. The verdict names
 * every reason, not the first. The computer of the server is not this one, so its binding is not asked of; the server
 * asks that of itself.
 */
import type { Verdict } from '../check/check.ts'
import { clock } from '../check/clock.ts'
import { expiry } from '../check/expiry.ts'
import { product } from '../check/product.ts'
import { record } from '../check/record.ts'
import { signer } from '../check/signer.ts'
import { users } from '../check/users.ts'
import { vendor } from '../check/vendor.ts'
import { version } from '../check/version.ts'
import { withdrawn } from '../check/withdrawn.ts'
import { judge, type Rule } from '../rule.ts'
import { judgeVirtual } from '../terms/virtual.ts'
import type { LeaseCase } from './case.ts'
import { computer } from './computer.ts'
import { holder } from './holder.ts'
import { limits } from './limits.ts'
import { places } from './places.ts'
import { returned } from './returned.ts'
import { sequence } from './sequence.ts'
import { standing } from './standing.ts'
import { term } from './term.ts'

/** Where the program runs, and not where the server does; the name of a workload changes nothing. */
const virtual: Rule<LeaseCase> = {
  name: 'virtual',
  judge: ({ license, here }) => judgeVirtual(license.allowVirtual, here.virtual),
}

const RULES: readonly Rule<LeaseCase>[] = [
  vendor,
  product,
  signer,
  standing,
  holder,
  computer,
  virtual,
  users,
  record,
  withdrawn,
  returned,
  clock,
  expiry,
  limits,
  term,
  sequence,
  version,
  places,
]

export function checkLease(subject: LeaseCase): Verdict {
  const { trace, reasons, warnings } = judge(RULES, subject)
  return { valid: reasons.length === 0, reasons, warnings, trace }
}
