/** `airlatch-vendor product show`: one product. */
import type { Command } from '../../../src/cli/command.ts'
import { kitJson } from '../../../src/words/describe.ts'
import { productJson, productText } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const productShow: Command<VendorWorld> = {
  path: 'product show <id>',
  summary: 'Show a product with its features, its releases and its newest kit',
  positionals: { id: 'its id' },
  examples: [['A product with all that it has', 'product show scope']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const product = await vendor.product(args.text('id'))
      const kit = await vendor.newestKit(product.id)
      return {
        json: { product: productJson(product), ...(kit && { kit: kitJson(kit) }) },
        text: productText(product, undefined, kit),
      }
    }),
}
