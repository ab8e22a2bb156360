/** `airlatch-vendor signing-key retire`: what a key signs from a date on counts no more. */

import type { Command } from '../../../src/cli/command.ts'
import { formatInstant, sinceOf } from '../../../src/words/dates.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import type { VendorWorld } from '../../world.ts'

export const signingKeyRetire: Command<VendorWorld> = {
  path: 'signing-key retire <kid>',
  summary: 'End trust in a signing key',
  more: 'Licenses that it signed before the date stay valid, later ones do not.',
  positionals: { kid: 'the id of the key, 16 hexadecimal digits, as "signing-key list" shows it' },
  options: {
    since: {
      kind: 'text',
      value: 'DATE',
      describe:
        'when its signatures stop being valid (default: now): a day, or an instant such as 2026-11-22T12:00:00Z. For a stolen key: the first day on which someone else may have had it, or an earlier one',
    },
    reason: { kind: 'text', value: 'TEXT', describe: 'why, for the ledger', required: true },
  },
  examples: [
    ['When a key was stolen', 'signing-key retire 272225911f120a30 --since 2026-11-01 --reason "stolen"'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const day = args.optional('since')
      const { kid, retirement, already, licenses } = await vendor.retireSigningKey({
        kid: args.text('kid').trim().toLowerCase(),
        since: day === undefined ? undefined : sinceOf('--since', day),
        reason: args.text('reason'),
      })
      const { from, at, reason } = retirement
      const say = vendorWords().signingKey.retire
      const products = (await vendor.products()).map(({ id }) => id)
      return {
        json: {
          kid,
          retired: { fromAt: formatInstant(from), at: formatInstant(at), reason },
          already,
          licensesSince: licenses,
          productIds: products,
        },
        text: fields([
          [labelFor('signingKey'), kid],
          [labelFor('retired'), say.from(formatInstant(from), already)],
          [labelFor('reason'), reason],
          [labelFor('licenses'), say.licenses(licenses)],
          [labelFor('next'), say.kits(products)],
          ['', say.revocations],
          ['', licenses === 0 ? undefined : say.issueAgain],
        ]),
      }
    }),
}
