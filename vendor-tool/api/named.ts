/**
 * Owns how errors of commands name what was wrong to a caller of the HTTP interface: by its member, and not by the flag
 * or by the library's name of it.
 */
import { AirlatchError, type Expected } from '../../src/vendor/door.ts'
import { flagOf } from '../flags.ts'
import { shown } from './args.ts'
import { camelCase, membersOf, type Operation } from './operation.ts'

/** Does the work; a value that it refuses is then named by its member. Error: that of the work. */
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

/** `--expires`, `expiresAt` and `expires` are all `expires`; what is no member stays as it is. */
function memberOf(operation: Operation, field: string): string {
  const members = membersOf(operation)
  const names = [field.replace(/^--?/, ''), flagOf(field) ?? '']
  return names.map(camelCase).find(name => members.has(name)) ?? field
}

/** Another option that a value needs, or must not stand beside: `--duration DAYS`. */
function inMembers(operation: Operation, expected: Expected): Expected {
  if (!('option' in expected)) return expected
  const [option = ''] = expected.option.split(' ')
  const isPlaceholder = /^[A-Z]+$/.test(option)
  return { ...expected, option: memberOf(operation, isPlaceholder ? option.toLowerCase() : option) }
}
