/**
 * Owns the check whether the license of a site server lets it lend here and now. It uses the rules of src/core/check,
 * except those about a program and its user: the server is neither, and checks both for each of its clients.
 */
import { features } from '../core/check/features.ts'
import { users } from '../core/check/users.ts'
import { version } from '../core/check/version.ts'
import { messageHash } from '../core/envelope.ts'
import { AirlatchError } from '../core/errors.ts'
import type { Reason } from '../core/rule.ts'
import { DAY_SECONDS } from '../core/terms/term.ts'
import { type VerifyInput, verifyLicense } from '../core/verify.ts'
import type { SiteLicense } from './case.ts'

/** What the license is checked against: the kit, the server's computer, its record, the list of revocations. */
export type SiteTrust = Pick<
  VerifyInput,
  'keyring' | 'terms' | 'here' | 'seen' | 'recordDamage' | 'withdrawal'
>

/** Rules about a running program and its user. */
const OF_PROGRAMS: readonly string[] = [users.name, version.name, features.name]

/** A license with the reasons why it lends nothing; if there are none, it lends. */
export interface SiteStanding extends SiteLicense {
  readonly reasons: readonly Reason[]
}

/** Opens and checks a license. `now`: seconds since 1970. Errors: those of openLicense; lends-no-seats {activation}. */
export function standingOf(message: Uint8Array, trust: SiteTrust, now: number): SiteStanding {
  const verified = verifyLicense(message, {
    ...trust,
    program: { version: undefined, releasedAt: undefined, features: [] },
    firstRunAt: () => undefined,
    lends: true,
    now,
  })
  const { license, endsAt } = verified
  const { lending, activationId: activation, graceDays = 0, floatingSeats = 0 } = license
  if (lending === undefined) throw new AirlatchError('lends-no-seats', { activation })
  const reasons = verified.reasons.filter(({ rule }) => !OF_PROGRAMS.includes(rule))
  return {
    license,
    lending,
    hash: messageHash(message),
    message,
    seats: floatingSeats,
    endsAt: endsAt === undefined ? undefined : endsAt + graceDays * DAY_SECONDS,
    refusal: reasons[0],
    reasons,
  }
}
