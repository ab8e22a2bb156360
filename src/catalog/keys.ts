/** Owns making activation keys: every field checked against the product, all keys of one call in one transaction. */
import { AirlatchError } from '../errors.ts'
import { untilRecorded } from '../ledger/attempts.ts'
import type { Change, Ledger } from '../ledger/ledger.ts'
import { ACTIVATION_KEY_BYTES, activationKeyOf } from '../message/activation-key.ts'
import { TEXT_LIMITS } from '../message/claims.ts'
import type { Maintenance } from '../message/license.ts'
import type { Duration, Entitlement, KeyRecord, Product } from '../rules/entitlement.ts'
import { completeFeatures, type GivenValue } from '../rules/features.ts'
import { endOfTerm, formatEnd } from '../rules/term.ts'
import { majorOf } from '../rules/version.ts'
import { invalid, LIMITS, requireEmail, requireText, requireWhole } from './limits.ts'
import { requireProduct } from './product.ts'

export interface NewKeys {
  readonly productId: string
  readonly count?: number
  readonly activations?: number
  readonly floatingSeats?: number
  readonly features?: ReadonlyMap<string, GivenValue>
  readonly generic?: boolean
  readonly maintenance?: Maintenance
  /** The first second that is no longer covered. */
  readonly expiresAt?: number
  readonly duration?: Duration
  readonly userData?: string
  readonly email?: string
  readonly comment?: string
}

/** What making keys needs of the world. */
export interface KeyMaker {
  readonly ledger: Ledger
  /** Seconds since 1970. */
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
}

/**
 * Errors: product-not-found, invalid-value, feature-unknown, feature-missing, generic-not-allowed, ledger-busy; nothing
 * is written then. The keys' whole texts are in the answer.
 */
export async function createKeys(maker: KeyMaker, input: NewKeys): Promise<readonly KeyRecord[]> {
  return untilRecorded(() => tryToCreate(maker, input))
}

/** Undefined on a conflict: a product changed meanwhile or, with 40 bits of id, a repetition by chance. */
async function tryToCreate(maker: KeyMaker, input: NewKeys): Promise<readonly KeyRecord[] | undefined> {
  const { ledger } = maker
  const now = maker.now()
  const { product, revision } = await requireProduct(ledger, input.productId)
  const { settings, revision: settingsRevision } = await ledger.settings()
  if (input.generic && !settings.allowGenericKeys)
    throw new AirlatchError('generic-not-allowed', { side: 'vendor' })
  const entitlement = entitlementOf(product, input)
  const end = endOfTerm(entitlement.expiresAt, undefined, { createdAt: now, activatedAt: now })
  if (end !== undefined && end <= now) throw invalid('expires', 'an end that is not over', formatEnd(end))
  const email = input.email === undefined ? undefined : requireEmail(input.email)
  const comment =
    input.comment === undefined ? undefined : requireText('comment', input.comment, LIMITS.commentCharacters)
  const count = requireWhole('count', input.count ?? 1, 1, LIMITS.keysAtOnce)
  const keys = Array.from({ length: count }, (): KeyRecord => {
    const { id, text } = activationKeyOf(maker.random(ACTIVATION_KEY_BYTES))
    return { id, text, createdAt: now, entitlement, email, comment }
  })
  const changes = keys.map((key): Change => ({ kind: 'key.created', key }))
  const seen = { products: new Map([[product.id, revision]]), settings: settingsRevision }
  return (await ledger.append(changes, now, seen)) === 'conflict' ? undefined : keys
}

function entitlementOf(product: Product, input: NewKeys): Entitlement {
  const newest = product.releases.at(-1)
  const generic = input.generic ?? false
  const activations = requireWhole('activations', input.activations ?? 1, 1, LIMITS.activations)
  if (generic && activations !== 1) throw invalid('activations', '1 for a generic key', activations)
  return {
    productId: product.id,
    activations,
    floatingSeats:
      input.floatingSeats === undefined
        ? undefined
        : requireWhole('floating seats', input.floatingSeats, 1, LIMITS.activations),
    features: completeFeatures(product.features, input.features ?? new Map()),
    generic,
    maintenance: input.maintenance,
    majorVersion: newest === undefined ? undefined : majorOf(newest.version),
    expiresAt: input.expiresAt,
    duration:
      input.duration === undefined
        ? undefined
        : { ...input.duration, days: requireWhole('duration', input.duration.days, 1, LIMITS.durationDays) },
    userData:
      // none is said by leaving it out: an empty text has no place in a license
      input.userData === undefined || input.userData === ''
        ? undefined
        : requireText('user data', input.userData, TEXT_LIMITS.userData),
  }
}
