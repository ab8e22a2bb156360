/**
 * Owns what webhooks are told: which entries of the ledger, and what of each. A receiver is somebody else's computer, and
 * its logs are read by people whom nobody knows: it gets ids and times, and asks the HTTP interface for the rest. No whole
 * activation key leaves the desk this way, no name of a person, no free text that a clerk has typed.
 *
 *     {"type":"key.created","timestamp":"2026-11-22T12:00:00Z","data":{"entry":7,"keyId":"7K3QM-9XWTR",…}}
 */
import { decodeLicense } from '../../../core/message/license.ts'
import type { Activation, KeyRecord } from '../../../core/terms/entitlement.ts'
import type { SoldOrder } from '../../../core/terms/outside.ts'
import { formatEnd, formatInstant } from '../../../core/terms/term.ts'
import type { Change, IssuedLicense } from '../../ledger/change.ts'
import type { EntryKind } from '../../ledger/entries.ts'
import type { HistoryEntry } from '../../ledger/ledger.ts'
import { keyIdOf } from '../../own-keys.ts'

type Data = Readonly<Record<string, unknown>>
type Of<K extends EntryKind> = Extract<Change, { readonly kind: K }>

/** Of the desk's own house, and nobody else's business. */
const NOT_TOLD = undefined

/** Ids in one message, of as many as there are: a message stays below 20 kB. */
const MOST_IDS = 500

const EVENTS: { readonly [K in EntryKind]: ((change: Of<K>) => Data) | undefined } = {
  'vendor.created': NOT_TOLD,
  'setting.changed': NOT_TOLD,
  'affiliate.added': NOT_TOLD,
  'defaults.changed': NOT_TOLD,
  'template.saved': NOT_TOLD,
  'template.deleted': NOT_TOLD,
  'clock.accepted': NOT_TOLD,
  'api-key.added': NOT_TOLD,
  'api-key.revoked': NOT_TOLD,
  'shop.saved': NOT_TOLD,
  'shop.removed': NOT_TOLD,
  'webhook.saved': NOT_TOLD,
  'webhook.removed': NOT_TOLD,
  'mail.saved': NOT_TOLD,
  'mail.removed': NOT_TOLD,
  'customer.added': ({ customer }) => ({ customerId: customer.id }),
  'customer.changed': ({ customer }) => ({ customerId: customer.id }),
  'customer.merged': ({ from, into }) => ({ customerId: from, intoCustomerId: into }),
  'customer.erased': ({ customerId }) => ({ customerId }),
  'product.created': ({ product }) => ({ productId: product.id }),
  'product.changed': ({ product }) => ({ productId: product.id }),
  'key.created': ({ key }) => keyData(key),
  'key.changed': ({ key }) => keyData(key),
  'key.revoked': ({ keyId }) => ({ keyId }),
  'key.suspended': ({ keyId }) => ({ keyId }),
  'key.archived': ({ keyId }) => ({ keyId }),
  'key.reinstated': ({ keyId }) => ({ keyId }),
  'key.codes-allowed': ({ keyId }) => ({ keyId }),
  'personal.erased': ({ keyId }) => ({ keyId }),
  'activation.recorded': ({ activation }) => activationData(activation),
  'activation.renewed': ({ activation }) => activationData(activation),
  'activation.released': ({ activation }) => ({
    ...activationData(activation),
    releasedBy: activation.released?.by ?? null,
  }),
  'activation.start-set': ({ activation }) => activationData(activation),
  'license.issued': ({ license }) => licenseData(license),
  'license.reissued': ({ license }) => licenseData(license),
  'kit.published': ({ productId, sequence }) => ({ productId, sequence }),
  'revocations.published': ({ productId, sequence, count }) => ({ productId, sequence, count }),
  'signing-key.added': ({ publicKey }) => ({ kid: keyIdOf(publicKey), publicKey }),
  'signing-key.retired': ({ kid, from }) => ({ kid, fromAt: formatInstant(from) }),
  'clock.reset': ({ keyId, activationId, at }) => ({ keyId, activationId, resetTo: formatInstant(at) }),
  'usage-report.received': ({ keyId, activationId }) => ({ keyId, activationId }),
  'order.filled': ({ order }) => orderData(order),
  'order.refunded': ({ order }) => orderData(order),
}

/** The types of events that there are, which are kinds of entries. */
export const EVENT_TYPES: readonly string[] = Object.entries(EVENTS)
  .filter(([, data]) => data !== NOT_TOLD)
  .map(([kind]) => kind)

/** Whether a webhook that wants these types (empty: all) is told of entries of this kind. */
export function isTold(kind: string, types: readonly string[]): boolean {
  return EVENT_TYPES.includes(kind) && (types.length === 0 || types.includes(kind))
}

/** The body of the message about an entry, always the same one for the same entry. Undefined when nobody is told of it. */
export function bodyOf({ seq, at, change }: Pick<HistoryEntry, 'seq' | 'at' | 'change'>): string | undefined {
  const data = (EVENTS[change.kind] as ((change: Change) => Data) | undefined)?.(change)
  if (data === undefined) return undefined
  return JSON.stringify({ type: change.kind, timestamp: formatInstant(at), data: { entry: seq, ...data } })
}

/** The body of a message that says nothing, to try a webhook. */
export function pingBody(webhook: string, at: number): string {
  return JSON.stringify({ type: 'ping', timestamp: formatInstant(at), data: { webhook } })
}

function keyData({ id, createdAt, customer, orderReference, entitlement }: KeyRecord): Data {
  const { productId, activations, expiresAt } = entitlement
  return {
    keyId: id,
    productId,
    customerId: customer ?? null,
    order: orderReference ?? null,
    activations,
    expires: expiresAt === undefined ? null : formatEnd(expiresAt),
    createdAt: formatInstant(createdAt),
  }
}

function activationData({ id, keyId, computer, computerId, seat, begunAt }: Activation): Data {
  return {
    activationId: id,
    keyId,
    // what stands for the computer of a generic license is any text
    computerId: computer === undefined ? null : computerId,
    seatNumber: seat,
    begunAt: formatInstant(begunAt),
  }
}

function licenseData({ keyId, activationId, kid, payload, issuedAt }: IssuedLicense): Data {
  const { expiresAt } = decodeLicense(payload)
  return {
    keyId,
    activationId,
    kid,
    issuedAt: formatInstant(issuedAt),
    expires: expiresAt === undefined ? null : formatEnd(expiresAt),
  }
}

/** `keys`: how many there are, as `keyIds` has the first ones alone of very many. */
function orderData({ shop, reference, line, keyIds, refundedAt }: SoldOrder): Data {
  return {
    shop,
    order: reference,
    line,
    keys: keyIds.length,
    keyIds: keyIds.slice(0, MOST_IDS),
    refundedAt: refundedAt === undefined ? null : formatInstant(refundedAt),
  }
}
