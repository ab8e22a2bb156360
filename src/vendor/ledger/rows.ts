/** Owns how rows of the state read back into nouns; Misshapen when a body is not as projection.ts wrote it. */
import { CUSTOMER_FIELD_NAMES, type Customer, type CustomerDetails } from '../../core/terms/customer.ts'
import type {
  Activation,
  Affiliate,
  KeyRecord,
  Product,
  Revocation,
  Settings,
} from '../../core/terms/entitlement.ts'
import type { Defaults, Template } from '../../core/terms/fields.ts'
import type { SoldOrder } from '../../core/terms/outside.ts'
import type { SqlRow, SqlValue } from '../../log/sql.ts'
import type { VendorRecord } from './change.ts'
import type { ListedActivation } from './held-seat.ts'
import { newestLicenseOf } from './newest-license.ts'
import * as nouns from './nouns.ts'
import { parseJson, readJson } from './shape.ts'

export function vendorOf(row: SqlRow): VendorRecord {
  return {
    name: row.name as string,
    publicKey: row.public_key as string,
    createdAt: row.created_at as number,
  }
}

export function settingsOf(rows: readonly SqlRow[]): {
  readonly settings: Settings
  readonly revision: number
} {
  const changed = rows.map(row => [
    nouns.settingName.read(row.name),
    nouns.settingValue.read(parseJson(row.value as string)),
  ])
  return {
    settings: { ...nouns.SETTINGS_AT_FIRST, ...Object.fromEntries(changed) },
    revision: Math.max(0, ...rows.map(row => row.revision as number)),
  }
}

export function productOf(row: SqlRow): Product {
  return { id: row.id as string, ...readJson(nouns.productRest, row.body as string) }
}

export function keyOf(row: SqlRow): KeyRecord {
  const { entitlement, ...rest } = readJson(nouns.keyRest, row.body as string)
  return {
    id: row.id as string,
    ...rest,
    entitlement: { productId: row.product_id as string, ...entitlement },
    affiliate: (row.affiliate as string | null) ?? undefined,
    customer: (row.customer as string | null) ?? undefined,
    email: (row.email as string | null) ?? undefined,
    comment: (row.comment as string | null) ?? undefined,
    revoked: revocationOf(row.revoked_at, row.revoke_reason),
    suspended: revocationOf(row.suspended_at, row.suspend_reason),
    archivedAt: (row.archived_at as number | null) ?? undefined,
  }
}

function revocationOf(at: SqlValue | undefined, reason: SqlValue | undefined): Revocation | undefined {
  return typeof at === 'number' ? { at, reason: (reason as string | null) ?? undefined } : undefined
}

export function customerOf(row: SqlRow): Customer {
  const details = CUSTOMER_FIELD_NAMES.map(name => [name, row[name] ?? undefined])
  return {
    id: row.id as string,
    ...(Object.fromEntries(details) as unknown as CustomerDetails),
    createdAt: row.created_at as number,
    mergedInto: (row.merged_into as string | null) ?? undefined,
  }
}

export function affiliateOf(row: SqlRow): Affiliate {
  return { name: row.name as string, addedAt: row.added_at as number }
}

export function defaultsOf(row: SqlRow): Defaults | undefined {
  return row.body === null ? undefined : readJson(nouns.defaults, row.body as string)
}

/** Of one that was not deleted. */
export function templateOf(row: SqlRow): Template {
  return readJson(nouns.template, row.body as string)
}

export function soldOrderOf(shop: string, reference: string, row: SqlRow): SoldOrder {
  return {
    shop,
    reference,
    line: row.line as string,
    keyIds: readJson(nouns.soldKeys, row.key_ids as string),
    refundedAt: (row.refunded_at as number | null) ?? undefined,
  }
}

export function activationOf(row: SqlRow): Activation {
  return {
    id: row.id as string,
    keyId: row.key_id as string,
    ...readJson(nouns.activationRest, row.body as string),
  }
}

export function listedActivationOf(row: SqlRow): ListedActivation {
  return { ...activationOf(row), license: newestLicenseOf(row) }
}
