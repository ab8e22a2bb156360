/** Owns `pkey.getDetails` and `pkey.setDetails`: what a key grants and who uses it, and changes of that (checklist LP). */
import { formatInstant } from '../../../src/core/terms/term.ts'
import type { AnswerFields } from '../answer.ts'
import { answeredTerms, termsIn } from '../fields.ts'
import { keyIn, type LimelmMethod, namedKey } from '../method.ts'

export const getDetails: LimelmMethod = {
  scope: 'read',
  async run(parameters, caller) {
    const { vendor } = caller
    const { key, used, state } = await keyIn(parameters, caller)
    const product = await vendor.product(key.entitlement.productId)
    const held = await vendor.activations({ keyId: key.id, released: false })
    return {
      pkey: {
        ...namedKey(key, caller),
        version_id: product.id,
        created: dateText(key.createdAt),
        acts_used: `${used}`,
        revoked: `${key.revoked !== undefined}`,
        state,
        ...answeredTerms(key, product),
        activations: {
          // no address: a request is carried, and comes from none; nor does it say the system
          act: held.map(
            ({ id, firstAt, computerId }): AnswerFields => ({
              id,
              ip: '',
              date: dateText(firstAt),
              type: '',
              computer_id: computerId,
            }),
          ),
        },
        // there are none here, and clients read them
        tags: { tag: [] },
      },
    }
  },
}

/** A success says nothing (checklist LP-25). */
export const setDetails: LimelmMethod = {
  scope: 'sell',
  async run(parameters, caller) {
    const { vendor } = caller
    const { key } = await keyIn(parameters, caller)
    const product = await vendor.product(key.entitlement.productId)
    await vendor.changeKey(key.id, termsIn(parameters, product, key))
    return {}
  },
}

/** `2027-12-31 23:59:59`, in UTC. */
function dateText(at: number): string {
  return formatInstant(at).replace('T', ' ').replace('Z', '')
}
