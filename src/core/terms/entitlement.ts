/**
 * Owns the vendor's nouns that rules decide on: activation key record, activation, settings; what a key says is in
 * fields.ts, a product in product.ts. Types alone; the ledger keeps them, the rules read them. Times are seconds since
 * 1970, durations in days.
 */
import type { CountedFingerprint, FingerprintClaim } from '../message/fingerprint.ts'
import type { Entitlement, Notes } from './fields.ts'

/** When and why licenses stopped being issued for a key. */
export interface Revocation {
  readonly at: number
  /** For the vendor; undefined when none was given. */
  readonly reason: string | undefined
}

/** An activation key as the ledger has it. */
export interface KeyRecord extends Notes {
  /** The first two groups of the key, such as `P789V-BDH50`. */
  readonly id: string
  /** The whole activation key: secret, the vendor's and the customer's alone. */
  readonly text: string
  /** Seconds since 1970. */
  readonly createdAt: number
  /** What it grants. */
  readonly entitlement: Entitlement
  /** For good; undefined while it is not. */
  readonly revoked: Revocation | undefined
  /** Until it is reinstated (checklist DY-10); undefined while it is not. */
  readonly suspended: Revocation | undefined
  /** Since when no license is issued for it and lists leave it out, until it is reinstated; undefined while neither. */
  readonly archivedAt: number | undefined
}

/** Requests and request codes that name a key and were not made with it. The ledger keeps them beside its entries. */
export interface WrongProofs {
  /** Codes since a license was last recorded for a proof that holds, or since the desk allowed codes again. */
  readonly codesInARow: number
  /** Codes in all. */
  readonly codes: number
  /** Signed requests in all. */
  readonly requests: number
  /** The last of both kinds, by the hash of what was sent; undefined when there was none. */
  readonly last: { readonly hash: string; readonly at: number } | undefined
}

/** Who else sells keys. */
export interface Affiliate {
  /** As `key create --affiliate` names it. */
  readonly name: string
  /** Seconds since 1970. */
  readonly addedAt: number
}

/**
 * When and why an activation ended (checklist D): its seat was freed by hand, for a computer that cannot say so itself
 * any more, or by the receipt of a computer that has deactivated itself; or its seat moved to changed hardware.
 */
export type SeatRelease =
  | { readonly at: number; readonly by: 'hand'; readonly reason: string }
  | {
      readonly at: number
      readonly by: 'receipt'
      /** SHA-256 of the receipt, 64 hexadecimal digits. */
      readonly receipt: string
      /** By the client's clock. */
      readonly deactivatedAt: number
    }
  /** `to`: the activation that has the seat now, 16 hexadecimal digits. */
  | { readonly at: number; readonly by: 'move'; readonly to: string }

/** A start that a wrong clock had recorded, and that was put right by hand. */
export interface StartSet {
  readonly at: number
  /** What was recorded before: `Activation.begunAt` until then. */
  readonly from: number
  readonly reason: string
}

/** One computer that holds a seat of a key, or held one. */
export interface Activation {
  /** 16 hexadecimal digits. */
  readonly id: string
  /** The id of the key. */
  readonly keyId: string
  /** For people: the computer's short id, or any text for a generic license (checklist QG-12). */
  readonly computerId: string
  /** Which of the key's seats it has, from 1. Moves and releases hand a seat on, and its days with it. */
  readonly seat: number
  /** When that seat was first taken, by whichever activation. */
  readonly begunAt: number
  /**
   * What its licenses are bound to, from its first request to its end; undefined when activated on the customer's behalf,
   * and while only codes have asked, which say the hash alone.
   */
  readonly bound: CountedFingerprint | undefined
  /** The hash of `bound`, 16 hexadecimal digits; undefined when activated on the customer's behalf. */
  readonly computer: string | undefined
  /**
   * How many kinds of reading `computer` counts, as its code said; undefined when `bound` says it, and of an activation by
   * code that was recorded before this was.
   */
  readonly countedByCode: number | undefined
  /** The name of the workload that has the seat (core/computer/workload.ts); undefined: a computer has it. */
  readonly workload: string | undefined
  /** Public key of the installation whose request made it, 64 hexadecimal digits; undefined when a code did, or the vendor. */
  readonly takenBy: string | undefined
  /** Public keys of the installations that asked with a request, the one that asked last behind; a code does not say it. */
  readonly installations: readonly string[]
  /** Every value of every request that it was granted for, by kind. */
  readonly seen: FingerprintClaim
  /** When its first license was recorded; seconds since 1970. */
  readonly firstAt: number
  /** When its last license was recorded; seconds since 1970. */
  readonly lastAt: number
  /** Undefined while it holds its seat. */
  readonly released: SeatRelease | undefined
  /** The last time that `begunAt` was put right; undefined when it is as it was recorded. */
  readonly startSet: StartSet | undefined
}

/** The settings of the desk. */
export interface Settings {
  /** The vendor's half of the switch for generic licenses (checklist QG-13). */
  readonly allowGenericKeys: boolean
  /** The vendor's own quota: activations of all keys together that are not revoked (LimeLM 110, 111). */
  readonly planActivations: number | 'unlimited'
  /** No keys are made or changed (LimeLM 118). */
  readonly dormant: boolean
}

export type { FeatureDefinition, FeatureType } from '../message/feature-table.ts'
export type { Customer, CustomerDetails, CustomerField, CustomerRecord } from './customer.ts'
export type { Entitlement } from './fields.ts'
export type { DeactivationLimit, Product, Release } from './product.ts'
export type { Duration, DurationStart } from './term.ts'
