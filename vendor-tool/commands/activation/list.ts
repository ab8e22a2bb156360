/** `airlatch-vendor activation list`: which computers hold the seats. */
import type { Command } from '../../../src/cli/command.ts'
import { formatInstant } from '../../../src/cli/dates.ts'
import { table } from '../../../src/cli/output.ts'
import { activationJson } from '../../describe.ts'
import type { VendorWorld } from '../../world.ts'

export const activationList: Command<VendorWorld> = {
  path: 'activation list',
  summary: 'List the activations: which computer holds a seat of which key',
  options: {
    key: { kind: 'text', value: 'KEY', describe: 'of this activation key alone' },
    product: { kind: 'text', value: 'ID', describe: 'of this product alone' },
  },
  example: 'activation list --product scope',
  run: (args, world) =>
    world.vendor(async vendor => {
      const key = args.optional('key')
      const product = args.optional('product')
      const activations = await vendor.activations({
        ...(key === undefined ? {} : { keyId: (await vendor.key(key)).id }),
        ...(product === undefined ? {} : { productId: (await vendor.product(product)).id }),
      })
      const rows = activations.map(({ id, keyId, computerId, firstAt, lastAt }) => [
        id,
        keyId,
        computerId,
        formatInstant(firstAt),
        formatInstant(lastAt),
      ])
      return {
        json: { activations: activations.map(activationJson) },
        text: table(['ACTIVATION', 'KEY ID', 'COMPUTER', 'SINCE', 'LAST LICENSE'], rows, 'no activations'),
      }
    }),
}
