/** `airlatch-vendor key list`: the activation keys by their ids, as a table or for a spreadsheet. */

import type { Command } from '../../../src/cli/command.ts'
import { type Column, EXPORT_OPTIONS, exportTargetOf, listAnswer } from '../../../src/cli/export.ts'
import { FIELDS, FOUND } from '../../../src/core/terms/fields.ts'
import { KEY_STATES, type KeyState, type ListedKey } from '../../../src/vendor/door.ts'
import { formatDay, formatMaintenance, sinceOf } from '../../../src/words/dates.ts'
import { headingFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { EXPIRES_BEFORE } from '../../ends.ts'
import { archivedOption, FIND_OPTIONS, present } from '../../fields.ts'
import { endText, KEY_COLUMNS, keyJson, seatsText, wrongCodesText } from '../../key-text.ts'
import type { VendorWorld } from '../../world.ts'

export const keyList: Command<VendorWorld> = {
  path: 'key list',
  summary: 'List activation keys by their ids',
  more: 'Whole keys are not shown.',
  options: {
    product: { kind: 'text', value: 'ID', describe: 'only keys of this product' },
    ...FIND_OPTIONS,
    state: { kind: 'text', value: 'STATE', describe: 'only keys in this state', choices: KEY_STATES },
    ...archivedOption('keys'),
    ...EXPIRES_BEFORE,
    ...EXPORT_OPTIONS,
  },
  examples: [
    [
      'The keys of a product that can be used, for a spreadsheet',
      'key list --product scope --state active -o keys.csv',
    ],
    ['The keys of a customer', 'key list --email ann@lab.example'],
    ['The keys of an order', 'key list --order 4711'],
    ['The keys that end this year', 'key list --expires-before 2027-01-01'],
  ],
  run(args, world) {
    const target = exportTargetOf(args)
    return world.vendor(async vendor => {
      const product = args.optional('product')
      const before = args.optional('expires-before')
      const found = Object.fromEntries(FOUND.map(name => [name, args.optional(FIELDS[name].flag)]))
      if (found.affiliate !== undefined) await vendor.requireAffiliate(found.affiliate)
      const rows = await vendor.keys(
        present({
          productId: product === undefined ? undefined : (await vendor.product(product)).id,
          ...found,
          state: args.optional('state') as KeyState | undefined,
          archived: args.flag('archived') || undefined,
          expiresBefore: before === undefined ? undefined : sinceOf('--expires-before', before),
        }),
      )
      const columns = target.format === undefined ? headings() : KEY_COLUMNS
      return listAnswer(
        { name: 'keys', rows, columns, json: row => keyJson(row, false), none: vendorWords().key.none },
        target,
      )
    })
  },
}

/** What a terminal has room for. */
const headings = (): readonly Column<ListedKey>[] => [
  { heading: headingFor('keyId'), cell: ({ key }) => key.id },
  { heading: headingFor('product'), cell: ({ key }) => key.entitlement.productId },
  { heading: headingFor('state'), cell: ({ state }) => state },
  { heading: headingFor('seats'), cell: seatsText },
  { heading: headingFor('moves'), cell: ({ moves }) => moves },
  { heading: headingFor('wrongCodes'), cell: ({ wrongProofs }) => wrongCodesText(wrongProofs) },
  {
    heading: headingFor('expires'),
    cell: ({ key: { entitlement } }) => endText(entitlement),
  },
  {
    heading: headingFor('maintenance'),
    cell: ({ key: { entitlement } }) => entitlement.maintenance && formatMaintenance(entitlement.maintenance),
  },
  { heading: headingFor('created'), cell: ({ key }) => formatDay(key.createdAt) },
  ...FOUND.map(
    (name): Column<ListedKey> => ({
      heading: FIELDS[name].column.toUpperCase(),
      cell: ({ key }) => key[name],
    }),
  ),
]
