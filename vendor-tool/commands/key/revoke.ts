/** `airlatch-vendor key revoke`: no license is issued for a key any more. */

import type { Command } from '../../../src/cli/command.ts'
import { formatInstant } from '../../../src/words/dates.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../../world.ts'
import { listNext } from '../revocations/publish.ts'

export const keyRevoke: Command<VendorWorld> = {
  path: 'key revoke <key>',
  summary: 'Stop issuing licenses for an activation key',
  more: 'Licenses that were issued stay valid until they end, or until a list of revocations reaches their computers.',
  positionals: { key: 'the whole key, or its id (the first two groups)' },
  options: { reason: { kind: 'text', value: 'TEXT', describe: 'why, for the history of the key' } },
  examples: [
    ['When a payment was charged back', 'key revoke 7K3QM-9XWTR --reason "the payment was charged back"'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { id, revoked, entitlement } = await vendor.revokeKey(args.text('key'), args.optional('reason'))
      const { at, reason } = revoked
      return {
        json: { keyId: id, revoked: { at: formatInstant(at), reason: reason ?? null } },
        text: fields([
          [labelFor('key'), id],
          [labelFor('revoked'), formatInstant(at)],
          [labelFor('reason'), reason],
          [labelFor('note'), vendorWords().key.revoke.staysValid],
          [labelFor('next'), listNext(entitlement.productId)],
        ]),
      }
    }),
}
