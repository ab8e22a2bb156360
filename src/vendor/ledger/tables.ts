/**
 * Owns the list of the tables of the current state. Every row can be rebuilt from the entries, and audit.ts does so.
 * `created` and `revision` are the numbers of the first and of the last entry that changed the row. The columns of an
 * activation about its newest license have a number of their own, license_seq, and leave `revision` unchanged. Secret:
 * activation_key.body contains the whole activation key.
 */
import { CUSTOMER_FIELD_NAMES } from '../../core/terms/customer.ts'
import { LICENSE_COLUMNS } from './newest-license.ts'
import { SEAT_COLUMNS } from './seat-columns.ts'

export interface Table {
  readonly name: string
  /** The unique column that rows are ordered by. */
  readonly key: string
  readonly columns: readonly string[]
  /** Further unique constraints, each a list of columns. */
  readonly unique: readonly (readonly string[])[]
  /** A column that is not unique. An entry may change all rows with one value of it together. */
  readonly groupedBy?: string
}

/** All tables of the state, without the entries. A table comes before those that refer to it. */
export const TABLES: readonly Table[] = [
  { name: 'vendor', key: 'id', columns: ['id', 'name', 'public_key', 'created_at', 'revision'], unique: [] },
  { name: 'setting', key: 'name', columns: ['name', 'value', 'revision'], unique: [] },
  { name: 'affiliate', key: 'created', columns: ['created', 'name', 'added_at'], unique: [['name']] },
  { name: 'defaults', key: 'id', columns: ['id', 'body', 'revision'], unique: [] },
  { name: 'template', key: 'name', columns: ['name', 'body', 'revision'], unique: [] },
  { name: 'product', key: 'created', columns: ['created', 'id', 'body', 'revision'], unique: [['id']] },
  {
    name: 'customer',
    key: 'created',
    columns: ['created', 'id', ...CUSTOMER_FIELD_NAMES, 'created_at', 'merged_into', 'revision'],
    unique: [['id']],
  },
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
      'customer',
      'activations',
      'revoked_at',
      'revoke_reason',
      'suspended_at',
      'suspend_reason',
      'archived_at',
      'body',
      'revision',
    ],
    unique: [['id']],
  },
  {
    name: 'activation',
    key: 'created',
    columns: [
      'created',
      'id',
      'key_id',
      'released_at',
      ...LICENSE_COLUMNS,
      ...SEAT_COLUMNS,
      'body',
      'revision',
    ],
    unique: [['id']],
    groupedBy: 'key_id',
  },
  {
    name: 'search',
    key: 'created',
    columns: ['created', 'kind', 'id', 'text', 'personal'],
    unique: [['id']],
  },
  {
    name: 'issued',
    key: 'seq',
    columns: ['seq', 'request_hash', 'activation_id'],
    unique: [['request_hash']],
  },
  // a row without a body was removed
  { name: 'outside', key: 'name', columns: ['name', 'body', 'revision'], unique: [] },
  {
    name: 'sold_order',
    key: 'created',
    columns: ['created', 'id', 'sold', 'line', 'key_ids', 'refunded_at', 'revision'],
    unique: [['id']],
  },
  {
    name: 'kit',
    key: 'seq',
    columns: ['seq', 'product_id', 'sequence'],
    unique: [['product_id', 'sequence']],
  },
]
