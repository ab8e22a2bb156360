/** `airlatch-vendor ledger export`: every entry of the ledger as JSON lines, for an archive or another engine. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { telling } from '../../telling.ts'
import type { VendorWorld } from '../../world.ts'

export const ledgerExport: Command<VendorWorld> = {
  path: 'ledger export',
  summary: 'Write every entry of the ledger to a file',
  more: 'The file is for an archive, or for "ledger import" into another engine.',
  options: {
    output: {
      kind: 'text',
      alias: 'o',
      value: 'FILE',
      describe: 'the new file, of JSON lines',
      required: true,
    },
  },
  examples: [['To a file', 'ledger export -o ledger.jsonl']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const output = args.text('output')
      const { entries, head } = await telling('entries', tell => vendor.exportLedger(output, tell))
      const say = vendorWords().ledger.export
      const warnings = [say.secret]
      return {
        json: { output, entryCount: entries, head, warnings },
        text: fields([
          [labelFor('export'), output],
          [labelFor('entries'), entries],
          [labelFor('head'), head],
          [labelFor('next'), say.next],
        ]),
        warnings,
      }
    }),
}
