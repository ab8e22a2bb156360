/** Owns which rows a list asks for, as conditions of SQL: those that are not named hold for all. */
import type { SqlValue } from '../../log/sql.ts'
import type { ActivationFilter } from './ledger.ts'
import type { NewestKeys, NewestPage } from './newest.ts'

/** Each has an index. */
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
    // as the index has it; lower() is that of ASCII on every engine
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
    // the second condition always holds; an index on the first is used
    ['released_at IS NULL AND created > ?', released === false ? 0 : undefined],
    ['released_at >= ?', released === true ? 0 : undefined],
    ['license_ends <= ?', expiresBefore],
  ]
}
