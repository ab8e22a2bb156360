/** `airlatch-vendor key erase-personal`: what a key says of its customer as a person goes, on the customer's request. */

import type { Command } from '../../../src/cli/command.ts'
import { PERSONAL } from '../../../src/core/terms/fields.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { DANGER_OPTIONS, dryRunOrConfirmed } from '../../danger.ts'
import { ERASURE_STAYS, erasureWarnings } from '../../erasure.ts'
import type { VendorWorld } from '../../world.ts'

export const keyErasePersonal: Command<VendorWorld> = {
  path: 'key erase-personal <key>',
  summary: 'Erase the personal data of a key, in every entry of the ledger',
  more: `It erases the e-mail address and the comments for good. What stays: ${ERASURE_STAYS}, and all copies elsewhere.`,
  positionals: { key: vendorWords().key.argument },
  options: DANGER_OPTIONS,
  examples: [['When a customer asks for it', 'key erase-personal 7K3QM-9XWTR']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const { id } = await vendor.key(args.text('key'))
      const dryRun = await dryRunOrConfirmed(args, { is: 'personal-data', key: id }, { keyId: id })
      if (dryRun !== undefined) return dryRun
      const bytes = await vendor.erasePersonal(id)
      const warnings = erasureWarnings(bytes)
      return {
        json: { keyId: id, erased: PERSONAL, erasedBytes: bytes, warnings },
        text: fields([
          [labelFor('key'), id],
          [labelFor('erased'), vendorWords().key.erasePersonal.erased],
          [labelFor('stays'), ERASURE_STAYS],
          [labelFor('next'), vendorWords().key.erasePersonal.next],
        ]),
        warnings,
      }
    }),
}
