/** Every command of both tools: help with an example, a line in the reference, and words in place of silence. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { runTool } from '../../src/cli/run.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { probeComputer } from '../../src/client/door.ts'
import { VERSION } from '../../src/core/version.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'

const REFERENCE = readFileSync(
  join(import.meta.dirname, '..', '..', 'docs', 'reference', 'commands.md'),
  'utf8',
)
const TOOLS = [clientTool(probeComputer) as Tool<never>, vendorTool as Tool<never>]
const COMMANDS = TOOLS.flatMap(tool =>
  tool.commands.map(command => ({ name: `${tool.name} ${wordsOf(command.path).join(' ')}`, tool, command })),
)

function wordsOf(path: string): readonly string[] {
  return path.split(' ').filter(word => /^[a-z]/.test(word))
}

async function run(tool: Tool<never>, ...words: readonly string[]) {
  const texts = { out: '', err: '' }
  const exit = await runTool(tool, words, {
    out: text => {
      texts.out += text
    },
    err: text => {
      texts.err += text
    },
  })
  return { exit, ...texts }
}

describe.each(COMMANDS)('$name', ({ name, tool, command }) => {
  test('has help that ends well, with an example and every flag', async () => {
    for (const help of ['--help', '-h']) {
      const { exit, out, err } = await run(tool, ...wordsOf(command.path), help)
      expect({ exit, err }).toEqual({ exit: 0, err: '' })
      expect(out).toContain(`${tool.name} ${command.example}`)
      for (const flag of Object.keys({ ...command.options, ...tool.globals, json: 0 }))
        expect(out).toContain(`--${flag}`)
      expect(out).toContain('Exit codes: 0 done, 1 refused')
    }
  })

  test('has an example that is its own, and a place in the reference', () => {
    expect(`${tool.name} ${command.example}`).toMatch(new RegExp(`^${name}( |$)`))
    const lines = REFERENCE.split('\n').filter(line => line.startsWith(`| \`${tool.name} `))
    const mentions = (line: string) => wordsOf(command.path).every(word => line.includes(word))
    expect(lines.some(mentions)).toBe(true)
  })
})

describe.each(TOOLS)('$name', tool => {
  test('--help lists the commands, --version says the version, and both end well', async () => {
    const { exit, out } = await run(tool, '--help')
    expect(exit).toBe(0)
    for (const { path } of tool.commands) expect(out).toContain(`${tool.name} ${wordsOf(path)[0]}`)
    expect(await run(tool, '--version')).toEqual({ exit: 0, out: `${VERSION}\n`, err: '' })
  })

  test('without a command, standard output stays empty', async () => {
    const { exit, out, err } = await run(tool)
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    expect(err).toMatch(/^airlatch.*: usage: no command given\n {2}hint: /)
  })
})
