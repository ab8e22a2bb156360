/** `airlatch-vendor shop add`: orders of a shop become keys (checklist HT-04). */
import { randomBytes } from 'node:crypto'
import type { Command } from '../../../src/cli/command.ts'
import { AirlatchError, SHOP_KINDS, type ShopKind } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { newSecret } from '../../orders/signed.ts'
import { SHOP_OPTIONS, secretIn, shopJson, shopPairs, soldIn, testsIn } from '../../shop-text.ts'
import type { VendorWorld } from '../../world.ts'

const SECRET_BYTES = 32

export const shopAdd: Command<VendorWorld> = {
  path: 'shop add <name>',
  summary: 'Turn the orders of a shop into activation keys',
  more: 'The shop sends its orders to "airlatch-vendor api", at /orders/NAME. Each line of an order gets one key for each unit, once, however often the shop sends it. A refund suspends them.',
  positionals: { name: 'what you call it, in the address and in the ledger' },
  options: {
    kind: {
      kind: 'text',
      value: 'KIND',
      describe: 'whose orders they are; "signed" is for any other shop or program',
      choices: SHOP_KINDS,
      required: true,
    },
    ...SHOP_OPTIONS,
    sells: { ...(SHOP_OPTIONS.sells as NonNullable<(typeof SHOP_OPTIONS)['sells']>), required: true },
  },
  examples: [
    [
      'Stripe, with the signing secret of its webhook in a file',
      'shop add web --kind stripe --secret-file secret.txt --sells scope="Scope Pro"',
    ],
    [
      'FastSpring, with the private key of the fulfillment from standard input',
      'shop add store --kind fastspring --secret-file - --sells scope-pro="Scope Pro" --sells mug=',
    ],
    [
      'A program of your own: its secret is made, and shown once',
      'shop add crm --kind signed --sells scope="Scope Pro"',
    ],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const kind = args.text('kind') as ShopKind
      const given = secretIn(args, kind)
      if (given === undefined && kind !== 'signed')
        throw new AirlatchError('invalid-value', {
          field: '--kind',
          expected: { is: 'with-option', option: '--secret-file' },
        })
      const secret = given ?? newSecret(randomBytes(SECRET_BYTES))
      const takesTests = testsIn(args)
      const shop = await vendor.shops.add({
        name: args.text('name'),
        kind,
        products: soldIn(args),
        secret,
        takesTests,
      })
      const listed = { shop, secrets: 1 }
      const made = given === undefined ? { secret } : {}
      return {
        json: { ...shopJson(listed), ...made },
        text: fields([
          ...shopPairs(listed),
          ...(given === undefined
            ? ([
                [labelFor('secret'), secret],
                ['', vendorWords().shop.made],
              ] as const)
            : []),
        ]),
      }
    }),
}
