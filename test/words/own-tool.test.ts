/** Hints that name the commands of the tool that is run. */
import { afterEach, expect, test } from 'vitest'
import { explain } from '../../src/words/explain.ts'
import { useTool, withOwnCommands } from '../../src/words/own-tool.ts'

afterEach(() => useTool(undefined))

const hintOf = (lang: 'en' | 'de') => explain('activation-key-needed', { known: [] }, { lang }).hint

test('on a site server a hint names its commands, in each language, and elsewhere those of a client', () => {
  expect(hintOf('en')).toContain('"airlatch request KEY"')
  useTool('airlatch-site')
  for (const lang of ['en', 'de'] as const) {
    expect(hintOf(lang)).toContain('"airlatch-site request KEY"')
    expect(hintOf(lang)).not.toContain('"airlatch request')
  }
  expect(useTool('airlatch')).toBe('airlatch-site')
  expect(hintOf('en')).toContain('"airlatch request KEY"')
})

test('a command that only a client has stays the one of a client, and so does one that is named already', () => {
  useTool('airlatch-site')
  const hint = 'run "airlatch lease take", "airlatch computer" or "airlatch-site install FILE"'
  expect(withOwnCommands(hint)).toBe(hint)
})
