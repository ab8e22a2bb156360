/**
 * Owns where the commands of a tool take a path, by their own descriptions, so that a new command is among them by
 * itself; and the words around that path which let the command get as far as it.
 */
import type { Command } from '../../src/cli/command.ts'
import { commandsOf, type Tool } from '../../src/cli/tool.ts'

/** One place of a command line that takes a path. */
export interface PathPlace {
  /** Such as `issue <inputs>` or `kit --output`. */
  readonly name: string
  /** Whether the path is of something new. */
  readonly isOutput: boolean
  /** The command line with a path in that place. */
  words(path: string): readonly string[]
}

/** What stands in the other places: positionals, required options, and options without which the place is not reached. */
export interface GoodWords {
  /** By the positional's name, or by `command/positional` where one name means different things. */
  readonly positionals: Readonly<Record<string, string>>
  readonly required: Readonly<Record<string, string>>
  /** By the place's name. */
  readonly beside: Readonly<Record<string, readonly string[]>>
}

/** Positionals that are paths. The others must be among the good words: so each of a new command is thought of. */
const PATHS = ['input', 'inputs', 'other', 'receipts', 'file']
/** Of a positional or an option, what is written. */
const WRITTEN = ['output', 'qr', 'report', 'ledger backup <file>', 'desk backup <file>']

/** What a path must end in, or the command refuses it before it looks. */
const ENDINGS: Readonly<Record<string, string>> = {
  'key list --output': '.csv',
  'activation list --output': '.csv',
  'customer list --output': '.csv',
  'key create --output': '.csv',
  'key import --output': '.csv',
  'ledger log --output': '.csv',
  'refusals --output': '.csv',
  'report expiring --output': '.csv',
  'report renewals --output': '.csv',
  'report sales --output': '.html',
  'report seats --output': '.csv',
  'report activations --output': '.html',
  'issue --report': '.csv',
  'mail key --output': '.eml',
  'mail license --output': '.eml',
  'mail renewal --output': '.eml',
}

export function pathPlaces(tool: Tool<never>, good: GoodWords): readonly PathPlace[] {
  const ofAll = Object.entries(tool.globals).filter(([, { value }]) => isPath(value))
  return commandsOf(tool).flatMap(command => [
    ...placesOf(command, good),
    // what all commands take is read in one place: these three stand for the rest
    ...(['init', 'status', 'product list'].includes(nameOf(command)) ? ofAll : [])
      .filter(([option]) => option !== 'passphrase-file' || command.path === 'init')
      .map(([option]) => ({
        name: `${nameOf(command)} --${option}`,
        isOutput: command.path === 'init' && option !== 'passphrase-file',
        words: (path: string) => [
          ...wordsOf(command, good),
          ...(good.beside[`${nameOf(command)} --${option}`] ?? []),
          `--${option}=${path}`,
        ],
      })),
  ])
}

function placesOf(command: Command<never>, good: GoodWords): readonly PathPlace[] {
  const name = nameOf(command)
  const positionals = positionalsOf(command)
  const ofPositionals = positionals
    .filter(one => PATHS.includes(one))
    .map(one => ({
      name: `${name} <${one}>`,
      isOutput: WRITTEN.includes(`${name} <${one}>`),
      words: (path: string) => [
        ...wordsOf(command, good, { positional: one, path }),
        ...(good.beside[`${name} <${one}>`] ?? []),
      ],
    }))
  const ofOptions = Object.entries(command.options ?? {})
    .filter(([, { value }]) => isPath(value))
    .map(([option, { value }]) => ({
      name: `${name} --${option}`,
      isOutput: WRITTEN.includes(option),
      words(path: string) {
        const prefix = value?.includes('@FILE') ? '@' : ''
        const ending = ENDINGS[`${name} --${option}`] ?? (option === 'qr' ? '.png' : '')
        const beside = good.beside[`${name} --${option}`] ?? []
        return [...wordsOf(command, good, { option }), ...beside, `--${option}=${prefix}${path}${ending}`]
      },
    }))
  return [...ofPositionals, ...ofOptions]
}

/** `--search-path PATH` is written into a kit, and not looked at. */
function isPath(value: string | undefined): boolean {
  return /FILE|DIR/.test(value ?? '')
}

function nameOf({ path }: Command<never>): string {
  return path.split(/ [<[]/, 1)[0] as string
}

function positionalsOf({ path }: Command<never>): readonly string[] {
  return [...path.matchAll(/[<[]([a-z]+)/g)].map(([, name]) => name as string)
}

function wordsOf(
  command: Command<never>,
  good: GoodWords,
  asked: { readonly positional?: string; readonly path?: string; readonly option?: string } = {},
): readonly string[] {
  const name = nameOf(command)
  const positionals = positionalsOf(command).flatMap(one => {
    if (one === asked.positional) return [asked.path as string]
    // an input of another kind is a command of another kind
    if (one === 'other') return []
    const word = good.positionals[`${name}/${one}`] ?? good.positionals[one]
    if (word === undefined) throw new Error(`${command.path}: is <${one}> a path? say what stands there`)
    return [word]
  })
  const required = Object.entries(command.options ?? {})
    .filter(([option, { required = false }]) => required && option !== asked.option)
    .map(([option]) => {
      const word = good.required[option]
      if (word === undefined) throw new Error(`${command.path}: say what --${option} is`)
      return `--${option}=${word}`
    })
  return [...name.split(' '), ...positionals, ...required]
}
