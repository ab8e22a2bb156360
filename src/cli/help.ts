/**
 * Owns the text of help, which comes from the descriptions of commands alone. A tool shows one line for each noun with its
 * verbs beside it, in the order of the work; a noun its verbs; a command its own options first, an example for each common
 * task, and last the options that every command takes.
 */
import { cliWords } from '../words/cli.ts'
import type { Command, Option } from './command.ts'
import type { Words } from './plain.ts'
import { commandsOf, commonOptions, isNoun, type Tool, usageOf, wordsOf } from './tool.ts'
import { wrapped } from './wrap.ts'

/**
 * The words of the command or noun whose help is wanted, or undefined. A bare tool and a bare noun want it too, unless
 * `asJson`: a program that forgot its command is not helped by a text.
 */
export function helpWanted<World>(
  tool: Tool<World>,
  { typed, before, behind }: Words,
  asJson: boolean,
): readonly string[] | undefined {
  const [first, second] = before
  const isBare = first === undefined || (before.length === 1 && isNoun(tool, first))
  if (first === 'help') return before.slice(1)
  if (typed.some(({ word }) => word === '--help' || word === '-h')) return before
  if (first !== undefined && second === 'help' && isNoun(tool, first)) return [first]
  const isRight = behind.length === 0 && typed.every(({ option }) => option !== undefined)
  return isBare && isRight && !asJson ? before : undefined
}

const MOST_COLUMNS = 100
const LEAST_COLUMNS = 40
const USUAL_COLUMNS = 80

/** The help for the words of a command, a noun, or none; undefined when they are none of these. */
export function helpOf<World>(
  tool: Tool<World>,
  words: readonly string[],
  columns: number = USUAL_COLUMNS,
): string | undefined {
  const width = Math.max(LEAST_COLUMNS, Math.min(MOST_COLUMNS, columns))
  const blocks = blocksOf(tool, words)
  return blocks?.map(block => laidOut(block, width, blocks)).join('\n\n')
}

/** What stands together: paragraphs, or lines of two columns under a heading. */
type Block = string | Columns
interface Columns {
  readonly heading: string
  readonly rows: readonly Row[]
}
type Row = readonly [left: string, right: string]

function blocksOf<World>(tool: Tool<World>, words: readonly string[]): readonly Block[] | undefined {
  const [noun] = words
  if (noun === undefined) return toolBlocks(tool)
  const command = commandsOf(tool).find(({ path }) => `${words.join(' ')} `.startsWith(`${wordsOf(path)} `))
  if (command !== undefined) return commandBlocks(tool, command)
  return words.length === 1 && isNoun(tool, noun) ? nounBlocks(tool, noun) : undefined
}

function toolBlocks<World>(tool: Tool<World>): readonly Block[] {
  const say = cliWords()
  return [
    tool.summary,
    `${say.usage} ${tool.name} ${say.commandWord} ${say.optionsWord}`,
    ...tool.sections.map(({ heading, commands }) => ({ heading, rows: nounRows(commands) })),
    `${say.moreHelp(tool.name)}\n${say.version(tool.name)}`,
    globalsOf(tool, {}),
    say.exitCodes,
  ]
}

/** A noun with its verbs, or a command of one word with what it does. */
function nounRows<World>(commands: readonly Command<World>[]): readonly Row[] {
  const nounOf = ({ path }: Command<World>) => wordsOf(path).split(' ', 1)[0] as string
  const nouns = [...new Set(commands.map(nounOf))]
  return nouns.map(noun => {
    const own = commands.filter(command => nounOf(command) === noun)
    const rest = own.map(({ path, summary }) => wordsOf(path).slice(noun.length + 1) || summary)
    return [noun, rest.join(', ')]
  })
}

function nounBlocks<World>(tool: Tool<World>, noun: string): readonly Block[] {
  const say = cliWords()
  const own = commandsOf(tool).filter(({ path }) => path.startsWith(`${noun} `))
  const rows = own.map(command => [usageOf(command).slice(noun.length + 1), command.summary] as const)
  return [
    tool.nouns?.[noun] ?? noun,
    `${say.usage} ${tool.name} ${noun} ${say.commandWord} ${say.optionsWord}`,
    { heading: say.commands, rows },
    say.moreHelp(`${tool.name}`, noun),
    globalsOf(tool, {}),
    say.exitCodes,
  ]
}

function commandBlocks<World>(tool: Tool<World>, command: Command<World>): readonly Block[] {
  const { summary, more, positionals = {}, options = {}, examples } = command
  const say = cliWords()
  const required = Object.entries(options).filter(([, option]) => option.required)
  const usage = [usageOf(command), ...required.map(([name, option]) => flagOf(name, option)), say.optionsWord]
  const tasks = examples.map(([task, line]) => `  ${task}:\n    ${tool.name} ${line}`)
  return [
    more === undefined ? summary : `${summary}.\n${more}`,
    `${say.usage} ${tool.name} ${usage.join(' ')}`,
    ...block(
      say.positionals,
      Object.entries(positionals).map(([name, describe]) => [name.toUpperCase(), describe]),
    ),
    ...block(say.options, Object.entries(options).map(optionRow)),
    `${say.examples}\n${tasks.join('\n')}`,
    globalsOf(tool, options),
    say.exitCodes,
  ]
}

function block(heading: string, rows: readonly Row[]): readonly Block[] {
  return rows.length === 0 ? [] : [{ heading, rows }]
}

/** Without those that a command means in another way. */
function globalsOf<World>(tool: Tool<World>, own: Readonly<Record<string, Option>>): Block {
  const say = cliWords()
  const rows = Object.entries({ ...tool.globals, ...commonOptions() }).filter(([name]) => !(name in own))
  return { heading: say.globals, rows: [...rows.map(optionRow), ['-h, --help', say.helpOption]] }
}

function optionRow([name, option]: readonly [string, Option]): Row {
  const { alias, describe, kind, choices, required } = option
  const say = cliWords()
  const shown = placeholderOf(option)
  const notes = [
    // where the value itself shows them, nobody reads them twice
    ...(choices === undefined || shown.includes('|') ? [] : [say.oneOf(choices)]),
    ...(required ? [say.required] : []),
    ...(kind === 'list' ? [say.repeated] : []),
  ]
  return [`${alias === undefined ? '    ' : `-${alias}, `}--${name}${shown}`, [describe, ...notes].join('; ')]
}

/** As short as it can be typed. */
function flagOf(name: string, option: Option): string {
  return `${option.alias === undefined ? `--${name}` : `-${option.alias}`}${placeholderOf(option)}`
}

/** The kind of value, such as ` FILE`; of a flag nothing. */
function placeholderOf({ kind, value }: Option): string {
  if (kind === 'switch') return ' [yes|no]'
  return value === undefined ? '' : ` ${value}`
}

/** A left column that is wider than this has its right one below it. */
const WIDEST_LEFT = 28
const GAP = 2

function laidOut(block: Block, columns: number, all: readonly Block[]): string {
  // a command to copy stays one line
  if (typeof block === 'string')
    return block.replace(/^(?! {4}).*$/gm, line => wrapped(line, columns, /^ */.exec(line)?.[0].length))
  const columnsOfAll = all.filter(other => typeof other !== 'string')
  const indent = indentOf(columnsOfAll.filter(other => isOptions(other) === isOptions(block)))
  const rows = block.rows.map(([left, right]) => {
    const first = `  ${left}`.padEnd(indent)
    if (left.length + 2 * GAP <= indent) return wrapped(`${first}${right}`, columns, indent)
    return `${first}\n${wrapped(`${' '.repeat(indent)}${right}`, columns, indent)}`
  })
  return [block.heading, ...rows].join('\n')
}

/** Where the right columns begin: the same for all words of a page, and for all options. */
function indentOf(blocks: readonly Columns[]): number {
  const lefts = blocks.flatMap(({ rows }) => rows.map(([left]) => left.length))
  return Math.max(0, ...lefts.filter(length => length <= WIDEST_LEFT)) + 2 * GAP
}

function isOptions({ rows }: Columns): boolean {
  return rows.some(([left]) => left.includes('--'))
}
