/**
 * The verb `clock-reset`: the vendor tells one computer what time it is, whose clock was far ahead once and which
 * therefore takes the right time for a set-back one. Signed for one installation, and good for once.
 */
import { decodeHex, encodeHex } from '../../core/bytes/hex.ts'
import { boundOf } from '../../core/computer/binding.ts'
import { boundHash } from '../../core/computer/computer-id.ts'
import { type OpenedRequest, openRequest, sealClockReset } from '../../core/envelope.ts'
import { AirlatchError, errorOf } from '../../core/errors.ts'
import { isSameProof, parseActivationKey, proofOf } from '../../core/message/activation-key.ts'
import type { ClockReset } from '../../core/message/clock-reset.ts'
import { judge } from '../../core/rule.ts'
import type { Activation, KeyRecord } from '../../core/terms/entitlement.ts'
import { formatInstant } from '../../core/terms/term.ts'
import { nativeEd25519 } from '../../crypto/native.ts'
import { activationNamed } from '../activation-named.ts'
import { requireKey } from '../catalog/known-key.ts'
import { invalid } from '../catalog/limits.ts'
import { publicKeyOf, signingKeysOf } from '../catalog/signing-keys.ts'
import { revoked } from '../decide/revoked.ts'
import { suspended } from '../decide/suspended.ts'
import type { Ledger } from '../ledger/ledger.ts'
import type { Publisher } from './kit.ts'

/** A clock reset for one computer. */
export interface ClockResetMade {
  /** What it says. */
  readonly reset: ClockReset
  /** The signed message. */
  readonly message: Uint8Array
  /** Whose computer it is for. */
  readonly activation: Activation
  /** What the computer's clock said when it asked; undefined when it did not ask. */
  readonly clock: number | undefined
}

/**
 * For the computer whose activation request this is, which must have an activation: nobody else's clock is ours to set.
 * Errors: those of openRequest, activation-not-found {installation}, activation-released, key-revoked, key-suspended,
 * key-archived, wrong-product.
 */
export async function resetClock(publisher: Publisher, request: Uint8Array): Promise<ClockResetMade> {
  const opened = openRequest(request, nativeEd25519)
  const activation = await activationOfInstallation(publisher.ledger, opened)
  const { madeAt, productId } = opened.request
  return record(publisher, activation, { clock: madeAt, productId, installation: opened.installationKey.kid })
}

/**
 * For the computer of an activation, as activationNamed has it. Errors: activation-not-found, activation-ambiguous,
 * activation-released, key-revoked, key-suspended, key-archived, invalid-value.
 */
export async function resetClockOf(publisher: Publisher, activationId: string): Promise<ClockResetMade> {
  return record(publisher, await activationNamed(publisher.ledger, activationId), {})
}

/** One that holds its seat, if there is one: of the key that the request names, or of another one of the product. */
async function activationOfInstallation(ledger: Ledger, opened: OpenedRequest): Promise<Activation> {
  const { request, installationKey } = opened
  const installed = encodeHex(installationKey.bytes)
  const { keyId, productId } = request
  for (const filter of [{ keyId }, { productId }]) {
    const all = await ledger.activations(filter)
    const found = newest(all.filter(({ installations }) => installations.includes(installed)))
    if (found !== undefined) return found
  }
  const byCode = await activationByCode(ledger, opened)
  if (byCode !== undefined) return byCode
  throw new AirlatchError('activation-not-found', { installation: installationKey.kid })
}

/** A computer that asked by code did not say its installation: this one must be on that computer, and know the key. */
async function activationByCode(
  ledger: Ledger,
  { request, installationKey }: OpenedRequest,
): Promise<Activation | undefined> {
  const { keyId, productId, fingerprint, counted, proof } = request
  const key = await ledger.key(keyId)
  if (key === undefined) return undefined
  const expected = proofOf(parseActivationKey(key.text).secret, installationKey.bytes, productId)
  if (!isSameProof(expected, proof)) return undefined
  const hash = boundHash(boundOf(fingerprint, counted))
  const all = await ledger.activations({ keyId })
  return newest(all.filter(one => one.installations.length === 0 && one.computer === hash))
}

/** One that holds its seat, if there is one. */
function newest(all: readonly Activation[]): Activation | undefined {
  return all.findLast(({ released }) => released === undefined) ?? all.at(-1)
}

interface Asked {
  readonly clock?: number
  readonly productId?: string
  /** Key id of the installation that asks; unless told, the one that the activation is of. */
  readonly installation?: string
}

async function record(
  { ledger, vendor, eldest, now }: Publisher,
  activation: Activation,
  { clock, productId, installation = installationOf(activation) }: Asked,
): Promise<ClockResetMade> {
  const { id: activationId, keyId } = activation
  const key = await requireKey(ledger, keyId)
  requireCounting(activation, key)
  const product = key.entitlement.productId
  if (productId !== undefined && productId !== product)
    throw new AirlatchError('wrong-product', { expected: product, got: productId })
  const signingKey = await eldest(await signingKeysOf(ledger))
  const reset: ClockReset = { vendor, productId: product, at: now(), installation }
  await ledger.append([{ kind: 'clock.reset', keyId, activationId, installation, at: reset.at }], reset.at)
  return { reset, message: await sealClockReset(reset, signingKey), activation, clock }
}

function requireCounting({ id, released }: Activation, key: KeyRecord): void {
  if (released !== undefined)
    throw new AirlatchError('activation-released', { activation: id, since: formatInstant(released.at) })
  const [reason] = judge([revoked, suspended], { key }).reasons
  if (reason !== undefined) throw errorOf(reason)
}

function installationOf({ id, installations }: Activation): string {
  const installationKey = installations.at(-1)
  if (installationKey === undefined || decodeHex(installationKey) === undefined)
    throw invalid('activation', { is: 'asked-by-request' }, id)
  return publicKeyOf(installationKey).kid
}
