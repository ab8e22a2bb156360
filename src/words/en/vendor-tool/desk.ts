/** Owns what any command of the vendor's tool may say: about sizes, long values and the passphrase. */
export const DESK = {
  bytes: (count: number) => `${count} bytes`,
  none: 'none',
  unlimited: 'unlimited',
  /** `fact`: what would be the case, as a sentence without its full stop. */
  dryRun: (fact: string) => `nothing was changed. If it were done: ${fact}`,
  shortened: (beginning: string, characters: number) => `${beginning}... (${characters} characters)`,

  passphrase: 'passphrase of the signing key: ',
  newPassphrase: (least: number) => `new passphrase of the signing key, at least ${least} characters: `,
  backupPassphrase: 'passphrase of the backup: ',
  newBackupPassphrase: (least: number) => `passphrase of the backup, at least ${least} characters: `,
  sameAgain: 'the same again: ',
}
