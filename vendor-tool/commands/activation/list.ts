/** `airlatch-vendor activation list`: which computers hold the seats. */

import type { Command } from '../../../src/cli/command.ts'
import { EXPORT_OPTIONS, exportTargetOf, listAnswer } from '../../../src/cli/export.ts'
import { sinceOf } from '../../../src/words/dates.ts'
import { vendorWords } from '../../../src/words/vendor-tool.ts'
import {
  ACTIVATION_COLUMNS,
  activationHeadings,
  listedActivationJson,
  releaseHeadings,
} from '../../describe.ts'
import { EXPIRES_BEFORE } from '../../ends.ts'
import { present } from '../../fields.ts'
import type { VendorWorld } from '../../world.ts'

export const activationList: Command<VendorWorld> = {
  path: 'activation list',
  summary: 'List which computer has a seat of which key',
  options: {
    key: { kind: 'text', value: 'KEY', describe: 'only activations of this key' },
    product: { kind: 'text', value: 'ID', describe: 'only activations of this product' },
    released: { kind: 'flag', describe: 'those too whose seat was released, and why' },
    ...EXPIRES_BEFORE,
    ...EXPORT_OPTIONS,
  },
  examples: [
    ['Who uses this key', 'activation list --key 7K3QM-9XWTR'],
    ['All computers of a product, for a spreadsheet', 'activation list --product scope -o computers.csv'],
    ['With the seats that were released, and why', 'activation list --key 7K3QM-9XWTR --released'],
    ['Whose license ends this year', 'activation list --expires-before 2027-01-01'],
  ],
  run(args, world) {
    const target = exportTargetOf(args)
    return world.vendor(async vendor => {
      const key = args.optional('key')
      const product = args.optional('product')
      const before = args.optional('expires-before')
      const all = args.flag('released')
      const rows = await vendor.activations(
        present({
          keyId: key === undefined ? undefined : (await vendor.key(key)).id,
          productId: product === undefined ? undefined : (await vendor.product(product)).id,
          released: all ? undefined : false,
          expiresBefore: before === undefined ? undefined : sinceOf('--expires-before', before),
        }),
      )
      const headings = [...activationHeadings(), ...(all ? releaseHeadings() : [])]
      const columns = target.format === undefined ? headings : ACTIVATION_COLUMNS
      return listAnswer(
        {
          name: 'activations',
          rows,
          columns,
          json: listedActivationJson,
          none: vendorWords().activation.none,
        },
        target,
      )
    })
  },
}
