/** `airlatch-vendor customer list`: everybody who buys keys, as a table or for a spreadsheet. */

import type { Command } from '../../../src/cli/command.ts'
import { EXPORT_OPTIONS, exportTargetOf, listAnswer } from '../../../src/cli/export.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import { CUSTOMER_COLUMNS, customerHeadings, customerListingJson } from '../../customer-text.ts'
import type { VendorWorld } from '../../world.ts'

export const customerList: Command<VendorWorld> = {
  path: 'customer list',
  summary: 'List the customers',
  more: 'Those that were merged into another one are not shown.',
  options: EXPORT_OPTIONS,
  examples: [['All customers, for a spreadsheet', 'customer list -o customers.csv']],
  run(args, world) {
    const target = exportTargetOf(args)
    return world.vendor(async vendor => {
      const rows = await vendor.customers()
      const columns = target.format === undefined ? customerHeadings() : CUSTOMER_COLUMNS
      const none = vendorWords().customer.none
      return listAnswer({ name: 'customers', rows, columns, json: customerListingJson, none }, target)
    })
  },
}
