/**
 * Owns changing an activation key, with the semantics of LimeLM's setDetails (checklist LP-02 to LP-25):
 * what is absent is kept, what is present replaces, and one bad field changes nothing.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { KeyRecord } from '../../core/terms/entitlement.ts'
import type { KeyFields } from '../../core/terms/fields.ts'
import { untilRecorded } from '../../log/attempts.ts'
import type { KeyListing, Ledger, Seen } from '../ledger/ledger.ts'
import { impersonal } from '../ledger/nouns.ts'
import { writeJson } from '../ledger/shape.ts'
import { requireAffiliate } from './affiliates.ts'
import { withCustomer } from './customers.ts'
import { changedEntitlement, changedNotes, requireEntitlement, requireFuture } from './entitlement.ts'
import { requireNotRevoked } from './key-end.ts'
import { requireListing } from './known-key.ts'
import { assertAwake, seenOfPlan } from './plan.ts'
import { requireProduct } from './product.ts'

/**
 * Errors: key-not-found, key-revoked, vendor-dormant, invalid-value, feature-unknown, feature-missing,
 * affiliate-unknown, customer-not-found, activations-below-used {activations, used}, floating-in-use {used, floating},
 * engine-version-too-old, plan-activations-exceeded, plan-activations-used-up, ledger-busy; nothing is changed then.
 */
export async function changeKey(
  ledger: Ledger,
  id: string,
  fields: KeyFields,
  now: number,
): Promise<KeyRecord> {
  return untilRecorded(ledger, async ledger => {
    // at one moment: a key of then and a plan of now would refuse what neither of them does
    const { key, seen } = await ledger.moment(moment => changeOf(moment, id, fields, now))
    if (seen === undefined) return key
    return (await ledger.append([{ kind: 'key.changed', key }], now, seen)) === 'conflict' ? undefined : key
  })
}

/** The key as `changeKey` would make it; nothing is recorded. Errors: the same. */
export async function tryChangeKey(
  ledger: Ledger,
  id: string,
  fields: KeyFields,
  now: number,
): Promise<KeyRecord> {
  return (await changeOf(ledger, id, fields, now)).key
}

interface KeyChange {
  /** As it is to be. */
  readonly key: KeyRecord
  /** What the decision saw; undefined when nothing is to be changed. */
  readonly seen: Seen | undefined
}

async function changeOf(ledger: Ledger, id: string, fields: KeyFields, now: number): Promise<KeyChange> {
  const { key, used, revision } = await requireListing(ledger, id)
  const { settings, revision: settingsRevision } = await ledger.settings()
  assertAwake(settings)
  requireNotRevoked(key)
  const { product, revision: productRevision } = await requireProduct(ledger, key.entitlement.productId)
  const entitlement = requireEntitlement(changedEntitlement(key.entitlement, fields, product), product)
  await requireAffiliate(ledger, fields.affiliate ?? '')
  const owned = await withCustomer(ledger, fields)
  const next = { ...changedNotes(key, owned.fields), entitlement }
  if (typeof fields.expiresAt === 'number') requireFuture(fields.expiresAt, now)
  requireUsable(next, { key, used })
  if (isSame(next, key)) return { key, seen: undefined }
  const more = next.entitlement.activations - key.entitlement.activations
  const seen = {
    keys: new Map([[id, revision]]),
    products: new Map([[product.id, productRevision]]),
    settings: settingsRevision,
    ...owned.seen,
    ...(await seenOfPlan(ledger, settings, more)),
  }
  return { key: next, seen }
}

/**
 * The key takes request codes again (decide/proof.ts). Gives how many wrong ones in a row there were: nothing is recorded
 * when there were none. Error: key-not-found.
 */
export async function allowCodes(ledger: Ledger, id: string, now: number): Promise<number> {
  return untilRecorded(ledger, ledger =>
    ledger.record(
      ledger => requireListing(ledger, id),
      ({ wrongProofs }) => {
        const wrong = wrongProofs.codesInARow
        if (wrong === 0) return { outcome: 0, changes: [], at: now }
        return {
          outcome: wrong,
          changes: [{ kind: 'key.codes-allowed', keyId: id, wrong }],
          wrongProofs: new Map([[id, { ...wrongProofs, codesInARow: 0 }]]),
          at: now,
        }
      },
    ),
  )
}

/** What the computers that are active already do not allow: LimeLM 153 and 120. */
function requireUsable({ entitlement }: KeyRecord, { key, used }: Pick<KeyListing, 'key' | 'used'>): void {
  const { forFloating: floating, activations } = entitlement
  if (floating !== key.entitlement.forFloating && used > 0)
    throw new AirlatchError('floating-in-use', { used, floating, limelm: 153 })
  // how many connections of a floating key are in use, its server knows and the vendor does not
  if (!floating && activations < used)
    throw new AirlatchError('activations-below-used', { activations, used, limelm: 120 })
}

/** Nothing would be different: then there is nothing for the ledger to say. */
function isSame(next: KeyRecord, key: KeyRecord): boolean {
  const written = (record: KeyRecord) => writeJson(impersonal, record)
  return next.email === key.email && next.comment === key.comment && written(next) === written(key)
}
