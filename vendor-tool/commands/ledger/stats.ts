/** `airlatch-vendor ledger stats`: how much is in the ledger. */
import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { statsJson } from '../../describe.ts'
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
          ['vendor', vendor.identity.name],
          ['key id', vendor.identity.kid],
          ['products', stats.products],
          ['keys', stats.keys],
          ['activations', stats.activations],
          ['released', stats.released === 0 ? undefined : stats.released],
          ['licenses', stats.licenses],
          ['entries', stats.entries],
          ['head', stats.head],
        ]),
      }
    }),
}
