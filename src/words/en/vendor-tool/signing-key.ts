/** Owns what the vendor's tool says about signing keys. */
export const SIGNING_KEY = {
  none: 'no signing keys',
  kept: { file: 'in the home folder', elsewhere: 'elsewhere', nowhere: 'not here' },

  rotate: {
    before: (kid: string) => `${kid}; what it has signed stays valid`,
    backup: 'back up the home folder: it has a new file',
    kits: (products: readonly string[]) =>
      `then recreate the kit of each product ("airlatch-vendor kit PRODUCT -o FILE") and publish it: new licenses are valid only where it is installed${inBrackets(products)}`,
    retire: (kid: string) =>
      `then, when no computer is left with an older kit, the old key may be retired: airlatch-vendor signing-key retire ${kid} --reason TEXT`,
  },
  retire: {
    from: (from: string, already: boolean) =>
      `from ${from}${already ? ', as before; nothing was changed' : ''}`,
    licenses: (count: number) =>
      `${count} signed with it since then: these are no longer valid where the next kit is installed`,
    kits: (products: readonly string[]) =>
      `recreate the kit of each product ("airlatch-vendor kit PRODUCT -o FILE") and publish it. Until it arrives, clients still trust the key. Clients that only have kits from before the next key need one that contains both first, so keep your earlier kits${inBrackets(products)}`,
    revocations:
      'publish the revocations of each product again, if there were any: the key may have signed the list',
    issueAgain:
      'issue those licenses again: the same requests ("airlatch-vendor issue") get licenses signed with the present key, and take no second seat',
  },
}

function inBrackets(products: readonly string[]): string {
  return products.length === 0 ? '' : ` (${products.join(', ')})`
}
