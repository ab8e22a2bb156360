/**
 * docs/json.md is what the tools print: every command answers in one long story, and each answer is held against the
 * table of names. `npm run test:all -- FILE -u`, with the name of this file, writes the document again.
 */
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { siteTool } from '../../site-tool/tool.ts'
import { commandsOf, type Tool } from '../../src/cli/tool.ts'
import { probeComputer } from '../../src/client/door.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { missingTerminal } from '../world/terminal.ts'
import { everyAnswer } from './json/every-command.ts'
import { NAMES } from './json/names.ts'
import { commandOf, documentOf, Schema, titleOf } from './json/schema.ts'

const TOOLS = [
  clientTool(probeComputer) as Tool<never>,
  vendorTool as Tool<never>,
  siteTool(probeComputer) as Tool<never>,
]
const DOCUMENT = join(import.meta.dirname, '..', '..', 'docs', 'json.md')

const missing = missingTerminal()
const title = `the JSON of the tools${missing === undefined ? '' : ` (skipped: ${missing})`}`

describe.skipIf(missing !== undefined)(title, () => {
  const schema = new Schema()
  beforeAll(async () => {
    for (const { tool, words, value } of await everyAnswer()) {
      const command = commandOf(TOOLS.find(({ name }) => name === tool) as Tool<never>, words)
      schema.add(command ?? words.join(' '), value)
    }
  })

  test('has an answer of every command', () => {
    const commands = TOOLS.flatMap(tool => commandsOf(tool).map(command => titleOf(tool, command)))
    expect(commands.filter(name => !schema.shapes.has(name))).toEqual([])
  })

  test('has "ok" first, and one meaning and type for each name', () => {
    expect([...schema.problems]).toEqual([])
  })

  test('is described where it is, and nowhere else', async () => {
    expect(Object.keys(NAMES).filter(name => !schema.used.has(name))).toEqual([])
    await expect(documentOf(schema, TOOLS)).toMatchFileSnapshot(DOCUMENT)
  })
})
