import { describe, expect, test } from 'vitest'
import type { Args, Command } from '../../src/cli/command.ts'
import { runTool } from '../../src/cli/run.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { AirlatchError, ERROR_KINDS, type ErrorCode } from '../../src/errors.ts'
import { expectFailure } from '../world/refusal.ts'

let seen: Args | undefined
/** What some sentences list. */
const DETAILS = { problems: [], products: [], known: [], results: [] }

function command(
  path: string,
  run: Command<unknown>['run'],
  more: Partial<Command<unknown>> = {},
): Command<unknown> {
  return { path, summary: `does ${path}`, example: path, run, ...more }
}

const remember: Command<unknown>['run'] = async args => {
  seen = args
  return { json: {}, text: '' }
}

/** A tool of no vendor and no client. */
const tool: Tool<unknown> = {
  name: 'made-up',
  summary: 'A tool.',
  globals: { home: { kind: 'text', describe: 'where' } },
  world: () => ({}),
  commands: [
    command('answer', async () => ({
      json: { n: 42 },
      text: 'forty-two',
      warnings: ['mind the \u001b[1mgap'],
    })),
    command('silent', async () => ({ json: {}, text: '' })),
    command('fail <code>', async args => {
      throw new AirlatchError(args.text('code') as ErrorCode, {
        ...DETAILS,
        trace: [{ rule: 'r', outcome: 'refuse', saw: 's' }],
      })
    }),
    command('break', async () => {
      throw new TypeError('x is not a function')
    }),
    command('noun take <one> [rest..]', remember, {
      options: {
        text: { kind: 'text', describe: 'a text', alias: 't' },
        list: { kind: 'list', describe: 'texts' },
        flag: { kind: 'flag', describe: 'a switch' },
        count: { kind: 'whole', describe: 'a number' },
        until: { kind: 'text-or-nothing', describe: 'a text, or nothing' },
        choice: { kind: 'text', describe: 'one of', choices: ['a', 'b'] },
      },
    }),
    command('noun give', remember),
  ],
}

async function run(...words: readonly string[]) {
  const texts = { out: '', err: '' }
  seen = undefined
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

describe('an answer', () => {
  test('as text: the result on standard output, warnings on standard error, made visible', async () => {
    expect(await run('answer')).toEqual({
      exit: 0,
      out: 'forty-two\n',
      err: 'made-up: warning: mind the \\u{1b}[1mgap\n',
    })
    expect(await run('silent')).toEqual({ exit: 0, out: '', err: '' })
  })

  test('as JSON: one value, and nothing on standard error', async () => {
    for (const words of [
      ['answer', '--json'],
      ['--json', 'answer'],
    ])
      expect(await run(...words)).toEqual({ exit: 0, out: '{"ok":true,"n":42}\n', err: '' })
  })
})

describe('a failure', () => {
  test('has the exit code of its kind, and all in one shape', async () => {
    const exits = { refused: 1, usage: 2, 'could-not': 3, bug: 70 }
    for (const [code, kind] of Object.entries(ERROR_KINDS)) {
      const { exit, out } = await run('fail', code, '--json')
      expect({ code, exit }).toEqual({ code, exit: exits[kind] })
      expect(Object.keys(JSON.parse(out).error)).toEqual(['code', 'message', 'hint', 'details'])
      expect(JSON.parse(out).error.code).toBe(code)
    }
  })

  test('as text goes to standard error, with the hint and what each rule saw', async () => {
    const { exit, out, err } = await run('fail', 'input-empty')
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err.split('\n')).toEqual([
      'made-up: input-empty: the input is empty',
      expect.stringMatching(/^ {2}hint: ./),
      '  REFUSE  r: s',
      '',
    ])
  })

  test('that nobody expected is a bug of ours: 70', async () => {
    const { exit, out } = await run('break', '--json')
    expect(exit).toBe(70)
    expectFailure(JSON.parse(out))
    expect(JSON.parse(out).error.message).toContain('x is not a function')
    expect((await run('break')).err).toContain('TypeError')
  })
})

describe('what is typed', () => {
  test('reaches the command as text, never as a number', async () => {
    await run(
      'noun',
      'take',
      '007',
      '1e3',
      '--text',
      '0x10',
      '--list',
      '1',
      '--list=2',
      '--flag',
      '--count',
      '3',
    )
    expect([seen?.text('one'), seen?.list('rest'), seen?.text('text'), seen?.list('list')]).toEqual([
      '007',
      ['1e3'],
      '0x10',
      ['1', '2'],
    ])
    expect([seen?.flag('flag'), seen?.whole('count')]).toEqual([true, 3])
  })

  test('a lone dash and words behind "--" are positionals', async () => {
    await run('noun', 'take', '-')
    expect(seen?.text('one')).toBe('-')
    await run('noun', 'take', 'x', '-', '-', '-t', '-')
    expect([seen?.list('rest'), seen?.text('text')]).toEqual([['-', '-'], '-'])
    await run('noun', 'take', '--flag', '--', '--json', '-', 'y')
    expect([seen?.text('one'), seen?.list('rest'), seen?.flag('flag')]).toEqual(['--json', ['-', 'y'], true])
  })

  test('an option that may stand without its value', async () => {
    await run('noun', 'take', 'x', '--until')
    expect(seen?.optional('until')).toBe('')
    await run('noun', 'take', 'x', '--until', 'noon')
    expect(seen?.optional('until')).toBe('noon')
    await run('noun', 'take', 'x')
    expect(seen?.optional('until')).toBeUndefined()
  })

  test.each<[string, readonly string[], RegExp]>([
    ['no command', [], /^no command given$/],
    ['only flags', ['--home', 'x'], /^no command given$/],
    ['half a command', ['noun'], /^no command given behind "noun"$/],
    ['an unknown command', ['nuon'], /^unknown command "nuon"/],
    [
      'an unknown command behind a flag with a value',
      ['--home', 'nowhere', 'frobnicate'],
      /^unknown command "frobnicate"$/,
    ],
    ['an unknown flag', ['answer', '--frobnicate'], /frobnicate/],
    ['an argument too few', ['noun', 'take'], /^expected <one>/],
    ['an argument too many', ['answer', 'x'], /x/],
    ['a flag twice', ['noun', 'take', 'x', '--text', 'a', '--text', 'b'], /^--text given more than once$/],
    ['a global flag twice', ['answer', '--home', 'a', '--home', 'b'], /^--home given more than once$/],
    ['no value', ['noun', 'take', 'x', '--text'], /text/],
    [
      'none of the choices',
      ['noun', 'take', 'x', '--choice', 'c'],
      /^--choice: expected one of "a", "b", got "c"$/,
    ],
    ['a switch that is negated', ['noun', 'take', 'x', '--no-flag'], /no-flag/],
  ])('refused: %s', async (_name, words, problem) => {
    const { exit, out } = await run(...words, '--json')
    expect(exit).toBe(2)
    const value = JSON.parse(out)
    expect(value.error.code).toBe('usage')
    expect(value.error.message).toMatch(problem)
    expect(value.error.hint).toContain('made-up')
    expect(seen).toBeUndefined()
  })
})
