/** `airlatch-vendor customer set`: what is said of a customer; what is not named stays as it is. */

import type { Command } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { CUSTOMER_OPTIONS, customerDetails, customerJson, customerPairs } from '../../customer-text.ts'
import type { VendorWorld } from '../../world.ts'

export const customerSet: Command<VendorWorld> = {
  path: 'customer set <customer>',
  summary: 'Change what is said of a customer',
  more: 'What is not named stays as it is.',
  positionals: { customer: vendorWords().customer.id },
  options: {
    name: { kind: 'text', value: 'NAME', describe: vendorWords().customer.name },
    ...CUSTOMER_OPTIONS,
  },
  examples: [['Another telephone number', 'customer set C-7F3K2 --telephone "+49 89 1234"']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const change = customerDetails(args)
      if (Object.keys(change).length === 0)
        throw new AirlatchError('usage', { problem: { is: 'nothing-to-change' } })
      const customer = await vendor.changeCustomer(args.text('customer'), change)
      return {
        json: { customer: customerJson(customer) },
        text: fields([[labelFor('customer'), customer.id], ...customerPairs(customer)]),
      }
    }),
}
