/** DY-12: whoever is told to ask the vendor is told where, in each language; nobody else is. */
import { afterEach, describe, expect, test } from 'vitest'
import type { ErrorCode, ErrorDetails } from '../../src/core/errors.ts'
import { explainWithContact } from '../../src/words/contact.ts'
import { explain } from '../../src/words/explain.ts'
import { LANGS, useLang } from '../../src/words/lang.ts'
import { DETAILS } from './details.ts'

const CONTACT = 'licenses@acme.example'
afterEach(() => useLang('en'))

const hintOf = (code: ErrorCode, contact: string | undefined) =>
  explainWithContact(code, DETAILS[code][0] as ErrorDetails<ErrorCode>, contact).hint

describe.each(LANGS)('in %s', lang => {
  test.each<ErrorCode>([
    'no-license',
    'license-revoked',
    'wrong-user',
    'feature-not-licensed',
    'deactivated',
    'clock-reset-used',
    'typed-other-kit',
    'typed-license-not-for-this-request',
    'not-in-bundle',
    'expired',
  ])('%s leads to the vendor, whose contact stands behind it', code => {
    useLang(lang)
    const { hint } = explain<ErrorCode>(code, DETAILS[code][0] as ErrorDetails<ErrorCode>)
    expect(hintOf(code, CONTACT).startsWith(`${hint}. `)).toBe(true)
    expect(hintOf(code, CONTACT)).toContain(CONTACT)
    expect(hintOf(code, undefined)).toBe(hint)
  })

  test.each<ErrorCode>(['output-exists', 'file-not-found', 'picture-without-qr', 'typed-code-malformed'])(
    '%s does not',
    code => {
      useLang(lang)
      expect(hintOf(code, CONTACT)).not.toContain(CONTACT)
    },
  )
})

test('what is said is a sentence of its own', () => {
  expect(hintOf('license-revoked', CONTACT)).toMatch(
    /\. The vendor can be reached at licenses@acme\.example$/,
  )
})
