/** Owns the newest denials, in memory alone: who was denied, why and when. The log has their numbers, and no names. */

import type { LeaseHolder } from '../../src/core/message/holder.ts'
import type { LeaseOperation } from '../../src/core/message/lease-request.ts'
import type { AnsweredRequest } from '../../src/site/lending.ts'
import type { LendingStep } from '../../src/site/rule.ts'
import type { DenialReason } from '../../src/words/en/denials.ts'

/** Of one product. */
const MOST = 200

export interface ShownDenial {
  /** Seconds since 1970. */
  readonly at: number
  readonly operation: LeaseOperation
  readonly holder: LeaseHolder
  readonly peer: string | undefined
  readonly reasons: readonly DenialReason[]
  /** The rules that denied it, and what each of them found. */
  readonly denied: readonly LendingStep[]
}

export class DenialList {
  readonly #newest = new Map<string, ShownDenial[]>()

  /** `at`: seconds since 1970. */
  add(productId: string, { request, peer, reasons, trace, waits }: AnsweredRequest, at: number): void {
    if (reasons.length === 0 || waits) return
    const denials = this.#newest.get(productId) ?? []
    const denied = trace.filter(({ outcome }) => outcome === 'deny')
    denials.push({ at, operation: request.operation, holder: request.holder, peer, reasons, denied })
    // cut seldom, as this is called for each denial of a flood
    if (denials.length >= 2 * MOST) denials.splice(0, denials.length - MOST)
    this.#newest.set(productId, denials)
  }

  /** The newest first. */
  of(productId: string): readonly ShownDenial[] {
    return (this.#newest.get(productId) ?? []).slice(-MOST).reverse()
  }
}
