/** Owns `pkey.generate`: new activation keys of a product, all or none. */
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { LimelmFailure, NUMBER } from '../failure.ts'
import { termsIn } from '../fields.ts'
import type { Parameters } from '../form.ts'
import { type LimelmMethod, namedKey } from '../method.ts'

/** In one call; more of them are made by several. */
const MOST_KEYS = 10_000

export const generate: LimelmMethod = {
  scope: 'sell',
  async run(parameters, caller) {
    const { vendor } = caller
    const product = await vendor.product(parameters.required('version_id'))
    const keys = await vendor.createKeys({
      ...termsIn(parameters, product),
      productId: product.id,
      count: countIn(parameters),
      template: parameters.text('template'),
      // defaults that a clerk saved for the next sale are not meant for this one
      ignoreDefaults: true,
    })
    return { pkeys: { total: keys.length, pkey: keys.map(key => namedKey(key, caller)) } }
  },
}

function countIn(parameters: Parameters): number {
  const text = parameters.text('num_keys') ?? '1'
  const count = /^\d{1,9}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > MOST_KEYS)
    throw new LimelmFailure(NUMBER.refused, vendorWords().limelm.keys(MOST_KEYS))
  return count
}
