/** `airlatch-vendor ledger stats`: how much is in the ledger. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor } from '../../../src/words/vendor-tool.ts'
import { statsJson, statsRows } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const ledgerStats: Command<VendorWorld> = {
  path: 'ledger stats',
  summary: 'Count what is in the ledger',
  examples: [['How much there is of everything', 'ledger stats']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const stats = await vendor.stats()
      return {
        json: { vendor: vendor.identity.name, ...statsJson(stats) },
        text: fields([
          [labelFor('vendor'), vendor.identity.name],
          [labelFor('keyId'), vendor.identity.kid],
          ...statsRows(stats),
        ]),
      }
    }),
}
