/** `airlatch-vendor ledger import`: an exported ledger into an empty one of either engine, all or nothing. */

import type { Command } from '../../../src/cli/command.ts'
import { importLedger } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { statsJson, statsRows } from '../../describe.ts'
import { asTyped } from '../../flags.ts'
import { passphraseFor } from '../../passphrase.ts'
import { telling } from '../../telling.ts'
import type { VendorWorld } from '../../world.ts'

export const ledgerImport: Command<VendorWorld> = {
  path: 'ledger import <file>',
  summary: 'Read an exported ledger into an empty one',
  more: 'The signing key must be in the home folder already.',
  positionals: { file: 'a file created by "ledger export"' },
  examples: [
    [
      'Into a database, to work as a team',
      'ledger import ledger.jsonl --ledger postgres://airlatch@db.example.com/licenses',
    ],
  ],
  async run(args, { options }) {
    const passphrase = () => passphraseFor(args)
    const stats = await asTyped(() =>
      telling('entries', tell => importLedger({ ...options, passphrase }, args.text('file'), tell)),
    )
    return {
      json: statsJson(stats),
      text: fields([
        [labelFor('imported'), args.text('file')],
        ...statsRows(stats),
        [labelFor('next'), vendorWords().ledger.import.next],
      ]),
    }
  },
}
