/** Owns `pkey.find` and `pkey.getID`: keys by the customer's e-mail address or by the whole key. */
import {
  ACTIVATION_KEY_BYTES,
  activationKeyOf,
  parseActivationKey,
} from '../../../src/core/message/activation-key.ts'
import { isSameSecret } from '../../../src/http/same-origin.ts'
import { AirlatchError, type ListedKey } from '../../../src/vendor/door.ts'
import type { Admitted } from '../../api/desk.ts'
import type { AnswerFields } from '../answer.ts'
import { NUMBER, noSuchKey } from '../failure.ts'
import { isDeleted, keyOf, type LimelmMethod, namedKey } from '../method.ts'

/** So many keys in an answer; `total` says how many there are. */
const MOST_FOUND = 10_000

export const find: LimelmMethod = {
  scope: 'read',
  async run(parameters, caller) {
    const { id: productId } = await caller.vendor.product(parameters.required('version_id'))
    const wanted = parameters.required('email', NUMBER.email)
    const keys = wanted.includes('@')
      ? await keysOfCustomer(caller, productId, wanted)
      : [await keyOfWhole(caller, wanted, productId)]
    if (keys.length === 0) throw noSuchKey()
    return {
      pkeys: { total: keys.length, pkey: keys.slice(0, MOST_FOUND).map(key => foundKey(key, caller)) },
    }
  },
}

async function keysOfCustomer({ vendor }: Admitted, productId: string, email: string) {
  const found = await vendor.keys({ productId, email, archived: true })
  return found.filter(listed => !isDeleted(listed))
}

/** Only a revoked key says whether it is. */
function foundKey({ key, used }: ListedKey, caller: Admitted): AnswerFields {
  return {
    ...namedKey(key, caller),
    acts: `${key.entitlement.activations}`,
    acts_used: `${used}`,
    ...(key.revoked && { revoked: 'true' }),
  }
}

export const getId: LimelmMethod = {
  scope: 'read',
  async run(parameters, caller) {
    const { key } = await keyOfWhole(caller, parameters.required('pkey'), parameters.text('version_id'))
    return { pkey: { id: key.id } }
  },
}

/**
 * Only for who has the whole key: an id with another secret, an unknown one, one of another product and what is no key at
 * all are one answer, and the same work. Error: LimelmFailure 1.
 */
async function keyOfWhole({ vendor }: Admitted, text: string, productId?: string): Promise<ListedKey> {
  const wanted = wholeKey(text)
  const listed = await keyOf(vendor, wanted.id)
  if (listed === undefined || !isSameSecret(listed.key.text, wanted.text)) throw noSuchKey()
  if (productId !== undefined && productId !== listed.key.entitlement.productId) throw noSuchKey()
  return listed
}

/** Nobody's: no random number of a key is nothing but zeros. */
const NOBODYS = activationKeyOf(new Uint8Array(ACTIVATION_KEY_BYTES))

function wholeKey(text: string): { readonly id: string; readonly text: string } {
  try {
    return parseActivationKey(text)
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'activation-key-malformed') throw error
    return NOBODYS
  }
}
