/**
 * Owns which kit is in effect on a computer: the one inside the program, the one that is kept, or one that is handed
 * over. A kit is replaced only by a newer kit signed with one of its keys, which is how the vendor changes keys. A kit
 * that retires the key which signed the present kit is newer whatever its number, because a thief of that key could
 * sign the largest number.
 */

import { messageFromFile } from '../carrier/intake.ts'
import { compareBytes } from '../core/bytes/cbor.ts'
import { type OpenedKit, openKit } from '../core/envelope.ts'
import { AirlatchError, unlessRefused } from '../core/errors.ts'
import { isRetired } from '../core/message/kit.ts'
import { isProductId } from '../core/message/names.ts'
import type { Reason } from '../core/rule.ts'
import { nativeEd25519 } from '../crypto/native.ts'
import type { SeenMessage } from './state/memory.ts'
import { keepKit, keepStep, kitPath, productFolder, productsIn, readKit, readSteps } from './state/state.ts'

export interface HeldKit extends OpenedKit {
  readonly message: Uint8Array
  /** The kit inside the program that this one descends from; undefined if none is built in. */
  readonly root: HeldKit | undefined
}

/** What a client knows about its kit. */
export function seenKit({ kit, signer }: OpenedKit): SeenMessage {
  return { kid: signer.kid, sequence: kit.sequence }
}

/** The warning of a client without a kit inside the program: it trusts the person who supplied the first one. */
export function trustWarnings({ kit, root }: HeldKit): readonly Reason[] {
  if (root !== undefined) return []
  const details = { vendor: kit.vendor, product: kit.productId }
  return [{ rule: 'kit', code: 'kit-not-built-in', details }]
}

export interface KitSources {
  readonly home: string
  readonly kit?: Uint8Array | undefined
  readonly bakedKit?: Uint8Array | undefined
  readonly product?: string | undefined
}

/**
 * Returns the kit in effect. Errors: kit-missing, product-ambiguous, kit-not-trusted, kit-damaged, those of openKit,
 * cannot-read.
 */
export function currentKit({ home, kit, bakedKit, product }: KitSources): HeldKit {
  const baked = bakedKit === undefined ? undefined : bakedIn(bakedKit)
  const given = kit === undefined ? undefined : held(messageFromFile(kit, ['kit']), baked)
  const productId = baked?.kit.productId ?? given?.kit.productId ?? product ?? onlyProduct(home)
  const folder = productFolder(home, requireProductId(productId))
  const isReplaceable = given !== undefined || baked !== undefined
  const kept = keptIn(folder, isReplaceable)
  // with a kit inside the program, a kept kit is used only if steps lead to it from there
  const present =
    baked === undefined
      ? kept
      : newestKit(baked, [...readSteps(folder), ...(kept === undefined ? [] : [kept.message])])
  if (given === undefined) {
    if (present === undefined) throw new AirlatchError('kit-missing', { home, product: productId })
    return present
  }
  if (present === undefined) return given
  if (!isTrusted(present, given)) throw notTrusted(present, given)
  return given.kit.sequence === present.kit.sequence || isNewer(present, given) ? given : present
}

/** Returns the newest kit that can be reached from `kit` by steps, each signed by a key of the one before. */
export function newestKit(present: HeldKit, found: readonly Uint8Array[]): HeldKit {
  const others = found
    .flatMap(message => openable(message, present.root) ?? [])
    .toSorted((a, b) => a.kit.sequence - b.kit.sequence)
  let newest = present
  for (;;) {
    // start from the beginning each time: a step may lead to a smaller number
    const next = others.findIndex(other => isTrusted(newest, other) && isNewer(newest, other))
    if (next === -1) return newest
    newest = others.splice(next, 1)[0] as HeldKit
  }
}

/**
 * Returns the given kit if it replaces the present one. Errors: those of openKit; kit-not-trusted; older-than-kept if
 * the present one is newer.
 */
export function requireSuccessor(present: HeldKit, message: Uint8Array): HeldKit {
  const next = held(message, present.root)
  if (!isTrusted(present, next)) throw notTrusted(present, next)
  const got = next.kit.sequence
  const kept = present.kit.sequence
  if (got < kept && !isNewer(present, next))
    throw new AirlatchError('older-than-kept', { message: 'kit', got, kept })
  return next
}

/** Keeps a kit, and the one before it if the kit inside the program would otherwise no longer lead to it. */
export function keepHeld(folder: string, next: HeldKit, before: HeldKit): void {
  const { root, message } = next
  if (root !== undefined && next.message !== before.message && !isTrusted(root, next))
    keepStep(folder, before.kit.sequence, before.message)
  keepKit(folder, message)
}

/** Whether the present kit vouches for the other one, of the same product. */
function isTrusted(present: OpenedKit, other: OpenedKit): boolean {
  const { kit, signer } = other
  if (kit.productId !== present.kit.productId || !isOfVendor(present, other)) return false
  return !isNewer(present, other) || !isRetired(present.kit, signer.kid, kit.madeAt)
}

/** Whether a key of the present kit that is not retired signed the other one, for any product of the vendor. Pure. */
export function vouchesFor(present: OpenedKit, other: OpenedKit): boolean {
  return isOfVendor(present, other) && !isRetired(present.kit, other.signer.kid, other.kit.madeAt)
}

/** Whether a key of each kit signed the other one: a kit that only lists a vendor's key is not that vendor's. Pure. */
export function isOneVendor(one: OpenedKit, other: OpenedKit): boolean {
  return isOfVendor(one, other) && isOfVendor(other, one)
}

/**
 * Whether a key of the present kit signed the other one; listing a trusted key is easy. The whole key is compared,
 * because a key id is short enough for a deliberate collision.
 */
function isOfVendor({ kit: present, keyring }: OpenedKit, { kit, signer }: OpenedKit): boolean {
  const known = keyring.get(signer.kid)
  return known !== undefined && kit.vendor === present.vendor && compareBytes(known.bytes, signer.bytes) === 0
}

/** Whether the other kit has a larger number, or a smaller one and retires the key that signed the present kit. */
function isNewer({ kit: present, signer }: OpenedKit, { kit }: OpenedKit): boolean {
  if (kit.sequence >= present.sequence) return kit.sequence > present.sequence
  return isRetired(kit, signer.kid, present.madeAt)
}

function held(message: Uint8Array, root: HeldKit | undefined): HeldKit {
  return { ...openKit(message, nativeEd25519), message, root }
}

/** Returns the kit inside the program, which is its own root. Error: baked-kit-damaged. */
function bakedIn(kit: Uint8Array): HeldKit {
  try {
    const root = held(messageFromFile(kit, ['kit']), undefined)
    return { ...root, root }
  } catch (error) {
    if (error instanceof AirlatchError) throw new AirlatchError('baked-kit-damaged', {}, error)
    throw error
  }
}

/** Replaces a damaged kit by one that is given: a person who can damage it could also have removed it. */
function keptIn(folder: string, isReplaceable: boolean): HeldKit | undefined {
  const message = readKit(folder)
  if (message === undefined) return undefined
  try {
    return held(message, undefined)
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    if (isReplaceable) return undefined
    throw new AirlatchError('kit-damaged', { path: kitPath(folder) }, error)
  }
}

function openable(message: Uint8Array, root: HeldKit | undefined): HeldKit | undefined {
  return unlessRefused(() => held(message, root))
}

/** Returns the error for a kit that the present one does not vouch for. */
export function notTrusted(present: HeldKit, other: OpenedKit): AirlatchError {
  const { productId: product, vendor } = present.kit
  const { root } = present
  const isOther = other.kit.productId !== product
  const sameVendor = other.kit.vendor === vendor && !isOther
  return new AirlatchError('kit-not-trusted', {
    product,
    vendor,
    ...(sameVendor ? { sameVendor } : {}),
    ...(isOther && isOfVendor(present, other) ? { other: other.kit.productId } : {}),
    ...(root === undefined ? {} : { baked: true }),
  })
}

function requireProductId(id: string): string {
  if (isProductId(id)) return id
  throw new AirlatchError('invalid-value', { field: 'product', expected: { is: 'product-id' }, got: id })
}

function onlyProduct(home: string): string {
  const products = productsIn(home)
  const [first, second] = products
  if (first === undefined) throw new AirlatchError('kit-missing', { home })
  if (second !== undefined) throw new AirlatchError('product-ambiguous', { products })
  return first
}
