/**
 * Owns the decision of a site server on one request: the rules with their trace, and the contents of a granted lease.
 * Pure functions. To add a rule, add one file in rules/ and one line here, in the order in which people read the trace.
 */

import { decodeHex } from '../core/bytes/hex.ts'
import { coseKey } from '../core/cose/key.ts'
import type { Lease } from '../core/message/lease.ts'
import type { Pools } from '../core/message/lending.ts'
import { DAY_SECONDS } from '../core/terms/term.ts'
import type { DenialReason } from '../words/en/denials.ts'
import type { LendingCase } from './case.ts'
import type { HeldLease } from './leases.ts'
import type { LendingRule, LendingStep } from './rule.ts'
import { access } from './rules/access.ts'
import { borrow, isAway } from './rules/borrow.ts'
import { clock } from './rules/clock.ts'
import { fresh } from './rules/fresh.ts'
import { license } from './rules/license.ts'
import { most } from './rules/most.ts'
import { own } from './rules/own.ts'
import { pools } from './rules/pools.ts'
import { queue } from './rules/queue.ts'
import { reserve } from './rules/reserve.ts'
import { seats } from './rules/seats.ts'
import { unit } from './rules/unit.ts'
import { user } from './rules/user.ts'
import { virtual } from './rules/virtual.ts'
import { workload } from './rules/workload.ts'

const RULES: readonly LendingRule[] = [
  license,
  clock,
  fresh,
  user,
  virtual,
  workload,
  unit,
  access,
  own,
  seats,
  reserve,
  queue,
  most,
  pools,
  borrow,
]

/** A return is accepted whatever else is wrong. */
const RULES_OF_RETURN: readonly LendingRule[] = [own]

export interface LendingDecision {
  /** Empty if the request is granted. */
  readonly reasons: readonly DenialReason[]
  readonly trace: readonly LendingStep[]
}

export function decide(subject: LendingCase): LendingDecision {
  const rules = subject.request.operation === 'return' ? RULES_OF_RETURN : RULES
  const trace = rules.map((rule): LendingStep => ({ rule: rule.name, ...rule.judge(subject) }))
  const reasons = trace.flatMap(step => (step.outcome === 'deny' ? [step.reason] : []))
  return { reasons: [...new Set(reasons)], trace }
}

/** The ids that each new lease message gets. */
export interface LeaseIds {
  /** A renewed lease keeps its id. */
  readonly leaseId: string
  readonly sequence: number
  readonly boot: string
}

/** Returns the lease for a granted request, as the server keeps it. */
export function leaseOf(subject: LendingCase, { leaseId, sequence, boot }: LeaseIds): HeldLease {
  const { request, clientKey, own, time, site, member } = subject
  const { account, host, workload, instance } = request.holder
  const borrowed = request.operation === 'borrow' || isAway(subject)
  const expiresAt = endOf(subject, borrowed)
  return {
    leaseId,
    sequence,
    boot,
    serverLicense: site.hash,
    clientKey,
    seatUnit: site.lending.seatUnit,
    holder: {
      account,
      host,
      workload,
      instance: site.lending.seatUnit === 'process' ? instance : undefined,
    },
    platform: request.platform,
    computer: own === undefined ? request.computer : own.computer,
    pools: mergedPools(own?.pools ?? new Map(), request.pools),
    borrowed,
    grantedAt: own?.grantedAt ?? time.now,
    issuedAt: time.now,
    expiresAt,
    // an earlier message may end later than the newest one; one second more, because counted seconds are rounded down
    endsCounted: Math.max(own?.endsCounted ?? 0, borrowed ? 0 : time.counted + 1 + expiresAt - time.now),
    endsClock: Math.max(own?.endsClock ?? 0, borrowed ? expiresAt : 0),
    peer: member.peer,
    recalled: undefined,
  }
}

/** Returns the end that the vendor and the administrator allow. A borrowed seat keeps its end. */
function endOf(subject: LendingCase, borrowed: boolean): number {
  const { request, own, time, site, book } = subject
  const { lending, endsAt = Number.POSITIVE_INFINITY } = site
  const { leaseSeconds, borrowDays = Number.POSITIVE_INFINITY } = book.rules
  const days = lending.borrowing?.days ?? 0
  if (borrowed && request.operation !== 'borrow')
    return Math.min(own?.endsClock ?? 0, time.now + days * DAY_SECONDS, endsAt)
  const longest = borrowed
    ? Math.min(days, borrowDays) * DAY_SECONDS
    : Math.min(lending.longestLease, leaseSeconds)
  return Math.min(time.now + Math.min(request.wanted ?? longest, longest), endsAt)
}

function mergedPools(held: Pools, wanted: Pools): Pools {
  const pools = new Map(held)
  for (const [name, places] of wanted) pools.set(name, Math.max(places, pools.get(name) ?? 0))
  return pools
}

/** Returns the claims to sign for a held lease. */
export function messageOf({ clientKey, ...lease }: HeldLease, productId: string): Lease {
  return { ...lease, productId, clientKey: coseKey(decodeHex(clientKey) ?? new Uint8Array()) }
}
