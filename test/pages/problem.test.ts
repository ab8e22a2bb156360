/** What a page says of an error: sentences, without a command that nobody can type there. */
import { expect, test } from 'vitest'
import { problemOf, sentence } from '../../pages/parts/problem.ts'
import { AirlatchError, coded, type ErrorCode, type ErrorDetails, errorOf } from '../../src/core/errors.ts'

/** All that reading, opening and checking a message in a page can end with. */
const MET: readonly { readonly [C in ErrorCode]: readonly [C, ErrorDetails<C>] }[ErrorCode][] = [
  ['input-empty', {}],
  ['input-not-recognised', { looks: 'text' }],
  ['input-too-large', { path: 'a.png', most: 1 }],
  ['cannot-read', { path: 'a', system: 'a folder' }],
  ['armor-malformed', { problem: 'changed' }],
  ['base45-malformed', { problem: 'foreign-character', at: 1 }],
  ['cbor-malformed', { problem: 'tag', at: 1 }],
  ['cose-malformed', { problem: 'tag' }],
  ['signing-key-unknown', { kid: 'x' }],
  ['signature-invalid', { kid: 'x' }],
  ['wrong-message-type', { expected: 'license', got: 'request' }],
  ['wrong-message-type', { expected: 'license', got: 'receipt' }],
  ['claims-malformed', { message: 'license', problems: [{ claim: 'exp', expected: 'present' }] }],
  ['license-format-newer', { got: 3, newest: 2 }],
  ['picture-unsupported', { format: 'PDF' }],
  ['picture-malformed', { format: 'PNG', problem: 'header' }],
  ['picture-too-large', { bytes: 2, most: 1 }],
  ['picture-without-qr', { others: 0 }],
  ['picture-timeout', { seconds: 5 }],
  ['several-messages', { count: 2 }],
  ['message-too-large-for-qr', { bytes: 2, limitBytes: 1 }],
  ['wrong-vendor', { got: 'a', expected: 'b' }],
  ['wrong-product', { got: 'a', expected: 'b' }],
  ['wrong-computer', { same: 0, counted: 5, readings: [], fragile: [] }],
  ['readings-missing', { same: 0, counted: 5, readings: [], fragile: [] }],
  ['wrong-user', { users: 1 }],
  ['virtual-machine', { virtual: 'kvm' }],
  ['expired', { since: '2026-01-01' }],
  ['in-grace', { since: '2026-01-01', until: '2026-02-01' }],
  ['wrong-version', { version: '9', covered: '2' }],
  ['outside-maintenance', { released: 'a', until: 'b' }],
  ['generic-not-allowed', { side: 'client' }],
  ['signing-key-retired', { issued: 'a', kid: 'b', from: 'c' }],
  ['clock-not-set', { clock: 'a', latest: 'b', by: 'kit' }],
  ['clock-set-back', { clock: 'a', latest: 'b', by: 'license' }],
  ['clock-was-ahead', { clock: 'a', latest: 'b', by: 'license' }],
]

test.each(MET)('%s', (code, details) => {
  const { title, hint } = problemOf(errorOf(coded<ErrorCode>(code, details)))
  for (const text of [title, hint]) {
    expect(text).toMatch(/^["A-Z0-9].*[.!?]$/s)
    expect(text).not.toMatch(
      /airlatch (?:request|install|inspect|deactivate|status)|(?:^|\s)--?[a-z]|undefined/,
    )
  }
})

test('names from outside are made harmless and cut', () => {
  const { title } = problemOf(new AirlatchError('input-empty', { path: `\u202e${'x'.repeat(1000)}` }))
  expect(title).toContain('\\u{202e}xxx')
  expect(title.length).toBeLessThan(320)
})

test('what is no error of ours is told as well', () => {
  expect(problemOf(new Error('boom'))).toEqual({
    title: 'This page could not do that.',
    hint: expect.stringContaining('boom'),
  })
})

test('sentences', () => {
  expect(sentence('no code')).toBe('No code.')
  expect(sentence('is it there?')).toBe('Is it there?')
})
