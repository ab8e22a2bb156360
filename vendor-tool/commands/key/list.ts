/** `airlatch-vendor key list`: the activation keys, by product or customer. */
import type { Command } from '../../../src/cli/command.ts'
import { formatDay, formatEnd } from '../../../src/cli/dates.ts'
import { table } from '../../../src/cli/output.ts'
import { keyJson } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const keyList: Command<VendorWorld> = {
  path: 'key list',
  summary: 'List the activation keys by their ids',
  options: {
    product: { kind: 'text', value: 'ID', describe: 'of this product alone' },
    email: { kind: 'text', value: 'E', describe: "of this customer's e-mail address alone" },
  },
  example: 'key list --email lab@example.com',
  run: (args, world) =>
    world.vendor(async vendor => {
      const productId = args.optional('product')
      const email = args.optional('email')
      const keys = await vendor.keys({
        ...(productId === undefined ? {} : { productId: (await vendor.product(productId)).id }),
        ...(email === undefined ? {} : { email }),
      })
      const rows = keys.map(({ id, entitlement, email, createdAt }) => [
        id,
        entitlement.productId,
        entitlement.generic ? 'generic' : entitlement.activations,
        entitlement.expiresAt === undefined ? 'never' : formatEnd(entitlement.expiresAt),
        formatDay(createdAt),
        email,
      ])
      return {
        json: { keys: keys.map(key => keyJson(key, false)) },
        text: table(
          ['KEY ID', 'PRODUCT', 'SEATS', 'EXPIRES', 'CREATED', 'E-MAIL'],
          rows,
          'no activation keys',
        ),
      }
    }),
}
