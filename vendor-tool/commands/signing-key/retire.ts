/** `airlatch-vendor signing-key retire`: what a key signs from a date on counts no more. */

import type { Answer, Args, Command } from '../../../src/cli/command.ts'
import type { Retired } from '../../../src/vendor/door.ts'
import { formatInstant, sinceOf } from '../../../src/words/dates.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { DANGER_OPTIONS, dryRunOrConfirmed } from '../../danger.ts'
import type { VendorWorld } from '../../world.ts'
import { productsSold } from './rotate.ts'

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
    ...DANGER_OPTIONS,
  },
  examples: [
    ['When a key was stolen', 'signing-key retire 272225911f120a30 --since 2026-11-01 --reason "stolen"'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const day = args.optional('since')
      const input = {
        kid: args.text('kid').trim().toLowerCase(),
        since: day === undefined ? undefined : sinceOf('--since', day),
        reason: args.text('reason'),
      }
      const dryRun = await asked(args, await vendor.tryRetireSigningKey(input))
      if (dryRun !== undefined) return dryRun
      const { kid, retirement, already, licenses } = await vendor.retireSigningKey(input)
      const { from, at, reason } = retirement
      const say = vendorWords().signingKey.retire
      const products = await productsSold(vendor)
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

async function asked(
  args: Args,
  { kid, retirement, already, licenses }: Retired,
): Promise<Answer | undefined> {
  const from = formatInstant(retirement.from)
  const problem = { is: 'signing-key-retired', kid, from, licenses } as const
  return dryRunOrConfirmed(args, problem, { kid, fromAt: from, already, licensesSince: licenses }, already)
}
