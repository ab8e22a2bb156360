/** Owns which columns of the state's tables entries write, and by which forms; projection.ts fills them in. */
import { CUSTOMER_FIELD_NAMES } from '../../core/terms/customer.ts'
import type { Into, Statement } from '../../log/sql.ts'
import { putForm, type RowChangeForm, updateAllForm, updateForm } from './forms.ts'
import { LICENSE_COLUMNS } from './newest-license.ts'

export const INTO = {
  vendor: { table: 'vendor', columns: ['id', 'name', 'public_key', 'created_at', 'revision'] },
  affiliate: { table: 'affiliate', columns: ['created', 'name', 'added_at'] },
  customer: {
    table: 'customer',
    columns: ['created', 'id', ...CUSTOMER_FIELD_NAMES, 'created_at', 'revision'],
  },
  search: { table: 'search', columns: ['created', 'kind', 'id', 'text', 'personal'] },
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
      'customer',
      'activations',
      'body',
      'revision',
    ],
  },
  activation: {
    table: 'activation',
    columns: ['created', 'id', 'key_id', 'seat', 'begun_at', 'marks', 'body', 'revision', ...LICENSE_COLUMNS],
  },
  outside: { table: 'outside', columns: ['name', 'body', 'revision'] },
  order: {
    table: 'sold_order',
    columns: ['created', 'id', 'sold', 'line', 'key_ids', 'refunded_at', 'revision'],
  },
  issued: { table: 'issued', columns: ['seq', 'request_hash', 'activation_id'] },
  kit: { table: 'kit', columns: ['seq', 'product_id', 'sequence'] },
} as const satisfies Record<string, Into>

const ENDED = ['body', 'begun_at', 'released_at', 'ended_by', 'revision']

/** Each with its SQL, as a statement has it. */
export const FORMS = {
  changeSetting: formed(putForm('setting', 'name', ['value', 'revision'])),
  changeDefaults: formed(putForm('defaults', 'id', ['body', 'revision'])),
  saveTemplate: formed(putForm('template', 'name', ['body', 'revision'])),
  deleteTemplate: formed(updateForm('template', ['body', 'revision'], ['name'])),
  saveOutside: formed(putForm('outside', 'name', ['body', 'revision'])),
  removeOutside: formed(updateForm('outside', ['body', 'revision'], ['name'])),
  refundOrder: formed(
    updateForm('sold_order', ['refunded_at', 'revision'], ['id'], { unset: 'refunded_at' }),
  ),
  changeProduct: formed(updateForm('product', ['body', 'revision'], ['id'])),
  touchProduct: formed(updateForm('product', ['revision'], ['id'])),
  changeCustomer: formed(updateForm('customer', [...CUSTOMER_FIELD_NAMES, 'revision'], ['id'])),
  mergeCustomer: formed(
    updateForm('customer', ['merged_into', 'revision'], ['id'], { unset: 'merged_into' }),
  ),
  touchCustomer: formed(updateForm('customer', ['revision'], ['id'], { unset: 'merged_into' })),
  handOnKeys: formed(updateAllForm('activation_key', ['customer', 'revision'], 'customer')),
  search: formed(updateForm('search', ['text', 'personal'], ['id'])),
  forget: formed(updateForm('search', ['personal'], ['id'])),
  // a revoked key is not changed any more
  changeKey: formed(
    updateForm(
      'activation_key',
      ['email', 'comment', 'affiliate', 'customer', 'activations', 'body', 'revision'],
      ['id', 'product_id'],
      { unset: 'revoked_at' },
    ),
  ),
  revokeKey: keyForm(['revoked_at', 'revoke_reason'], { unset: 'revoked_at' }),
  suspendKey: keyForm(['suspended_at', 'suspend_reason'], { unset: 'suspended_at' }),
  archiveKey: keyForm(['archived_at'], { unset: 'archived_at' }),
  reinstateKey: keyForm(['suspended_at', 'suspend_reason', 'archived_at']),
  erasePersonal: keyForm(['email', 'comment']),
  touchKey: keyForm([]),
  reissue: formed(updateForm('issued', ['seq', 'activation_id'], ['request_hash'])),
  renewActivation: formed(
    updateForm('activation', ['marks', 'body', 'revision'], ['id', 'key_id'], { unset: 'released_at' }),
  ),
  // also of one that was released: its computer is recognised when it comes back
  correctActivation: formed(updateForm('activation', ENDED, ['id', 'key_id'])),
  releaseActivation: formed(updateForm('activation', ENDED, ['id', 'key_id'], { unset: 'released_at' })),
} as const

export interface Formed extends Pick<Statement, 'sql' | 'rows'> {
  readonly form: RowChangeForm
}

function formed(form: RowChangeForm): Formed {
  return form.kind === 'update all' ? { form, sql: form.sql, rows: 'any' } : { form, sql: form.sql }
}

/** Of the key alone, whatever its product. */
function keyForm(columns: readonly string[], unless: Parameters<typeof updateForm>[3] = {}): Formed {
  return formed(updateForm('activation_key', [...columns, 'revision'], ['id'], unless))
}
