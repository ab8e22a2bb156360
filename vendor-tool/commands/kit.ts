/** `airlatch-vendor kit`: what every client of a product must know, as a signed file. */
import type { Command } from '../../src/cli/command.ts'
import { DELIVERY_OPTIONS, deliver, deliveredJson, deliveredText, targetsOf } from '../../src/cli/deliver.ts'
import { kitJson, kitText } from '../../src/cli/describe.ts'
import type { VendorWorld } from '../world.ts'

export const kit: Command<VendorWorld> = {
  path: 'kit <product>',
  summary:
    "Make a product's kit, which ships with the program: trusted keys and where licenses are looked for",
  positionals: { product: "the product's id" },
  options: {
    ...DELIVERY_OPTIONS,
    'allow-generic': { kind: 'flag', describe: 'clients take generic licenses' },
    'search-path': {
      kind: 'list',
      value: 'PATH',
      describe: 'a file or folder (a share) where clients look for licenses',
    },
  },
  example: 'kit scope -o scope.kit --allow-generic --search-path //server/licenses',
  async run(args, world) {
    const targets = targetsOf(args)
    return world.signer(async signer => {
      const { kit, message } = await signer.publishKit({
        productId: args.text('product'),
        allowGeneric: args.flag('allow-generic'),
        searchPath: args.list('search-path'),
      })
      const delivered = await deliver(message, 'kit', targets)
      const next = `ship it with ${kit.productName}, or bake it in; clients name it once, with --kit FILE`
      return {
        json: { kit: kitJson(kit), bytes: message.length, ...deliveredJson(delivered) },
        text: delivered.armored ?? `${deliveredText('kit', delivered, [['next', next]])}\n\n${kitText(kit)}`,
      }
    })
  },
}
