/**
 * Owns telling options, values and other words apart, and reading a command line that is right in every way. Whatever
 * else was typed (a wish for help, a typo, a missing value) is left to yargs in wrong.ts, which knows how to say it but
 * takes longer to start than most commands to run.
 */
import type { Command, Option, OptionKind } from './command.ts'
import { type Chosen, commandsOf, optionsOf, type Tool, wordsOf } from './tool.ts'

/** The words of a command line, each as what it is. */
export interface Words {
  readonly typed: readonly Typed[]
  /** Words that are neither options nor their values, in front of `--` and behind it. */
  readonly before: readonly string[]
  readonly behind: readonly string[]
}

/** One option as it was typed. */
export interface Typed {
  /** Such as `--output`, `-o` or `--output=x`. */
  readonly word: string
  /** Missing when no command has such an option. */
  readonly option: Known | undefined
  /** What stood behind `=` or in the next word. */
  readonly value: string | undefined
}

interface Known {
  readonly name: string
  readonly kind: OptionKind
}

/** The command and its values, or undefined when anything about the words is not right. */
export function readPlain<World>(tool: Tool<World>, words: readonly string[]): Chosen<World> | undefined {
  const { typed, before, behind } = splitWords(tool, words)
  const given = valuesOf(typed)
  if (given === undefined) return undefined
  const positionals = [...before, ...behind]
  const command = commandsOf(tool).find(({ path }) => startsWith(positionals, wordsOf(path).split(' ')))
  if (command === undefined) return undefined
  const named = namedPositionals(command, positionals.slice(wordsOf(command.path).split(' ').length))
  if (named === undefined || !fits(optionsOf(tool, command), given)) return undefined
  return { command, values: { ...named, ...Object.fromEntries(given) } }
}

/** Tells options and their values from the other words. All words are kept, also those that are wrong. */
export function splitWords<World>(tool: Tool<World>, words: readonly string[]): Words {
  const known = knownTo(tool)
  const typed: Typed[] = []
  const before: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    if (word === '--') return { typed, before, behind: words.slice(i + 1) }
    if (!isOption(word)) {
      before.push(word)
      continue
    }
    const [name, inline] = nameAndValue(word)
    const option = known.get(name)
    const next = words[i + 1]
    const takesNext = inline === undefined && next !== undefined && takes(option?.kind, next)
    if (takesNext) i++
    typed.push({ word, option, value: takesNext ? next : inline })
  }
  return { typed, before, behind: [] }
}

/** Whether the next word is the value of an option of that kind. */
function takes(kind: OptionKind | undefined, next: string): boolean {
  if (kind === undefined || kind === 'flag') return false
  if (kind === 'switch') return next === 'yes' || next === 'no'
  return !isOption(next)
}

type Given = ReadonlyMap<string, string | true | readonly string[]>

/** What each option holds, undefined when one of them is not right. */
function valuesOf(typed: readonly Typed[]): Given | undefined {
  const given = new Map<string, string | true | readonly string[]>()
  for (const { option, value } of typed) {
    if (option === undefined) return undefined
    const all = add(given.get(option.name), option.kind, value)
    if (all === undefined) return undefined
    given.set(option.name, all)
  }
  return given
}

/** What an option holds after one more value; undefined when it may not have that. */
function add(
  before: string | true | readonly string[] | undefined,
  kind: OptionKind,
  value: string | undefined,
): string | true | readonly string[] | undefined {
  if (kind === 'list')
    return value === undefined ? undefined : [...((before ?? []) as readonly string[]), value]
  if (kind === 'flag') return value === undefined ? true : undefined
  if (before !== undefined) return undefined
  return value ?? LEFT_OUT[kind]
}

/** What the kinds mean whose value may be left out. */
export const LEFT_OUT: Readonly<Partial<Record<OptionKind, string>>> = {
  'text-or-nothing': 'unlimited',
  switch: 'yes',
}

/** Each option as it may be typed (`--output`, `-o`), with the name and the kind that it has in every command. */
function knownTo<World>(tool: Tool<World>): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>()
  for (const command of commandsOf(tool))
    for (const [name, { kind, alias }] of Object.entries(optionsOf(tool, command))) {
      known.set(`--${name}`, { name, kind })
      if (alias !== undefined) known.set(`-${alias}`, { name, kind })
    }
  return known
}

/** Standard input or output (`-`), negative numbers, as yargs knows them, and a pasted message are values. */
function isOption(word: string): boolean {
  return word.startsWith('-') && word !== '-' && !/^-(?:(?:\d+(?:\.\d+)?|\.\d+)$|----BEGIN )/.test(word)
}

function nameAndValue(word: string): readonly [name: string, value: string | undefined] {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function startsWith(words: readonly string[], start: readonly string[]): boolean {
  return start.every((word, i) => words[i] === word)
}

/** `<id>` takes one word, `[id]` one or none, `[ids..]` all that are left, `<ids..>` these and at least one. */
function namedPositionals<World>(
  { path }: Command<World>,
  words: readonly string[],
): Readonly<Record<string, string | readonly string[]>> | undefined {
  const named: Record<string, string | readonly string[]> = {}
  let left = words
  for (const [, open, name, many] of path.matchAll(/([<[])([a-z-]+)(\.\.)?[>\]]/g)) {
    const [first, ...rest] = left
    if (first === undefined && open === '<') return undefined
    if (first !== undefined) named[name as string] = many === undefined ? first : left
    left = many === undefined ? rest : []
  }
  return left.length === 0 ? named : undefined
}

/** Only options of the command, all that it needs, each with a value that it may have. */
function fits(options: Readonly<Record<string, Option>>, given: Given): boolean {
  const known = [...given].every(([name, value]) => {
    const choices = options[name]?.choices
    return Object.hasOwn(options, name) && (choices === undefined || choices.includes(String(value)))
  })
  return known && Object.entries(options).every(([name, { required }]) => !required || given.has(name))
}
