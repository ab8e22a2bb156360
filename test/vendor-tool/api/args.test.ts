/** What members may be, one by one; and what is refused names the member, and repeats little of it. */
import { describe, expect, test } from 'vitest'
import { AirlatchError } from '../../../src/vendor/door.ts'
import { argsOf } from '../../../vendor-tool/api/args.ts'
import { asMembers } from '../../../vendor-tool/api/named.ts'
import { type Field, membersOf, mostBodyBytes, type Operation } from '../../../vendor-tool/api/operation.ts'

const command = {
  path: 'thing make <id> [others..]',
  summary: '',
  positionals: { id: 'its id' },
  options: {
    'expires-before': { kind: 'text', describe: '' },
    email: { kind: 'text', describe: '', mayBeEmpty: true },
    state: { kind: 'text', describe: '', choices: ['on', 'off'] },
    user: { kind: 'list', describe: '' },
    count: { kind: 'whole', describe: '' },
    'dry-run': { kind: 'flag', describe: '' },
    generic: { kind: 'switch', describe: '' },
    limit: { kind: 'text-or-nothing', describe: '' },
    duration: { kind: 'text', describe: '', takesWhole: true, least: 1 } as Field,
    feature: { kind: 'list', describe: '', takesObject: true } as Field,
    output: { kind: 'text', describe: '' },
    yes: { kind: 'flag', describe: '' },
  },
  examples: [],
  run: async () => ({ json: {}, text: '' }),
} as const
const POST: Operation = { method: 'POST', path: '/v1/things/{id}', scope: 'sell', command }
const GET: Operation = { ...POST, method: 'GET' }

/** The error that it throws. */
async function outcome(work: () => unknown): Promise<unknown> {
  try {
    await work()
  } catch (error) {
    return error
  }
  throw new Error('expected a refusal')
}

const refusal = (members: unknown, operation = POST) =>
  outcome(() => argsOf(operation, { id: 'x', ...(members as object) }))

test('HT-01: members are the positionals and options in camel case, without what is of files and questions', () => {
  expect([...membersOf(POST).keys()]).toEqual([
    'id',
    'others',
    'expiresBefore',
    'email',
    'state',
    'user',
    'count',
    'dryRun',
    'generic',
    'limit',
    'duration',
    'feature',
  ])
  expect(mostBodyBytes(POST)).toBe(1_048_576)
})

test('HT-01: values become the words of the command', () => {
  const args = argsOf(POST, {
    id: 'x',
    others: ['a'],
    expiresBefore: '2027-01-01',
    email: '',
    user: ['ann', 'bob'],
    count: -0,
    dryRun: false,
    generic: false,
    limit: 'unlimited',
  })
  expect(args.text('id')).toBe('x')
  expect(args.list('others')).toEqual(['a'])
  expect(args.optional('expires-before')).toBe('2027-01-01')
  expect(args.optional('email')).toBe('')
  expect(args.list('user')).toEqual(['ann', 'bob'])
  expect(Object.is(args.whole('count'), 0)).toBe(true)
  expect(args.flag('dry-run')).toBe(false)
  expect(args.optional('generic')).toBe('no')
  expect(args.optional('state')).toBeUndefined()
  // nothing may ask, and no value names a file
  expect(args.flag('yes')).toBe(true)
  expect(args.isRemote).toBe(true)
})

test('HT-01: a text that says a whole number may be one, and a list of pairs an object', () => {
  const made = (members: object) => argsOf(POST, { id: 'x', ...members })
  expect(made({ duration: 365 }).optional('duration')).toBe('365')
  expect(made({ duration: '365' }).optional('duration')).toBe('365')
  expect(made({ duration: 'none' }).optional('duration')).toBe('none')
  const feature = { export: true, trial: false, users: 5, edition: 'pro=1' }
  expect(made({ feature }).list('feature')).toEqual(['export=yes', 'trial=no', 'users=5', 'edition=pro=1'])
  expect(made({ feature: ['export', 'users=5'] }).list('feature')).toEqual(['export', 'users=5'])
})

test('HT-01: in a query all values are text', async () => {
  const args = argsOf(GET, { id: 'x', user: 'ann', count: '12', dryRun: 'true', generic: 'true' })
  expect([args.list('user'), args.whole('count'), args.flag('dry-run'), args.optional('generic')]).toEqual([
    ['ann'],
    12,
    true,
    'yes',
  ])
  for (const [name, value] of [
    ['count', '1e3'],
    ['count', '0x10'],
    ['count', ' 1'],
    ['count', '1'.repeat(16)],
    ['count', ['1', '2']],
    ['dryRun', 'yes'],
    ['dryRun', 'constructor'],
    ['dryRun', ''],
    ['email', ['a', 'b']],
  ] as const)
    expect(await refusal({ [name]: value }, GET), `${name} ${value}`).toMatchObject({
      code: 'invalid-value',
      details: { field: name },
    })
})

describe('HT-01: refused', () => {
  const huge = 'x'.repeat(1_048_576)
  test.each([
    ['count', JSON.parse('1e999')],
    ['count', Number.NaN],
    ['count', -1],
    ['count', 1.5],
    ['count', 2 ** 53],
    ['count', 1e15],
    ['count', '1'],
    ['count', null],
    ['dryRun', 'true'],
    ['dryRun', 1],
    ['dryRun', null],
    ['generic', 'no'],
    ['email', 1],
    ['email', null],
    ['email', ['a']],
    ['email', { toString: () => 'a' }],
    ['email', huge],
    ['email', '\ud800'],
    ['email', 'a\udc00'],
    ['email', 'a\0'],
    ['expiresBefore', ''],
    ['state', 'ON'],
    ['state', 'constructor'],
    ['user', 'ann'],
    ['user', []],
    ['user', [null]],
    ['user', ['a', '\0']],
    ['user', [['a']]],
    ['user', Array(10_001).fill('a')],
    ['user', { 0: 'a', length: 1 }],
    ['limit', true],
    ['limit', 5],
    ['duration', 0],
    ['duration', 1.5],
    ['duration', true],
    ['feature', {}],
    ['feature', { users: null }],
    ['feature', { users: 1.5 }],
    ['feature', { users: { toString: 1 } }],
    ['feature', { 'a=b': 1 }],
    ['feature', { '': 1 }],
    ['feature', { users: 'a\0' }],
    ['feature', 'export'],
    ['user', { ann: 1 }],
    ['id', ''],
    ['id', 'a\0'],
  ] as const)('%s, case %#', async (name, value) => {
    const error = await refusal({ [name]: value })
    expect(error).toMatchObject({ code: 'invalid-value', details: { field: name } })
    expect(JSON.stringify(error).length).toBeLessThan(1000)
  })

  test.each([
    '__proto__',
    'constructor',
    'prototype',
    'toString',
    'yes',
    'json',
    'output',
    'home',
    'expires-before',
    huge,
    '\ud800',
  ])('a member, case %#', async name => {
    const members = JSON.parse(`{"id":"x",${JSON.stringify(name)}:{"isAdmin":true}}`)
    const error = await outcome(() => argsOf(POST, members))
    expect(error).toMatchObject({ code: 'unknown-member' })
    expect(JSON.stringify(error).length).toBeLessThan(1000)
    expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  })

  test.each([[null], [[]], ['text'], [1]])('a body that is %j', async body => {
    expect(await outcome(() => argsOf(POST, body as never))).toMatchObject({
      code: 'invalid-value',
      details: { field: 'body' },
    })
  })

  test('a member that must be there', async () => {
    expect(await outcome(() => argsOf(POST, {}))).toMatchObject({ details: { field: 'id' } })
  })
})

describe('HT-01: an error names the member', () => {
  const named = async (field: string, more: object = {}) => {
    const thrown = new AirlatchError('invalid-value', { field, expected: { is: 'value' }, ...more } as never)
    return outcome(() =>
      asMembers(POST, async () => {
        throw thrown
      }),
    )
  }
  test.each([
    ['--expires-before', 'expiresBefore'],
    ['expires-before', 'expiresBefore'],
    ['email', 'email'],
    ['--user', 'user'],
    ['users', 'user'],
    ['generic', 'generic'],
    ['something', 'something'],
    ['__proto__', '__proto__'],
  ])('%s', async (field, name) => {
    expect(await named(field)).toMatchObject({ details: { field: name } })
  })
  test('and another one that it needs', async () => {
    const expected = { is: 'with-option', option: '--expires-before DATE' }
    expect(await named('--email', { expected, got: 'x'.repeat(1e6) })).toMatchObject({
      details: { field: 'email', expected: { option: 'expiresBefore' }, got: `${'x'.repeat(100)}...` },
    })
  })
})
