/** `airlatch-vendor ledger backup`: a copy of the ledger while it is in use, checked before it gets its name. */

import type { Command } from '../../../src/cli/command.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { telling } from '../../telling.ts'
import type { VendorWorld } from '../../world.ts'

export const ledgerBackup: Command<VendorWorld> = {
  path: 'ledger backup <file>',
  summary: 'Copy the ledger to a new file',
  more: 'Others may work with the ledger meanwhile. The copy is audited.',
  positionals: { file: 'the new file' },
  examples: [['To a USB stick', 'ledger backup /media/usb/ledger-2026-11-22.db']],
  run: (args, world) =>
    world.vendor(async vendor => {
      const output = args.text('file')
      const { entries, head } = await telling('pages', tell => vendor.backupLedger(output, tell))
      const say = vendorWords().ledger.backup
      const warnings = [say.secret]
      return {
        json: { output, entryCount: entries, head, warnings },
        text: fields([
          [labelFor('backup'), output],
          [labelFor('entries'), entries],
          [labelFor('head'), head],
          [labelFor('signingKey'), say.signingKeys(world.options.home)],
          [labelFor('next'), say.next],
        ]),
        warnings,
      }
    }),
}
