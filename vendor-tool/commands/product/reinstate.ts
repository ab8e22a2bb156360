/** `airlatch-vendor product reinstate`: keys are made again for a product that was archived. */

import type { Command } from '../../../src/cli/command.ts'
import { productJson, productText } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const productReinstate: Command<VendorWorld> = {
  path: 'product reinstate <id>',
  summary: 'Sell a product again that was archived',
  positionals: { id: 'its id' },
  examples: [['When it was archived by mistake', 'product reinstate scope']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const product = await vendor.reinstateProduct(args.text('id'))
      return { json: { product: productJson(product) }, text: productText(product) }
    }),
}
