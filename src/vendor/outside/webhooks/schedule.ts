/** Owns what follows from an attempt: whether a message is delivered, is tried again and when, or is given up. */
import type { DeliveryProblem } from '../../../core/problems.ts'
import type { Settled } from '../../ledger/deliveries.ts'
import type { Attempted } from './deliver.ts'

/** After the first attempt, which is made at once: seconds until the next one (Standard Webhooks 1.0.0); in all, 3 days. */
export const RETRY_SECONDS: readonly number[] = [
  5,
  5 * 60,
  30 * 60,
  2 * 3600,
  5 * 3600,
  10 * 3600,
  14 * 3600,
  20 * 3600,
  24 * 3600,
]

/** A delay is up to a tenth longer: what failed together is not tried together again and again. */
export const JITTER = 0.1

/** A receiver may ask for that much time, in seconds. */
const MOST_ASKED = 24 * 3600

/**
 * `attempts`: with this one. `chance`: from 0 to 1. 2xx is delivered; 410 says that the receiver wants no more; all else
 * fails, redirects too.
 */
export function settledOf(attempted: Attempted, attempts: number, now: number, chance: number): Settled {
  const said = 'status' in attempted ? attempted : { status: undefined, text: problemText(attempted.problem) }
  const { status, text: answer } = said
  const done = { attempts, dueAt: undefined, status, answer }
  if (status !== undefined && status >= 200 && status < 300) return { ...done, state: 'delivered' }
  if (status === 410) return { ...done, state: 'gone' }
  const delay = RETRY_SECONDS[attempts - 1]
  if (delay === undefined) return { ...done, state: 'failed' }
  const asked = Math.min(('retryAfter' in said ? said.retryAfter : undefined) ?? 0, MOST_ASKED)
  const wait = Math.max(Math.ceil(delay * (1 + JITTER * chance)), asked)
  return { ...done, state: 'waiting', dueAt: now + wait }
}

/** As the row of a delivery keeps it: `not-reached ECONNREFUSED`. */
export function problemText(problem: DeliveryProblem): string {
  if (problem.is === 'address') return `address ${problem.why}`
  return 'system' in problem && problem.system !== undefined ? `${problem.is} ${problem.system}` : problem.is
}
