import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  CUSTOMER_FIELD_NAMES,
  CUSTOMER_ID_BYTES,
  checkCustomerField,
  customerIdOf,
  parseCustomerId,
} from '../../../src/core/terms/customer.ts'
import { runs } from '../../effort.ts'

describe('the id of a customer', () => {
  test('is read in the one way it is written, however it is typed', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: CUSTOMER_ID_BYTES, maxLength: CUSTOMER_ID_BYTES }), bytes => {
        const id = customerIdOf(bytes)
        expect(id).toMatch(/^C-[0-9A-HJKMNP-TV-Z]{5}$/)
        for (const typed of [id, id.toLowerCase(), id.replace('-', ''), ` ${[...id].join(' ')} `])
          expect(parseCustomerId(typed)).toBe(id)
      }),
      { numRuns: runs(300) },
    )
    expect(parseCustomerId('c-o1il0')).toBe('C-01110')
  })

  test('has all 25 bits, each in its place', () => {
    expect(customerIdOf(Uint8Array.of(0, 0, 0, 0))).toBe('C-00000')
    expect(customerIdOf(Uint8Array.of(0b00000001, 0b11110000, 0b10001000, 0b01100100))).toBe('C-Z1234')
    expect(customerIdOf(Uint8Array.of(1, 255, 255, 255))).toBe('C-ZZZZZ')
  })

  test.each(['', 'C', 'C-', 'C-1234', 'C-123456', 'D-12345', '12345', 'C-1234U', 'C-1234*', 'C-12\u007f45'])(
    '%j is none',
    text => expect(parseCustomerId(text)).toBeUndefined(),
  )
})

test('what may be said of a customer', () => {
  for (const name of CUSTOMER_FIELD_NAMES)
    checkCustomerField(name, name === 'email' ? 'ann@lab' : 'Zoë & Söhne')
  checkCustomerField('notes', 'two\nlines')
  for (const [name, value] of [
    ['name', ''],
    ['name', ' x'],
    ['name', 'x'.repeat(201)],
    ['company', 'a\nb'],
    ['email', 'ann'],
    ['email', 'a b@lab'],
    ['telephone', '1'.repeat(65)],
    ['reference', '\ud800'],
    ['notes', 'ä'.repeat(2049)],
  ] as const)
    expect(() => checkCustomerField(name, value), name).toThrow(
      expect.objectContaining({ code: 'invalid-value' }),
    )
})
