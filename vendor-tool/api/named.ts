/**
 * Owns the names in errors of commands that are called over HTTP: an error names the member of the call, not the
 * command-line flag or the library's field.
 */
import { AirlatchError, type Expected } from '../../src/vendor/door.ts'
import { flagOf } from '../flags.ts'
import { shown } from './args.ts'
import { camelCase, membersOf, type Operation } from './operation.ts'

/** Runs `work`; if it refuses a value, the error names the member. Errors: those of the work. */
export async function asMembers<T>(operation: Operation, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw error instanceof AirlatchError && error.code === 'invalid-value' ? named(operation, error) : error
  }
}

function named(operation: Operation, error: AirlatchError<'invalid-value'>): AirlatchError {
  const { expected, got, ...details } = error.details
  const field = memberOf(operation, details.field)
  return new AirlatchError(
    error.code,
    {
      ...details,
      field,
      expected: inMembers(operation, expected),
      ...(got === undefined ? {} : { got: shown(got) }),
    },
    error,
  )
}

/** Maps `--expires`, `expiresAt` and `expires` to the member `expires`; returns names of no member unchanged. */
function memberOf(operation: Operation, field: string): string {
  const members = membersOf(operation)
  const names = [field.replace(/^--?/, ''), flagOf(field) ?? '']
  return names.map(camelCase).find(name => members.has(name)) ?? field
}

/** Also renames the other option in an expectation, which is needed or excluded, such as `--duration DAYS`. */
function inMembers(operation: Operation, expected: Expected): Expected {
  if (!('option' in expected)) return expected
  const [option = ''] = expected.option.split(' ')
  const isPlaceholder = /^[A-Z]+$/.test(option)
  return { ...expected, option: memberOf(operation, isPlaceholder ? option.toLowerCase() : option) }
}
