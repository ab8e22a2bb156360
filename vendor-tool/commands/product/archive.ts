/** `airlatch-vendor product archive`: no keys are made for a product that is no longer sold, or was made by mistake. */

import type { Command } from '../../../src/cli/command.ts'
import { productJson, productText } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const productArchive: Command<VendorWorld> = {
  path: 'product archive <id>',
  summary: 'Put a product out of sight that is no longer sold, or was created by mistake',
  more: 'No keys are created for it, and lists leave it out. Its keys stay as they are. "product reinstate" brings it back.',
  positionals: { id: 'its id' },
  examples: [['A product that was created by mistake', 'product archive scope']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const product = await vendor.archiveProduct(args.text('id'))
      return { json: { product: productJson(product) }, text: productText(product) }
    }),
}
