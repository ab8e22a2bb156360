/**
 * How long a lease runs. A client that took the lease itself measures from the moment of its request, so that
 * differences between clocks do not matter, and no clock can extend it. A lease from a disk is compared with this
 * computer's clock, which must not be behind what the server and this client have seen: by ten minutes, or by a day for
 * a borrowed lease.
 */
import { CLOCK_TOLERANCE_SECONDS } from '../check/clock.ts'
import { pass, type Rule, refuse } from '../rule.ts'
import { formatInstant } from '../terms/term.ts'
import type { LeaseCase } from './case.ts'

/** How far the clock may be behind, for a lease that is neither borrowed nor measured. */
export const LEASE_TOLERANCE_SECONDS = 600

export const term: Rule<LeaseCase> = {
  name: 'lease',
  judge(subject) {
    const { lease, heldFor, now } = subject
    const measured = heldFor !== undefined
    const ended = formatInstant(lease.expiresAt)
    if (!measured) {
      const fault = clockFault(subject)
      if (fault !== undefined) return refuse('clock-set-back', { clock: formatInstant(now), ...fault })
    }
    const isOver = measured ? heldFor >= lease.expiresAt - lease.issuedAt : now >= lease.expiresAt
    if (isOver) return refuse('lease-ended', { lease: lease.leaseId, ended, measured })
    return pass('lease-runs', { until: ended, measured })
  },
}

/** Returns the latest time seen if the clock is too far behind it; otherwise undefined. */
function clockFault({
  lease,
  seen,
  now,
}: LeaseCase): { readonly latest: string; readonly by: string } | undefined {
  const tolerance = lease.borrowed ? CLOCK_TOLERANCE_SECONDS : LEASE_TOLERANCE_SECONDS
  const known: readonly { readonly at: number; readonly by: string }[] = [
    { at: lease.issuedAt, by: 'lease' },
    ...seen.filter(({ by }) => by === 'record'),
  ]
  const latest = known.reduce((last, time) => (time.at > last.at ? time : last))
  if (now >= latest.at - tolerance) return undefined
  return { latest: formatInstant(latest.at), by: latest.by }
}
