/** Owns what any command of the vendor's tool may say: about the clock, the passphrase, and a long value. */
export const DESK = {
  clockAhead: (now: string, newest: string) =>
    `the clock of this computer shows ${now}, more than a year after the newest entry of the ledger (${newest})`,
  bytes: (count: number) => `${count} bytes`,
  none: 'none',
  unlimited: 'unlimited',
  shortened: (beginning: string, characters: number) => `${beginning}... (${characters} characters)`,

  passphrase: 'passphrase of the signing key: ',
  newPassphrase: 'new passphrase of the signing key: ',
  sameAgain: 'the same again: ',
}
