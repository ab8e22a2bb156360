/** `airlatch-vendor activation list`: which computers hold the seats. */
import type { Command } from '../../../src/cli/command.ts'
import { EXPORT_OPTIONS, exportTargetOf, listAnswer } from '../../../src/cli/export.ts'
import { ACTIVATION_COLUMNS, ACTIVATION_HEADINGS, activationJson } from '../../describe.ts'
import { present } from '../../fields.ts'
import type { VendorWorld } from '../../world.ts'

export const activationList: Command<VendorWorld> = {
  path: 'activation list',
  summary: 'List the activations: which computer holds a seat of which key',
  options: {
    key: { kind: 'text', value: 'KEY', describe: 'of this activation key alone' },
    product: { kind: 'text', value: 'ID', describe: 'of this product alone' },
    ...EXPORT_OPTIONS,
  },
  example: 'activation list --product scope --format csv',
  run(args, world) {
    const target = exportTargetOf(args)
    return world.vendor(async vendor => {
      const key = args.optional('key')
      const product = args.optional('product')
      const rows = await vendor.activations(
        present({
          keyId: key === undefined ? undefined : (await vendor.key(key)).id,
          productId: product === undefined ? undefined : (await vendor.product(product)).id,
        }),
      )
      const columns = target.format === undefined ? ACTIVATION_HEADINGS : ACTIVATION_COLUMNS
      return listAnswer(
        { name: 'activations', rows, columns, json: activationJson, none: 'no activations' },
        target,
      )
    })
  },
}
