/** Owns `pkey.find` and `pkey.getID`: the ids of keys, by the customer's e-mail address or by the whole key. */
import {
  ACTIVATION_KEY_BYTES,
  activationKeyOf,
  parseActivationKey,
} from '../../../src/core/message/activation-key.ts'
import { isSameSecret } from '../../../src/http/same-origin.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { noSuchKey } from '../failure.ts'
import { isDeleted, keyOf, type LimelmMethod, namedKey } from '../method.ts'

/** So many keys in an answer; `total` says how many there are. */
const MOST_FOUND = 10_000

export const find: LimelmMethod = {
  scope: 'read',
  async run(parameters, caller) {
    const { vendor } = caller
    const { id: productId } = await vendor.product(parameters.required('version_id'))
    const found = await vendor.keys({ productId, email: parameters.required('email'), archived: true })
    const keys = found.filter(listed => !isDeleted(listed))
    return {
      pkeys: {
        total: keys.length,
        pkey: keys.slice(0, MOST_FOUND).map(({ key }) => namedKey(key, caller)),
      },
    }
  },
}

/**
 * Only for who has the whole key: an id with another secret, an unknown one and what is no key at all are one answer,
 * and the same work.
 */
export const getId: LimelmMethod = {
  scope: 'read',
  async run(parameters, { vendor }) {
    const wanted = wholeKey(parameters.required('pkey'))
    const productId = parameters.text('version_id')
    const listed = await keyOf(vendor, wanted.id)
    if (listed === undefined || !isSameSecret(listed.key.text, wanted.text)) throw noSuchKey()
    if (productId !== undefined && productId !== listed.key.entitlement.productId) throw noSuchKey()
    return { pkey: { id: listed.key.id } }
  },
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
