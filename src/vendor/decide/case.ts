/** Owns what the vendor's decision is given and what it answers, as plain values: who asks, the key, a grant, a refusal. */
import type { ErrorCode, ErrorDetails } from '../../core/errors.ts'
import type { FingerprintClaim } from '../../core/message/fingerprint.ts'
import type { License } from '../../core/message/license.ts'
import type { Step } from '../../core/rule.ts'
import type { Activation, KeyRecord, Product, Settings } from '../../core/terms/entitlement.ts'

/**
 * Who asks: a computer by a signed request; a computer by a code, which stands for one; or the vendor on the customer's
 * behalf (checklist QG-11).
 */
export type Applicant =
  | {
      readonly kind: 'computer'
      readonly productId: string
      readonly fingerprint: FingerprintClaim
      /** Whether the request's proof was made with the activation key (message/activation-key.ts). */
      readonly proofHolds: boolean
      readonly version: string | undefined
      /** What the computer runs inside of, as the request says. */
      readonly virtual: string | undefined
      readonly installation: Installation
    }
  | {
      readonly kind: 'by-code'
      /** The hash of its fingerprint, 16 hexadecimal digits. */
      readonly computer: string
      /** How many kinds of reading the fingerprint has. */
      readonly kinds: number
      /** Whether the code's proof was made with the activation key, for its product (message/typed-request.ts). */
      readonly proofHolds: boolean
      readonly virtual: boolean
    }
  | { readonly kind: 'on-behalf' }

/** The installation that asks, by its public key, 64 hexadecimal digits, and its key id. */
export interface Installation {
  readonly publicKey: string
  readonly kid: string
}

/** All that the rules see. Times are seconds since 1970. */
export interface IssueCase {
  readonly applicant: Applicant
  readonly key: KeyRecord
  readonly product: Product
  readonly settings: Settings
  /** Those that hold a seat. */
  readonly activations: readonly Activation[]
  /** Those whose seat was released: a computer that comes back keeps the start of its days. */
  readonly former: readonly Activation[]
  readonly now: number
  /** Whether the license is to be read aloud as a code; one for a request by code is, anyway. */
  readonly typed?: boolean
}

/** What the rules see: the case, and what the applicant has in it already. Looked for once. */
export interface Judged extends IssueCase {
  readonly held: Activation | undefined
  /** The activation that the applicant had before its seat was released, the first one. */
  readonly had: Activation | undefined
}

/** What a license of this grant says, apart from who, when and by whom. */
export interface Grant {
  readonly kind: 'grant'
  /** The activation that this computer has already, or undefined for a new one. */
  readonly held: Activation | undefined
  /** `held` was taken by the same installation on a computer that is not the same any more: it stands for this one now. */
  readonly moved: boolean
  readonly terms: GrantedTerms
  readonly trace: readonly Step[]
}

export type GrantedTerms = Omit<License, 'vendor' | 'productId' | 'keyId' | 'activationId' | 'issuedAt'>

export interface Refusal {
  readonly kind: 'refusal'
  readonly code: ErrorCode
  readonly details: ErrorDetails
  readonly trace: readonly Step[]
}
