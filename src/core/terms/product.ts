/** Owns products: their features and releases, and what their keys inherit from them. */
import type { FeatureDefinition } from '../message/feature-table.ts'
import type { ShareRule } from '../message/fingerprint.ts'

/** A version of a product, and when it was released. */
export interface Release {
  /** Such as "2.1"; at most 32 characters. */
  readonly version: string
  /** The first second of the release day. */
  readonly releasedAt: number
}

/**
 * How often the seats of a key may move or be returned by receipt, in all: 0 to 2^63 - 1 times, without limit
 * (checklist LP-06 to LP-08), or three times for each of the key's seats.
 */
export type DeactivationLimit = bigint | 'unlimited' | '3 per seat'

/** A product that keys are sold for. */
export interface Product {
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly id: string
  /** The product's name, for people. */
  readonly name: string
  /** The features that its keys may have. */
  readonly features: readonly FeatureDefinition[]
  /** In the order of their release days. */
  readonly releases: readonly Release[]
  /** A stricter rule for when a computer holds a binding; undefined: more than half, or half with the first reading. */
  readonly match: ShareRule | undefined
  /** For keys that inherit the limit (checklist LP-06). */
  readonly deactivationLimit: DeactivationLimit
  /** Whether keys that inherit this setting run on virtual machines (checklist LP-23). */
  readonly allowVirtual: boolean
  /** Whether keys that inherit this setting may be bound to workloads instead of computers (checklist DY-16). */
  readonly allowWorkloads: boolean
  /** Days from the activation within which days from the first run begin; 1 to 36,500. */
  readonly startByDays: number
  /** When the product was archived: no keys are created for it, and lists omit it (checklist DY-10). */
  readonly archivedAt: number | undefined
}

/** Returns a key's own value, or the one that it inherits from its product. */
export function orInherited<T>(own: T | 'inherit', inherited: T): T {
  return own === 'inherit' ? inherited : own
}
