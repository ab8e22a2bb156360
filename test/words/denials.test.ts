/** Every reason of a denial (SPEC.md 17.2) has words, for who asks and for the administrator. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { denialHint, denialText } from '../../src/words/en/denials.ts'
import { explain } from '../../src/words/explain.ts'
import { LANGS } from '../../src/words/lang.ts'

const SPEC = readFileSync(join(import.meta.dirname, '..', '..', 'SPEC.md'), 'utf8')
const REASONS = (/\u003c!-- reasons -->\n```\n([^`]*)```/.exec(SPEC)?.[1] ?? '').trim().split(/\s+/)

test('SPEC.md names them', () => expect(REASONS).toHaveLength(13))

test.each(REASONS)('%s: why, and what to do', reason => {
  expect(denialText(reason)).not.toBe(reason)
  const unknown = denialHint(['of-later'])
  expect(denialHint([reason])).not.toBe(unknown)
  expect(denialHint(['of-later', reason])).toBe(denialHint([reason]))
  for (const lang of LANGS) {
    const of = (code: string) =>
      explain('seat-denied', { addresses: [{ address: 'http://a:7632', code }] }, { lang })
    expect(of(reason).message).not.toContain(`(${reason})`)
    expect(of(reason).hint).not.toBe(of('of-later').hint)
  }
})

test('one where all seats are in use decides: it lends a seat later', () => {
  const addresses = ['server-clock-wrong', 'no-seats-left'].map(code => ({ address: 'http://a:7632', code }))
  expect(explain('seat-denied', { addresses }, { lang: 'en' }).hint).toContain('--queue')
})
