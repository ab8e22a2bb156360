/**
 * Owns what the page asks of the vendor about a receipt: what it would give back, and to give it back. The same `release`
 * as on the command line judges it, by the same proof: that the installation signed it, or that it has the activation key.
 */
import {
  AirlatchError,
  type Released,
  type Vendor,
  type VerifiedReceipt,
  type WaitLimits,
} from '../../src/vendor/door.ts'
import type { SeatReturn } from '../../src/words/serve.ts'
import type { DeniedRequest, Refused } from './outcome.ts'

/** A seat that a receipt gives back, or gave back. */
export interface Returned extends SeatReturn {
  readonly kind: 'returned'
  /** before: it was free already, and nothing changed. */
  readonly when: Released['when']
  readonly productName: string
  readonly computerId: string
  readonly keyId: string
  /** Seconds since 1970: when the seat was freed, or would be. */
  readonly freedAt: number
}

/** `wait`: as for the Desk. */
export interface ReceiptDesk {
  /** Errors: those of openReceipt. */
  open(message: Uint8Array): Promise<VerifiedReceipt>
  /** Nothing is recorded. */
  offer(receipt: VerifiedReceipt, wait: WaitLimits): Promise<Returned | Refused | DeniedRequest>
  /** Records it; the same receipt again changes nothing. */
  confirm(receipt: VerifiedReceipt, wait: WaitLimits): Promise<Returned | Refused | DeniedRequest>
}

export function receiptsOver(vendor: Vendor): ReceiptDesk {
  return {
    open: message => vendor.openReceipt(message),
    offer: (receipt, wait) => outcomeOf(vendor.waitingAtMost(wait).tryRelease(receipt)),
    confirm: (receipt, wait) => outcomeOf(vendor.waitingAtMost(wait).release(receipt)),
  }
}

async function outcomeOf(work: Promise<Released>): Promise<Returned | Refused | DeniedRequest> {
  try {
    return returnedOf(await work)
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.kind !== 'refused') throw error
    // an honest computer's receipt is refused for this alone
    if (error.code !== 'no-deactivations-left') return { kind: 'denied' }
    return { kind: 'refused', trace: [], code: error.code, details: error.details }
  }
}

function returnedOf({ activation, deactivations, product, when }: Released): Returned {
  const { computerId, keyId, released } = activation
  const { used, limit } = deactivations
  return {
    kind: 'returned',
    when,
    productName: product.name,
    computerId,
    keyId,
    freedAt: released?.at ?? 0,
    deactivations: limit === undefined ? undefined : { of: limit, used },
  }
}
