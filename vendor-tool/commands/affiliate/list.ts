/** `airlatch-vendor affiliate list`: who else sells keys. */

import type { Command } from '../../../src/cli/command.ts'
import { formatDay } from '../../../src/words/dates.ts'
import { table } from '../../../src/words/output.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { affiliateJson } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const affiliateList: Command<VendorWorld> = {
  path: 'affiliate list',
  summary: 'List the affiliates',
  examples: [['All who sell keys', 'affiliate list']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const affiliates = await vendor.affiliates()
      const rows = affiliates.map(({ name, addedAt }) => [name, formatDay(addedAt)])
      return {
        json: { affiliates: affiliates.map(affiliateJson) },
        text: table([headingFor('affiliate'), headingFor('added')], rows, vendorWords().affiliate.none),
      }
    }),
}
