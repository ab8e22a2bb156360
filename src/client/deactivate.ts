/**
 * The verb `deactivate`: the installed license ends on this computer for good, and a receipt says so to the vendor
 * (checklist D). The client's record is what ends it, and all that the receipt is made of: once it is on disk, the
 * license is dead and the receipt can be made again, and neither is the case before.
 */

import { coseKey, type SecretKey } from '../core/cose/key.ts'
import { type OpenedRequest, openLicense, sealReceipt } from '../core/envelope.ts'
import { AirlatchError } from '../core/errors.ts'
import type { License } from '../core/message/license.ts'
import { formatInstant } from '../core/terms/term.ts'
import { deactivatedRequest, requestFor } from './state/asked.ts'
import { readInstallation } from './state/installation.ts'
import { recordDeactivated } from './state/memory.ts'
import { keepDeactivatedRequest, readLicense } from './state/state.ts'
import type { World } from './world.ts'

/** A license that has ended here, and what proves it to the vendor. */
export interface Receipted {
  /** The receipt, signed: the same bytes each time. */
  readonly message: Uint8Array
  /** 16 hexadecimal digits. */
  readonly activationId: string
  /** Seconds since 1970. */
  readonly deactivatedAt: number
}

/**
 * The license that would end; one that has expired may be given back as well. Errors: nothing-to-deactivate {product}, with
 * {generic} or {since, why} when there is one that cannot end (any more); no-deactivations-left {limit} when the vendor
 * allows none at all; those of openLicense; what damages the record.
 */
export function deactivatable(world: World, memory = world.memory()): License {
  if (memory.damage !== undefined) throw memory.damage
  const product = world.productId
  const nothing = (why = {}) => new AirlatchError('nothing-to-deactivate', { product, ...why })
  const installed = readLicense(world.folder)
  if (installed === undefined) throw nothing()
  const { claims: license } = openLicense(installed, world.kit.keyring)
  if (license.productId !== product) throw nothing()
  if (license.binding.kind === 'generic') throw nothing({ generic: true })
  const { activationId, deactivationLimit, keyId } = license
  const ended = memory.withdrawal(activationId)
  if (ended !== undefined) throw nothing({ since: formatInstant(ended.at), why: ended.why })
  // how many are used up only the vendor knows, but of none there is nothing to use up
  if (deactivationLimit === 0n)
    throw new AirlatchError('no-deactivations-left', { key: keyId, limit: 0, used: 0, side: 'client' })
  return license
}

/** Errors: those of deactivatable; installation-not-readable, cannot-write. */
export function deactivate(world: World): Receipted {
  const at = world.now()
  const memory = world.memory(at)
  const { activationId, keyId, binding } = deactivatable(world, memory)
  const { folder, place, productId } = world
  // the vendor does not know this installation when its license was made for a code
  const asked = binding.kind === 'code' ? requestFor(folder, keyId, binding.computer, memory.kid) : undefined
  // before it is over: the receipt is made again from it
  if (asked !== undefined) keepDeactivatedRequest(folder, activationId, asked.message)
  const { key, state } = recordDeactivated(place, activationId, at, at)
  return receiptOf(key, productId, activationId, state.deactivated.get(activationId) ?? at, asked)
}

/** Of all that was deactivated here, the newest first. Error: installation-not-readable. */
export function receipts(world: World): readonly Receipted[] {
  const { folder, place, productId } = world
  const { state } = world.memory()
  const latest = [...(state?.deactivated ?? [])].toSorted(([, a], [, b]) => b - a)
  if (latest.length === 0) return []
  const installation = readInstallation(folder, productId, place.copies)
  if (installation === undefined) return []
  return latest.map(([activationId, at]) =>
    receiptOf(installation.key, productId, activationId, at, deactivatedRequest(folder, activationId)),
  )
}

/** When the installed license was deactivated, if it is of this key; seconds since 1970. */
export function deactivatedAt(world: World, keyId: string): number | undefined {
  const license = world.installed()
  if (license?.keyId !== keyId) return undefined
  const over = world.memory().withdrawal(license.activationId)
  return over?.why === 'deactivated' ? over.at : undefined
}

/** `asked`: the request of a license that was made for its code. */
function receiptOf(
  installationKey: SecretKey,
  productId: string,
  activationId: string,
  deactivatedAt: number,
  asked: OpenedRequest | undefined,
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
