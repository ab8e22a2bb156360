/** `airlatch-vendor shop list`: the shops whose orders become keys. */
import type { Command } from '../../../src/cli/command.ts'
import { table } from '../../../src/words/output.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { shopJson, soldText } from '../../shop-text.ts'
import type { VendorWorld } from '../../world.ts'

export const shopList: Command<VendorWorld> = {
  path: 'shop list',
  summary: 'List the shops whose orders become keys',
  examples: [['All shops', 'shop list']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const shops = await vendor.shops.list()
      const rows = shops.map(({ shop, secrets }) => [
        shop.name,
        shop.kind,
        [...shop.products].map(([item, template]) => soldText(item, template)).join('; '),
        String(secrets),
      ])
      const headings = (['shop', 'kind', 'sells', 'secrets'] as const).map(headingFor)
      return { json: { shops: shops.map(shopJson) }, text: table(headings, rows, vendorWords().shop.none) }
    }),
}
