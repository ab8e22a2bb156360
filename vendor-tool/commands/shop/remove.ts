/** `airlatch-vendor shop remove`: the orders of a shop are refused from now on. */
import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../../world.ts'

export const shopRemove: Command<VendorWorld> = {
  path: 'shop remove <name>',
  summary: 'Refuse the orders of a shop from now on',
  more: 'Its secrets are removed. Its orders and their keys stay; a shop that you add under this name later continues them.',
  positionals: { name: 'the shop, one of "shop list"' },
  examples: [['A shop that you no longer use', 'shop remove web']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { name } = await vendor.shops.remove(args.text('name'))
      return { json: { shop: name }, text: vendorWords().shop.removed(name) }
    }),
}
