/**
 * Owns what the catalog's fields are called on this command line, so that an error names the flag that was typed. The
 * catalog serves the library too, and knows no flags.
 */
import { fieldNamed } from '../src/core/terms/fields.ts'
import { AirlatchError } from '../src/vendor/door.ts'

/** Names in errors that are not a key's field, and the options that they came by, without the dashes. */
const FLAGS: Readonly<Record<string, string>> = {
  address: 'address',
  company: 'company',
  authorities: 'ca-file',
  body: 'body-file',
  computerId: 'computer-id',
  contact: 'contact',
  host: 'host',
  ledger: 'ledger',
  match: 'match',
  notes: 'notes',
  operator: 'operator',
  password: 'password-file',
  port: 'port',
  reason: 'reason',
  reference: 'reference',
  release: 'version',
  item: 'sells',
  items: 'sells',
  secret: 'secret-file',
  replyTo: 'reply-to',
  security: 'security',
  sender: 'from',
  since: 'since',
  searchPath: 'search-path',
  sites: 'site',
  subject: 'subject',
  telephone: 'telephone',
  startByDays: 'start-by',
  until: 'until',
  user: 'user',
  version: 'version',
  withinDays: 'within',
}

/** `feature users`, `default of feature users`. */
const ONE_FEATURE = /^(?:default of )?feature /

/** The name of the flag, without the dashes, that a refused field came by; undefined when it came by none. */
export function flagOf(field: unknown): string | undefined {
  if (typeof field !== 'string') return undefined
  if (ONE_FEATURE.test(field)) return 'feature'
  return Object.hasOwn(FLAGS, field) ? FLAGS[field] : fieldNamed(field)?.flag
}

/** Does the work; a refused value is then named by its flag. */
export async function asTyped<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof AirlatchError && error.code === 'invalid-value' ? named(error) : error
  }
}

function named(error: AirlatchError<'invalid-value'>): AirlatchError {
  const { field } = error.details
  const flag = flagOf(field)
  if (flag === undefined) return error
  const of = ONE_FEATURE.test(field) ? { of: field.replace(ONE_FEATURE, '') } : {}
  return new AirlatchError(error.code, { ...error.details, ...of, field: `--${flag}` }, error)
}
