/** Owns what a tool is: its name, its commands, and the options that every command takes. */
import type { Args, Command, Option } from './command.ts'

export interface Tool<World> {
  readonly name: string
  readonly summary: string
  readonly commands: readonly Command<World>[]
  /** Options that every command takes. A name means the same kind of value in every command. */
  readonly globals: Readonly<Record<string, Option>>
  /** Builds what the commands see of the world. */
  world(args: Args): World
  /** What came up while the command ran, beside the warnings of its answer. */
  warnings?(world: World): readonly string[]
}

/** A command that was typed, and the values of its positionals and options by name. */
export interface Chosen<World> {
  readonly command: Command<World>
  readonly values: Readonly<Record<string, unknown>>
}

export const JSON_OPTION: Option = { kind: 'flag', describe: 'print one JSON value' }

/** Every option of a command, its own and those that all take. */
export function optionsOf<World>(
  tool: Tool<World>,
  command: Command<World>,
): Readonly<Record<string, Option>> {
  return { ...tool.globals, json: JSON_OPTION, ...command.options }
}

/** `product create <id>` without its positionals. */
export function wordsOf(path: string): string {
  return path.split(/ [<[]/, 1)[0] as string
}
