/** `airlatch-vendor key set`: changes an activation key; what is not named stays as it is (LimeLM's setDetails). */

import type { Answer, Command } from '../../../src/cli/command.ts'
import { AirlatchError, type KeyFields, type KeyRecord, type Vendor } from '../../../src/vendor/door.ts'
import { fields as fieldLines } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { KEY_OPTIONS, keyFieldsOf } from '../../fields.ts'
import { floatingWarnings, formatWarnings, keyJson, keyPairs } from '../../key-text.ts'
import type { VendorWorld } from '../../world.ts'

export const keySet: Command<VendorWorld> = {
  path: 'key set <key>',
  summary: 'Change an activation key',
  more: 'What is not named stays as it is; --feature and --user replace all that the key has.',
  positionals: { key: vendorWords().key.argument },
  options: KEY_OPTIONS,
  examples: [
    ['A renewal until the end of 2028', 'key set 7K3QM-9XWTR --expires 2028-12-31'],
    ['More computers', 'key set 7K3QM-9XWTR --activations 5'],
    [
      'Other features; those that are not named are gone',
      'key set 7K3QM-9XWTR --feature export --feature users=20',
    ],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { id, entitlement } = await vendor.key(args.text('key'))
      const product = await vendor.product(entitlement.productId)
      return changedAnswer(vendor, id, keyFieldsOf(args, product, entitlement.duration))
    }),
}

/** Changes the key. Errors: those of `vendor.changeKey`; usage, for no fields. */
export async function changedAnswer(vendor: Vendor, id: string, fields: KeyFields): Promise<Answer> {
  if (Object.keys(fields).length === 0)
    throw new AirlatchError('usage', { problem: { is: 'nothing-to-change' } })
  const changed = await vendor.changeKey(id, fields)
  const listed = await vendor.listedKey(id)
  return {
    json: { key: keyJson(listed, false) },
    text: fieldLines([...keyPairs(listed), [labelFor('next'), vendorWords().key.set.next(id)]]),
    warnings: [
      ...warningsOf(changed, fields),
      ...formatWarnings(fields),
      ...floatingWarnings(changed.entitlement),
    ],
  }
}

/** A generic key that has lost its end is what `key create` asks about (checklist QG-17). */
function warningsOf({ entitlement }: KeyRecord, { expiresAt, duration }: KeyFields): readonly string[] {
  const { generic } = entitlement
  const endless = entitlement.expiresAt === undefined && entitlement.duration === undefined
  if (!generic || !endless || (expiresAt ?? duration) === undefined) return []
  return [vendorWords().key.set.endless]
}
