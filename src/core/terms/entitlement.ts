/**
 * Owns the vendor's nouns that rules decide on: product, entitlement, activation key record, activation, settings.
 * Types alone; the ledger keeps them, the rules read them. Times are seconds since 1970, durations in days.
 */
import type { CountedFingerprint, FingerprintClaim, ShareRule } from '../message/fingerprint.ts'
import type { FeatureValue, LicenseFormat, Maintenance } from '../message/license.ts'
import type { NamedUser } from '../message/users.ts'

/** `flag` is on or off, `integer` from -2^31 to 2^53 - 1, `text` up to 255 bytes (checklist QC-16). */
export type FeatureType = 'flag' | 'integer' | 'text'

export interface FeatureDefinition {
  readonly name: string
  readonly type: FeatureType
  /** What a key gets that does not name the feature; undefined: the feature is off. */
  readonly default: FeatureValue | undefined
  /** A key without this feature is refused. */
  readonly required: boolean
}

export interface Release {
  readonly version: string
  /** The first second of the release day. */
  readonly releasedAt: number
}

export interface Product {
  readonly id: string
  readonly name: string
  readonly features: readonly FeatureDefinition[]
  /** In the order of their release days. */
  readonly releases: readonly Release[]
  /** A stricter rule of which computer holds a license; undefined: more than half, or half with the first reading. */
  readonly match: ShareRule | undefined
  /** For keys that inherit it (checklist LP-06). */
  readonly deactivationLimit: DeactivationLimit
  /** Whether keys that inherit it run on virtual machines (checklist LP-23). */
  readonly allowVirtual: boolean
  /** Days from the activation within which days from the first run begin; 1 to 36,500. */
  readonly startByDays: number
}

/**
 * How often the seats of a key may move or be given back by receipt, in all: 0 to 2^63 - 1 times, as often as one likes
 * (checklist LP-06 to LP-08), or three times for each of the key's seats.
 */
export type DeactivationLimit = bigint | 'unlimited' | '3 per seat'

export type DurationStart = 'creation' | 'activation' | 'first-run'

export interface Duration {
  readonly days: number
  readonly from: DurationStart
}

/** What an activation key grants. */
export interface Entitlement {
  readonly productId: string
  /** Different computers that may be active at once (checklist QC-07). */
  readonly activations: number
  readonly floatingSeats: number | undefined
  /** Complete: defaults are filled in when the key is made. */
  readonly features: ReadonlyMap<string, FeatureValue>
  readonly generic: boolean
  readonly maintenance: Maintenance | undefined
  /** The product's major version when the key was made; what a key without maintenance is good for (QC-04). */
  readonly majorVersion: string | undefined
  /** The first second that is no longer covered. */
  readonly expiresAt: number | undefined
  readonly duration: Duration | undefined
  readonly userData: string | undefined
  /**
   * The number of activations is concurrent connections of one license server (checklist LP-03): it is signed as the
   * number of floating seats, and one computer may be active, the server.
   */
  readonly forFloating: boolean
  readonly deactivationLimit: DeactivationLimit | 'inherit'
  /** Nobody named: everybody may run it (checklist LP-15 to LP-20). */
  readonly users: readonly NamedUser[]
  readonly allowVirtual: boolean | 'inherit'
  readonly graceDays: number | undefined
  /** Whose license it is, as a watermark in the license. */
  readonly licensee: string | undefined
  /** The license format that the customer's program reads; undefined: the newest (checklist QC-30). */
  readonly engineVersion: LicenseFormat | undefined
}

/** Why and when no further license is issued for a key. */
export interface Revocation {
  readonly at: number
  /** For the vendor; undefined when none was given. */
  readonly reason: string | undefined
}

export interface KeyRecord {
  readonly id: string
  /** The whole activation key: secret, the vendor's and the customer's alone. */
  readonly text: string
  readonly createdAt: number
  readonly entitlement: Entitlement
  /** Who sold it: one of the vendor's list (checklist QC-18). */
  readonly affiliate: string | undefined
  readonly email: string | undefined
  readonly comment: string | undefined
  readonly revoked: Revocation | undefined
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

export interface Affiliate {
  readonly name: string
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

export interface Activation {
  /** 16 hexadecimal digits. */
  readonly id: string
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
  /** Public key of the installation whose request made it, 64 hexadecimal digits; undefined when a code did, or the vendor. */
  readonly takenBy: string | undefined
  /** Public keys of the installations that asked with a request, the one that asked last behind; a code does not say it. */
  readonly installations: readonly string[]
  /** Every value of every request that it was granted for, by kind. */
  readonly seen: FingerprintClaim
  readonly firstAt: number
  readonly lastAt: number
  /** Undefined while it holds its seat. */
  readonly released: SeatRelease | undefined
  /** The last time that `begunAt` was put right; undefined when it is as it was recorded. */
  readonly startSet: StartSet | undefined
}

export interface Settings {
  /** The vendor's half of the switch for generic licenses (checklist QG-13). */
  readonly allowGenericKeys: boolean
  /** The vendor's own quota: activations of all keys together that are not revoked (LimeLM 110, 111). */
  readonly planActivations: number | 'unlimited'
  /** No keys are made or changed (LimeLM 118). */
  readonly dormant: boolean
}
