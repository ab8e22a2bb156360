/**
 * Owns a tool's help in another language: a command has its English beside what it does, and a translation is a table
 * with the same names. What a table does not have stays in English.
 */
import type { Lang } from '../words/lang.ts'
import type { Command, HelpWords, Option } from './command.ts'
import type { Tool } from './tool.ts'

/** The tool with its help in a language. */
export function inLanguage<World>(tool: Tool<World>, lang: Lang): Tool<World> {
  const words = tool.help?.[lang]
  if (words === undefined) return tool
  return {
    ...tool,
    summary: words.summary,
    globals: described(tool.globals, words.options),
    sections: tool.sections.map(({ heading, commands }) => ({
      heading: words.headings[heading] ?? heading,
      commands: commands.map(command => translated(command, words)),
    })),
  }
}

function translated<World>(command: Command<World>, words: HelpWords): Command<World> {
  const own = words.commands[command.path]
  if (own === undefined) return command
  return {
    ...command,
    summary: own.summary,
    ...(own.more === undefined ? {} : { more: own.more }),
    examples: command.examples.map(([task, line], i) => [own.tasks[i] ?? task, line] as const),
    ...(command.positionals === undefined
      ? {}
      : { positionals: { ...command.positionals, ...own.positionals } }),
    ...(command.options === undefined
      ? {}
      : { options: described(command.options, { ...words.options, ...own.options }) }),
  }
}

function described(
  options: Readonly<Record<string, Option>>,
  words: Readonly<Record<string, string>>,
): Readonly<Record<string, Option>> {
  return Object.fromEntries(
    Object.entries(options).map(([name, option]) => [
      name,
      { ...option, describe: words[name] ?? option.describe },
    ]),
  )
}
