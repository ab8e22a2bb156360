/** `airlatch-vendor shop remove`: the orders of a shop are refused from now on. */
import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { DANGER_OPTIONS, dryRunOrConfirmed } from '../../danger.ts'
import type { VendorWorld } from '../../world.ts'

export const shopRemove: Command<VendorWorld> = {
  path: 'shop remove <name>',
  summary: 'Refuse the orders of a shop from now on',
  more: 'Its secrets are removed, and no command shows them again. Its orders and their keys stay; a shop that you add under this name later continues them.',
  positionals: { name: 'the shop, one of "shop list"' },
  options: DANGER_OPTIONS,
  examples: [['A shop that you no longer use', 'shop remove web']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { name } = (await vendor.shops.one(args.text('name'))).shop
      const dryRun = await dryRunOrConfirmed(args, { is: 'shop-removed', shop: name }, { shop: name })
      if (dryRun !== undefined) return dryRun
      await vendor.shops.remove(name)
      return { json: { shop: name }, text: vendorWords().shop.removed(name) }
    }),
}
