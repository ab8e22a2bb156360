/** `airlatch-vendor shop set`: what a shop sells, and what it signs with. */
import type { Command } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { SHOP_OPTIONS, secretIn, shopJson, shopPairs, soldIn, testsIn } from '../../shop-text.ts'
import type { VendorWorld } from '../../world.ts'

export const shopSet: Command<VendorWorld> = {
  path: 'shop set <name>',
  summary: 'Change what a shop sells, or its secret',
  more: 'What you do not name stays as it is. Orders that were filled keep their keys.',
  positionals: { name: 'the shop, one of "shop list"' },
  options: {
    ...SHOP_OPTIONS,
    'sells-not': { kind: 'list', value: 'ITEM', describe: 'an item that the shop no longer sells' },
    'keep-secrets': {
      kind: 'flag',
      describe:
        'keep the earlier secrets valid too, until the next "shop set --secret-file" without this option',
    },
  },
  examples: [
    ['It sells another product', 'shop set web --sells viewer="Viewer"'],
    [
      'A new secret, while the shop still signs with both',
      'shop set web --secret-file new.txt --keep-secrets',
    ],
    ['From now on only the new secret is valid', 'shop set web --secret-file new.txt'],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const name = args.text('name')
      const { shop } = await vendor.shops.one(name)
      const secret = secretIn(args, shop.kind)
      const keepSecrets = args.flag('keep-secrets')
      if (keepSecrets && secret === undefined)
        throw new AirlatchError('invalid-value', {
          field: '--keep-secrets',
          expected: { is: 'with-option', option: '--secret-file' },
        })
      const change = {
        sells: soldIn(args),
        sellsNot: args.list('sells-not'),
        takesTests: testsIn(args),
        secret,
      }
      const { sells, sellsNot, takesTests } = change
      if (sells.size + sellsNot.length === 0 && takesTests === undefined && secret === undefined)
        throw new AirlatchError('usage', { problem: { is: 'nothing-to-change' } })
      const listed = await vendor.shops.set(name, { ...change, keepSecrets })
      return { json: shopJson(listed), text: fields(shopPairs(listed)) }
    }),
}
