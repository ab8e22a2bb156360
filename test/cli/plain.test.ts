/** Two readers of the same words: whatever plain.ts takes, yargs takes in the same way, and what it does not, neither. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clientTool } from '../../client-tool/tool.ts'
import { argsOver, type Command } from '../../src/cli/command.ts'
import { EXPORT_OPTIONS } from '../../src/cli/export.ts'
import { readPlain } from '../../src/cli/plain.ts'
import { type Chosen, commandsOf, optionsOf, type Tool, wordsOf } from '../../src/cli/tool.ts'
import { readByYargs } from '../../src/cli/wrong.ts'
import { AirlatchError } from '../../src/core/errors.ts'
import { vendorTool } from '../../vendor-tool/tool.ts'
import { runs } from '../effort.ts'

function command(path: string, options: Command<unknown>['options']): Command<unknown> {
  return {
    path,
    summary: path,
    examples: [['the task', path]],
    options: options ?? {},
    run: async () => ({ json: {}, text: '' }),
  }
}

/** A tool with an option of every kind, and every kind of positional. */
const tool: Tool<unknown> = {
  name: 'made-up',
  summary: 'A tool.',
  globals: { home: { kind: 'text', describe: 'where' } },
  world: () => ({}),
  sections: [
    {
      heading: 'Commands',
      commands: [
        command('noun take <one> [rest..]', {
          text: { kind: 'text', describe: 'a text', alias: 't' },
          user: { kind: 'list', describe: 'texts' },
          flag: { kind: 'flag', describe: 'a flag' },
          count: { kind: 'whole', describe: 'a number' },
          until: { kind: 'text-or-nothing', describe: 'a text, or nothing' },
          choice: { kind: 'text', describe: 'one of', choices: ['a', 'b'] },
          generic: { kind: 'switch', describe: 'on or off' },
        }),
        command('noun give [one]', { name: { kind: 'text', describe: 'needed', required: true } }),
        command('run <command..>', { 'limit-instances': { kind: 'switch', describe: 'on or off' } }),
      ],
    },
  ],
}

type Read = { readonly path: string; readonly values: Readonly<Record<string, unknown>> } | 'refused'

/** What a command sees of the words. */
function seenBy({ command, values }: Chosen<unknown>): Read {
  const args = argsOver(values)
  const positionals = [...command.path.matchAll(/[<[]([a-z-]+)/g)].map(([, name]) => name as string)
  const lists = [...positionals, ...listsOf(command)]
  const options = Object.keys(optionsOf(tool, command)).filter(name => !lists.includes(name))
  return {
    path: command.path,
    values: Object.fromEntries([
      ...lists.map(name => [name, args.list(name)]),
      ...options.map(name => [name, args.optional(name)]),
    ]),
  }
}

function listsOf(command: Command<unknown>): readonly string[] {
  return Object.entries(command.options ?? {}).flatMap(([name, { kind }]) => (kind === 'list' ? [name] : []))
}

function plain(words: readonly string[]): Read {
  const read = readPlain(tool, words)
  return read === undefined ? 'refused' : seenBy(read)
}

async function byYargs(words: readonly string[]): Promise<Read> {
  try {
    return seenBy(await readByYargs(tool, words))
  } catch (error) {
    expect(error).toBeInstanceOf(AirlatchError)
    expect(error).toMatchObject({ code: 'usage' })
    return 'refused'
  }
}

async function both(...words: readonly string[]): Promise<Read> {
  const read = plain(words)
  expect(await byYargs(words)).toEqual(read)
  return read
}

/** Values that one of the readers could take for something else. */
const value = fc.constantFrom(
  ...[
    'yes',
    'no',
    'true',
    'false',
    'a',
    'b',
    '',
    '-',
    '-1',
    '-1.5',
    '-.5',
    '-t',
    '--flag',
    '--text',
    '--no-flag',
  ],
  ...[
    '--',
    '"x"',
    "'x'",
    'x=y',
    '=',
    '0x10',
    '007',
    '1e3',
    'noun',
    'take',
    'x y',
    'a\nb',
    '-x',
    '---',
    '__proto__',
  ],
)
const WRONG = ['--home.x', '--frobnicate', '--no-generic', '--constructor', '-x', '---', '-tx', '--']

/** An option of the command, alone, with a value in the next word, or with one in the same word; now and then no option. */
function option(command: Command<unknown>): fc.Arbitrary<readonly string[]> {
  const own = Object.keys(optionsOf(tool, command)).map(name => `--${name}`)
  const name = fc.oneof(
    { weight: 30, arbitrary: fc.constantFrom(...own, ...(own.includes('--text') ? ['-t'] : [])) },
    { weight: 1, arbitrary: fc.constantFrom(...WRONG, '--text', '--name', '--limit-instances') },
  )
  return fc
    .tuple(name, value)
    .chain(([name, text]) => fc.constantFrom([name], [`${name}=${text}`], [name, text], [name, text]))
}

/** The words of a command in their order, with options in front of, between and behind them. */
const line = fc.constantFrom(...commandsOf(tool)).chain(command => {
  const words = wordsOf(command.path).split(' ')
  return fc
    .tuple(
      fc.nat(words.length),
      fc.array(option(command), { maxLength: 1 }),
      fc.array(value, { maxLength: 2 }),
      fc.array(option(command), { maxLength: 2 }),
      fc.array(value, { maxLength: 2 }),
    )
    .map(([at, first, some, then, more]) => [
      ...words.slice(0, at),
      ...first.flat(),
      ...words.slice(at),
      ...some,
      ...then.flat(),
      ...more,
    ])
})

describe('both readers', () => {
  test('read any words in the same way, or both refuse them', async () => {
    let taken = 0
    await fc.assert(
      fc.asyncProperty(line, async words => {
        if ((await both(...words)) !== 'refused') taken++
      }),
      { numRuns: runs(1000) },
    )
    // the property says nothing when all is refused
    expect(taken).toBeGreaterThan(runs(1000) / 100)
  })

  test.each<[readonly string[], Readonly<Record<string, unknown>>]>([
    [['--generic', '--flag'], { generic: 'yes', flag: 'true' }],
    [['--generic', 'no'], { generic: 'no' }],
    [['--generic=no'], { generic: 'no' }],
    [['--generic', 'nope'], { generic: 'yes', rest: ['nope'] }],
    [['--generic', '--', 'no'], { generic: 'yes', rest: ['no'] }],
    [['--text', '-1'], { text: '-1' }],
    [['--text=-1'], { text: '-1' }],
    [['--text=--flag'], { text: '--flag', flag: undefined }],
    [['--until'], { until: 'unlimited' }],
    [['--until', '"noon"'], { until: '"noon"' }],
    [['--user', ''], { user: [''] }],
    [['--user='], { user: [''] }],
    [['--user', '', '--user', '-1'], { user: ['', '-1'] }],
    [['--flag', 'true'], { flag: 'true', rest: ['true'] }],
    [['-'], { rest: ['-'] }],
    [['-1'], { rest: ['-1'] }],
    [['--', '--json', '-t', 'help', '--'], { json: undefined, rest: ['--json', '-t', 'help', '--'] }],
  ])('noun take x %j', async (words, values) => {
    expect(await both('noun', 'take', 'x', ...words)).toMatchObject({ values })
    // a flag in front of the command takes nothing from it
    expect(await both('--flag', 'noun', 'take', 'x', ...words)).toMatchObject({
      values: { ...values, flag: 'true' },
    })
  })

  test('words behind "--" are the command that is run', async () => {
    expect(await both('run', '--limit-instances', '--', 'app', '--flag', 'x', '--json')).toEqual({
      path: 'run <command..>',
      values: {
        command: ['app', '--flag', 'x', '--json'],
        'limit-instances': 'yes',
        home: undefined,
        json: undefined,
      },
    })
  })

  test.each([
    [['run']],
    [['run', '--']],
    [['run', '--limit-instances', 'no']],
    [['noun', 'take', 'x', '--text', '--flag']],
    [['noun', 'take', 'x', '--text', '--']],
    [['noun', 'take', 'x', '--generic', '--generic']],
    [['noun', 'take', 'x', '--flag=false']],
    [['noun', 'give']],
    [['noun', 'give', '--name']],
  ])('refuse %j', async words => {
    expect(await both(...words)).toBe('refused')
  })
})

test.each([clientTool(async () => ({}) as never) as Tool<never>, vendorTool as Tool<never>])(
  'a name and its letter mean the same kind in every command of $name',
  tool => {
    const kinds = new Map<string, string>()
    const commands = [...commandsOf(tool).map(command => optionsOf(tool, command)), EXPORT_OPTIONS]
    for (const options of commands)
      for (const [name, { kind, alias }] of Object.entries(options)) {
        const meaning = `${name}: ${kind}`
        for (const typed of [name, ...(alias === undefined ? [] : [`-${alias}`])])
          expect(kinds.get(typed) ?? meaning).toBe(meaning)
        kinds.set(name, meaning)
        if (alias !== undefined) kinds.set(`-${alias}`, meaning)
      }
  },
)
