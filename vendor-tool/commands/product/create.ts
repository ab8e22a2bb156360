/** `airlatch-vendor product create`: a product to sell. */
import type { Command } from '../../../src/cli/command.ts'
import { formatDay } from '../../../src/words/dates.ts'
import { productJson, productText } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'
import { PRODUCT_OPTIONS, productChangeOf } from './options.ts'

export const productCreate: Command<VendorWorld> = {
  path: 'product create <id>',
  summary: 'Create a product',
  positionals: { id: 'its id: 1 to 32 of a-z, 0-9, ".", "_" and "-"' },
  options: {
    ...PRODUCT_OPTIONS,
    name: { kind: 'text', value: 'NAME', describe: 'the name that people read', required: true },
  },
  examples: [
    ['A product', 'product create scope --name "Scope Pro"'],
    [
      'With its first release, and a feature that limits users to 5',
      'product create scope --name "Scope Pro" --version 2.1 --feature users:integer=5',
    ],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const change = productChangeOf(args, formatDay(Date.now() / 1000))
      const product = await vendor.createProduct({ id: args.text('id'), ...change, name: args.text('name') })
      return { json: { product: productJson(product) }, text: productText(product) }
    }),
}
