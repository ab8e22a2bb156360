/** `airlatch-vendor template save`: a named set of terms for "key create --template" (checklist DY-09). */

import type { Command } from '../../../src/cli/command.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { CREATION_OPTIONS, KEY_OPTIONS, keyFieldsOf } from '../../fields.ts'
import { templateJson, templatePairs } from '../../terms.ts'
import type { VendorWorld } from '../../world.ts'

const { product: _positional, ...CREATION } = CREATION_OPTIONS

export const templateSave: Command<VendorWorld> = {
  path: 'template save <name> [product]',
  summary: 'Save a named set of terms, which "key create --template" starts from',
  more: 'Terms that you give to "key create" win over the template, and the template wins over saved defaults.',
  positionals: {
    name: 'the name; a template that has it already is replaced',
    product: 'the product that it is for (default: any, and then without features)',
  },
  options: { ...CREATION, ...KEY_OPTIONS },
  examples: [
    [
      'A trial of 30 days from the first run, of any product',
      'template save "trial 30 days" --duration 30 --duration-from first-run',
    ],
    [
      'A site license of one product',
      'template save "site license" scope --generic --duration 365 --grace-days 30',
    ],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const productId = args.optional('product')
      if (productId === undefined && args.list('feature').length > 0)
        throw new AirlatchError('invalid-value', {
          field: '--feature',
          expected: { is: 'with-option', option: 'PRODUCT' },
        })
      const context = productId === undefined ? { features: [] } : await vendor.product(productId)
      const terms = keyFieldsOf(args, context, undefined)
      const { template, replaced } = await vendor.saveTemplate({ ...terms, name: args.text('name') })
      const isReplaced = replaced !== undefined
      return {
        json: { template: templateJson(template), hasReplaced: isReplaced },
        text: fields([
          ...templatePairs(template),
          [labelFor('next'), vendorWords().template.next(template.name, isReplaced)],
        ]),
      }
    }),
}
