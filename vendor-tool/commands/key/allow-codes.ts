/** `airlatch-vendor key allow-codes`: a key that had too many wrong request codes takes codes again. */

import type { Command } from '../../../src/cli/command.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../../world.ts'

export const keyAllowCodes: Command<VendorWorld> = {
  path: 'key allow-codes <key>',
  summary: 'Take request codes for a key again, after too many wrong ones',
  positionals: { key: vendorWords().key.argument },
  examples: [['When a customer has misread too many codes', 'key allow-codes 7K3QM-9XWTR']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { id } = await vendor.key(args.text('key'))
      const wrong = await vendor.allowCodes(id)
      return {
        json: { keyId: id, wrong },
        text:
          wrong === 0
            ? vendorWords().key.allowCodes.unchanged(id)
            : vendorWords().key.allowCodes.allowed(id, wrong),
      }
    }),
}
