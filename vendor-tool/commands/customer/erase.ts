/** `airlatch-vendor customer erase`: all that is said of a customer goes, on their request. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { DANGER_OPTIONS, dryRunOrConfirmed } from '../../danger.ts'
import { ERASURE_STAYS, erasureWarnings } from '../../erasure.ts'
import type { VendorWorld } from '../../world.ts'

export const customerErase: Command<VendorWorld> = {
  path: 'customer erase <customer>',
  summary: 'Erase all personal data of a customer, in every entry of the ledger',
  more: `It erases for good all that is said of the customer and of those that were merged into it, and e-mail addresses and comments of their keys. What stays: the id, ${ERASURE_STAYS}, and all copies elsewhere.`,
  positionals: { customer: vendorWords().customer.id },
  options: DANGER_OPTIONS,
  examples: [['When a customer asks for it', 'customer erase C-7F3K2']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { customer, keys } = await vendor.customer(args.text('customer'))
      const problem = { is: 'customer-erased', customer: customer.id, keys } as const
      const dryRun = await dryRunOrConfirmed(args, problem, { customerId: customer.id, keyCount: keys })
      if (dryRun !== undefined) return dryRun
      const erased = await vendor.eraseCustomer(customer.id)
      const warnings = erasureWarnings(erased.bytes)
      return {
        json: {
          customerId: customer.id,
          erasedCustomers: erased.customers,
          erasedKeys: erased.keys,
          erasedBytes: erased.bytes,
          warnings,
        },
        text: fields([
          [labelFor('customer'), customer.id],
          [labelFor('erased'), vendorWords().customer.erased(erased.customers, erased.keys.length)],
          [labelFor('stays'), ERASURE_STAYS],
          [labelFor('next'), vendorWords().key.erasePersonal.next],
        ]),
        warnings,
      }
    }),
}
