/** `airlatch-vendor defaults clear`: the next keys start from nothing but their product. */

import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { erasureWarnings } from '../../erasure.ts'
import type { VendorWorld } from '../../world.ts'

export const defaultsClear: Command<VendorWorld> = {
  path: 'defaults clear',
  summary: 'Forget the saved defaults',
  examples: [['Start from nothing again', 'defaults clear']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const bytes = await vendor.clearDefaults()
      const warnings = bytes === undefined ? [] : erasureWarnings(bytes)
      return { json: { defaults: null, warnings }, text: vendorWords().defaults.cleared, warnings }
    }),
}
