import { expect, test } from 'vitest'
import { AirlatchError } from '../../src/core/errors.ts'

test('a log line has the code and what it is about, without anybody to explain it', () => {
  const { message, stack } = new AirlatchError('cannot-read', { path: '/mnt/a\nb', system: 'EACCES' })
  expect(message).toBe('cannot-read {"path":"/mnt/a\\nb","system":"EACCES"}')
  expect(stack).toMatch(/^AirlatchError: cannot-read \{.*\}\n/)
  expect(new AirlatchError('file-not-found', { path: 'ü\u009b31m\u202e' }).message).toBe(
    'file-not-found {"path":"\\u00fc\\u009b31m\\u202e"}',
  )
  expect(new AirlatchError('input-empty', {}).message).toBe('input-empty')
  expect(new AirlatchError('input-empty', { path: undefined }).message).toBe('input-empty')
})

test('whatever stands in the details, making an error never fails, and a log line has an end', () => {
  const circle: Record<string, unknown> = {}
  circle.self = circle
  const said = (got: unknown) =>
    new AirlatchError('invalid-value', { field: 'x', expected: { is: 'value' }, got }).message
  expect(said(circle)).toBe('invalid-value')
  expect(said(10n)).toContain('"got":"10"')
  expect(said('x'.repeat(10_000)).length).toBeLessThan(400)
})
