/** `airlatch-vendor ledger import`: an exported ledger into an empty one of either engine, all or nothing. */
import type { Command } from '../../../src/cli/command.ts'
import { importLedger } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { statsJson } from '../../describe.ts'
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
        ['imported', args.text('file')],
        ['products', stats.products],
        ['keys', stats.keys],
        ['activations', stats.activations],
        ['released', stats.released === 0 ? undefined : stats.released],
        ['licenses', stats.licenses],
        ['entries', stats.entries],
        ['head', stats.head],
        ['next', 'compare the head with that of the export, and work with one of the two ledgers only'],
      ]),
    }
  },
}
