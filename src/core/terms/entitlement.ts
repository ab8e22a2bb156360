/**
 * Owns the vendor's records that rules depend on: activation keys, activations, settings. The terms of a key are in
 * fields.ts, products in product.ts. Types only; the ledger stores them, and the rules read them. Times are seconds
 * since 1970, durations in days.
 */
import type { CountedFingerprint, FingerprintClaim } from '../message/fingerprint.ts'
import type { Entitlement, Notes } from './fields.ts'

/** When and why a vendor stopped issuing licenses for a key. */
export interface Revocation {
  readonly at: number
  /** For the vendor; undefined if none was given. */
  readonly reason: string | undefined
}

/** An activation key in the ledger. */
export interface KeyRecord extends Notes {
  /** The first two groups of the key, such as `P789V-BDH50`. */
  readonly id: string
  /** The whole activation key: a secret of the vendor and the customer. */
  readonly text: string
  /** Seconds since 1970. */
  readonly createdAt: number
  /** What the key grants. */
  readonly entitlement: Entitlement
  /** Permanent; undefined if the key is not revoked. */
  readonly revoked: Revocation | undefined
  /** Until the key is reinstated (checklist DY-10); undefined if it is not suspended. */
  readonly suspended: Revocation | undefined
  /** When the key was archived: until it is reinstated, no license is issued for it, and lists omit it. */
  readonly archivedAt: number | undefined
}

/** Requests and request codes that name a key but were made without it, counted by the ledger outside its entries. */
export interface WrongProofs {
  /** Codes since a license was last recorded for a valid proof, or since the desk allowed codes again. */
  readonly codesInARow: number
  /** All codes. */
  readonly codes: number
  /** All signed requests. */
  readonly requests: number
  /** The last of either kind, by the hash of the input; undefined if there was none. */
  readonly last: { readonly hash: string; readonly at: number } | undefined
}

/** Another party that sells keys. */
export interface Affiliate {
  /** The name, for `key create --affiliate`. */
  readonly name: string
  /** Seconds since 1970. */
  readonly addedAt: number
}

/**
 * When and why an activation ended (checklist D). Its seat was released by hand, for a computer that can no longer
 * create a receipt; by the receipt of a computer that deactivated itself; or it moved to changed hardware.
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

/** The correction, by hand, of a start that was recorded with a wrong clock. */
export interface StartSet {
  readonly at: number
  /** The start that was recorded before: `Activation.begunAt` until then. */
  readonly from: number
  readonly reason: string
}

/** A computer that holds or held a seat of a key. */
export interface Activation {
  /** 16 hexadecimal digits. */
  readonly id: string
  /** The id of the key. */
  readonly keyId: string
  /** For people: the computer's short id, or any text for a generic license (checklist QG-12). */
  readonly computerId: string
  /** The number of its seat, from 1. Moves and releases pass a seat on, together with its days. */
  readonly seat: number
  /** When its seat was first taken, possibly by another activation. */
  readonly begunAt: number
  /**
   * The binding of its licenses, from its first request to its end; undefined if it was activated on the customer's
   * behalf, and as long as there were only requests by code, which have nothing but the hash.
   */
  readonly bound: CountedFingerprint | undefined
  /** The hash of `bound`, 16 hexadecimal digits; undefined if it was activated on the customer's behalf. */
  readonly computer: string | undefined
  /**
   * How many kinds of reading `computer` counts, according to its code. Undefined if `bound` has them, and for
   * activations by code that are older than this field.
   */
  readonly countedByCode: number | undefined
  /** The name of the workload that has the seat (core/computer/workload.ts); undefined if a computer has it. */
  readonly workload: string | undefined
  /**
   * Public key of the installation whose request created it, 64 hexadecimal digits; undefined without such a request.
   */
  readonly takenBy: string | undefined
  /** Public keys of the installations that made signed requests, the most recent last; request codes have none. */
  readonly installations: readonly string[]
  /** All hashes of all requests that were granted for it, by kind. */
  readonly seen: FingerprintClaim
  /** When its first license was recorded; seconds since 1970. */
  readonly firstAt: number
  /** When its last license was recorded; seconds since 1970. */
  readonly lastAt: number
  /** Undefined as long as it holds its seat. */
  readonly released: SeatRelease | undefined
  /** The last correction of `begunAt`; undefined if there was none. */
  readonly startSet: StartSet | undefined
}

/** The settings of the desk. */
export interface Settings {
  /** The vendor's half of the switch for generic licenses (checklist QG-13). */
  readonly allowGenericKeys: boolean
  /** The vendor's own quota: activations of all keys that are not revoked (LimeLM 110, 111). */
  readonly planActivations: number | 'unlimited'
  /** Whether no keys may be created or changed (LimeLM 118). */
  readonly dormant: boolean
}

export type { FeatureDefinition, FeatureType } from '../message/feature-table.ts'
export type { Customer, CustomerDetails, CustomerField, CustomerRecord } from './customer.ts'
export type { Entitlement } from './fields.ts'
export type { DeactivationLimit, Product, Release } from './product.ts'
export type { Duration, DurationStart } from './term.ts'
