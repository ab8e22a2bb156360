/** `airlatch-vendor affiliate add`: somebody else who sells keys. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor } from '../../../src/words/vendor-tool.ts'
import { affiliateJson } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const affiliateAdd: Command<VendorWorld> = {
  path: 'affiliate add <name>',
  summary: 'Add an affiliate who sells keys',
  positionals: { name: 'the name, as "key create --affiliate" will take it' },
  examples: [['A new reseller', 'affiliate add "North Resellers"']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const affiliate = await vendor.addAffiliate(args.text('name'))
      return { json: affiliateJson(affiliate), text: fields([[labelFor('affiliate'), affiliate.name]]) }
    }),
}
