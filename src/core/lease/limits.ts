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
    return pass('within-license', { seconds: expiresAt - issuedAt, most: longest(subject) })
  },
}

/** Returns the maximum length of such a lease in seconds. */
function longest({ lease, license: { lending } }: LeaseCase): number {
  if (!lease.borrowed) return lending?.longestLease ?? 0
  return (lending?.borrowing?.days ?? 0) * DAY_SECONDS
}

function excessOf(subject: LeaseCase): readonly LeaseExcess[] {
  const { lease, license } = subject
  const { lending, graceDays = 0 } = license
  const isBorrowed = lease.borrowed
  const mayBorrow = lending?.borrowing !== undefined
  const isLong = lease.expiresAt - lease.issuedAt > longest(subject)
  const end = endOf(subject)
  const isNamed = lease.computer === undefined || isWorkload(lease.computer.fingerprint)
  const pools = lending?.pools ?? new Map<string, number>()
  const things: readonly (readonly [boolean, LeaseExcess])[] = [
    [lease.seatUnit !== lending?.seatUnit, 'unit'],
    [!isBorrowed && isLong, 'length'],
    [isBorrowed && !mayBorrow, 'borrowed'],
    [isBorrowed && mayBorrow && isLong, 'borrow-length'],
    [end !== undefined && lease.expiresAt > end + graceDays * DAY_SECONDS, 'end'],
    [lease.issuedAt < license.issuedAt - CLOCK_TOLERANCE_SECONDS, 'before'],
    [[...lease.pools].some(([name, places]) => places > (pools.get(name) ?? 0)), 'pools'],
    [isNamed && lending?.allowWorkloads !== true, 'workload'],
  ]
  return things.filter(([is]) => is).map(([, thing]) => thing)
}
