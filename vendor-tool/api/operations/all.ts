/** Owns the list of all operations, and what of the tool has none. A test holds both against the commands. */
import type { Operation } from '../operation.ts'
import { ACTIVATIONS } from './activations.ts'
import { CUSTOMERS } from './customers.ts'
import { DESK } from './desk.ts'
import { KEYS } from './keys.ts'
import { PRODUCTS } from './products.ts'
import { REPORTING } from './reports.ts'
import { SELLING } from './selling.ts'

/** In the order of the work. */
export const OPERATIONS: readonly Operation[] = [
  ...PRODUCTS,
  ...CUSTOMERS,
  ...KEYS,
  ...SELLING,
  ...ACTIVATIONS,
  ...REPORTING,
  ...DESK,
]

/** Why a command, or every command of a noun, is not an operation. */
export const NOT_OVER_HTTP: Readonly<Record<string, string>> = {
  init: 'it makes the desk that the interface needs',
  bake: 'it writes into a program, which is a file',
  console: 'it opens a browser on this computer',
  serve: 'it is a server itself',
  api: 'it is the server',
  'api-key': 'a key that makes keys could give itself every scope, and outlive its end',
  webhook: 'a stolen key could send all news elsewhere',
  shop: 'its secrets let anybody sell; they are typed where nobody else reads',
  mail: 'its password opens an account of the vendor',
  'passphrase change': 'the passphrase does not leave the desk',
  'desk backup': 'the signing keys do not leave the desk',
  'desk restore': 'it replaces the desk that the interface needs',
  'ledger backup': 'it writes a file with every key of every customer',
  'ledger restore': 'it replaces the ledger that the interface needs',
  'ledger import': 'it fills an empty ledger',
  'ledger export': 'it has every key of every customer',
  'ledger accept-clock': 'whoever sets the clock right looks at it',
  'signing-key add': 'it decides what all customers trust',
  'signing-key rotate': 'it decides what all customers trust',
  'signing-key retire': 'it ends what customers have',
}
