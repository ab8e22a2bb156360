import { expect, test } from 'vitest'
import { argsOver } from '../../src/cli/command.ts'

test('typed access to what was typed', () => {
  const args = argsOver({ name: 'x', empty: '', on: true, off: false, many: ['a', 'b'], one: 'a', n: '42' })
  expect([args.text('name'), args.text('absent'), args.optional('absent'), args.optional('empty')]).toEqual([
    'x',
    '',
    undefined,
    '',
  ])
  expect([args.flag('on'), args.flag('off'), args.flag('absent')]).toEqual([true, false, false])
  expect([args.list('many'), args.list('one'), args.list('absent')]).toEqual([['a', 'b'], ['a'], []])
  expect([args.whole('n'), args.whole('absent')]).toEqual([42, undefined])
})

test.each(['', '-1', '1.5', '1e3', '0x10', ' 1', '1'.repeat(16), 'many'])('"%s" is no whole number', text => {
  expect(() => argsOver({ n: text }).whole('n')).toThrow(expect.objectContaining({ code: 'invalid-value' }))
})
