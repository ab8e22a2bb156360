/** `airlatch-vendor desk restore`: the backup of a whole desk, put into an empty place (checklist DY-11). */

import type { Command } from '../../../src/cli/command.ts'
import { restoreDesk } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { asTyped } from '../../flags.ts'
import { OF_BACKUP, passphraseFor } from '../../passphrase.ts'
import { telling } from '../../telling.ts'
import type { VendorWorld } from '../../world.ts'

export const deskRestore: Command<VendorWorld> = {
  path: 'desk restore <file>',
  summary: 'Put the backup of a desk into an empty home folder, and an empty ledger',
  more: 'All of the file is checked before anything is written, and nothing that is there is replaced.',
  positionals: { file: 'a file created by "desk backup"' },
  options: {
    'dry-run': { kind: 'flag', describe: 'check the file and the place; nothing is written' },
  },
  examples: [
    ['On a new computer', 'desk restore /media/usb/desk-2026-12-01.age'],
    ['Look first: what is in it, and is it whole?', 'desk restore desk.age --dry-run'],
    [
      'Into a database, to work as a team',
      'desk restore desk.age --ledger postgres://airlatch@db.example.com/licenses',
    ],
  ],
  async run(args, { options }) {
    const path = args.text('file')
    const isDry = args.flag('dry-run')
    const passphrase = () => passphraseFor(args, OF_BACKUP)
    const { vendor, madeAt, entries, head, keyFiles } = await asTyped(() =>
      telling('entries', progress => restoreDesk(options, { path, passphrase, isDry, progress })),
    )
    const say = vendorWords().handOver
    const warnings = isDry ? [] : [say.restore.missing]
    return {
      json: {
        ...(isDry ? { dryRun: true } : {}),
        input: path,
        vendor,
        madeAt,
        entryCount: entries,
        head,
        keyFiles,
        warnings,
      },
      text: fields([
        [labelFor(isDry ? 'backup' : 'restored'), path],
        [labelFor('vendor'), vendor],
        [labelFor('made'), madeAt],
        [labelFor('entries'), entries],
        [labelFor('head'), head],
        [labelFor('signingKeys'), say.keyFiles(keyFiles)],
        [labelFor('home'), options.home],
        [labelFor('next'), isDry ? say.restore.would : say.restore.next],
        [labelFor('afterwards'), isDry ? undefined : say.restore.passphrase],
      ]),
      warnings,
    }
  },
}
