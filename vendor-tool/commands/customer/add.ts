/** `airlatch-vendor customer add`: somebody who buys keys. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { CUSTOMER_OPTIONS, customerDetails, customerJson, customerPairs } from '../../customer-text.ts'
import type { VendorWorld } from '../../world.ts'

export const customerAdd: Command<VendorWorld> = {
  path: 'customer add <name>',
  summary: 'Add a customer, who gets a short id',
  positionals: { name: 'the person you talk to, or what you call the customer' },
  options: CUSTOMER_OPTIONS,
  examples: [
    [
      'A new customer',
      'customer add "Ann Example" --company "Example Labs" --email ann@lab.example --reference "K 1042"',
    ],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const customer = await vendor.addCustomer({ ...customerDetails(args), name: args.text('name') })
      return {
        json: { customer: customerJson(customer) },
        text: fields([
          [labelFor('customer'), customer.id],
          ...customerPairs(customer),
          [labelFor('next'), vendorWords().customer.add(customer.id)],
        ]),
      }
    }),
}
