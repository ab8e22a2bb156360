/** `airlatch-vendor key reinstate`: licenses are issued again for a key that was suspended or archived. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { endPairs, keyJson } from '../../key-text.ts'
import type { VendorWorld } from '../../world.ts'

export const keyReinstate: Command<VendorWorld> = {
  path: 'key reinstate <key>',
  summary: 'Issue licenses again for a key that was suspended or archived',
  more: 'A key that was revoked stays revoked.',
  positionals: { key: vendorWords().key.argument },
  options: { reason: { kind: 'text', value: 'TEXT', describe: 'why, for the history of the key' } },
  examples: [['When the invoice is paid', 'key reinstate 7K3QM-9XWTR --reason "invoice 4711 is paid"']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { id } = await vendor.reinstateKey(args.text('key'), args.optional('reason'))
      const listed = await vendor.listedKey(id)
      return {
        json: { key: keyJson(listed, false) },
        text: fields([[labelFor('key'), id], [labelFor('state'), listed.state], ...endPairs(listed.key)]),
      }
    }),
}
