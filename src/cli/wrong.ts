/**
 * Owns everything that plain.ts does not read: what is wrong with the words, in our words. yargs knows what is missing, and
 * which command was probably meant. Which word is an option, a value or neither is for plain.ts to say: yargs is given the
 * words so that it cannot see that in another way. Both are made from the same descriptions, and tested against each other.
 */
import yargs, { type Argv, type Options } from 'yargs'
import { AirlatchError } from '../core/errors.ts'
import type { UsageProblem } from '../core/usage.ts'
import type { Command, Option } from './command.ts'
import { LEFT_OUT, splitWords, type Typed, type Words } from './plain.ts'
import {
  type Chosen,
  commandsOf,
  commonOptions,
  isNoun,
  optionsOf,
  type Tool,
  usageOf,
  wordsOf,
} from './tool.ts'

/** The command after all. Error: usage, saying what is wrong. */
export async function readByYargs<World>(
  tool: Tool<World>,
  words: readonly string[],
): Promise<Chosen<World>> {
  const split = splitWords(tool, words)
  for (const { option, word, value } of split.typed)
    if (option?.kind === 'flag' && value !== undefined)
      // yargs would take --dry-run=yes for false
      throw usage(tool, split, { is: 'takes-no-value', option: option.name, got: word })
  let chosen: Chosen<World> | undefined
  const parser = parserOf(tool, split, (command, values) => {
    chosen = { command, values }
  })
  await parser.parseAsync(wordsForYargs(split))
  if (chosen === undefined) throw usage(tool, split, { is: 'no-command' })
  // what yargs lets pass: a positional by its name, letters in a row, three dashes
  const unknown = unknownIn(split)
  if (unknown.length > 0) throw usage(tool, split, { is: 'unknown-options', typed: unknown })
  return chosen
}

/** What yargs is to say where a command is missing, and after it the noun. */
const NO_COMMAND = 'no command: '

/** In front of a word that is no option whatever it looks like. The words of a process cannot contain it. */
const MASK = '\0'

/**
 * The same words, in an order and a spelling that leave no choice: first what is no option, then each with its value.
 * There is no `--` among them, as yargs does not give what is behind it to a command.
 */
function wordsForYargs({ typed, before, behind }: Words): string[] {
  return [
    ...[...before, ...behind].map(word => (word.startsWith('-') ? MASK + word : word)),
    ...typed.flatMap(wordsOfOption),
  ]
}

function wordsOfOption({ word, option, value }: Typed): readonly string[] {
  if (option === undefined) return [word]
  const name = `--${option.name}`
  const text = value ?? LEFT_OUT[option.kind]
  if (text === undefined) return [name]
  // yargs strips quotation marks behind `=`, and takes a minus in a word of its own for an option
  return text.startsWith('-') ? [`${name}=${text}`] : [name, text]
}

/** What yargs found, with words that were masked as they were typed. */
function unmasked(found: unknown): unknown {
  if (Array.isArray(found)) return found.map(unmasked)
  return typeof found === 'string' ? found.replaceAll(MASK, '') : found
}

type Choose<World> = (command: Command<World>, values: Record<string, unknown>) => void

/** Where yargs is to look for settings of its own, which we have none of: the working folder may have been removed. */
const ROOT = '/'

function parserOf<World>(tool: Tool<World>, words: Words, choose: Choose<World>): Argv {
  const parser = yargs([], ROOT)
    .scriptName(tool.name)
    .locale('en')
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
      'greedy-arrays': false,
      'boolean-negation': false,
      'camel-case-expansion': false,
      // --home.x is not --home
      'dot-notation': false,
    })
    // a product has a --version too: ours is asked for alone, in run.ts
    .version(false)
    // help is a text of help.ts
    .help(false)
    .strict()
    .demandCommand(1, NO_COMMAND)
    .recommendCommands()
    .exitProcess(false)
    .showHelpOnFail(false)
    .fail((message, error) => {
      if (error instanceof AirlatchError) throw error
      throw usage(
        tool,
        words,
        problemOf(String(unmasked(message ?? String(error))), words, meantBy(tool, words)),
      )
    })
    .options({ ...yargsOptions(tool.globals), ...yargsOptions(commonOptions()) })
  addCommands(parser, tool, '', commandsOf(tool), choose)
  return parser
}

/** `product create <id>` becomes a command `create` inside a command `product`. */
function addCommands<World>(
  parser: Argv,
  tool: Tool<World>,
  prefix: string,
  commands: readonly Command<World>[],
  choose: Choose<World>,
): void {
  const nouns = new Set<string>()
  for (const command of commands) {
    const rest = command.path.slice(prefix.length)
    const noun = /^([a-z-]+) [a-z-]+/.exec(rest)?.[1]
    if (noun === undefined) addCommand(parser, tool, rest, command, choose)
    else if (!nouns.has(noun)) {
      nouns.add(noun)
      const below = commands.filter(({ path }) => path.startsWith(`${prefix}${noun} `))
      parser.command(noun, '', inner => {
        addCommands(inner, tool, `${prefix}${noun} `, below, choose)
        return inner.demandCommand(1, `${NO_COMMAND}${noun}`)
      })
    }
  }
}

function addCommand<World>(
  parser: Argv,
  tool: Tool<World>,
  path: string,
  command: Command<World>,
  choose: Choose<World>,
): void {
  parser.command(
    path,
    '',
    inner => {
      for (const name of Object.keys(command.positionals ?? {})) inner.positional(name, { type: 'string' })
      return inner.options(yargsOptions(command.options ?? {}))
    },
    found => {
      const values = Object.fromEntries(Object.entries(found).map(([name, value]) => [name, unmasked(value)]))
      choose(command, once(values, tool, command))
    },
  )
}

function yargsOptions(options: Readonly<Record<string, Option>>): Record<string, Options> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const described: Options = {
        requiresArg: option.kind !== 'flag' && LEFT_OUT[option.kind] === undefined,
      }
      described.type = option.kind === 'flag' ? 'boolean' : 'string'
      if (option.kind === 'list') described.array = true
      if (option.alias !== undefined) described.alias = option.alias
      if (option.required) described.demandOption = true
      if (option.choices !== undefined) described.choices = option.choices
      return [name, described]
    }),
  )
}

/** An option that takes one value and was given twice has no clear meaning. */
function once<World>(
  values: Record<string, unknown>,
  tool: Tool<World>,
  command: Command<World>,
): Record<string, unknown> {
  for (const [name, { kind }] of Object.entries(optionsOf(tool, command)))
    if (kind !== 'list' && Array.isArray(values[name]))
      throw new AirlatchError('usage', {
        problem: { is: 'given-twice', option: name },
        command: `${tool.name} ${wordsOf(command.path)}`,
      })
  return values
}

/** With the help of the command that was meant. */
function usage<World>(tool: Tool<World>, words: Words, problem: UsageProblem): AirlatchError {
  const [noun = ''] = typedIn(words)
  const meant = meantBy(tool, words)
  const found = meant === undefined ? isNoun(tool, noun) && noun : wordsOf(meant.path)
  return new AirlatchError('usage', {
    problem,
    command: found === false ? tool.name : `${tool.name} ${found}`,
  })
}

function meantBy<World>(tool: Tool<World>, words: Words): Command<World> | undefined {
  const typed = `${typedIn(words).join(' ')} `
  return commandsOf(tool).find(({ path }) => typed.startsWith(`${wordsOf(path)} `))
}

function typedIn({ before, behind }: Words): readonly string[] {
  return [...before, ...behind]
}

/** Options that no command has, as they were typed. */
function unknownIn({ typed }: Words): readonly string[] {
  return typed.filter(({ option }) => option === undefined).map(({ word }) => word)
}

/** What yargs means by its sentence. */
function problemOf(sentence: string, words: Words, command: Command<never> | undefined): UsageProblem {
  const [typed, unknown] = [typedIn(words), unknownIn(words)]
  if (sentence.startsWith(NO_COMMAND))
    return { is: 'no-command', after: sentence.slice(NO_COMMAND.length) || undefined }
  const meant = /^Did you mean (.*)\?$/.exec(sentence)?.[1]
  if (meant !== undefined) return { is: 'unknown-command', typed: typed.slice(0, 2).join(' '), meant }
  const arguments_ = /^Unknown arguments?: (.*)$/.exec(sentence)?.[1]
  if (arguments_ !== undefined) {
    if (command === undefined) return { is: 'unknown-command', typed: typed.join(' ') }
    if (unknown.length > 0) return { is: 'unknown-options', typed: unknown }
    return { is: 'unknown-arguments', typed: arguments_ }
  }
  if (command !== undefined && sentence.startsWith('Not enough non-option'))
    return { is: 'arguments-missing', expected: argumentsOf(command) }
  const missing = /^Missing required arguments?: (.*)$/.exec(sentence)?.[1]
  if (missing !== undefined) return { is: 'options-missing', options: missing.split(', ') }
  const alone = /^Not enough arguments following: (.*)$/.exec(sentence)?.[1]
  if (alone !== undefined) return { is: 'value-missing', option: alone }
  const [, option, got = '', choices = ''] =
    /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(sentence) ?? []
  if (option !== undefined) return { is: 'not-a-choice', option, choices, got }
  const [first = ''] = sentence.split('\n', 1)
  return { is: 'other', text: first.charAt(0).toLowerCase() + first.slice(1) }
}

function argumentsOf(command: Command<never>): string {
  return usageOf(command)
    .slice(wordsOf(command.path).length + 1)
    .replaceAll('...', '')
}
