/** Owns what the vendor's decision is given and what it answers, as plain values: who asks, the key, a grant, a refusal. */
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
 * Who asks: a computer by a signed request; a computer by a code, which stands for one; or the vendor on the customer's
 * behalf, for a generic key (checklist QG-11) or for a computer that has a seat (DY-03).
 */
export type Applicant =
  | {
      readonly kind: 'computer'
      /** SHA-256 of the request, 64 hexadecimal digits. */
      readonly requestHash: string
      readonly productId: string
      /** What its license would be bound to, if it took a seat. */
      readonly bound: CountedFingerprint
      /** Its hash, 16 hexadecimal digits. */
      readonly computer: string
      /** Whether the request's proof was made with the activation key (message/activation-key.ts). */
      readonly proofHolds: boolean
      readonly version: string | undefined
      /** What the computer runs inside of, as the request says. */
      readonly virtual: string | undefined
      /** The name of the workload that `bound` is of; undefined: it is of hardware. */
      readonly workload: string | undefined
      /** The public key of the installation, 64 hexadecimal digits. */
      readonly installation: string
    }
  | {
      readonly kind: 'by-code'
      /** SHA-256 of the code, 64 hexadecimal digits. */
      readonly requestHash: string
      /** The hash of what it would be bound to, 16 hexadecimal digits. */
      readonly computer: string
      /** How many kinds of reading count, as the code says. */
      readonly counted: number
      /** Whether the code's proof was made with the activation key, for its product (message/typed-request.ts). */
      readonly proofHolds: boolean
      readonly virtual: boolean
    }
  | {
      readonly kind: 'on-behalf'
      /** The activation whose license is renewed, by its id; undefined: a generic key gets one. */
      readonly renews?: string
    }

/** All that the rules see. Times are seconds since 1970. */
export interface IssueCase {
  readonly applicant: Applicant
  readonly key: KeyRecord
  readonly product: Product
  /** The payload of the product's newest kit, which lists the features that a code can say; undefined while there is none. */
  readonly kit?: Uint8Array | undefined
  readonly settings: Settings
  /** Of the key, before this request. */
  readonly wrongProofs: WrongProofs
  /** All of the key. */
  readonly seats: KeySeats
  /** Those that hold one of its first seats (MOST_HOLDERS), by their seats: a refusal names them. */
  readonly holders: readonly Activation[]
  /** Those that hold a seat: at least those that the applicant may be (marks.ts). */
  readonly activations: readonly Activation[]
  /** Those that ended, the oldest first; at least those that the applicant may be, and all that had their seats. */
  readonly former: readonly Activation[]
  readonly now: number
  /** The vendor moves the seat of the installation that asks, whatever hardware it has. */
  readonly byDesk?: boolean
  /** Nobody at the desk can be asked: the page answers by itself. */
  readonly unattended?: boolean
  /** Whether the license is to be read aloud as a code; one for a request by code is, anyway. */
  readonly typed?: boolean
}

/** The seats of a key, and how often they were given up. */
export interface KeySeats extends CountedSeats {
  /** Activations that ended, by what ended them. */
  readonly ended: Readonly<Record<SeatRelease['by'], number>>
}

/** An activation, as the rule of seats sees it: with the product's rule of which computer holds a binding. */
export interface ActivationHolder extends SeatHolder {
  readonly activation: Activation
}

/** What the rules see: the case, and which seat the applicant gets. Looked for once. */
export interface SeatedCase extends IssueCase {
  readonly place: SeatPlace<ActivationHolder>
}

/** What a license of this grant says, apart from who, when and by whom. */
export interface Grant {
  readonly kind: 'grant'
  readonly place: Granted
  /** new: a free seat; renewed: its own; moved: its own, from other hardware. */
  readonly seat: 'new' | 'renewed' | 'moved'
  readonly terms: GrantedTerms
  /** Of a code that is granted again: the activation of its computer that ended last. The desk is to be asked. */
  readonly givenBack: Activation | undefined
  /** Moves and receipts of the key, this one counted. */
  readonly deactivations: Deactivations
  readonly trace: readonly Step[]
}

/** Where the computer that asks has its seat. */
export type Granted = Exclude<SeatPlace<ActivationHolder>, { readonly kind: 'none' }>

/** How often the seats of a key were handed on, and may be. */
export interface Deactivations {
  /** Moves and receipts together. */
  readonly used: number
  readonly moves: number
  /** Undefined: as often as one likes. */
  readonly limit: bigint | undefined
  /** Counted apart, and never refused. */
  readonly byHand: number
}

/** What the license would say. */
export type GrantedTerms = Omit<License, 'vendor' | 'productId' | 'keyId' | 'activationId' | 'issuedAt'>

/** Why nothing was issued: the first rule that refused. */
export type Refusal = { readonly kind: 'refusal'; readonly trace: readonly Step[] } & Coded
