/** Owns making activation keys: every field checked against the product, all keys of one call in one transaction. */
import { AirlatchError } from '../../core/errors.ts'
import { ACTIVATION_KEY_BYTES, activationKeyOf } from '../../core/message/activation-key.ts'
import type { KeyRecord, Product, Settings } from '../../core/terms/entitlement.ts'
import { completeFeatures } from '../../core/terms/features.ts'
import {
  AT_FIRST,
  checkField,
  type Entitlement,
  type NewKeys,
  type NewTerms,
  NO_NOTES,
} from '../../core/terms/fields.ts'
import { majorOf } from '../../core/terms/version.ts'
import { untilRecorded } from '../../log/attempts.ts'
import type { Change } from '../ledger/change.ts'
import type { Ledger, Seen } from '../ledger/ledger.ts'
import { requireAffiliate } from './affiliates.ts'
import { withCustomer } from './customers.ts'
import { defaultsOf, overDefaults } from './defaults.ts'
import { changedEntitlement, changedNotes, requireEntitlement, requireFuture } from './entitlement.ts'
import { IN_USE } from './key-state.ts'
import { invalid } from './limits.ts'
import { assertAwake, seenOfPlan } from './plan.ts'
import { requireProduct, requireSold } from './product.ts'
import { overTemplate, requireTemplate } from './templates.ts'

/** What making keys needs of the world. */
export interface KeyMaker {
  readonly ledger: Ledger
  /** Seconds since 1970. */
  readonly now: () => number
  readonly random: (bytes: number) => Uint8Array
  /** Told how many of the keys are written, on a long run again and again (checklist QC-05). */
  readonly progress?: ((written: number) => void) | undefined
}

/**
 * Errors: template-not-found, template-of-other-product, product-not-found, invalid-value, feature-unknown, feature-missing,
 * affiliate-unknown, customer-not-found, generic-not-allowed, engine-version-too-old, product-archived, vendor-dormant, plan-activations-exceeded, plan-activations-used-up,
 * ledger-busy; nothing is written then. The keys' whole texts are in the answer.
 */
export async function createKeys(maker: KeyMaker, input: NewKeys): Promise<readonly KeyRecord[]> {
  const { random, progress } = maker
  return untilRecorded(maker.ledger, async ledger => {
    const now = maker.now()
    const { fields, count, draft, seen } = await ledger.moment(moment => draftOf(moment, input, now))
    const keys = Array.from({ length: count }, (): KeyRecord => {
      const { id, text } = activationKeyOf(random(ACTIVATION_KEY_BYTES))
      return { id, text, ...draft }
    })
    const changes = keys.map((key): Change => ({ kind: 'key.created', key, template: input.template }))
    if (input.saveDefaults) changes.push({ kind: 'defaults.changed', defaults: defaultsOf(fields) })
    // a product changed meanwhile or, with 40 bits of id, a repetition by chance
    return (await ledger.append(changes, now, seen, progress)) === 'conflict' ? undefined : keys
  })
}

/** What keys that are made together have in common. */
export type UnnamedKey = Omit<KeyRecord, 'id' | 'text'>

/**
 * What `createKeys` would make, for who records it together with something else, within one transaction of the ledger.
 * Errors: those of `createKeys`.
 */
export async function unnamedKey(ledger: Ledger, input: NewKeys, now: number): Promise<UnnamedKey> {
  return (await draftOf(ledger, input, now)).draft
}

interface Draft {
  /** With the template and the defaults below them. */
  readonly fields: NewTerms
  readonly count: number
  /** What all of them have in common. */
  readonly draft: UnnamedKey
  /** What the decision saw. */
  readonly seen: Seen
}

async function draftOf(ledger: Ledger, input: NewKeys, now: number): Promise<Draft> {
  const template = input.template === undefined ? undefined : await requireTemplate(ledger, input.template)
  const { template: _name, ignoreDefaults, saveDefaults: _save, ...said } = input
  const given = overTemplate(template, said)
  const fields = ignoreDefaults ? given : overDefaults(await ledger.defaults(), given)
  if (fields.productId === undefined) throw invalid('productId', { is: 'product-id' }, undefined)
  const { product, revision } = await requireProduct(ledger, fields.productId)
  const { settings, revision: settingsRevision } = await ledger.settings()
  assertAwake(settings)
  const entitlement = newEntitlement(product, fields, settings)
  requireFuture(entitlement.expiresAt, now)
  await requireAffiliate(ledger, fields.affiliate ?? '')
  const owned = await withCustomer(ledger, fields)
  const draft = { createdAt: now, entitlement, ...changedNotes(NO_NOTES, owned.fields), ...IN_USE }
  const { count = 1 } = fields
  checkField('count', count)
  const seenPlan = await seenOfPlan(ledger, settings, count * entitlement.activations)
  const seen = {
    ...owned.seen,
    ...seenPlan,
    products: new Map([[product.id, revision]]),
    settings: settingsRevision,
  }
  return { fields, count, draft, seen }
}

/**
 * What a new key of the product grants. Errors: generic-not-allowed, feature-unknown, feature-missing, invalid-value,
 * engine-version-too-old, product-archived.
 */
export function newEntitlement(product: Product, fields: NewTerms, settings: Settings): Entitlement {
  requireSold(product)
  if (fields.generic && !settings.allowGenericKeys)
    throw new AirlatchError('generic-not-allowed', { side: 'vendor' })
  return requireEntitlement(changedEntitlement(atFirst(product, fields), fields, product), product)
}

/** What a key of the product grants when nothing is said. */
function atFirst(product: Product, { generic = false, features }: NewTerms): Entitlement {
  const newest = product.releases.at(-1)
  return {
    ...AT_FIRST,
    productId: product.id,
    // with features given, they are completed there
    features: features === undefined ? completeFeatures(product.features, new Map()) : new Map(),
    generic,
    majorVersion: newest === undefined ? undefined : majorOf(newest.version),
  }
}
