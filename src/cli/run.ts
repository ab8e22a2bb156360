/**
 * Owns a tool's run: the words are read, one command is run, its answer or error is printed, and an exit code comes
 * out. 0 done, 1 refused, 2 used wrongly, 3 could not or stopped by the person, 70 a bug of ours; the same for both tools. A command that ran
 * another program may answer with the exit code of that.
 * Standard output carries the result alone; with --json that is one JSON value, also for an error.
 */
import { AirlatchError, detailOf, type ErrorKind } from '../core/errors.ts'
import type { Step } from '../core/rule.ts'
import { VERSION } from '../core/version.ts'
import { cliWords } from '../words/cli.ts'
import { explainWithContact } from '../words/contact.ts'
import { currentLang, type Lang, langOfEnvironment, langOfTag, useLang } from '../words/lang.ts'
import { inLargePieces, json, visible } from '../words/output.ts'
import { useTool } from '../words/own-tool.ts'
import { stepJson, traceText } from '../words/trace.ts'
import { type Answer, argsOver, type Stream } from './command.ts'
import { inLanguage } from './help-words.ts'
import { readPlain, splitWords } from './plain.ts'
import { type Chosen, optionsOf, type Tool, wordsOf } from './tool.ts'
import { wrapped, wrappedResult } from './wrap.ts'

/** Where text goes: standard output and standard error in the tools. */
export interface Streams {
  out(text: string): void
  err(text: string): void
  /** How wide the terminal is to which one of them goes; undefined, or without it: it goes to none. */
  columns?(of: 'out' | 'err'): number | undefined
  /** Resolves when the reader has caught up: a writer of much waits for it. */
  flushed?(): Promise<void>
}

const EXIT: Readonly<Record<ErrorKind, number>> = { refused: 1, usage: 2, 'could-not': 3, bug: 70 }

/**
 * Runs one command line and returns the exit code, in the language that it or the environment names. Error: cannot-write,
 * when an error cannot be said on `out`.
 */
export async function runTool<World>(
  tool: Tool<World>,
  words: readonly string[],
  streams: Streams,
): Promise<number> {
  const before = currentLang()
  useLang(langFor(tool, words))
  const toolBefore = useTool(tool.name)
  try {
    return await runInLang(tool, words, streams)
  } finally {
    // of a command line, and not of a process that runs several
    useLang(before)
    useTool(toolBefore)
  }
}

/** `--lang`, wherever it stands, then the environment. A language that is not spoken here is refused when it is read. */
function langFor<World>(tool: Tool<World>, words: readonly string[]): Lang {
  const said = splitWords(tool, words).typed.find(({ option }) => option?.name === 'lang')?.value
  return langOfTag(said ?? '') ?? langOfEnvironment(process.env)
}

async function runInLang<World>(
  tool: Tool<World>,
  words: readonly string[],
  streams: Streams,
): Promise<number> {
  const asJson = asksForJson(words)
  let contact: (() => string | undefined) | undefined
  try {
    if (words.includes('--version') && splitWords(tool, words).before.length === 0) {
      streams.out(`${VERSION}\n`)
      return 0
    }
    const read = readPlain(tool, words) ?? (await helpOrCommand(tool, words, asJson, streams))
    if (read === 'helped') return 0
    refuseEmpty(tool, read)
    const args = argsOver(read.values)
    const world = tool.world(args)
    contact = () => tool.contact?.(world)
    const answer = await withItsName(tool, read, () => read.command.run(args, world))
    const late = () => tool.warnings?.(world) ?? []
    if (answer.stream !== undefined) return await printStream(tool, answer.stream, asJson, streams, late)
    print(tool, withWarnings(answer, late()), asJson, streams)
    return answer.exit ?? 0
  } catch (error) {
    return report(tool, error, asJson, streams, contact?.())
  }
}

/** Prints the help that is wanted, or reads what is not plain. Error: usage, also for the help of what there is not. */
async function helpOrCommand<World>(
  tool: Tool<World>,
  words: readonly string[],
  asJson: boolean,
  streams: Streams,
): Promise<Chosen<World> | 'helped'> {
  const { helpOf, helpWanted } = await import('./help.ts')
  const wanted = helpWanted(tool, splitWords(tool, words), asJson)
  const help = wanted && helpOf(inLanguage(tool, currentLang()), wanted, streams.columns?.('out'))
  if (help === undefined) return (await import('./wrong.ts')).readByYargs(tool, wanted ?? words)
  streams.out(`${help}\n`)
  return 'helped'
}

function withWarnings(answer: Answer, more: readonly string[]): Answer {
  if (more.length === 0) return answer
  const { json, text, warnings = [], ...rest } = answer
  const said = Array.isArray(json.warnings) ? json.warnings : []
  return { ...rest, text, json: { ...json, warnings: [...said, ...more] }, warnings: [...warnings, ...more] }
}

function print<World>(tool: Tool<World>, answer: Answer, asJson: boolean, streams: Streams): void {
  if (asJson) {
    streams.out(`${json({ ok: true, ...answer.json })}\n`)
    return
  }
  const { text, aside, warnings = [] } = answer
  warn(tool, warnings, streams)
  if (text !== '') streams.out(shown(text.endsWith('\n') ? text : `${text}\n`, streams.columns?.('out')))
  if (aside !== undefined) streams.err(shown(`\n${aside}\n`, streams.columns?.('err')))
}

/** For people at a terminal: it would break long lines inside words. */
function shown(text: string, columns: number | undefined): string {
  return columns === undefined ? text : wrappedResult(text, columns)
}

function warn<World>(tool: Tool<World>, warnings: readonly string[], streams: Streams): void {
  for (const warning of warnings) say(streams, `${tool.name}: ${cliWords().warning}: ${visible(warning)}`)
}

/** A line on standard error, and what it is continued with is indented. */
function say(streams: Streams, line: string): void {
  const columns = streams.columns?.('err')
  streams.err(`${columns === undefined ? line : wrapped(line, columns, 2)}\n`)
}

/**
 * With --json it is one value, like any other answer: nothing is printed before all of it could be read. `late`: the
 * warnings that came up meanwhile.
 */
async function printStream<World>(
  tool: Tool<World>,
  stream: Stream,
  asJson: boolean,
  streams: Streams,
  late: () => readonly string[],
): Promise<number> {
  try {
    for await (const piece of inLargePieces(asJson ? await jsonPieces(stream, late) : stream.text())) {
      streams.out(piece)
      await streams.flushed?.()
    }
    if (!asJson) warn(tool, late(), streams)
    return 0
  } catch (error) {
    return report(tool, error, asJson, streams)
  }
}

async function jsonPieces(
  { name, items }: Stream,
  late: () => readonly string[],
): Promise<AsyncIterable<string>> {
  const { held } = await import('./held.ts')
  const list = await held(inLargePieces(listPieces(items())))
  const warnings = late()
  async function* pieces(): AsyncGenerator<string> {
    yield `{"ok":true,${json(name)}:[`
    yield* list
    yield `]${warnings.length === 0 ? '' : `,"warnings":${json(warnings)}`}}\n`
  }
  return pieces()
}

async function* listPieces(items: AsyncIterable<unknown>): AsyncGenerator<string> {
  let between = ''
  for await (const item of items) {
    yield `${between}${json(item)}`
    between = ','
  }
}

function report<World>(
  tool: Tool<World>,
  thrown: unknown,
  asJson: boolean,
  streams: Streams,
  contact?: string,
): number {
  const error = thrown instanceof AirlatchError ? thrown : bugOf(thrown)
  const { message, hint } = explainWithContact(error.code, error.details, contact)
  if (asJson) {
    const { code } = error
    streams.out(`${json({ ok: false, error: { code, message, hint, details: detailsJson(error) } })}\n`)
  } else {
    say(streams, `${tool.name}: ${error.code}: ${visible(message)}`)
    say(streams, `  ${cliWords().hint}: ${visible(hint)}`)
    for (const line of traceOf(error)) say(streams, `  ${visible(line)}`)
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

/** What is shared by commands does not know which of them runs: a hint names it all the same. */
async function withItsName<World>(
  tool: Tool<World>,
  { command }: Chosen<World>,
  work: () => Promise<Answer>,
): Promise<Answer> {
  try {
    return await work()
  } catch (error) {
    if (!(error instanceof AirlatchError) || error.code !== 'usage' || error.details.command !== undefined)
      throw error
    throw error.with({ command: `${tool.name} ${wordsOf(command.path)}` })
  }
}

/** A refusal shows what each rule saw, in order. */
function traceOf(error: AirlatchError): readonly string[] {
  const { outcomes } = cliWords()
  return stepsOf(error).map(step => `${outcomes[step.outcome]}  ${step.rule}: ${traceText(step)}`)
}

/** The trace that a tool has added to a refusal. */
function stepsOf({ details }: AirlatchError): readonly Step[] {
  return (detailOf(details, 'trace') ?? []) as readonly Step[]
}

/** With the trace in words, which are the same in every language. */
function detailsJson(error: AirlatchError): object {
  const steps = stepsOf(error)
  return steps.length === 0 ? error.details : { ...error.details, trace: steps.map(stepJson) }
}

/** `--home ""` is a script's unset variable: it must not become the working folder. */
function refuseEmpty<World>(tool: Tool<World>, { command, values }: Chosen<World>): void {
  for (const [name, { kind, mayBeEmpty }] of Object.entries(optionsOf(tool, command)))
    if ((kind === 'text' || kind === 'text-or-nothing') && !mayBeEmpty && values[name] === '')
      throw new AirlatchError('invalid-value', { field: `--${name}`, expected: { is: 'value' }, got: '' })
}

/** Asked for in front of `--`, behind which no flags are. */
function asksForJson(words: readonly string[]): boolean {
  const end = words.indexOf('--')
  return (end < 0 ? words : words.slice(0, end)).some(word => word === '--json' || word.startsWith('--json='))
}
