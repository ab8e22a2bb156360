/** Owns what the vendor's tool says about a backup of the whole desk, and about restoring one. */
import { listOrNone } from '../explain/format.ts'

export const HAND_OVER = {
  keyFiles: (files: readonly string[]) => listOrNone(files),
  backup: {
    secret:
      'with the file and its passphrase, anyone can read all activation keys and the data of your customers, and only the passphrase of the signing keys keeps them from signing your licenses',
    elsewhere: (kids: readonly string[]) =>
      `not in the backup: ${kids.join(', ')}, which an SSH agent or a signer program keeps. The backup has only the note of where`,
    missing: (kids: readonly string[]) =>
      `not in the backup: ${kids.join(', ')}, whose file is not in the home folder`,
    next: 'write its passphrase down, and keep it apart from the file. Note entries and head: "desk restore FILE --dry-run" shows them again',
  },
  restore: {
    would: 'nothing was changed. The backup is whole, and the place is empty',
    next: 'compare entries and head with what you noted. From now on, work with one of the two desks only',
    missing:
      'what was sold and activated after the backup is missing: a seat may be given twice, and an issued license may be unknown',
    passphrase:
      'the signing keys have the passphrase that they had: "passphrase change" gives them another one',
  },
}
