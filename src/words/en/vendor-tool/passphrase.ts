/** Owns what the vendor's tool says about a change of the passphrase. */
import { counted } from '../explain/format.ts'

export const PASSPHRASE = {
  changed: (kids: readonly string[]) => `${counted(kids.length, 'signing key')} (${kids.join(', ')})`,
  elsewhere: (kids: readonly string[]) =>
    `${kids.join(', ')}: kept by an SSH agent or a signer program, which has its own protection`,
  next: 'write the new passphrase down: nobody can recover it. Then make a new backup: airlatch-vendor desk backup FILE',
  copies: 'copies and backups of the key files from before still open with the old passphrase: destroy them',
  unfinished:
    'the new passphrase holds, but not every file could be written again. Make room on the disk, and run the command once more',
}
