/** `airlatch-vendor desk backup`: the ledger and the signing keys in one encrypted file (checklist DY-11). */

import type { Command } from '../../../src/cli/command.ts'
import type { SigningKey } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { newPassphrase, OF_NEW_BACKUP } from '../../passphrase.ts'
import { telling } from '../../telling.ts'
import type { VendorWorld } from '../../world.ts'

export const deskBackup: Command<VendorWorld> = {
  path: 'desk backup <file>',
  summary: 'Put the ledger, with its settings, and all signing keys into one encrypted file',
  more: 'Others may work with the ledger meanwhile. The passphrase is that of the file: give the same one or another.',
  positionals: { file: 'the new file' },
  examples: [
    ['To a USB stick', 'desk backup /media/usb/desk-2026-12-01.age'],
    [
      'By a scheduled job',
      'desk backup /backup/desk.age --passphrase-file /etc/airlatch-vendor/backup-passphrase',
    ],
  ],
  run: (args, world) =>
    world.vendor(async vendor => {
      const output = args.text('file')
      const passphrase = () => newPassphrase(args, OF_NEW_BACKUP)
      const warnings = backupWarnings(await vendor.signingKeys())
      const done = await telling('entries', tell => vendor.backupDesk(output, passphrase, tell))
      const { entries, head, keyFiles } = done
      const say = vendorWords().handOver
      return {
        json: { output, entryCount: entries, head, keyFiles, warnings },
        text: fields([
          [labelFor('backup'), output],
          [labelFor('entries'), entries],
          [labelFor('head'), head],
          [labelFor('signingKeys'), say.keyFiles(keyFiles)],
          [labelFor('next'), say.backup.next],
        ]),
        warnings,
      }
    }),
}

/** What to know of a backup of a desk that has these keys. */
export function backupWarnings(all: readonly SigningKey[]): readonly string[] {
  const keys = all.filter(({ retired }) => retired === undefined)
  const kept = (where: 'elsewhere' | undefined) =>
    keys.filter(({ place }) => place === where).map(({ kid }) => kid)
  const [elsewhere, missing] = [kept('elsewhere'), kept(undefined)]
  const say = vendorWords().handOver.backup
  return [
    say.secret,
    ...(elsewhere.length === 0 ? [] : [say.elsewhere(elsewhere)]),
    ...(missing.length === 0 ? [] : [say.missing(missing)]),
  ]
}
