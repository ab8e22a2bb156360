/**
 * Owns what a command is: one plain object with its words, its options and what it does. run.ts turns these objects
 * into yargs and their answers into output and exit codes.
 */
import { AirlatchError } from '../core/errors.ts'

/**
 * text: one value; list: may be given again; flag: no value; whole: a whole number, not negative; text-or-nothing: the
 * value may be left out, and is then "unlimited"; switch: yes or no, and yes when the value is left out.
 */
export type OptionKind = 'text' | 'list' | 'flag' | 'whole' | 'text-or-nothing' | 'switch'

export interface Option {
  readonly kind: OptionKind
  readonly describe: string
  /** The kind of value, as help shows it: FILE, DATE, DAYS, N, `DATE|never`. */
  readonly value?: string
  readonly alias?: string
  readonly required?: boolean
  readonly choices?: readonly string[]
  /** The value may be the empty text, which then means none. */
  readonly mayBeEmpty?: boolean
}

export interface Command<World> {
  /** As it is typed: `product create <id>`; `[x]` may be left out, `..` takes many. */
  readonly path: string
  /** What it does, in a line. */
  readonly summary: string
  /** What else a person should know before they use it, in sentences. */
  readonly more?: string
  readonly options?: Readonly<Record<string, Option>>
  /** What each positional means, by name. */
  readonly positionals?: Readonly<Record<string, string>>
  /** For each common task, the line that a person types after the tool's name. */
  readonly examples: readonly (readonly [task: string, line: string])[]
  run(args: Args, world: World): Promise<Answer>
}

/** The help of one command. */
export interface CommandHelp {
  readonly summary: string
  readonly more?: string
  readonly positionals?: Readonly<Record<string, string>>
  readonly options?: Readonly<Record<string, string>>
  /** The tasks of its examples, in their order. */
  readonly tasks: readonly string[]
}

/** The help of a tool. */
export interface HelpWords {
  readonly summary: string
  /** By the English one. */
  readonly headings: Readonly<Record<string, string>>
  /** Of options that several commands take, by name. */
  readonly options: Readonly<Record<string, string>>
  /** By the command's path, such as `request <key>`. */
  readonly commands: Readonly<Record<string, CommandHelp>>
}

/** What a command found: the value that `--json` shows, and the text that is made from the same value. */
export interface Answer {
  readonly json: Readonly<Record<string, unknown>>
  readonly text: string
  /** Said on standard error in text mode, and kept in `json` by the command where programs need it. */
  readonly warnings?: readonly string[]
  /** Said on standard error behind the text, in text mode: what a person should know, where the text goes into a file. */
  readonly aside?: string
  /** The exit code of a command that was run; 0 unless told. */
  readonly exit?: number
  /** A list that is too long to be held, in place of `json` and `text`. */
  readonly stream?: Stream
}

/** What is printed while it is still read; one of the two, once. */
export interface Stream {
  /** What the items are called in the answer of --json. */
  readonly name: string
  items(): AsyncIterable<unknown>
  text(): AsyncIterable<string>
}

/** Typed access to what was typed. Errors: invalid-value. */
export interface Args {
  text(name: string): string
  optional(name: string): string | undefined
  list(name: string): readonly string[]
  flag(name: string): boolean
  whole(name: string): number | undefined
  /** They come from another computer: a value that would name a file of this one is only a text. */
  readonly isRemote?: true
}

export function argsOver(values: Readonly<Record<string, unknown>>): Args {
  function optional(name: string): string | undefined {
    const value = values[name]
    return value === undefined ? undefined : String(value)
  }
  return {
    optional,
    text: name => optional(name) ?? '',
    list(name) {
      const value = values[name]
      if (value === undefined) return []
      return Array.isArray(value) ? value.map(String) : [String(value)]
    },
    flag: name => values[name] === true,
    whole: name => wholeIn(`--${name}`, optional(name)),
  }
}

/** The number that an option or a variable has; undefined without one. Error: invalid-value. */
export function wholeIn(field: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,15}$/.test(text)) return Number(text)
  throw new AirlatchError('invalid-value', { field, expected: { is: 'whole-number' }, got: text })
}
