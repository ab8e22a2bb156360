/** The help of `airlatch` in German: every command, positional and option has it, and nothing else. */
import { expect, test } from 'vitest'
import { HELP_DE } from '../../client-tool/help-de.ts'
import { clientTool } from '../../client-tool/tool.ts'
import { inLanguage } from '../../src/cli/help-words.ts'

const english = clientTool(() => {
  throw new Error('not asked')
})
const german = inLanguage(english, 'de')

test('nothing of it is left in English', () => {
  expect(german.summary).not.toBe(english.summary)
  for (const [name, { describe }] of Object.entries(german.globals))
    expect(describe, name).not.toBe(english.globals[name]?.describe)
  for (const [i, command] of german.commands.entries()) {
    const was = english.commands[i]
    expect(command.summary, command.path).not.toBe(was?.summary)
    for (const [name, { describe }] of Object.entries(command.options ?? {}))
      expect(describe, `${command.path} --${name}`).not.toBe(was?.options?.[name]?.describe)
    for (const [name, text] of Object.entries(command.positionals ?? {}))
      expect(text, `${command.path} ${name}`).not.toBe(was?.positionals?.[name])
  }
})

test('and nothing of it is about what there is not', () => {
  for (const [path, words] of Object.entries(HELP_DE.commands)) {
    const command = english.commands.find(one => one.path === path)
    expect(command?.path).toBe(path)
    for (const name of Object.keys(words.options ?? {}))
      expect(Object.keys(command?.options ?? {}), path).toContain(name)
    for (const name of Object.keys(words.positionals ?? {}))
      expect(Object.keys(command?.positionals ?? {}), path).toContain(name)
  }
})
