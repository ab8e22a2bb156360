/** The help of `airlatch` in German: every command, positional and option has it, and nothing else. */
import { expect, test } from 'vitest'
import { HELP_DE } from '../../client-tool/help-de.ts'
import { clientTool } from '../../client-tool/tool.ts'
import { inLanguage } from '../../src/cli/help-words.ts'
import { commandsOf } from '../../src/cli/tool.ts'

const english = clientTool(() => {
  throw new Error('not asked')
})
const german = inLanguage(english, 'de')

test('nothing of it is left in English', () => {
  expect(german.summary).not.toBe(english.summary)
  for (const [i, { heading }] of german.sections.entries())
    expect(heading).not.toBe(english.sections[i]?.heading)
  for (const [name, { describe }] of Object.entries(german.globals))
    expect(describe, name).not.toBe(english.globals[name]?.describe)
  for (const [i, command] of commandsOf(german).entries()) {
    const was = commandsOf(english)[i]
    expect(command.summary, command.path).not.toBe(was?.summary)
    expect(command.more === undefined, command.path).toBe(was?.more === undefined)
    if (command.more !== undefined) expect(command.more).not.toBe(was?.more)
    for (const [n, [task, line]] of command.examples.entries()) {
      expect(task, line).not.toBe(was?.examples[n]?.[0])
      expect(line).toBe(was?.examples[n]?.[1])
    }
    for (const [name, { describe }] of Object.entries(command.options ?? {}))
      expect(describe, `${command.path} --${name}`).not.toBe(was?.options?.[name]?.describe)
    for (const [name, text] of Object.entries(command.positionals ?? {}))
      expect(text, `${command.path} ${name}`).not.toBe(was?.positionals?.[name])
  }
})

test('and nothing of it is about what there is not', () => {
  expect(Object.keys(HELP_DE.headings)).toEqual(english.sections.map(({ heading }) => heading))
  for (const [path, words] of Object.entries(HELP_DE.commands)) {
    const command = commandsOf(english).find(one => one.path === path)
    expect(command?.path).toBe(path)
    expect(words.tasks.length, path).toBe(command?.examples.length)
    for (const name of Object.keys(words.options ?? {}))
      expect(Object.keys(command?.options ?? {}), path).toContain(name)
    for (const name of Object.keys(words.positionals ?? {}))
      expect(Object.keys(command?.positionals ?? {}), path).toContain(name)
  }
})
