/** Owns a product: its features and releases, and what its keys inherit from it. */
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
 * How often the seats of a key may move or be given back by receipt, in all: 0 to 2^63 - 1 times, as often as one likes
 * (checklist LP-06 to LP-08), or three times for each of the key's seats.
 */
export type DeactivationLimit = bigint | 'unlimited' | '3 per seat'

/** What keys are sold for. */
export interface Product {
  /** 1 to 32 of `a-z 0-9 . _ -`. */
  readonly id: string
  /** The name that people read. */
  readonly name: string
  /** What its keys may have. */
  readonly features: readonly FeatureDefinition[]
  /** In the order of their release days. */
  readonly releases: readonly Release[]
  /** A stricter rule of which computer holds a license; undefined: more than half, or half with the first reading. */
  readonly match: ShareRule | undefined
  /** For keys that inherit it (checklist LP-06). */
  readonly deactivationLimit: DeactivationLimit
  /** Whether keys that inherit it run on virtual machines (checklist LP-23). */
  readonly allowVirtual: boolean
  /** Whether keys that inherit it run under a name of the site's, in place of a computer (checklist DY-16). */
  readonly allowWorkloads: boolean
  /** Days from the activation within which days from the first run begin; 1 to 36,500. */
  readonly startByDays: number
  /** Since when no keys are made for it and lists leave it out; undefined while they are (checklist DY-10). */
  readonly archivedAt: number | undefined
}

/** What a key has of its own, or what its product says. */
export function orInherited<T>(own: T | 'inherit', inherited: T): T {
  return own === 'inherit' ? inherited : own
}
