/** `airlatch-vendor key archive`: a key that nobody needs is out of sight. */

import type { Command } from '../../../src/cli/command.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { endPairs } from '../../key-text.ts'
import type { VendorWorld } from '../../world.ts'

export const keyArchive: Command<VendorWorld> = {
  path: 'key archive <key>',
  summary: 'Put an activation key out of sight that nobody needs, such as one for a test',
  more: 'No license is issued for it, and lists and reports leave it out. "key reinstate" brings it back. In the plan of the desk it is counted until it is revoked.',
  positionals: { key: vendorWords().key.argument },
  examples: [['A key that was made for a test', 'key archive 7K3QM-9XWTR']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const key = await vendor.archiveKey(args.text('key'))
      return {
        json: {
          keyId: key.id,
          archivedAt: key.archivedAt === undefined ? null : formatInstant(key.archivedAt),
        },
        text: fields([
          [labelFor('key'), key.id],
          ...endPairs(key),
          [labelFor('next'), vendorWords().key.archive.next(key.id)],
        ]),
      }
    }),
}
