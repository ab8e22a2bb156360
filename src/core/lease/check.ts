/**
 * Owns the check of a lease whose signature was verified: whether it lets this program run, here and now. Pure. The
 * verdict has every reason, not only the first. The server's license is bound to another computer than this one, so its
 * binding is not checked here; the server does that itself.
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

/** About the computer that runs the program, not the server's. A workload is no exception here. */
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
