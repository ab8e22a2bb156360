/** `airlatch-vendor defaults show`: what the next keys start from. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { defaultsJson, defaultsPairs } from '../../terms.ts'
import type { VendorWorld } from '../../world.ts'

export const defaultsShow: Command<VendorWorld> = {
  path: 'defaults show',
  summary: 'Show the saved defaults, which "key create" starts from',
  examples: [['What the next key starts from', 'defaults show']],
  run: (_args, world) =>
    world.vendor(async vendor => {
      const defaults = await vendor.defaults()
      return {
        json: { defaults: defaults === undefined ? null : defaultsJson(defaults) },
        text: defaults === undefined ? vendorWords().defaults.none : fields(defaultsPairs(defaults)),
      }
    }),
}
