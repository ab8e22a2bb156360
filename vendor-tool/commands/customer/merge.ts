/** `airlatch-vendor customer merge`: two customers are one; the second has the keys of both. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { customerJson, customerPairs } from '../../customer-text.ts'
import { DANGER_OPTIONS, dryRunOrConfirmed } from '../../danger.ts'
import type { VendorWorld } from '../../world.ts'

export const customerMerge: Command<VendorWorld> = {
  path: 'customer merge <from> <into>',
  summary: 'Merge a customer into another one, who gets all keys',
  more: 'What the second one says stays as it is. The id of the first one stands for the second from then on.',
  positionals: {
    from: 'the customer whose keys go to the other one',
    into: 'the customer who stays',
  },
  options: DANGER_OPTIONS,
  examples: [['When one customer was added twice', 'customer merge C-0X2PM C-7F3K2']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const [from, into] = [args.text('from'), args.text('into')]
      const plan = await vendor.tryMergeCustomers(from, into)
      const problem = {
        is: 'customers-merged',
        from: plan.from,
        into: plan.customer.id,
        keys: plan.keys,
      } as const
      const about = { fromCustomerId: plan.from, customerId: plan.customer.id, keyCount: plan.keys }
      const dryRun = await dryRunOrConfirmed(args, problem, about)
      if (dryRun !== undefined) return dryRun
      const merged = await vendor.mergeCustomers(from, into)
      const say = vendorWords().customer
      return {
        json: { fromCustomerId: merged.from, customer: customerJson(merged.customer), handedOn: merged.keys },
        text: fields([
          [labelFor('merged'), say.merged(merged.from, merged.customer.id, merged.keys)],
          ...customerPairs(merged.customer),
          [labelFor('next'), say.mergedNext(merged.customer.id)],
        ]),
      }
    }),
}
