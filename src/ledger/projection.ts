/**
 * Owns the current state: what each change does to its tables, and how their rows read back. Every row can be made
 * again from the entries, and audit.ts does. `created` and `revision` are the numbers of the first and of the last
 * entry that touched the row. Secrets: activation_key.body has the whole activation key.
 */
import type { Defaults } from '../rules/defaults.ts'
import type { Activation, Affiliate, KeyRecord, Product, Revocation, Settings } from '../rules/entitlement.ts'
import type { Change, IssuedLicense, Vendor } from './ledger.ts'
import * as nouns from './nouns.ts'
import { parseJson, readJson, writeJson } from './shape.ts'
import type { Into, Row, SqlValue, Statement } from './sql.ts'

export interface Table {
  readonly name: string
  /** The column that rows are ordered by; unique. */
  readonly key: string
  readonly columns: readonly string[]
}

/** Every table of the state with every column, those in front that others refer to; the entries are no part of it. */
export const TABLES: readonly Table[] = [
  { name: 'vendor', key: 'id', columns: ['id', 'name', 'public_key', 'created_at', 'revision'] },
  { name: 'setting', key: 'name', columns: ['name', 'value', 'revision'] },
  { name: 'affiliate', key: 'created', columns: ['created', 'name', 'added_at'] },
  { name: 'defaults', key: 'id', columns: ['id', 'body', 'revision'] },
  { name: 'product', key: 'created', columns: ['created', 'id', 'body', 'revision'] },
  {
    name: 'activation_key',
    key: 'created',
    columns: [
      'created',
      'id',
      'product_id',
      'email',
      'comment',
      'affiliate',
      'activations',
      'revoked_at',
      'revoke_reason',
      'body',
      'revision',
    ],
  },
  {
    name: 'activation',
    key: 'created',
    columns: ['created', 'id', 'key_id', 'released_at', 'body', 'revision'],
  },
  { name: 'issued', key: 'seq', columns: ['seq', 'request_hash', 'activation_id'] },
  { name: 'kit', key: 'seq', columns: ['seq', 'product_id', 'sequence'] },
]

/** A row that an entry adds to the state. */
export interface Addition {
  readonly into: Into
  readonly values: readonly SqlValue[]
  /** What others refer to it by; undefined when nothing does. */
  readonly makes?: string
  readonly refersTo: readonly string[]
}

/** A row that an entry changes, and that must be there. */
export interface Alteration extends Statement {
  readonly refersTo: readonly string[]
  /** The key whose revision it sets and that must exist, by its id; and whether that is all that it does. */
  readonly touches?: string
  readonly onlyTouches?: boolean
}

export type Effect = Addition | Alteration

/**
 * What the entry `seq` does to the state. Each effect is one row; one that changes none means that what is to be
 * changed does not exist.
 */
export function project(change: Change, seq: number): readonly Effect[] {
  switch (change.kind) {
    case 'vendor.created':
      return [createVendor(change.vendor, seq)]
    case 'setting.changed':
      return [
        {
          sql: `INSERT INTO setting (name, value, revision) VALUES (?, ?, ?)
            ON CONFLICT (name) DO UPDATE SET value = excluded.value, revision = excluded.revision`,
          params: [change.name, writeJson(nouns.settingValue, change.value), seq],
          refersTo: [],
        },
      ]
    case 'affiliate.added':
      return [
        {
          into: INTO.affiliate,
          values: [seq, change.affiliate.name, change.affiliate.addedAt],
          refersTo: [],
        },
      ]
    case 'defaults.changed':
      return [changeDefaults(change.defaults, seq)]
    case 'product.created':
      return [
        {
          into: INTO.product,
          values: [seq, change.product.id, writeJson(nouns.productRest, change.product), seq],
          makes: productNamed(change.product.id),
          refersTo: [],
        },
      ]
    case 'product.changed':
      return [
        {
          sql: 'UPDATE product SET body = ?, revision = ? WHERE id = ?',
          params: [writeJson(nouns.productRest, change.product), seq, change.product.id],
          refersTo: [productNamed(change.product.id)],
        },
      ]
    case 'key.created':
      return [createKey(change.key, seq)]
    case 'key.changed':
      return [changeKey(change.key, seq)]
    case 'key.revoked':
      return [revokeKey(change.keyId, change.revocation, seq)]
    case 'activation.recorded':
      return [createActivation(change.activation, seq), touchKey(change.activation.keyId, seq)]
    case 'activation.renewed':
      return [renewActivation(change.activation, seq), touchKey(change.activation.keyId, seq)]
    case 'activation.released':
      return [releaseActivation(change.activation, seq), touchKey(change.activation.keyId, seq)]
    case 'personal.erased':
      return [
        {
          sql: 'UPDATE activation_key SET email = NULL, comment = NULL, revision = ? WHERE id = ?',
          params: [seq, change.keyId],
          refersTo: [keyNamed(change.keyId)],
          touches: change.keyId,
        },
      ]
    case 'license.issued':
      return issue(change.license, seq)
    case 'kit.published':
      return [
        {
          into: INTO.kit,
          values: [seq, change.productId, change.sequence],
          refersTo: [productNamed(change.productId)],
        },
      ]
  }
}

const INTO = {
  vendor: { table: 'vendor', columns: ['id', 'name', 'public_key', 'created_at', 'revision'] },
  affiliate: { table: 'affiliate', columns: ['created', 'name', 'added_at'] },
  product: { table: 'product', columns: ['created', 'id', 'body', 'revision'] },
  key: {
    table: 'activation_key',
    columns: [
      'created',
      'id',
      'product_id',
      'email',
      'comment',
      'affiliate',
      'activations',
      'body',
      'revision',
    ],
  },
  activation: { table: 'activation', columns: ['created', 'id', 'key_id', 'body', 'revision'] },
  issued: { table: 'issued', columns: ['seq', 'request_hash', 'activation_id'] },
  kit: { table: 'kit', columns: ['seq', 'product_id', 'sequence'] },
} as const satisfies Record<string, Into>

function productNamed(id: string): string {
  return `product ${id}`
}

function keyNamed(id: string): string {
  return `key ${id}`
}

function activationNamed(id: string): string {
  return `activation ${id}`
}

function createVendor(vendor: Vendor, seq: number): Effect {
  return {
    into: INTO.vendor,
    values: [1, vendor.name, vendor.publicKey, vendor.createdAt, seq],
    refersTo: [],
  }
}

function changeDefaults(defaults: Defaults | undefined, seq: number): Effect {
  return {
    sql: `INSERT INTO defaults (id, body, revision) VALUES (1, ?, ?)
      ON CONFLICT (id) DO UPDATE SET body = excluded.body, revision = excluded.revision`,
    params: [defaults === undefined ? null : writeJson(nouns.defaults, defaults), seq],
    refersTo: [],
  }
}

function createKey(key: KeyRecord, seq: number): Effect {
  return {
    into: INTO.key,
    values: [seq, key.id, key.entitlement.productId, ...changeable(key), seq],
    makes: keyNamed(key.id),
    refersTo: [productNamed(key.entitlement.productId)],
  }
}

/** A revoked key is not changed any more. */
function changeKey(key: KeyRecord, seq: number): Effect {
  return {
    sql: `UPDATE activation_key
      SET email = ?, comment = ?, affiliate = ?, activations = ?, body = ?, revision = ?
      WHERE id = ? AND product_id = ? AND revoked_at IS NULL`,
    params: [...changeable(key), seq, key.id, key.entitlement.productId],
    refersTo: [keyNamed(key.id)],
    touches: key.id,
  }
}

function changeable({ email, comment, affiliate, ...key }: KeyRecord): readonly SqlValue[] {
  return [
    email ?? null,
    comment ?? null,
    affiliate ?? null,
    key.entitlement.activations,
    writeJson(nouns.keyRest, key),
  ]
}

function revokeKey(keyId: string, { at, reason }: Revocation, seq: number): Effect {
  return {
    sql: `UPDATE activation_key SET revoked_at = ?, revoke_reason = ?, revision = ?
      WHERE id = ? AND revoked_at IS NULL`,
    params: [at, reason ?? null, seq, keyId],
    refersTo: [keyNamed(keyId)],
    touches: keyId,
  }
}

function createActivation(activation: Activation, seq: number): Effect {
  return {
    into: INTO.activation,
    values: [seq, activation.id, activation.keyId, writeJson(nouns.activationRest, activation), seq],
    makes: activationNamed(activation.id),
    refersTo: [keyNamed(activation.keyId)],
  }
}

function renewActivation(activation: Activation, seq: number): Effect {
  return {
    sql: `UPDATE activation SET body = ?, revision = ?
      WHERE id = ? AND key_id = ? AND released_at IS NULL`,
    params: [writeJson(nouns.activationRest, activation), seq, activation.id, activation.keyId],
    refersTo: [activationNamed(activation.id)],
  }
}

function releaseActivation(activation: Activation, seq: number): Effect {
  return {
    sql: `UPDATE activation SET body = ?, released_at = ?, revision = ?
      WHERE id = ? AND key_id = ? AND released_at IS NULL`,
    params: [
      writeJson(nouns.activationRest, activation),
      activation.released?.at ?? null,
      seq,
      activation.id,
      activation.keyId,
    ],
    refersTo: [activationNamed(activation.id)],
  }
}

/** The payload is in the entry, and not kept twice. */
function issue({ requestHash, keyId, activationId }: IssuedLicense, seq: number): readonly Effect[] {
  return [
    {
      into: INTO.issued,
      values: [seq, requestHash ?? null, activationId],
      refersTo: [activationNamed(activationId)],
    },
    {
      // a license on another key's activation touches no row
      sql: `UPDATE activation_key SET revision = ?
        WHERE id = ? AND EXISTS (SELECT 1 FROM activation WHERE activation.id = ? AND key_id = activation_key.id)`,
      params: [seq, keyId, activationId],
      refersTo: [keyNamed(keyId), activationNamed(activationId)],
      touches: keyId,
    },
  ]
}

/** A seat taken or renewed is a change of the key: who has seen fewer activations must decide again. */
function touchKey(keyId: string, seq: number): Effect {
  return {
    sql: 'UPDATE activation_key SET revision = ? WHERE id = ?',
    params: [seq, keyId],
    refersTo: [keyNamed(keyId)],
    touches: keyId,
    onlyTouches: true,
  }
}

// Rows of these tables back into nouns; Misshapen when a body is not as project() wrote it.

export function vendorOf(row: Row): Vendor {
  return {
    name: row.name as string,
    publicKey: row.public_key as string,
    createdAt: row.created_at as number,
  }
}

export function settingsOf(rows: readonly Row[]): { readonly settings: Settings; readonly revision: number } {
  const changed = rows.map(row => [
    nouns.settingName.read(row.name),
    nouns.settingValue.read(parseJson(row.value as string)),
  ])
  return {
    settings: { ...nouns.SETTINGS_AT_FIRST, ...Object.fromEntries(changed) },
    revision: Math.max(0, ...rows.map(row => row.revision as number)),
  }
}

export function productOf(row: Row): Product {
  return { id: row.id as string, ...readJson(nouns.productRest, row.body as string) }
}

export function keyOf(row: Row): KeyRecord {
  const { text, createdAt, entitlement } = readJson(nouns.keyRest, row.body as string)
  return {
    id: row.id as string,
    text,
    createdAt,
    entitlement: { productId: row.product_id as string, ...entitlement },
    affiliate: (row.affiliate as string | null) ?? undefined,
    email: (row.email as string | null) ?? undefined,
    comment: (row.comment as string | null) ?? undefined,
    revoked:
      row.revoked_at === null
        ? undefined
        : { at: row.revoked_at as number, reason: (row.revoke_reason as string | null) ?? undefined },
  }
}

export function affiliateOf(row: Row): Affiliate {
  return { name: row.name as string, addedAt: row.added_at as number }
}

export function defaultsOf(row: Row): Defaults | undefined {
  return row.body === null ? undefined : readJson(nouns.defaults, row.body as string)
}

export function activationOf(row: Row): Activation {
  return {
    id: row.id as string,
    keyId: row.key_id as string,
    ...readJson(nouns.activationRest, row.body as string),
  }
}
