/**
 * The verb `deactivate`: the installed license ends on this computer for good, and a receipt says so to the vendor
 * (checklist D). The client's record is what ends it, and all that the receipt is made of: once it is on disk, the
 * license is dead and the receipt can be made again, and neither is the case before.
 */

import type { Withdrawal } from '../core/check/case.ts'
import { coseKey, type Keyring, type SecretKey } from '../core/cose/key.ts'
import { type OpenedRequest, openLicense, sealReceipt } from '../core/envelope.ts'
import { AirlatchError } from '../core/errors.ts'
import type { License } from '../core/message/license.ts'
import { formatInstant } from '../core/terms/term.ts'

export interface Receipted {
  /** The receipt, signed: the same bytes each time. */
  readonly message: Uint8Array
  readonly activationId: string
  /** Seconds since 1970. */
  readonly deactivatedAt: number
}

/**
 * The license that would end; one that has expired may be given back as well. Errors: nothing-to-deactivate {product}, with
 * {generic} or {since, why} when there is one that cannot end (any more); no-deactivations-left {limit} when the vendor
 * allows none at all; those of openLicense.
 */
export function requireDeactivatable(
  installed: Uint8Array | undefined,
  keyring: Keyring,
  product: string,
  withdrawal: (activationId: string) => Withdrawal | undefined,
): License {
  if (installed === undefined) throw new AirlatchError('nothing-to-deactivate', { product })
  const { claims: license } = openLicense(installed, keyring)
  if (license.productId !== product) throw new AirlatchError('nothing-to-deactivate', { product })
  if (license.binding.kind === 'generic')
    throw new AirlatchError('nothing-to-deactivate', { product, generic: true })
  const { activationId, deactivationLimit } = license
  const ended = withdrawal(activationId)
  if (ended !== undefined)
    throw new AirlatchError('nothing-to-deactivate', {
      product,
      since: formatInstant(ended.at),
      why: ended.why,
    })
  // how many are used up only the vendor knows, but of none there is nothing to use up
  if (deactivationLimit === 0n)
    throw new AirlatchError('no-deactivations-left', {
      key: license.keyId,
      limit: 0,
      used: 0,
      side: 'client',
    })
  return license
}

/**
 * Of what the installation's record says was deactivated. `asked`: the request of a license that was made for its code,
 * as the vendor does not know this installation then.
 */
export function receiptOf(
  installationKey: SecretKey,
  productId: string,
  activationId: string,
  deactivatedAt: number,
  asked?: OpenedRequest,
): Receipted {
  const receipt = {
    productId,
    activationId,
    deactivatedAt,
    installationKey: coseKey(installationKey.public.bytes),
    // of another installation it would prove nothing
    proof: asked?.installationKey.kid === installationKey.public.kid ? asked.request.proof : undefined,
  }
  return { message: sealReceipt(receipt, installationKey), activationId, deactivatedAt }
}
