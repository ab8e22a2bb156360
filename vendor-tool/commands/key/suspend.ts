/** `airlatch-vendor key suspend`: no license is issued for a key until it is reinstated. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { endPairs, revocationJson } from '../../key-text.ts'
import type { VendorWorld } from '../../world.ts'

export const keySuspend: Command<VendorWorld> = {
  path: 'key suspend <key>',
  summary: 'Stop issuing licenses for an activation key until it is reinstated',
  more: 'Licenses that were issued stay valid until they end. A list of revocations does not name them.',
  positionals: { key: vendorWords().key.argument },
  options: { reason: { kind: 'text', value: 'TEXT', describe: 'why, for the history of the key' } },
  examples: [['Until an invoice is paid', 'key suspend 7K3QM-9XWTR --reason "invoice 4711 is overdue"']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const key = await vendor.suspendKey(args.text('key'), args.optional('reason'))
      return {
        json: { keyId: key.id, suspended: revocationJson(key.suspended) },
        text: fields([
          [labelFor('key'), key.id],
          ...endPairs(key),
          [labelFor('note'), vendorWords().key.suspend.staysValid],
          [labelFor('next'), vendorWords().key.suspend.next(key.id)],
        ]),
      }
    }),
}
