/** Owns what a tool is: its name, its commands, and the options that every command takes. */
import { cliWords } from '../words/cli.ts'
import type { ExplainContext } from '../words/explain.ts'
import { LANGS, type Lang } from '../words/lang.ts'
import type { Args, Command, HelpWords, Option } from './command.ts'

export interface Tool<World> {
  readonly name: string
  readonly summary: string
  /** The commands in the order of the work. */
  readonly sections: readonly Section<World>[]
  /** What the nouns with verbs are about. */
  readonly nouns?: Readonly<Record<string, string>>
  /** Options that every command takes. A name means the same kind of value in every command. */
  readonly globals: Readonly<Record<string, Option>>
  /** The help in other languages than English. */
  readonly help?: { readonly [lang in Lang]?: HelpWords }
  /** Builds what the commands see of the world. */
  world(args: Args): World
  /** What came up while the command ran, beside the warnings of its answer. */
  warnings?(world: World): readonly string[]
  /** Whose commands hints name; by default those of `airlatch` and `airlatch-vendor`. */
  readonly context?: ExplainContext
  /** How to reach the vendor, as far as the command came to know it: for hints that say to ask them. */
  contact?(world: World): string | undefined
}

/** A part of the work, such as selling. */
export interface Section<World> {
  readonly heading: string
  readonly commands: readonly Command<World>[]
}

/** A command that was typed, and the values of its positionals and options by name. */
export interface Chosen<World> {
  readonly command: Command<World>
  readonly values: Readonly<Record<string, unknown>>
}

/** The options of every command of every tool. */
export function commonOptions(): Readonly<Record<string, Option>> {
  const { jsonOption, langOption } = cliWords()
  return {
    json: { kind: 'flag', describe: jsonOption },
    lang: { kind: 'text', value: LANGS.join('|'), describe: langOption, choices: LANGS },
  }
}

/** Every option of a command, its own and those that all take. */
export function optionsOf<World>(
  tool: Tool<World>,
  command: Command<World>,
): Readonly<Record<string, Option>> {
  return { ...tool.globals, ...commonOptions(), ...command.options }
}

/** `product create <id>` without its positionals. */
export function wordsOf(path: string): string {
  return path.split(/ [<[]/, 1)[0] as string
}

/** `product create ID`, as help shows `product create <id>`. */
export function usageOf<World>({ path }: Command<World>): string {
  return path.replace(/([<[])([a-z-]+)(\.\.)?[>\]]/g, (_, open: string, name: string, many?: string) => {
    const shown = `${name.toUpperCase()}${many === undefined ? '' : '...'}`
    return open === '<' ? shown : `[${shown}]`
  })
}

export function commandsOf<World>({ sections }: Tool<World>): readonly Command<World>[] {
  return sections.flatMap(({ commands }) => commands)
}

/** Whether the word alone is no command, and begins some. */
export function isNoun<World>(tool: Tool<World>, word: string): boolean {
  return commandsOf(tool).some(({ path }) => wordsOf(path).startsWith(`${word} `))
}
