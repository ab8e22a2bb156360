/** One address, and nothing that a header or a server could read as more. */
import { expect, test } from 'vitest'
import { mailAddressOf, requireMailAddress } from '../../../src/vendor/outside/mail-address.ts'

test.each([
  ['ann@acme.example', 'ann@acme.example'],
  ['ann.o+licenses@mail.acme.example', 'ann.o+licenses@mail.acme.example'],
  ["o'neil@acme.example", "o'neil@acme.example"],
  ['root@localhost', 'root@localhost'],
  ['ann@bücher.example', 'ann@xn--bcher-kva.example'],
  ['ann@Acme.Example', 'ann@acme.example'],
])('%s is one', (text, address) => expect(mailAddressOf(text)).toBe(address))

test.each([
  '',
  '@',
  'ann',
  'ann@',
  '@acme.example',
  'ann@acme.example, bob@acme.example',
  'ann@acme.example;bob@acme.example',
  'ann@acme.example bob@acme.example',
  'ann@acme.example\r\nBcc: bob@acme.example',
  'ann@acme.example\n',
  'ann\0@acme.example',
  'Ann <ann@acme.example>',
  '<ann@acme.example>',
  '"ann bob"@acme.example',
  'ann(comment)@acme.example',
  'ann@bob@acme.example',
  'a..b@acme.example',
  '.a@acme.example',
  'a.@acme.example',
  'ann@[127.0.0.1]',
  'ann@127.0.0.1',
  'ann@acme..example',
  'ann@-acme.example',
  'ann@acme.example.',
  'ann@acme_desk.example',
  'ann\u202e@acme.example',
  'ann@acme\u200b.example',
  'ann@acme%0d%0a.example',
  'ann@acme.example/x',
  `${'a'.repeat(65)}@acme.example`,
  `a@${'b'.repeat(64)}.example`,
  `a@${'b.'.repeat(130)}example`,
])('%j is none', text => {
  expect(mailAddressOf(text)).toBeUndefined()
  expect(() => requireMailAddress('to', text)).toThrow(expect.objectContaining({ code: 'invalid-value' }))
})
