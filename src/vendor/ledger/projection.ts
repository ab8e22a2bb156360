/**
 * Owns the current state: what each change does to its tables, and how their rows read back. Every row can be made
 * again from the entries, and audit.ts does. `created` and `revision` are the numbers of the first and of the last
 * entry that touched the row. Secrets: activation_key.body has the whole activation key.
 */
import type {
  Activation,
  Affiliate,
  KeyRecord,
  Product,
  Revocation,
  Settings,
} from '../../core/terms/entitlement.ts'
import type { Defaults } from '../../core/terms/fields.ts'
import type { Into, Row, SqlValue, Statement } from '../../log/sql.ts'
import { type Form, putForm, updateForm } from './forms.ts'
import type { Change, IssuedLicense, Vendor } from './ledger.ts'
import * as nouns from './nouns.ts'
import { parseJson, readJson, writeJson } from './shape.ts'

export interface Table {
  readonly name: string
  /** The column that rows are ordered by; unique. */
  readonly key: string
  readonly columns: readonly string[]
  /** What else is unique: columns of which no two rows have the same values. */
  readonly unique: readonly (readonly string[])[]
}

/** Every table of the state with every column, those in front that others refer to; the entries are no part of it. */
export const TABLES: readonly Table[] = [
  { name: 'vendor', key: 'id', columns: ['id', 'name', 'public_key', 'created_at', 'revision'], unique: [] },
  { name: 'setting', key: 'name', columns: ['name', 'value', 'revision'], unique: [] },
  { name: 'affiliate', key: 'created', columns: ['created', 'name', 'added_at'], unique: [['name']] },
  { name: 'defaults', key: 'id', columns: ['id', 'body', 'revision'], unique: [] },
  { name: 'product', key: 'created', columns: ['created', 'id', 'body', 'revision'], unique: [['id']] },
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
    unique: [['id']],
  },
  {
    name: 'activation',
    key: 'created',
    columns: ['created', 'id', 'key_id', 'released_at', 'body', 'revision'],
    unique: [['id']],
  },
  {
    name: 'issued',
    key: 'seq',
    columns: ['seq', 'request_hash', 'activation_id'],
    unique: [['request_hash']],
  },
  {
    name: 'kit',
    key: 'seq',
    columns: ['seq', 'product_id', 'sequence'],
    unique: [['product_id', 'sequence']],
  },
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
  readonly form: Form
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
          ...FORMS.changeSetting,
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
          ...FORMS.changeProduct,
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
    // how many were wrong is no state of the entries (wrong-proofs.ts)
    case 'key.codes-allowed':
      return [touchKey(change.keyId, seq)]
    case 'activation.recorded':
      return [createActivation(change.activation, seq), touchKey(change.activation.keyId, seq)]
    case 'activation.renewed':
      return [renewActivation(change.activation, seq), touchKey(change.activation.keyId, seq)]
    case 'activation.released':
      return [releaseActivation(change.activation, seq), touchKey(change.activation.keyId, seq)]
    case 'activation.start-set':
      return [correctActivation(change.activation, seq), touchKey(change.activation.keyId, seq)]
    case 'personal.erased':
      return [
        {
          ...FORMS.erasePersonal,
          params: [null, null, seq, change.keyId],
          refersTo: [keyNamed(change.keyId)],
          touches: change.keyId,
        },
      ]
    case 'license.issued':
      return issue(change.license, seq)
    case 'license.reissued':
      return [reissue(change.license, seq), touchHolder(change.license, seq)]
    case 'revocations.published':
      return [
        {
          // who has seen an older list must count on from this one
          ...FORMS.touchProduct,
          params: [seq, change.productId],
          refersTo: [productNamed(change.productId)],
        },
      ]
    // looked for among the entries themselves
    case 'signing-key.added':
    case 'signing-key.retired':
    case 'clock.reset':
    case 'clock.accepted':
      return []
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

/** Each with its SQL, as a statement has it. */
const FORMS = {
  changeSetting: formed(putForm('setting', 'name', ['value', 'revision'])),
  changeDefaults: formed(putForm('defaults', 'id', ['body', 'revision'])),
  changeProduct: formed(updateForm('product', ['body', 'revision'], ['id'])),
  touchProduct: formed(updateForm('product', ['revision'], ['id'])),
  // a revoked key is not changed any more
  changeKey: formed(
    updateForm(
      'activation_key',
      ['email', 'comment', 'affiliate', 'activations', 'body', 'revision'],
      ['id', 'product_id'],
      { unset: 'revoked_at' },
    ),
  ),
  revokeKey: formed(
    updateForm('activation_key', ['revoked_at', 'revoke_reason', 'revision'], ['id'], {
      unset: 'revoked_at',
    }),
  ),
  erasePersonal: formed(updateForm('activation_key', ['email', 'comment', 'revision'], ['id'])),
  touchKey: formed(updateForm('activation_key', ['revision'], ['id'])),
  issue: formed(updateForm('activation_key', ['revision'], ['id'], { holds: 'activation' })),
  reissue: formed(updateForm('issued', ['seq', 'activation_id'], ['request_hash'])),
  renewActivation: formed(
    updateForm('activation', ['body', 'revision'], ['id', 'key_id'], { unset: 'released_at' }),
  ),
  // also of one that was released: its computer is recognised when it comes back
  correctActivation: formed(updateForm('activation', ['body', 'released_at', 'revision'], ['id', 'key_id'])),
  releaseActivation: formed(
    updateForm('activation', ['body', 'released_at', 'revision'], ['id', 'key_id'], { unset: 'released_at' }),
  ),
} as const

function formed(form: Form): Pick<Alteration, 'form' | 'sql'> {
  return { form, sql: form.sql }
}

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
    ...FORMS.changeDefaults,
    params: [1, defaults === undefined ? null : writeJson(nouns.defaults, defaults), seq],
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

function changeKey(key: KeyRecord, seq: number): Effect {
  return {
    ...FORMS.changeKey,
    params: [...changeable(key), seq, key.id, key.entitlement.productId],
    refersTo: [keyNamed(key.id)],
    touches: key.id,
  }
}

function changeable(key: KeyRecord): readonly SqlValue[] {
  return [
    key.email ?? null,
    key.comment ?? null,
    key.affiliate ?? null,
    key.entitlement.activations,
    writeJson(nouns.keyRest, key),
  ]
}

function revokeKey(keyId: string, { at, reason }: Revocation, seq: number): Effect {
  return {
    ...FORMS.revokeKey,
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
    ...FORMS.renewActivation,
    params: [writeJson(nouns.activationRest, activation), seq, activation.id, activation.keyId],
    refersTo: [activationNamed(activation.id)],
  }
}

function correctActivation(activation: Activation, seq: number): Effect {
  return {
    ...FORMS.correctActivation,
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

function releaseActivation(activation: Activation, seq: number): Effect {
  return {
    ...FORMS.releaseActivation,
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
function issue(license: IssuedLicense, seq: number): readonly Effect[] {
  const { requestHash, activationId } = license
  return [
    {
      into: INTO.issued,
      values: [seq, requestHash ?? null, activationId],
      refersTo: [activationNamed(activationId)],
    },
    touchHolder(license, seq),
  ]
}

/** From now on, this is the license that the request gets. */
function reissue({ requestHash, activationId }: IssuedLicense, seq: number): Effect {
  return {
    ...FORMS.reissue,
    params: [seq, activationId, requestHash ?? null],
    refersTo: [activationNamed(activationId)],
  }
}

function touchHolder({ keyId, activationId }: IssuedLicense, seq: number): Effect {
  return {
    // a license on another key's activation touches no row
    ...FORMS.issue,
    params: [seq, keyId, activationId],
    refersTo: [keyNamed(keyId), activationNamed(activationId)],
    touches: keyId,
  }
}

/** A seat taken or renewed is a change of the key: who has seen fewer activations must decide again. */
function touchKey(keyId: string, seq: number): Effect {
  return {
    ...FORMS.touchKey,
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
  const { entitlement, ...rest } = readJson(nouns.keyRest, row.body as string)
  return {
    id: row.id as string,
    ...rest,
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
