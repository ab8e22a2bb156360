/** Texts of mails: what may be saved, and that values are never read as templates. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  filledIn,
  MAIL_KINDS,
  type MailValues,
  PLACEHOLDERS,
  requireMailText,
} from '../../../src/vendor/outside/mail-text.ts'
import { useLang } from '../../../src/words/lang.ts'
import { mailTexts } from '../../../src/words/mail-texts.ts'
import { runs } from '../../effort.ts'

const NOTHING = Object.fromEntries(PLACEHOLDERS.key.map(name => [name, ''])) as unknown as MailValues<'key'>
const filled = (body: string, values: Partial<MailValues<'key'>> = {}) =>
  filledIn<'key'>({ subject: 'x', body }, { ...NOTHING, ...values }).body

describe('what is saved', () => {
  test.each(MAIL_KINDS)('the usual texts of %s may be, in each language', kind => {
    for (const lang of ['en', 'de'] as const) {
      useLang(lang)
      const { subject, body, alone = body } = mailTexts()[kind]
      for (const text of [body, alone])
        expect(requireMailText(kind, { subject, body: text })).toEqual({ subject, body: text })
    }
    useLang('en')
  })

  test.each(['{custmer}', '{Customer}', '{ customer }', '{computer}', '{__proto__x}', '{constructor}'])(
    'a placeholder that the kind does not have is refused: %s',
    got => {
      const known = expect.arrayContaining(['{customer}'])
      for (const part of ['subject', 'body']) {
        const text = { subject: 'x', body: 'y', [part]: `Hello ${got}` }
        const details = { text: 'key', part, known, placeholder: got }
        if (got.startsWith('{_')) expect(requireMailText('key', text)).toEqual(text)
        else
          expect(() => requireMailText('key', text)).toThrow(
            expect.objectContaining({
              code: 'placeholder-unknown',
              details: expect.objectContaining(details),
            }),
          )
      }
    },
  )

  test('a subject is one line of 200 characters, a body has 16,384 bytes', () => {
    const refused = (text: object) =>
      expect(() => requireMailText('key', { subject: 'x', body: 'y', ...text })).toThrow(
        expect.objectContaining({ code: 'invalid-value' }),
      )
    refused({ subject: 'x\r\nBcc: bob@acme.example' })
    refused({ subject: '' })
    refused({ subject: 'x'.repeat(201) })
    refused({ body: '' })
    refused({ body: 'x'.repeat(16_385) })
  })

  test('ends of lines are those of a text', () =>
    expect(requireMailText('key', { subject: 'x', body: 'a\r\nb\rc\n' }).body).toBe('a\nb\nc\n'))

  test('braces that are no placeholder are text', () => {
    const text = { subject: '{}', body: '{ } {1} {a b} {{ "json": 1 }}' }
    expect(requireMailText('key', text)).toEqual(text)
    expect(filled(text.body)).toBe(text.body)
  })
})

describe('filled in', () => {
  test('a value is put in as it is, whatever it says', () => {
    expect(filled('{customer} {key}', { customer: '{key}{product}$&$1', key: 'K' })).toBe(
      '{key}{product}$&$1 K',
    )
  })

  test('a property for any text: a value never brings in another value', () => {
    const parts = fc.constantFrom('{key}', '{', '}', 'key', '$&', '$1', '\\', '{customer}', 'x')
    const name = fc.array(parts).map(all => all.join(''))
    fc.assert(
      fc.property(name, customer => {
        const body = filled('[{customer}]', { customer, key: 'SECRET' })
        expect(body).toBe(customer === '' ? '' : `[${customer}]`)
      }),
      { numRuns: runs(500) },
    )
  })

  test('a line whose placeholders have no value is left out, with the gap that it leaves', () => {
    expect(filled('a\n\nOrder: {order}\n\nb')).toBe('a\n\nb')
    expect(filled('a\nOrder: {order}\n\nb')).toBe('a\n\nb')
    expect(filled('{customer} {order}', { order: '7' })).toBe(' 7')
    expect(filled('a\n\n\nb')).toBe('a\n\n\nb')
  })

  test('takes no longer than its text is long', () => {
    const body = '{'.repeat(16_384)
    expect(filled(body)).toBe(body)
    expect(filled(`{${' '.repeat(16_000)}`)).toHaveLength(16_001)
  })
})
