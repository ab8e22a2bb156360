/**
 * What the vendor signed limits what a site can lend, even with a server that was copied, set back or modified: how
 * long a lease runs, whether and for how many days a seat may be borrowed, what takes a seat, whether that must be
 * hardware, and the end of the license.
 */

import { CLOCK_TOLERANCE_SECONDS } from '../check/clock.ts'
import { endOf } from '../check/expiry.ts'
import { isWorkload } from '../computer/workload.ts'
import type { LeaseExcess } from '../problems.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import { DAY_SECONDS } from '../terms/term.ts'
import type { LeaseCase } from './case.ts'

export const limits: Rule<LeaseCase> = {
  name: 'limits',
  judge(subject) {
    const { leaseId, issuedAt, expiresAt } = subject.lease
    const beyond = excessOf(subject)
    if (beyond.length > 0) return refuse('lease-beyond-license', { lease: leaseId, beyond })
    return pass('within-license', { seconds: expiresAt - issuedAt, most: maxSeconds(subject) })
  },
}

/** Returns the maximum length of such a lease in seconds. */
function maxSeconds({ lease, license: { lending } }: LeaseCase): number {
  if (!lease.borrowed) return lending?.longestLease ?? 0
  return (lending?.borrowing?.days ?? 0) * DAY_SECONDS
}

function excessOf(subject: LeaseCase): readonly LeaseExcess[] {
  const { lease, license } = subject
  const { lending, graceDays = 0 } = license
  const isBorrowed = lease.borrowed
  const mayBorrow = lending?.borrowing !== undefined
  const isTooLong = lease.expiresAt - lease.issuedAt > maxSeconds(subject)
  const end = endOf(subject)
  const isNotHardware = lease.computer === undefined || isWorkload(lease.computer.fingerprint)
  const pools = lending?.pools ?? new Map<string, number>()
  const checks: readonly (readonly [boolean, LeaseExcess])[] = [
    [lease.seatUnit !== lending?.seatUnit, 'unit'],
    [!isBorrowed && isTooLong, 'length'],
    [isBorrowed && !mayBorrow, 'borrowed'],
    [isBorrowed && mayBorrow && isTooLong, 'borrow-length'],
    [end !== undefined && lease.expiresAt > end + graceDays * DAY_SECONDS, 'end'],
    [lease.issuedAt < license.issuedAt - CLOCK_TOLERANCE_SECONDS, 'before'],
    [[...lease.pools].some(([name, places]) => places > (pools.get(name) ?? 0)), 'pools'],
    [isNotHardware && lending?.allowWorkloads !== true, 'workload'],
  ]
  return checks.filter(([exceeds]) => exceeds).map(([, excess]) => excess)
}
