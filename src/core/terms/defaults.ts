/**
 * Owns the saved values that new keys start from (checklist QC-34). They say what is sold and not to whom: e-mail,
 * licensee and comment belong to one sale, and the number of keys to one command.
 */
import type { Maintenance } from '../message/license.ts'
import type { NamedUser } from '../message/users.ts'
import type { Duration, Entitlement } from './entitlement.ts'
import type { GivenValue } from './features.ts'

/** Undefined: nothing saved for this field. */
export interface Defaults {
  readonly productId: string | undefined
  readonly activations: number | undefined
  readonly floatingSeats: number | undefined
  /** For keys of `productId` alone: another product has other features. */
  readonly features: ReadonlyMap<string, GivenValue> | undefined
  readonly generic: boolean | undefined
  readonly maintenance: Maintenance | undefined
  readonly expiresAt: number | undefined
  readonly duration: Duration | undefined
  readonly userData: string | undefined
  readonly affiliate: string | undefined
  readonly forFloating: boolean | undefined
  readonly deactivationLimit: Entitlement['deactivationLimit'] | undefined
  readonly users: readonly NamedUser[] | undefined
  readonly allowVirtual: Entitlement['allowVirtual'] | undefined
  readonly graceDays: number | undefined
  readonly engineVersion: Entitlement['engineVersion']
}
