/** `airlatch-vendor passphrase change`: every signing key file gets a new passphrase, all or none (checklist DY-11). */

import type { Command } from '../../../src/cli/command.ts'
import { changeSigningPassphrase } from '../../../src/vendor/door.ts'
import { fields } from '../../../src/words/output.ts'
import { labelFor, vendorWords } from '../../../src/words/vendor-tool.ts'
import { asTyped } from '../../flags.ts'
import { NEW_PASSPHRASE_OPTIONS, NEXT_OF_KEYS, newPassphrase, passphraseFor } from '../../passphrase.ts'
import type { VendorWorld } from '../../world.ts'

export const passphraseChange: Command<VendorWorld> = {
  path: 'passphrase change',
  summary: 'Give the signing keys another passphrase',
  more: 'All key files in the home folder get it, or none. The keys stay the same, and clients notice nothing.',
  options: NEW_PASSPHRASE_OPTIONS,
  examples: [
    ['When a colleague leaves', 'passphrase change'],
    ['Without a terminal', 'passphrase change --passphrase-file old.txt --new-passphrase-file new.txt'],
  ],
  async run(args, { options }) {
    const { kids, elsewhere, isFinished } = await asTyped(() =>
      changeSigningPassphrase({
        ...options,
        passphrase: () => passphraseFor(args),
        newPassphrase: () => newPassphrase(args, NEXT_OF_KEYS),
      }),
    )
    const say = vendorWords().passphrase
    const warnings = [say.copies, ...(isFinished ? [] : [say.unfinished])]
    return {
      json: { changedKids: kids, elsewhereKids: elsewhere, warnings },
      text: fields([
        [labelFor('changed'), say.changed(kids)],
        [labelFor('stays'), elsewhere.length === 0 ? undefined : say.elsewhere(elsewhere)],
        [labelFor('next'), say.next],
      ]),
      warnings,
    }
  },
}
