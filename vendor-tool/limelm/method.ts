/** Owns what a method of LimeLM's interface is, and how its calls name a key. */
import { decodeGroups, encodeGroups } from '../../src/core/bytes/base32.ts'
import { AirlatchError, type ListedKey, type Scope } from '../../src/vendor/door.ts'
import type { Admitted } from '../api/desk.ts'
import type { AnswerFields } from './answer.ts'
import { noSuchKey } from './failure.ts'
import type { Parameters } from './form.ts'

export interface LimelmMethod {
  /** What the API key must be allowed; undefined: any key may call it. */
  readonly scope: Scope | undefined
  /** What a success says. Errors: LimelmFailure, those of the desk. */
  run(parameters: Parameters, caller: Admitted): Promise<AnswerFields>
}

/** The groups of a key's id. */
const ID_GROUPS = 2

/**
 * The key of `pkey_id`, which is the id of a key and never a whole one. A key that `pkey.delete` took away is not there
 * any longer. Errors: LimelmFailure 1, 108.
 */
export async function keyIn(parameters: Parameters, { vendor }: Admitted): Promise<ListedKey> {
  const id = decodeGroups(parameters.required('pkey_id'), ID_GROUPS)
  const listed = id instanceof Uint8Array ? await keyOf(vendor, encodeGroups(id, ID_GROUPS)) : undefined
  if (listed === undefined) throw noSuchKey()
  return listed
}

/** Undefined when there is none, or none any longer. */
export async function keyOf(vendor: Admitted['vendor'], id: string): Promise<ListedKey | undefined> {
  try {
    const listed = await vendor.listedKey(id)
    return isDeleted(listed) ? undefined : listed
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'key-not-found') throw error
    return undefined
  }
}

/** What `pkey.delete` makes of a key, as the ledger forgets nothing. */
export function isDeleted({ key }: Pick<ListedKey, 'key'>): boolean {
  return key.revoked !== undefined && key.archivedAt !== undefined
}

/** LimeLM changes nothing for a dormant account; the desk itself takes back what it gave. Error: vendor-dormant (118). */
export async function requireAwake({ vendor }: Admitted): Promise<void> {
  const { dormant } = await vendor.settings()
  if (dormant) throw new AirlatchError('vendor-dormant', { limelm: 118 })
}

/** The id, and the whole key for whom it is: keys are shown to those who sell them. */
export function namedKey({ id, text }: ListedKey['key'], caller: Admitted): AnswerFields {
  return caller.may('sell') ? { id, key: text } : { id }
}
