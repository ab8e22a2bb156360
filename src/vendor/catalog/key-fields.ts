/** Owns what a caller may say of activation keys, when they are created and later. */
import type { EntitlementFields } from './entitlement.ts'

/** What may be said of a key, at its making and later. '' takes a text away. */
export interface KeyFields extends EntitlementFields {
  readonly affiliate?: string
  readonly email?: string
  readonly comment?: string
}

export interface NewKeys extends KeyFields {
  /** May be left out when the defaults have it. */
  readonly productId?: string
  readonly count?: number
  readonly generic?: boolean
  /** Begin with nothing but the product's own defaults (checklist QC-35). */
  readonly ignoreDefaults?: boolean
  /** Keep what these keys are made with as the defaults (checklist QC-34). */
  readonly saveDefaults?: boolean
}
