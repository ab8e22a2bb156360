/** Owns the input and output of the vendor's decision as plain values: the applicant, the key, a grant, a refusal. */
import type { Coded } from '../../core/errors.ts'
import type { CountedFingerprint } from '../../core/message/fingerprint.ts'
import type { License } from '../../core/message/license.ts'
import type { Step } from '../../core/rule.ts'
import type {
  Activation,
  KeyRecord,
  Product,
  SeatRelease,
  Settings,
  WrongProofs,
} from '../../core/terms/entitlement.ts'
import type { CountedSeats, SeatHolder, SeatPlace } from './seat.ts'

/**
 * The applicant: a computer with a signed request; a computer with a code, which represents a request; or the vendor on
 * the customer's behalf, for a generic key (checklist QG-11) or for a computer that has a seat (DY-03).
 */
export type Applicant =
  | {
      readonly kind: 'computer'
      /** SHA-256 of the request, 64 hexadecimal digits. */
      readonly requestHash: string
      readonly productId: string
      /** The binding that its license would have if it took a seat. */
      readonly bound: CountedFingerprint
      /** The hash of `bound`, 16 hexadecimal digits. */
      readonly computer: string
      /** Whether the request's proof was made with the activation key (message/activation-key.ts). */
      readonly proofHolds: boolean
      readonly version: string | undefined
      /** What the computer runs inside of, according to the request. */
      readonly virtual: string | undefined
      /** The name of the workload that `bound` is for; undefined: it is for hardware. */
      readonly workload: string | undefined
      /** The public key of the installation, 64 hexadecimal digits. */
      readonly installation: string
    }
  | {
      readonly kind: 'by-code'
      /** SHA-256 of the code, 64 hexadecimal digits. */
      readonly requestHash: string
      /** The hash of the binding, 16 hexadecimal digits. */
      readonly computer: string
      /** How many kinds of reading count, according to the code. */
      readonly counted: number
      /** Whether the code's proof was made with the activation key, for its product (message/typed-request.ts). */
      readonly proofHolds: boolean
      readonly virtual: boolean
    }
  | {
      readonly kind: 'on-behalf'
      /** The id of the activation whose license is renewed; undefined: a generic key gets a license. */
      readonly renews?: string
    }

/** All that the rules see. Times are seconds since 1970. */
export interface IssueCase {
  readonly applicant: Applicant
  readonly key: KeyRecord
  readonly product: Product
  /** The payload of the product's newest kit, whose list of features a code uses; undefined while there is no kit. */
  readonly kit?: Uint8Array | undefined
  readonly settings: Settings
  /** The state of the key before this request. */
  readonly wrongProofs: WrongProofs
  /** All seats of the key, counted. */
  readonly seats: KeySeats
  /** The holders of the first seats (MOST_HOLDERS), by seat number: a refusal names them. */
  readonly holders: readonly Activation[]
  /** The activations that hold a seat: at least those that may be the applicant's (marks.ts). */
  readonly activations: readonly Activation[]
  /**
   * The activations that ended, the oldest first: at least those that may be the applicant's, and all that had their
   * seats.
   */
  readonly former: readonly Activation[]
  readonly now: number
  /** Whether the vendor moves the seat of the applicant's installation, whatever its hardware. */
  readonly byDesk?: boolean
  /** Whether nobody at the desk can be asked, because the page answers by itself. */
  readonly unattended?: boolean
  /** Whether the license is to be read aloud as a code. Always so for a request by code. */
  readonly typed?: boolean
}

/** The seats of a key, and how often they were given up. */
export interface KeySeats extends CountedSeats {
  /** Counts of activations that ended, by the reason. */
  readonly ended: Readonly<Record<SeatRelease['by'], number>>
}

/** An activation as the rule of seats sees it: with the product's rule of which computer holds a binding. */
export interface ActivationHolder extends SeatHolder {
  readonly activation: Activation
}

/** What the rules see: the case, and the applicant's seat, which is determined once. */
export interface SeatedCase extends IssueCase {
  readonly place: SeatPlace<ActivationHolder>
}

/** The terms in a license of this grant, without its ids, times and signer. */
export interface Grant {
  readonly kind: 'grant'
  readonly place: Granted
  /** new: a free seat; renewed: its own; moved: its own, from other hardware. */
  readonly seat: 'new' | 'renewed' | 'moved'
  readonly terms: GrantedTerms
  /** For a code that is granted again: the activation of its computer that ended last. The desk has to confirm. */
  readonly givenBack: Activation | undefined
  /** Moves and receipts of the key, including this one. */
  readonly deactivations: Deactivations
  readonly trace: readonly Step[]
}

/** Where the applicant's computer has its seat. */
export type Granted = Exclude<SeatPlace<ActivationHolder>, { readonly kind: 'none' }>

/** How often the seats of a key were handed on, and the limit. */
export interface Deactivations {
  /** Moves and receipts together. */
  readonly used: number
  readonly moves: number
  /** Undefined: no limit. */
  readonly limit: bigint | undefined
  /** Counted separately, and never refused. */
  readonly byHand: number
}

/** The terms that the license would have. */
export type GrantedTerms = Omit<License, 'vendor' | 'productId' | 'keyId' | 'activationId' | 'issuedAt'>

/** Why nothing was issued: the first rule that refused. */
export type Refusal = { readonly kind: 'refusal'; readonly trace: readonly Step[] } & Coded
