/**
 * Owns the conversion of JSON members into the arguments of a command. Each member must be known and have the right
 * type and size, and errors name it as the caller did. In a query all values are text and are parsed by the member's
 * type.
 *
 * Texts come from untrusted programs: lone surrogates (not valid in UTF-8, RFC 3629) and U+0000 (which PostgreSQL
 * cannot store) are refused. No value names a file: `Args.isRemote` tells the code that reads `@FILE` not to.
 */
import { type Args, argsOver } from '../../src/cli/command.ts'
import { AirlatchError, type Expected } from '../../src/vendor/door.ts'
import {
  type Field,
  MOST_CHARACTERS,
  MOST_ITEMS,
  membersOf,
  type Operation,
  type OperationMember,
} from './operation.ts'

export type Members = Readonly<Record<string, unknown>>

/** The largest whole number: 15 digits, as on the command line. */
export const MOST_WHOLE = 999_999_999_999_999
/** Most characters of a value or a name that an error repeats. */
const MOST_SHOWN = 100

/**
 * Returns the members as arguments of the operation's command.
 * Errors: unknown-member {member, known}, invalid-value {field, expected, got}.
 */
export function argsOf(operation: Operation, members: Members): Args {
  requireObject(members)
  const known = membersOf(operation)
  for (const name of Object.keys(members))
    if (!known.has(name))
      throw new AirlatchError('unknown-member', { member: shortened(name), known: [...known.keys()] })
  const values: Record<string, unknown> = { yes: true, json: true }
  for (const member of known.values()) {
    const value = Object.hasOwn(members, member.name) ? members[member.name] : undefined
    if (value !== undefined) values[member.arg] = readValue(member, value, operation.method === 'GET')
    else if (member.field.required) throw invalid(member.name, { is: 'value' })
  }
  return { ...argsOver(values), isRemote: true }
}

function requireObject(members: unknown): void {
  if (typeof members !== 'object' || members === null || Array.isArray(members))
    throw invalid('body', { is: 'object' }, members)
}

function readValue({ name, field, inPath }: OperationMember, value: unknown, isQuery: boolean): unknown {
  const isText = isQuery || inPath
  switch (field.kind) {
    case 'flag':
      return flagOf(name, value, isText) || undefined
    case 'switch':
      return flagOf(name, value, isText) ? 'yes' : 'no'
    case 'whole':
      return wholeOf(name, field, value, isText)
    case 'list':
      return listOf(name, field, isText && typeof value === 'string' ? [value] : pairsOf(name, field, value))
    case 'text':
    case 'text-or-nothing':
      if (field.takesWhole && typeof value === 'number') return `${wholeOf(name, field, value, false)}`
      return textOf(name, field, value)
  }
}

function flagOf(name: string, value: unknown, isText: boolean): boolean {
  if (typeof value === 'boolean' && !isText) return value
  if (isText && (value === 'true' || value === 'false')) return value === 'true'
  throw invalid(name, { is: 'flag' }, value)
}

function wholeOf(
  name: string,
  { least = 0, most = MOST_WHOLE }: Field,
  value: unknown,
  isText: boolean,
): number {
  const whole = isText && typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  if (typeof whole === 'number' && Number.isInteger(whole) && whole >= least && whole <= most)
    // turns -0 into 0
    return whole + 0
  throw invalid(name, { is: 'whole-number', least, most }, value)
}

/**
 * Turns an object such as `{ users: 5, export: true }` into `['users=5', 'export=yes']`; returns other values
 * unchanged.
 */
function pairsOf(name: string, { takesObject }: Field, value: unknown): unknown {
  if (!takesObject || typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.entries(value).map(([one, of]) => {
    if (one === '' || one.includes('=')) throw invalid(name, { is: 'feature-names' }, one)
    if (typeof of === 'boolean') return `${one}=${of ? 'yes' : 'no'}`
    if (typeof of === 'string' || Number.isSafeInteger(of)) return `${one}=${of}`
    throw invalid(name, { is: 'pair-value' }, of)
  })
}

function listOf(name: string, field: Field, value: unknown): readonly string[] {
  if (!Array.isArray(value)) throw invalid(name, { is: 'texts' }, value)
  // it looks like "none of them", but would change nothing
  if (value.length === 0) throw invalid(name, { is: 'value' }, value)
  if (value.length > MOST_ITEMS) throw invalid(name, { is: 'at-most', most: MOST_ITEMS }, value.length)
  return value.map(item => textOf(name, field, item))
}

function textOf(
  name: string,
  { mostCharacters = MOST_CHARACTERS, choices, mayBeEmpty }: Field,
  value: unknown,
): string {
  if (typeof value !== 'string') throw invalid(name, { is: 'text' }, value)
  if (value === '' && !mayBeEmpty) throw invalid(name, { is: 'value' }, value)
  if (value.length > mostCharacters)
    throw invalid(name, { is: 'at-most', most: mostCharacters, of: 'characters' }, value.length)
  if (!value.isWellFormed()) throw invalid(name, { is: 'whole-characters' })
  if (value.includes('\0')) throw invalid(name, { is: 'storable' })
  if (choices !== undefined && !choices.includes(value))
    throw invalid(name, { is: 'one-of', words: choices }, value)
  return value
}

export function invalid(field: string, expected: Expected, got?: unknown): AirlatchError<'invalid-value'> {
  return new AirlatchError('invalid-value', {
    field,
    expected,
    ...(got === undefined ? {} : { got: shown(got) }),
  })
}

/** Returns a refused value as an error may repeat it: shortened, so that no error sends a megabyte back. */
export function shown(got: unknown): unknown {
  if (typeof got === 'string') return shortened(got)
  if (typeof got === 'bigint') return `${got}`
  if (typeof got === 'object' && got !== null) return Array.isArray(got) ? '[...]' : '{...}'
  return typeof got === 'number' && !Number.isFinite(got) ? `${got}` : got
}

function shortened(text: string): string {
  const well = text.toWellFormed()
  return well.length <= MOST_SHOWN ? well : `${well.slice(0, MOST_SHOWN).toWellFormed()}...`
}
