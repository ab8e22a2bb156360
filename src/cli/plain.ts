/**
 * Owns reading a command line that is right in every way. Whatever else was typed (a wish for help, a typo, a missing
 * value) is left to yargs in wrong.ts, which knows how to say it but takes longer to start than most commands to run.
 */
import type { Command, Option } from './command.ts'
import { type Chosen, optionsOf, type Tool, wordsOf } from './tool.ts'

/** The command and its values, or undefined when anything about the words is not right. */
export function readPlain<World>(tool: Tool<World>, words: readonly string[]): Chosen<World> | undefined {
  const split = splitWords(tool, words)
  if (split === undefined) return undefined
  const { given, positionals } = split
  const command = tool.commands.find(({ path }) => startsWith(positionals, wordsOf(path).split(' ')))
  if (command === undefined) return undefined
  const named = namedPositionals(command, positionals.slice(wordsOf(command.path).split(' ').length))
  if (named === undefined || !fits(optionsOf(tool, command), given)) return undefined
  return { command, values: { ...named, ...Object.fromEntries(given) } }
}

type Given = ReadonlyMap<string, string | true | readonly string[]>

/** Tells flags and their values from the other words. */
function splitWords<World>(
  tool: Tool<World>,
  words: readonly string[],
): { readonly given: Given; readonly positionals: readonly string[] } | undefined {
  const kinds = kindsOf(tool)
  const given = new Map<string, string | true | readonly string[]>()
  const positionals: string[] = []
  for (let i = 0; i < words.length; i++) {
    const word = words[i] as string
    if (word === '--') return { given, positionals: [...positionals, ...words.slice(i + 1)] }
    if (!isFlag(word)) {
      positionals.push(word)
      continue
    }
    const [name, inline] = nameAndValue(word)
    const found = kinds.get(name)
    if (found === undefined) return undefined
    const next = words[i + 1]
    const takesNext = found.kind !== 'flag' && inline === undefined && next !== undefined && !isFlag(next)
    if (takesNext) i++
    const value = inline ?? (takesNext ? next : undefined)
    const all = add(given.get(found.name), found.kind, value)
    if (all === undefined) return undefined
    given.set(found.name, all)
  }
  return { given, positionals }
}

/** What an option holds after one more value; undefined when it may not have that. */
function add(
  before: string | true | readonly string[] | undefined,
  kind: Option['kind'],
  value: string | undefined,
): string | true | readonly string[] | undefined {
  if (kind === 'list')
    return value === undefined ? undefined : [...((before ?? []) as readonly string[]), value]
  if (before !== undefined) return undefined
  if (kind === 'flag') return value === undefined ? true : undefined
  return value ?? (kind === 'text-or-nothing' ? '' : undefined)
}

/** Each flag as it may be typed (`--output`, `-o`), with the name and the kind that it has in every command. */
function kindsOf<World>(
  tool: Tool<World>,
): ReadonlyMap<string, { readonly name: string; readonly kind: Option['kind'] }> {
  const kinds = new Map<string, { name: string; kind: Option['kind'] }>()
  for (const command of tool.commands)
    for (const [name, { kind, alias }] of Object.entries(optionsOf(tool, command))) {
      kinds.set(`--${name}`, { name, kind })
      if (alias !== undefined) kinds.set(`-${alias}`, { name, kind })
    }
  return kinds
}

function isFlag(word: string): boolean {
  return word.startsWith('-') && word !== '-'
}

function nameAndValue(word: string): readonly [name: string, value: string | undefined] {
  const at = word.indexOf('=')
  return at < 0 ? [word, undefined] : [word.slice(0, at), word.slice(at + 1)]
}

function startsWith(words: readonly string[], start: readonly string[]): boolean {
  return start.every((word, i) => words[i] === word)
}

/** `<id>` takes one word, `[id]` one or none, `[ids..]` all that are left. */
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
