/** Owns what any command of the vendor's tool may say: about sizes, long values and the passphrase. */
export const DESK = {
  bytes: (count: number) => `${count} bytes`,
  none: 'none',
  unlimited: 'unlimited',
  shortened: (beginning: string, characters: number) => `${beginning}... (${characters} characters)`,

  passphrase: 'passphrase of the signing key: ',
  newPassphrase: 'new passphrase of the signing key: ',
  sameAgain: 'the same again: ',
}
