import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { wrapped, wrappedResult } from '../../src/cli/wrap.ts'
import { runs } from '../effort.ts'

describe('a long line', () => {
  test('breaks at blanks, and goes on indented', () => {
    expect(wrapped('the request that was sent', 12)).toBe('the request\nthat was\nsent')
    expect(wrapped('  hint: ask the vendor again', 14, 2)).toBe('  hint: ask\n  the vendor\n  again')
    expect(wrapped('short\n  as it is', 12)).toBe('short\n  as it is')
  })

  test('never inside a word, however long, and nothing of it is lost', () => {
    expect(wrapped('see https://activate.example.com now', 10)).toBe('see\nhttps://activate.example.com\nnow')
    const words = fc.array(fc.stringMatching(/^[a-z-]{1,30}$/), { minLength: 1, maxLength: 30 })
    fc.assert(
      fc.property(
        words,
        fc.integer({ min: 1, max: 60 }),
        fc.integer({ min: 0, max: 8 }),
        (all, columns, indent) => {
          const lines = wrapped(all.join(' '), columns, indent).split('\n')
          expect(lines.flatMap(line => line.trim().split(' '))).toEqual(all)
          for (const line of lines) if (line.length > columns) expect(line.trim()).not.toContain(' ')
        },
      ),
      { numRuns: runs(200) },
    )
  })
})

describe('a result on a terminal', () => {
  test('has the value of a field below its beginning', () => {
    expect(wrappedResult('key   7K3QM-9XWTR\nnext  send it back to the customer', 24)).toBe(
      'key   7K3QM-9XWTR\nnext  send it back to\n      the customer',
    )
  })

  test.each([
    ['a row of a table', 'ACTIVATION  KEY ID  COMPUTER OF THE CUSTOMER'],
    ['a drawn code', '\u001b[40m some blocks of a drawn QR code \u001b[0m'],
    ['armor', 'hEShATgSoQRYIHIuVUZIcj0NDb6WJq8b'],
  ])('has %s as it is', (_what, line) => {
    expect(wrappedResult(line, 20)).toBe(line)
  })
})
