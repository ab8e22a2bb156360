/** `airlatch-vendor product list`: all products. */

import type { Command } from '../../../src/cli/command.ts'
import { table } from '../../../src/words/output.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { productJson } from '../../describe.ts'
import { archivedOption } from '../../fields.ts'
import type { VendorWorld } from '../../world.ts'

export const productList: Command<VendorWorld> = {
  path: 'product list',
  summary: 'List the products',
  options: archivedOption('products'),
  examples: [['All products', 'product list']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const all = await vendor.products()
      const products = all.filter(({ archivedAt }) => archivedAt === undefined || args.flag('archived'))
      const rows = products.map(({ id, name, releases, features }) => [
        id,
        name,
        releases.at(-1)?.version,
        features.length,
      ])
      return {
        json: { products: products.map(productJson) },
        text: table(
          (['product', 'name', 'newest', 'features'] as const).map(headingFor),
          rows,
          vendorWords().product.none,
        ),
      }
    }),
}
