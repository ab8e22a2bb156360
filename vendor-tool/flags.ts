/**
 * Owns what the catalog's fields are called on this command line, so that an error names the flag that was typed. The
 * catalog serves the library too, and knows no flags.
 */
import { AirlatchError } from '../src/vendor/door.ts'

/** A field as the catalog or the ledger names it, and the flag that it came by, without the dashes. */
const FLAGS: Readonly<Record<string, string>> = {
  activations: 'activations',
  address: 'address',
  comment: 'comment',
  'computer id': 'computer-id',
  count: 'count',
  'deactivation limit': 'deactivation-limit',
  duration: 'duration',
  'duration-from': 'duration-from',
  email: 'email',
  'engine version': 'engine-version',
  expires: 'expires',
  'feature name': 'feature',
  features: 'feature',
  'floating seats': 'floating-seats',
  'for-floating': 'for-floating',
  'grace days': 'grace-days',
  ledger: 'ledger',
  licensee: 'licensee',
  match: 'match',
  operator: 'operator',
  platform: 'user',
  product: 'product',
  'product name': 'name',
  reason: 'reason',
  releases: 'version',
  since: 'since',
  'search path': 'search-path',
  user: 'user',
  'user data': 'user-data',
  userData: 'user-data',
  users: 'user',
  'vendor name': 'vendor',
  version: 'version',
}

/** `feature users`, `default of feature users`. */
const ONE_FEATURE = /^(?:default of )?feature /

/** The name of the flag, without the dashes, that a refused field came by; undefined when it came by none. */
export function flagOf(field: unknown): string | undefined {
  if (typeof field !== 'string') return undefined
  if (ONE_FEATURE.test(field)) return 'feature'
  return Object.hasOwn(FLAGS, field) ? FLAGS[field] : undefined
}

/** Does the work; a refused value is then named by its flag. */
export async function asTyped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof AirlatchError && error.code === 'invalid-value' ? named(error) : error
  }
}

function named(error: AirlatchError): AirlatchError {
  const { field, expected } = error.details
  const flag = flagOf(field)
  if (flag === undefined) return error
  const what = ONE_FEATURE.test(`${field}`) ? `${field}: ${expected}` : expected
  return new AirlatchError(error.code, { ...error.details, field: `--${flag}`, expected: what }, error)
}
