/** Owns the SQL conditions of filters for keys and activations. A condition whose value is undefined is left out. */
import type { SqlValue } from '../../log/sql.ts'
import type { ActivationFilter } from './ledger.ts'
import type { NewestKeys, NewestPage } from './newest.ts'

/** Returns the conditions for keys. Each has an index. */
export function keyConditions({
  productId,
  email,
  affiliate,
  customer,
}: Omit<NewestKeys, keyof NewestPage>): readonly (readonly [
  condition: string,
  value: SqlValue | undefined,
])[] {
  return [
    ['product_id = ?', productId],
    // exactly the expression of the index; lower() changes only ASCII letters on both engines
    ['lower(email) = ? AND email IS NOT NULL', email?.replace(/[A-Z]+/g, letters => letters.toLowerCase())],
    ['affiliate = ?', affiliate],
    ['customer = ?', customer],
  ]
}

export function activationConditions({
  keyId,
  computerId,
  productId,
  released,
  expiresBefore,
}: ActivationFilter): readonly (readonly [condition: string, value: SqlValue | undefined])[] {
  return [
    ['key_id = ?', keyId],
    ["id IN (SELECT id FROM search WHERE kind = 'activation' AND text = ?)", computerId],
    ['key_id IN (SELECT id FROM activation_key WHERE product_id = ?)', productId],
    // `created > 0` is always true and only takes the parameter; an index on the first condition is used
    ['released_at IS NULL AND created > ?', released === false ? 0 : undefined],
    ['released_at >= ?', released === true ? 0 : undefined],
    ['license_ends <= ?', expiresBefore],
  ]
}
