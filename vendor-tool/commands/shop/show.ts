/** `airlatch-vendor shop show`: where a shop sends its orders, and what becomes of them. */
import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { shopJson, shopPairs } from '../../shop-text.ts'
import type { VendorWorld } from '../../world.ts'

export const shopShow: Command<VendorWorld> = {
  path: 'shop show <name>',
  summary: 'Show a shop: its address, and what it sells',
  more: 'Its secret is never shown.',
  positionals: { name: 'the shop, one of "shop list"' },
  examples: [['The address to give to the shop', 'shop show web']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const listed = await vendor.shops.one(args.text('name'))
      return { json: shopJson(listed), text: fields(shopPairs(listed)) }
    }),
}
