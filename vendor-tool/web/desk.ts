/**
 * Owns what the page asks of the vendor: what would become of a request, and its license. The same `issue` as on the
 * command line decides, over the same ledger. A key that is not known and one that was not proved are one answer.
 */

import type { BeyondCode } from '../../src/core/problems.ts'
import {
  AirlatchError,
  type Ask,
  codeOfIssued,
  type Grant,
  type Issued,
  type License,
  type Refusal,
  type Repeated,
  type Step,
  type Vendor,
  type WaitLimits,
} from '../../src/vendor/door.ts'
import { shownEnd } from '../../src/words/dates.ts'
import type { Term } from '../../src/words/serve.ts'
import type { KeysInUse } from './keys-in-use.ts'
import type { DeniedRequest, Refused } from './outcome.ts'
import { type ReceiptDesk, receiptsOver } from './receipt-desk.ts'

/** A request, or the code that stands for one (`airlatch request --typed`), in its one spelling. */
export type DeskRequest =
  | { readonly kind: 'request'; readonly message: Uint8Array }
  | { readonly kind: 'code'; readonly code: string }

/** A message that says that it is a receipt. */
export interface DeskReceipt {
  readonly kind: 'receipt'
  readonly message: Uint8Array
}

/** What a person gave. */
export type DeskInput = DeskRequest | DeskReceipt

/** A request that would be answered with a license. */
export interface Offer {
  readonly kind: 'offer'
  readonly productName: string
  readonly seat: Issued['seat']
  /** Undefined where seats do not limit the key. */
  readonly seats: { readonly of: number; readonly taken: number } | undefined
  readonly term: Term
  /** How long the license runs that the same request got before; undefined where that is the same. */
  readonly termBefore: Term | undefined
  readonly isGeneric: boolean
  readonly trace: readonly Step[]
}

export interface LicenseAnswer {
  readonly kind: 'answer'
  readonly productId: string
  readonly productName: string
  readonly message: Uint8Array
  readonly code: LicenseCode
  readonly seat: Issued['seat']
  readonly license: License
}

/** The license as a code of five lines; or what of it no code can say, in words. */
export type LicenseCode =
  | { readonly kind: 'code'; readonly lines: readonly string[] }
  | { readonly kind: 'none'; readonly things: readonly BeyondCode[] }

/** `wait`: how long the ledger may take before it is ledger-busy, and whether anybody still waits for the answer. */
export interface Desk {
  readonly vendorName: string
  /** Errors: those of openRequest; of a code typed-code-malformed. */
  open(given: DeskRequest): Promise<Ask>
  offer(ask: Ask, wait: WaitLimits): Promise<Offer | Refused | DeniedRequest>
  /** Records and signs; the same request again gets the same license. */
  confirm(ask: Ask, wait: WaitLimits): Promise<LicenseAnswer | Refused | DeniedRequest>
  /** Undefined: the page takes no receipts. */
  readonly receipts: ReceiptDesk | undefined
  /** Whether licenses can be signed. Errors: those of unlocking, those of the ledger. */
  health(wait: WaitLimits): Promise<void>
}

/** `keys`: of the same vendor. */
export function deskOver(vendor: Vendor, keys: KeysInUse, takesReceipts: boolean): Desk {
  return {
    vendorName: vendor.identity.name,
    receipts: takesReceipts ? receiptsOver(vendor) : undefined,
    open: given => vendor.open(given.kind === 'code' ? given.code : given.message, { unattended: true }),
    async offer(ask, wait) {
      const { decision, replaced, proved } = await vendor.waitingAtMost(wait).preview(ask)
      if (decision.kind === 'refusal') return no(decision)
      if (proved === undefined) return { kind: 'denied' }
      const { key, product, used } = proved
      const { generic, forFloating, activations } = key.entitlement
      return {
        kind: 'offer',
        productName: product.name,
        seat: seatOf(decision),
        seats: generic ? undefined : { of: forFloating ? 1 : activations, taken: used },
        term: termOf(decision.kind === 'grant' ? decision.terms : decision.license),
        termBefore: replaced && termOf(replaced),
        isGeneric: generic,
        trace: decision.trace,
      }
    },
    async confirm(ask, wait) {
      const signer = await keys.signer(wait)
      const outcome = await signer.issue(ask)
      if (outcome.kind === 'refusal') return no(outcome)
      const { license, message, seat, product } = outcome
      return {
        kind: 'answer',
        productId: product.id,
        productName: product.name,
        message,
        code: codeOf(outcome),
        seat,
        license,
      }
    },
    async health(wait) {
      await keys.signer(wait)
    },
  }
}

function codeOf(issued: Issued): LicenseCode {
  try {
    return { kind: 'code', lines: codeOfIssued(issued).split('\n') }
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'typed-cannot-carry') throw error
    return { kind: 'none', things: error.details.things }
  }
}

function no(refusal: Refusal): Refused | DeniedRequest {
  const { code, trace } = refusal
  const unproved = trace.some(({ rule, outcome }) => rule === 'key-proof' && outcome === 'refuse')
  if (unproved || code === 'key-not-found') return { kind: 'denied' }
  return { ...refusal, kind: 'refused' }
}

function seatOf(decision: Grant | Repeated): Issued['seat'] {
  if (decision.kind === 'repeated') return 'repeated'
  return decision.seat
}

/** How long a license runs. */
export function termOf({ expiresAt, firstRun }: Pick<License, 'expiresAt' | 'firstRun'>): Term {
  return { end: expiresAt === undefined ? undefined : shownEnd(expiresAt), days: firstRun?.days }
}
