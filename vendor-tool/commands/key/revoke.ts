/** `airlatch-vendor key revoke`: no further license is issued for a key, for good. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { DANGER_OPTIONS, dryRunOrConfirmed } from '../../danger.ts'
import { endPairs, revocationJson } from '../../key-text.ts'
import type { VendorWorld } from '../../world.ts'
import { listNext } from '../revocations/publish.ts'

export const keyRevoke: Command<VendorWorld> = {
  path: 'key revoke <key>',
  summary: 'Stop issuing licenses for an activation key, for good',
  more: 'Licenses that were issued stay valid until they end, or until a list of revocations reaches their computers. To stop only for a while: "key suspend".',
  positionals: { key: vendorWords().key.argument },
  options: {
    reason: { kind: 'text', value: 'TEXT', describe: 'why, for the history of the key' },
    ...DANGER_OPTIONS,
  },
  examples: [
    ['When a payment was charged back', 'key revoke 7K3QM-9XWTR --reason "the payment was charged back"'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { key, used } = await vendor.listedKey(args.text('key'))
      const problem = { is: 'key-revoked', key: key.id, seats: used } as const
      const about = { keyId: key.id, inUse: used }
      const dryRun = await dryRunOrConfirmed(args, problem, about, key.revoked !== undefined)
      if (dryRun !== undefined) return dryRun
      const revoked = await vendor.revokeKey(key.id, args.optional('reason'))
      return {
        json: { keyId: key.id, revoked: revocationJson(revoked.revoked) },
        text: fields([
          [labelFor('key'), key.id],
          ...endPairs(revoked),
          [labelFor('note'), vendorWords().key.revoke.staysValid],
          [labelFor('next'), listNext(key.entitlement.productId)],
        ]),
      }
    }),
}
