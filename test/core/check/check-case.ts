/** Owns the client's side of a check for unit tests: a plain case that passes, with what a test is about put on top. */
import type { CheckCase, CheckedComputer, CheckedKit } from '../../../src/core/check/case.ts'
import { check, type Verdict } from '../../../src/core/check/check.ts'
import { DAY, fingerprint, license, NOW } from '../../world/nouns.ts'

/** The key that signed the license, and the one that came after it. */
export const KID = 'feb62ef175178636'
export const NEXT_KID = '0123456789abcdef'
/** When the kit was made: a day before the license. */
export const KIT_MADE_AT = NOW - DAY

export function here(change: Partial<CheckedComputer> = {}): CheckedComputer {
  return { fingerprint: fingerprint('a'), platform: 'linux', user: 'ann', virtual: undefined, ...change }
}

export function terms(change: Partial<CheckedKit> = {}): CheckedKit {
  return {
    vendor: 'Acme',
    productId: 'scope',
    allowGeneric: false,
    madeAt: KIT_MADE_AT,
    retired: new Map(),
    ...change,
  }
}

export function checked(change: Partial<CheckCase>): Verdict {
  return check({
    license: license(),
    signedBy: KID,
    terms: terms(),
    here: here(),
    program: { version: undefined, releasedAt: undefined, features: [] },
    firstRunAt: undefined,
    seen: [],
    recordDamage: undefined,
    withdrawal: undefined,
    now: NOW,
    ...change,
  })
}

/** The codes of the reasons alone. */
export function codes(change: Partial<CheckCase>): readonly string[] {
  return checked(change).reasons.map(({ code }) => code)
}
