/** Every command of all tools: help with an example, a line in the reference, and words in place of silence. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { siteTool } from '../../site-tool/tool.ts'
import { runTool } from '../../src/cli/run.ts'
import { commandsOf, type Tool } from '../../src/cli/tool.ts'
import { probeComputer } from '../../src/client/door.ts'
import { VERSION } from '../../src/core/version.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'

const REFERENCE = readFileSync(
  join(import.meta.dirname, '..', '..', 'docs', 'reference', 'commands.md'),
  'utf8',
)
const JSON_PAGE = readFileSync(join(import.meta.dirname, '..', '..', 'docs', 'json.md'), 'utf8')
const TOOLS = [
  clientTool(probeComputer) as Tool<never>,
  vendorTool as Tool<never>,
  siteTool(probeComputer) as Tool<never>,
]
const COMMANDS = TOOLS.flatMap(tool =>
  commandsOf(tool).map(command => ({
    name: `${tool.name} ${wordsOf(command.path).join(' ')}`,
    tool,
    command,
  })),
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
  test('has help that ends well, with every example and every flag, its own first', async () => {
    const words = wordsOf(command.path)
    const own = Object.keys(command.options ?? {})
    for (const asked of [
      [...words, '--help'],
      [...words, '-h'],
      ['help', ...words],
    ]) {
      const { exit, out, err } = await run(tool, ...asked)
      expect({ exit, err }).toEqual({ exit: 0, err: '' })
      for (const [task, line] of command.examples)
        expect(out.replaceAll(/\s+/g, ' ')).toContain(`${task}: ${tool.name} ${line}`)
      const globals = out.indexOf('Options of every command')
      for (const flag of own) expect(out.indexOf(` --${flag}`)).toBeLessThan(globals)
      for (const flag of [...Object.keys(tool.globals), 'json', 'lang', 'help'])
        expect(out.slice(own.includes(flag) ? 0 : globals)).toContain(`--${flag}`)
      expect(out).toContain('Exit codes: 0 done, 1 refused')
    }
  })

  test('says what kind of value each option takes', () => {
    for (const [flag, { kind, value = '' }] of Object.entries(command.options ?? {}))
      if (kind !== 'flag' && kind !== 'switch') expect(value, flag).toMatch(/^\[?["\dA-Za-z]{1,}/)
      else expect(value, flag).toBe('')
  })

  test('has examples that are its own, a place in the reference, and a schema', () => {
    expect(command.examples).not.toEqual([])
    for (const [, line] of command.examples)
      expect(`${tool.name} ${line}`).toMatch(new RegExp(`^${name}( |$)`))
    const lines = REFERENCE.split('\n').filter(line => line.startsWith(`| \`${tool.name} `))
    const mentions = (line: string) => wordsOf(command.path).every(word => line.includes(word))
    expect(lines.some(mentions)).toBe(true)
    expect(JSON_PAGE).toContain(`### \`${name}\`\n`)
  })
})

describe.each(TOOLS)('$name', tool => {
  test('alone, with "help" or --help it shows each noun on one line with its verbs, and ends well', async () => {
    const { exit, out, err } = await run(tool)
    expect({ exit, err }).toEqual({ exit: 0, err: '' })
    expect(await run(tool, '--help')).toEqual({ exit, out, err })
    expect(await run(tool, 'help')).toEqual({ exit, out, err })
    for (const { path } of commandsOf(tool)) {
      const [noun, verb] = wordsOf(path)
      const lines = out.replaceAll(/\n {3,}/g, ' ').split('\n')
      expect(lines.filter(line => line.startsWith(`  ${noun} `))).toEqual([
        expect.stringContaining(verb ?? ''),
      ])
    }
  })

  test('--version says the version', async () => {
    expect(await run(tool, '--version')).toEqual({ exit: 0, out: `${VERSION}\n`, err: '' })
  })

  test('no line of help is longer than 80 columns, where the terminal does not say how wide it is', async () => {
    const commands = commandsOf(tool).map(({ path }) => wordsOf(path))
    for (const words of [[], ...commands, ...commands.map(([noun = '']) => [noun])]) {
      const { out } = await run(tool, 'help', ...words)
      const long = out.split('\n').filter(line => line.length > 80 && !line.startsWith(`    ${tool.name} `))
      expect(long).toEqual([])
    }
  })

  test('a program that forgets the command is told so, as JSON', async () => {
    const { exit, out, err } = await run(tool, '--json')
    expect({ exit, err }).toEqual({ exit: 2, err: '' })
    expect(JSON.parse(out).error.message).toBe('no command given')
  })
})

test('a bare noun shows its verbs, and ends well', async () => {
  const { exit, out, err } = await run(vendorTool as Tool<never>, 'key')
  expect({ exit, err }).toEqual({ exit: 0, err: '' })
  expect(out).toMatch(/^Activation keys/)
  for (const verb of ['create', 'set KEY', 'revoke KEY'])
    expect(out).toMatch(new RegExp(`^  ${verb} +[A-Z]`, 'm'))
  for (const words of [
    ['help', 'key'],
    ['key', 'help'],
    ['key', '--help'],
    ['--help', 'key'],
  ])
    expect(await run(vendorTool as Tool<never>, ...words)).toEqual({ exit, out, err })
})

test.each<[readonly string[], RegExp]>([
  [['help', 'frobnicate'], /^airlatch-vendor: usage: unknown command "frobnicate"/],
  [
    ['help', 'key', 'craete'],
    /unknown command "key craete"; did you mean "create"\?\n {2}hint: .*"airlatch-vendor key --help"/,
  ],
  [['key', 'craete', '--help'], /unknown command "key craete"/],
])('help for what there is not: %j', async (words, error) => {
  const { exit, out, err } = await run(vendorTool as Tool<never>, ...words)
  expect({ exit, out }).toEqual({ exit: 2, out: '' })
  expect(err).toMatch(error)
})
