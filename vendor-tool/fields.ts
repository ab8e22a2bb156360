/**
 * Owns the options of an activation key's fields, made from the table of fields (core/terms/fields.ts), and how they
 * become input for the catalog. `key create` and `key set` share them.
 */
import type { Args, Option } from '../src/cli/command.ts'
import { type FieldName, fieldOf, type KeyField } from '../src/core/terms/fields.ts'
import { readInput } from '../src/exchange/input.ts'
import {
  AirlatchError,
  type Duration,
  type Expected,
  type NewTerms,
  type Product,
} from '../src/vendor/door.ts'
import { IN_HELP, wordsOf } from '../src/words/key-fields.ts'

/** Of `key create` alone. */
export const CREATION_OPTIONS = optionsWhere(({ atCreation }) => atCreation !== undefined)

export const KEY_OPTIONS = optionsWhere(({ atCreation }) => atCreation === undefined)

/** Of `key list`. */
export const FIND_OPTIONS: Readonly<Record<string, Option>> = Object.fromEntries(
  IN_HELP.flatMap(name => {
    const { value, find } = wordsOf(name)
    return find === undefined ? [] : [[fieldOf(name).flag, { kind: 'text', value, describe: find }]]
  }),
)

function optionsWhere(is: (field: KeyField) => boolean): Readonly<Record<string, Option>> {
  const options = IN_HELP.flatMap(name => {
    const { flag, option, choices, none, second } = fieldOf(name)
    if (flag === undefined || !is(fieldOf(name))) return []
    const { help, value, second: words } = wordsOf(name)
    const own = { kind: option, describe: help, value, choices, mayBeEmpty: none === '' }
    const beside = { kind: 'text', describe: words?.help, value: words?.value, choices: second?.choices }
    return [[flag, present(own)], ...(second === undefined ? [] : [[second.flag, present(beside)]])]
  })
  return Object.fromEntries(options)
}

/**
 * The fields of the options that were typed. `duration`: that of the key, or that a new one starts from; --duration and
 * --duration-from, typed alone, keep the other half of it.
 * Errors: invalid-value, feature-unknown, feature-count-mismatch, those of readInput.
 */
export function keyFieldsOf(
  args: Args,
  product: Pick<Product, 'features'>,
  duration: Duration | undefined,
): NewTerms {
  const inputs = IN_HELP.flatMap(name => {
    const { flag, read } = fieldOf(name)
    if (flag === undefined) return []
    const texts = name === 'duration' ? durationTexts(args, duration) : textsOf(args, name, flag)
    return texts.length === 0 ? [] : [[name, read(texts, product)]]
  })
  return Object.fromEntries(inputs)
}

/** Fields that accept `@FILE`: the whole text of the file, or one user on each line. */
const FROM_FILE: Readonly<Partial<Record<FieldName, (flag: string, text: string) => readonly string[]>>> = {
  userData: (flag, text) => [textIn(flag, text)],
  users: linesIn,
}

function textsOf(args: Args, name: FieldName, flag: string): readonly string[] {
  const fromFile = args.isRemote ? undefined : FROM_FILE[name]
  const texts = args.list(flag)
  // who writes it means a file: it is never the name of a user who alone may run the program
  const meant = args.isRemote && name === 'users' ? texts.find(text => text.startsWith('@')) : undefined
  if (meant !== undefined) throw invalid(flag, { is: 'no-file' }, meant)
  return texts.flatMap(text =>
    fromFile !== undefined && text.startsWith('@') ? fromFile(flag, text) : [text],
  )
}

function durationTexts(args: Args, before: Duration | undefined): readonly string[] {
  const from = args.optional('duration-from')
  const days = args.optional('duration') ?? (from === undefined ? undefined : before?.days.toString())
  if (from !== undefined && (days === undefined || days === 'none'))
    throw invalid('duration-from', { is: 'with-option', option: '--duration DAYS' }, from)
  return days === undefined ? [] : [days, from ?? before?.from ?? 'activation']
}

type Present<T> = { [Name in keyof T]?: Exclude<T[Name], undefined> }

/** Without the fields that are undefined: the catalog keeps what is absent. */
export function present<T extends object>(fields: T): Present<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<T>
}

/** One a line; lines that begin with # are notes. A file without any is a mistake: it must not let everybody in. */
function linesIn(flag: string, text: string): readonly string[] {
  const lines = textIn(flag, text)
    .split('\n')
    .map(line => line.trim())
    .filter(line => line !== '' && !line.startsWith('#'))
  if (lines.length === 0) throw invalid(flag, { is: 'file-of-names' }, text)
  return lines
}

/** `@FILE` as UTF-8 text. Errors: those of readInput; invalid-value. */
function textIn(flag: string, text: string): string {
  const bytes = readInput(text.slice(1))
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw invalid(flag, { is: 'utf-8-file' }, text)
  }
}

function invalid(flag: string, expected: Expected, got: string): AirlatchError {
  return new AirlatchError('invalid-value', { field: `--${flag}`, expected, got })
}

/** For lists and reports, which leave archived keys or products out. */
export function archivedOption(what: 'keys' | 'products'): Readonly<Record<string, Option>> {
  return { archived: { kind: 'flag', describe: `also ${what} that are archived` } }
}
