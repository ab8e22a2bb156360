/** `airlatch-vendor product set`: changes a product; what is not named stays as it is. */
import type { Command } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { formatDay } from '../../../src/words/dates.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { productJson, productText } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'
import { PRODUCT_OPTIONS, productChangeOf } from './options.ts'

export const productSet: Command<VendorWorld> = {
  path: 'product set <id>',
  summary: 'Change a product, or add a release',
  more: 'What is not named stays as it is; --feature replaces all its features.',
  positionals: { id: 'its id' },
  options: PRODUCT_OPTIONS,
  examples: [
    ['A new release', 'product set scope --version 3.0 --release-date 2026-11-01'],
    ['No licenses in virtual machines', 'product set scope --allow-vm no'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const change = productChangeOf(args, formatDay(Date.now() / 1000))
      if (Object.keys(change).length === 0)
        throw new AirlatchError('usage', {
          problem: { is: 'nothing-to-change' },
        })
      const before = await vendor.product(args.text('id'))
      const product = await vendor.changeProduct(before.id, change)
      const names = new Set(product.features.map(({ name }) => name))
      const dropped = before.features.map(({ name }) => name).filter(name => !names.has(name))
      const warnings = dropped.length === 0 ? [] : [vendorWords().product.dropped(dropped)]
      const next = change.features === undefined ? undefined : vendorWords().product.newKit(product.id)
      return {
        json: { product: productJson(product), warnings },
        text: productText(product, next),
        warnings,
      }
    }),
}
