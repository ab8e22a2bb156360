/**
 * Owns a tool's run: the words are parsed by yargs, one command is run, its answer or error is printed, and an exit
 * code comes out. 0 done, 1 refused, 2 used wrongly, 3 could not, 70 a bug of ours; the same for both tools.
 * Standard output carries the result alone; with --json that is one JSON value, also for an error.
 */
import yargs, { type Argv, type Options } from 'yargs'
import { AirlatchError, type ErrorKind } from '../errors.ts'
import { explain } from '../explain.ts'
import { VERSION } from '../version.ts'
import { type Answer, type Args, argsOver, type Command, type Option } from './command.ts'
import { json, visible } from './output.ts'

export interface Tool<World> {
  readonly name: string
  readonly summary: string
  readonly commands: readonly Command<World>[]
  /** Options that every command takes. */
  readonly globals: Readonly<Record<string, Option>>
  /** Builds what the commands see of the world. */
  world(args: Args): World
}

/** Where text goes: standard output and standard error in the tools. */
export interface Streams {
  out(text: string): void
  err(text: string): void
}

const EXIT: Readonly<Record<ErrorKind, number>> = { refused: 1, usage: 2, 'could-not': 3, bug: 70 }
const EXIT_CODES =
  'Exit codes: 0 done, 1 refused, 2 used wrongly, 3 could not (disk, ledger, permission), 70 a bug.'
const JSON_OPTION: Option = { kind: 'flag', describe: 'print one JSON value' }

/** Runs one command line and returns the exit code. Never throws. */
export async function runTool<World>(
  tool: Tool<World>,
  words: readonly string[],
  streams: Streams,
): Promise<number> {
  const asJson = flagsOf(words).includes('--json')
  try {
    const parsed = await parse(tool, words)
    if (parsed.kind === 'help') {
      streams.out(`${parsed.text}\n`)
      return 0
    }
    const args = argsOver(parsed.values)
    const answer = await parsed.command.run(args, tool.world(args))
    print(tool, answer, asJson, streams)
    return 0
  } catch (error) {
    return report(tool, error, asJson, streams)
  }
}

function print<World>(tool: Tool<World>, answer: Answer, asJson: boolean, streams: Streams): void {
  if (asJson) {
    streams.out(`${json({ ok: true, ...answer.json })}\n`)
    return
  }
  for (const warning of answer.warnings ?? []) streams.err(`${tool.name}: warning: ${visible(warning)}\n`)
  if (answer.text !== '') streams.out(answer.text.endsWith('\n') ? answer.text : `${answer.text}\n`)
}

function report<World>(tool: Tool<World>, thrown: unknown, asJson: boolean, streams: Streams): number {
  const error = thrown instanceof AirlatchError ? thrown : bugOf(thrown)
  const { message, hint } = explain(error.code, error.details)
  if (asJson) {
    const { code, details } = error
    streams.out(`${json({ ok: false, error: { code, message, hint, details } })}\n`)
  } else {
    streams.err(`${tool.name}: ${error.code}: ${visible(message)}\n  hint: ${visible(hint)}\n`)
    for (const line of traceOf(error)) streams.err(`  ${visible(line)}\n`)
    if (error.code === 'bug' && thrown instanceof Error) streams.err(`${visible(thrown.stack ?? '')}\n`)
  }
  return EXIT[error.kind]
}

function bugOf(thrown: unknown): AirlatchError {
  return new AirlatchError(
    'bug',
    { problem: thrown instanceof Error ? thrown.message : String(thrown) },
    thrown,
  )
}

/** A refusal shows what each rule saw, in order. */
function traceOf({ details }: AirlatchError): readonly string[] {
  const trace = (details.trace ?? []) as readonly { rule: string; outcome: string; saw: string }[]
  return trace.map(({ rule, outcome, saw }) => `${outcome === 'pass' ? 'pass  ' : 'REFUSE'}  ${rule}: ${saw}`)
}

type Parsed<World> =
  | { readonly kind: 'help'; readonly text: string }
  | { readonly kind: 'command'; readonly command: Command<World>; readonly values: Record<string, unknown> }

async function parse<World>(tool: Tool<World>, words: readonly string[]): Promise<Parsed<World>> {
  if (words.length === 1 && words[0] === '--version') return { kind: 'help', text: VERSION }
  let chosen: Parsed<World> | undefined
  const parser = parserOf(tool, words, (command, values) => {
    chosen = { kind: 'command', command, values }
  })
  let text = ''
  await parser.parseAsync(disguised(words), {}, (_error: unknown, _argv: unknown, output: string) => {
    text = output
  })
  if (text !== '') return { kind: 'help', text: undisguised(text) }
  if (chosen === undefined)
    throw new AirlatchError('usage', { problem: 'no command given', command: tool.name })
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
    // a product has a --version too: ours is asked for alone, in parse()
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
      throw usage(tool, words, firstLine(undisguised(message ?? String(error))))
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
    values => choose(command, once(restored(values), tool, command)),
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
  const options = { ...tool.globals, ...command.options, json: JSON_OPTION }
  for (const [name, option] of Object.entries(options))
    if (option.kind !== 'list' && Array.isArray(values[name]))
      throw new AirlatchError('usage', {
        problem: `--${name} given more than once`,
        command: `${tool.name} ${wordsOf(command.path)}`,
      })
  return values
}

/** yargs' sentence in our words, and the help of the command that was meant. */
function usage<World>(tool: Tool<World>, words: readonly string[], sentence: string): AirlatchError {
  const typed = words.filter(word => !word.startsWith('-'))
  const meant = tool.commands.find(({ path }) => `${typed.join(' ')} `.startsWith(`${wordsOf(path)} `))
  return new AirlatchError('usage', {
    problem: inOurWords(sentence, typed, meant?.path),
    command: meant === undefined ? tool.name : `${tool.name} ${wordsOf(meant.path)}`,
  })
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
  return sentence.charAt(0).toLowerCase() + sentence.slice(1)
}

/** `product create <id>` without its positionals. */
function wordsOf(path: string): string {
  return path.split(/ [<[]/, 1)[0] as string
}

/** yargs loses a positional that begins with a dash: a lone `-`, and whatever stands behind `--`. So they travel disguised. */
const DISGUISE = '\0'

function disguised(words: readonly string[]): string[] {
  const flags = flagsOf(words)
  const plain = words.slice(flags.length + 1)
  return [
    ...flags.map(word => (word === '-' ? DISGUISE + word : word)),
    ...plain.map(word => (word.startsWith('-') ? DISGUISE + word : word)),
  ]
}

function undisguised(text: string): string {
  return text.replaceAll(DISGUISE, '')
}

function restored(values: Record<string, unknown>): Record<string, unknown> {
  const restore = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(restore)
    return typeof value === 'string' ? undisguised(value) : value
  }
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, restore(value)]))
}

/** The words in front of `--`, among which alone flags are looked for. */
function flagsOf(words: readonly string[]): readonly string[] {
  const end = words.indexOf('--')
  return end < 0 ? words : words.slice(0, end)
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] as string
}
