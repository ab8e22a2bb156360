/**
 * Owns everything that plain.ts does not read: help, and what is wrong with the words, in our words. yargs knows how to
 * lay out help, what is missing, and which command was probably meant.
 */
import yargs, { type Argv, type Options } from 'yargs'
import { AirlatchError } from '../errors.ts'
import type { Command, Option } from './command.ts'
import { type Chosen, JSON_OPTION, optionsOf, type Tool, wordsOf } from './tool.ts'

const EXIT_CODES =
  'Exit codes: 0 done, 1 refused, 2 used wrongly, 3 could not (disk, ledger, permission), 70 a bug.'

/** The text of the help that was asked for, or a command after all. Error: usage, saying what is wrong. */
export async function readByYargs<World>(
  tool: Tool<World>,
  words: readonly string[],
): Promise<Chosen<World> | string> {
  let chosen: Chosen<World> | undefined
  const parser = parserOf(tool, words, (command, values) => {
    chosen = { command, values }
  })
  let help = ''
  await parser.parseAsync([...words], {}, (_error: unknown, _argv: unknown, output: string) => {
    help = output
  })
  if (help !== '') return help
  if (chosen === undefined) throw usage(tool, words, 'no command given')
  return chosen
}

type Choose<World> = (command: Command<World>, values: Record<string, unknown>) => void

function parserOf<World>(tool: Tool<World>, words: readonly string[], choose: Choose<World>): Argv {
  const parser = yargs()
    .scriptName(tool.name)
    .usage(`${tool.summary}\n\nUsage: $0 COMMAND`)
    .locale('en')
    .parserConfiguration({
      'parse-numbers': false,
      'parse-positional-numbers': false,
      'duplicate-arguments-array': true,
      'greedy-arrays': false,
      'boolean-negation': false,
      'camel-case-expansion': false,
    })
    // a product has a --version too: ours is asked for alone, in run.ts
    .version(false)
    .help()
    .alias('help', 'h')
    .wrap(100)
    .strict()
    .demandCommand(1, 'no command given')
    .recommendCommands()
    .exitProcess(false)
    .showHelpOnFail(false)
    .epilogue(`${tool.name} --version shows the version.\n${EXIT_CODES}`)
    .fail((message, error) => {
      if (error instanceof AirlatchError) throw error
      throw usage(tool, words, message ?? String(error))
    })
    .options({ ...yargsOptions(tool.globals), ...yargsOptions({ json: JSON_OPTION }) })
  addCommands(parser, tool, '', tool.commands, choose)
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
      parser.command(noun, below.map(({ summary }) => summary).join('; '), inner => {
        addCommands(inner, tool, `${prefix}${noun} `, below, choose)
        return inner.demandCommand(1, `no command given behind "${noun}"`).usage(`Usage: $0 ${noun} COMMAND`)
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
    command.summary,
    inner => {
      inner.usage(`${command.summary}\n\nUsage: $0 ${command.path} [options]`)
      for (const [name, describe] of Object.entries(command.positionals ?? {}))
        inner.positional(name, { describe, type: 'string' })
      inner.options(yargsOptions(command.options ?? {}))
      return inner.example(`${tool.name} ${command.example}`, '').epilogue(EXIT_CODES)
    },
    values => choose(command, once(values, tool, command)),
  )
}

function yargsOptions(options: Readonly<Record<string, Option>>): Record<string, Options> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => {
      const described: Options = {
        describe: option.describe,
        requiresArg: option.kind !== 'flag' && option.kind !== 'text-or-nothing',
      }
      described.type = option.kind === 'flag' ? 'boolean' : 'string'
      if (option.kind === 'list') described.array = true
      if (option.alias !== undefined) described.alias = option.alias
      if (option.required) described.demandOption = true
      if (option.choices !== undefined) described.choices = option.choices
      if (option.value !== undefined) described.describe = `${option.value}: ${option.describe}`
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
        problem: `--${name} given more than once`,
        command: `${tool.name} ${wordsOf(command.path)}`,
      })
  return values
}

/** yargs' sentence in our words, and the help of the command that was meant. */
function usage<World>(tool: Tool<World>, words: readonly string[], sentence: string): AirlatchError {
  const typed = withoutFlags(tool, words)
  const meant = tool.commands.find(({ path }) => `${typed.join(' ')} `.startsWith(`${wordsOf(path)} `))
  return new AirlatchError('usage', {
    problem: inOurWords(sentence, typed, meant?.path),
    command: meant === undefined ? tool.name : `${tool.name} ${wordsOf(meant.path)}`,
  })
}

/** The words of the command and its positionals: neither flags nor what belongs to them. */
function withoutFlags<World>(tool: Tool<World>, words: readonly string[]): readonly string[] {
  const options = tool.commands.map(command => optionsOf(tool, command))
  const takesValue = (flag: string) =>
    options.some(known =>
      Object.entries(known).some(
        ([name, { kind, alias }]) =>
          kind !== 'flag' && kind !== 'text-or-nothing' && (flag === `--${name}` || flag === `-${alias}`),
      ),
    )
  return words.filter((word, i) => !word.startsWith('-') && !takesValue(words[i - 1] ?? ''))
}

function inOurWords(sentence: string, typed: readonly string[], path: string | undefined): string {
  const suggestion = /^Did you mean (.*)\?$/.exec(sentence)?.[1]
  if (suggestion !== undefined)
    return `unknown command "${typed.slice(0, 2).join(' ')}"; did you mean "${suggestion}"?`
  if (path === undefined && sentence.startsWith('Unknown argument'))
    return `unknown command "${typed.join(' ')}"`
  if (path !== undefined && sentence.startsWith('Not enough non-option'))
    return `expected ${path.slice(wordsOf(path).length + 1)}`
  const missing = /^Missing required arguments?: (.*)$/.exec(sentence)?.[1]
  if (missing !== undefined) return `expected --${missing.split(', ').join(' and --')}`
  const [, option, got, choices] = /Argument: (\S+), Given: (.*), Choices: (.*)/.exec(sentence) ?? []
  if (option !== undefined) return `--${option}: expected one of ${choices}, got ${got}`
  const first = sentence.split('\n', 1)[0] as string
  return first.charAt(0).toLowerCase() + first.slice(1)
}
