import { describe, expect, test } from 'vitest'
import type { Args, Command } from '../../src/cli/command.ts'
import { runTool } from '../../src/cli/run.ts'
import type { Tool } from '../../src/cli/tool.ts'
import { AirlatchError, type Coded, errorOf, kindOf, withDetails } from '../../src/core/errors.ts'
import { ERROR_CODES } from '../words/details.ts'
import { expectFailure } from '../world/refusal.ts'

let seen: Args | undefined
/** Enough for every sentence. */
const DETAILS = {
  path: 'x',
  problem: { is: 'other', text: 'x' },
  problems: [],
  products: [],
  known: [],
  results: [],
  holders: [],
  kinds: [],
  needs: [],
  things: [],
  features: [],
  requests: [],
  searched: [],
  readings: [],
}

function command(
  path: string,
  run: Command<unknown>['run'],
  more: Partial<Command<unknown>> = {},
): Command<unknown> {
  return { path, summary: `does ${path}`, examples: [['the task', path]], run, ...more }
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
  sections: [
    {
      heading: 'Commands',
      commands: [
        command('answer', async () => ({
          json: { n: 42 },
          text: 'forty-two',
          warnings: ['mind the \u001b[1mgap'],
        })),
        command('silent', async () => ({ json: {}, text: '' })),
        command('tell', async () => ({ json: { n: 1 }, text: 'result', aside: 'what else\nthere is' })),
        command('fail <code>', async args => {
          const refusal = { code: args.text('code'), details: DETAILS } as unknown as Coded
          throw errorOf(
            withDetails(refusal, {
              trace: [{ rule: 'r', outcome: 'refuse', code: 'expired', details: { since: 's' } }],
            }),
          )
        }),
        command('leave <with>', async args => ({
          json: { n: 1 },
          text: 'left',
          exit: Number(args.text('with')),
        })),
        command('contradict', async () => {
          throw new AirlatchError('usage', { problem: { is: 'other', text: 'this and that' } })
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
            generic: { kind: 'switch', describe: 'on or off' },
          },
        }),
        command('start <command..>', remember, {
          options: { 'limit-instances': { kind: 'switch', describe: 'one at a time' } },
        }),
        command('noun give', remember),
      ],
    },
  ],
}

function run(...words: readonly string[]) {
  return runAt(undefined, ...words)
}

/** On a terminal of that width, or none. */
async function runAt(columns: number | undefined, ...words: readonly string[]) {
  const texts = { out: '', err: '' }
  seen = undefined
  const exit = await runTool(tool, words, {
    columns: () => columns,
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

  test('as text, what stands beside the result goes to standard error; as JSON it is not said', async () => {
    expect(await run('tell')).toEqual({ exit: 0, out: 'result\n', err: '\nwhat else\nthere is\n' })
    expect(await run('tell', '--json')).toEqual({ exit: 0, out: '{"ok":true,"n":1}\n', err: '' })
  })

  test('as JSON: one value, and nothing on standard error', async () => {
    for (const words of [
      ['answer', '--json'],
      ['--json', 'answer'],
    ])
      expect(await run(...words)).toEqual({ exit: 0, out: '{"ok":true,"n":42}\n', err: '' })
  })
})

test('on a terminal, long lines break between words; elsewhere they stay whole for programs', async () => {
  const { err } = await runAt(30, 'contradict')
  expect(err).toMatch(
    /^made-up: usage: this and that\n {2}hint: run "made-up\n {2}contradict --help" to see\n {2}/,
  )
  expect((await runAt(30, 'answer')).err).toBe('made-up: warning: mind the\n  \\u{1b}[1mgap\n')
  expect((await run('contradict')).err.split('\n')).toHaveLength(3)
})

test('a command that ran a program ends with the exit code of that', async () => {
  expect(await run('leave', '7')).toEqual({ exit: 7, out: 'left\n', err: '' })
  expect(await run('leave', '7', '--json')).toEqual({ exit: 7, out: '{"ok":true,"n":1}\n', err: '' })
  expect((await run('leave', '0')).exit).toBe(0)
})

describe('a failure', () => {
  test('has the exit code of its kind, and all in one shape', async () => {
    const exits = { refused: 1, usage: 2, 'could-not': 3, bug: 70 }
    for (const code of ERROR_CODES) {
      const { exit, out } = await run('fail', code, '--json')
      expect({ code, exit }).toEqual({ code, exit: exits[kindOf(code)] })
      expect(Object.keys(JSON.parse(out).error)).toEqual(['code', 'message', 'hint', 'details'])
      expect(JSON.parse(out).error.code).toBe(code)
    }
  })

  test('as text goes to standard error, with the hint and what each rule saw', async () => {
    const { exit, out, err } = await run('fail', 'input-empty')
    expect({ exit, out }).toEqual({ exit: 1, out: '' })
    expect(err.split('\n')).toEqual([
      'made-up: input-empty: "x" is empty',
      expect.stringMatching(/^ {2}hint: ./),
      '  REFUSE  r: ended s (UTC)',
      '',
    ])
  })

  test('of what several commands share names the one that runs', async () => {
    const { exit, out } = await run('contradict', '--json')
    expect(exit).toBe(2)
    expect(JSON.parse(out).error.message).toBe('this and that')
    expect(JSON.parse(out).error.hint).toContain('"made-up contradict --help"')
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
    expect(seen?.optional('until')).toBe('unlimited')
    await run('noun', 'take', 'x', '--until', 'noon')
    expect(seen?.optional('until')).toBe('noon')
    await run('noun', 'take', 'x')
    expect(seen?.optional('until')).toBeUndefined()
  })

  test.each<[readonly string[], string | undefined, readonly string[]]>([
    [[], undefined, []],
    [['--generic'], 'yes', []],
    [['--generic', 'yes'], 'yes', []],
    [['--generic', 'no'], 'no', []],
    [['--generic=yes'], 'yes', []],
    [['--generic=no'], 'no', []],
    [['--generic', '--flag'], 'yes', []],
    [['--generic', 'nothing'], 'yes', ['nothing']],
    [['--generic', 'yes', 'no'], 'yes', ['no']],
    [['--generic', '--', 'no'], 'yes', ['no']],
    [['--generic', '-1'], 'yes', ['-1']],
  ])('a switch: %j is %j, and %j is left', async (words, generic, rest) => {
    expect((await run('noun', 'take', 'x', ...words)).err).toBe('')
    expect([seen?.optional('generic'), seen?.list('rest')]).toEqual([generic, rest])
  })

  test('help says what a switch takes', async () => {
    expect((await run('noun', 'take', '--help')).out).toMatch(/--generic \[yes\|no\] +on or off/)
  })

  test.each([
    [['--text', '-1']],
    [['--text=-1']],
    [['-t', '-1']],
    [['-t=-1']],
    [['--list', '-1', '--text', '-1']],
  ])('a negative number is a value: %j', async words => {
    expect((await run('noun', 'take', 'x', ...words)).err).toBe('')
    expect(seen?.text('text')).toBe('-1')
    // a whole number is refused for what it is, not for a value that is missing
    await run('noun', 'take', 'x', '--count', '-1')
    expect(() => seen?.whole('count')).toThrow(
      expect.objectContaining({ code: 'invalid-value', details: expect.objectContaining({ got: '-1' }) }),
    )
  })

  test('the empty text is an item of a list', async () => {
    for (const words of [['--list', ''], ['--list=']]) {
      await run('noun', 'take', 'x', ...words)
      expect(seen?.list('list')).toEqual([''])
    }
    await run('noun', 'take', 'x', '--list', 'a', '--list', '')
    expect(seen?.list('list')).toEqual(['a', ''])
  })

  test('all behind "--" belongs to the command that is started, flags included', async () => {
    const { out } = await run(
      'start',
      '--limit-instances',
      '--',
      'app',
      '--flag',
      'x',
      '--json',
      '-h',
      '--',
      '',
    )
    expect(out).toBe('')
    expect(seen?.list('command')).toEqual(['app', '--flag', 'x', '--json', '-h', '--', ''])
    expect([seen?.optional('limit-instances'), seen?.flag('json'), seen?.flag('flag')]).toEqual([
      'yes',
      false,
      false,
    ])
    await run('start', 'app', 'x', '--limit-instances', 'no')
    expect([seen?.list('command'), seen?.optional('limit-instances')]).toEqual([['app', 'x'], 'no'])
  })

  test('help that is asked for behind "--" is not ours', async () => {
    const { out } = await run('start', '--', 'app', '--help')
    expect([out, seen?.list('command')]).toEqual(['', ['app', '--help']])
    expect((await run('start', '--help', '--', 'app')).out).toContain('made-up start COMMAND...')
  })

  test('what is wrong in front of "--" is said as it is, and as text when --json stands behind', async () => {
    const { exit, out, err } = await run('start', '--frobnicate', '--', 'app', '--text', '--json')
    expect({ exit, out }).toEqual({ exit: 2, out: '' })
    expect(err).toMatch(/^made-up: usage: unknown option --frobnicate\n/)
  })

  test.each<[string, readonly string[], RegExp]>([
    ['no command', [], /^no command given$/],
    ['only flags', ['--home', 'x'], /^no command given$/],
    ['half a command', ['noun'], /^no command given after "noun"$/],
    ['an unknown command', ['nuon'], /^unknown command "nuon"/],
    [
      'an unknown command behind a flag with a value',
      ['--home', 'nowhere', 'frobnicate'],
      /^unknown command "frobnicate"$/,
    ],
    ['an unknown flag', ['answer', '--frobnicate'], /frobnicate/],
    ['an unknown flag in front of the command', ['--frobnicate', 'answer'], /^unknown option --frobnicate$/],
    ['an unknown flag with a value', ['answer', '--frobnicate', 'x'], /^unknown option --frobnicate$/],
    ['an argument by its name', ['noun', 'take', '--one', 'x'], /^unknown option --one$/],
    ['a value behind a letter', ['noun', 'take', 'x', '-t5'], /^unknown option -t5$/],
    ['three dashes', ['noun', 'take', '---'], /^unknown option ---$/],
    ['a name behind a dot', ['answer', '--home.x', 'y'], /^unknown option --home.x$/],
    ['the flag of another command', ['noun', 'give', '--text', 'x'], /text/],
    ['an argument too few', ['noun', 'take'], /^expected ONE/],
    ['nothing to start', ['start', '--limit-instances'], /^expected COMMAND$/],
    ['nothing to start behind "--"', ['start', '--limit-instances', '--'], /^expected COMMAND$/],
    ['an argument too many', ['answer', 'x'], /x/],
    ['an argument too many that looks like a flag', ['answer', '--', '--text'], /^unknown argument: --text$/],
    ['an argument too many that looks like help', ['answer', '--', 'help'], /^unknown argument: help$/],
    ['a flag with a value', ['noun', 'take', 'x', '--flag=yes'], /^--flag takes no value, got "--flag=yes"$/],
    [
      'a switch twice',
      ['noun', 'take', 'x', '--generic', '--generic=no'],
      /^--generic was given more than once$/,
    ],
    [
      'a flag twice',
      ['noun', 'take', 'x', '--text', 'a', '--text', 'b'],
      /^--text was given more than once$/,
    ],
    ['a global flag twice', ['answer', '--home', 'a', '--home', 'b'], /^--home was given more than once$/],
    ['no value', ['noun', 'take', 'x', '--text'], /^--text: expected a value$/],
    ['no value, but a flag', ['noun', 'take', 'x', '--text', '--flag'], /^--text: expected a value$/],
    ['no value behind the short form', ['noun', 'take', 'x', '-t'], /^--text: expected a value$/],
    ['no value, but "--"', ['noun', 'take', 'x', '--text', '--', 'y'], /^--text: expected a value$/],
    ['no item', ['noun', 'take', 'x', '--list'], /^--list: expected a value$/],
    [
      'none of the choices',
      ['noun', 'take', 'x', '--choice', 'c'],
      /^--choice: expected one of "a", "b", got "c"$/,
    ],
    ['a switch that is negated', ['noun', 'take', 'x', '--no-flag'], /no-flag/],
  ])('refused: %s', async (_name, words, problem) => {
    const { exit, out } = await run('--json', ...words)
    expect(exit).toBe(2)
    const value = JSON.parse(out)
    expect(value.error.code).toBe('usage')
    expect(value.error.message).toMatch(problem)
    expect(value.error.hint).toContain('made-up')
    expect(seen).toBeUndefined()
  })
})
