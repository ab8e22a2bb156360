/** Owns what of the tool is not an operation, and why. */

/** Why a command, or every command of a noun, is not an operation. */
export const NOT_OVER_HTTP: Readonly<Record<string, { readonly describe: string }>> = {
  init: { describe: 'it makes the desk that the interface needs' },
  bake: { describe: 'it writes into a program, which is a file' },
  console: { describe: 'it opens a browser on this computer' },
  serve: { describe: 'it is a server itself' },
  api: { describe: 'it is the server' },
  'api-key': { describe: 'a key that makes keys could give itself every scope, and outlive its end' },
  webhook: { describe: 'a stolen key could send all news elsewhere' },
  shop: { describe: 'its secrets let anybody sell; they are typed where nobody else reads' },
  mail: { describe: 'its password opens an account of the vendor' },
  'passphrase change': { describe: 'the passphrase does not leave the desk' },
  'desk backup': { describe: 'the signing keys do not leave the desk' },
  'desk restore': { describe: 'it replaces the desk that the interface needs' },
  'ledger backup': { describe: 'it writes a file with every key of every customer' },
  'ledger restore': { describe: 'it replaces the ledger that the interface needs' },
  'ledger import': { describe: 'it fills an empty ledger' },
  'ledger export': { describe: 'it has every key of every customer' },
  'ledger accept-clock': { describe: 'whoever sets the clock right looks at it' },
  'signing-key add': { describe: 'it decides what all customers trust' },
  'signing-key rotate': { describe: 'it decides what all customers trust' },
  'signing-key retire': { describe: 'it ends what customers have' },
}
