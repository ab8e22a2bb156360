/** Normal form C of the names of users (SPEC.md section 9.2), in the C library as in this Node. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { build, missingTools, play } from './library.ts'
import { randomOf } from './mutations.ts'
import { unicodeTable } from './unicode-table.ts'

const missing = missingTools()
const otherUnicode = process.versions.unicode !== '17.0'

test.skipIf(otherUnicode)(
  `the table is as test/native/unicode-table.ts makes it${otherUnicode ? ' (skipped: needs a Node of Unicode 17.0)' : ''}`,
  () => {
    const table = readFileSync(join(import.meta.dirname, '../../native/src/unicode_table.h'), 'utf8')
    expect(table).toBe(unicodeTable())
  },
)

describe.skipIf(missing !== undefined)(`names in C${missing ? ` (skipped: ${missing})` : ''}`, () => {
  beforeAll(() => build('sanitizers'))

  test('every character that is composed or has a class, alone and behind others', () => {
    const special = [...characters()].filter(one => one !== one.normalize('NFD') || /\p{M}/u.test(one))
    const hangul = ['\u1100', '\u1112', '\u1161', '\u1175', '\u11a7', '\u11a8', '\u11c2', '\uac00', '\uac01']
    const letters = [
      'a',
      'e',
      'o',
      'ä',
      'ệ',
      's',
      'α',
      'я',
      'ב',
      'ক',
      '\u09be',
      'か',
      '\u3099',
      '𑂙',
      '\u{110ba}',
      '漢',
    ]
    const random = randomOf(17)
    const pick = <T>(list: readonly T[]) => list[random(list.length)] as T
    const mixed = Array.from({ length: 20_000 }, () =>
      Array.from({ length: 1 + random(9) }, () =>
        pick([special, special, hangul, letters][random(4)] as string[]),
      ).join(''),
    )
    const names = [...special, ...special.map(one => `a${one}`), ...mixed]
    expect(normalForms(names)).toEqual(names.map(name => name.normalize('NFC')))
  })

  test('a name that is longer than any is nobody’s, whatever is in it', () => {
    expect(normalForms(['\u0344'.repeat(512), '\u0344'.repeat(513)])).toEqual([
      '\u0308\u0301'.repeat(512).normalize('NFC'),
      '',
    ])
  })

  test('what is no UTF-8 is nobody’s', () => {
    const bytes = [[0xff], [0xcc], [0x61, 0xcc], [0xed, 0xa0, 0x80], [0xf4, 0x90, 0x80, 0x80], [0xc0, 0x80]]
    const answers = play(
      'sanitizers',
      bytes.map(one => ({ reads: 'name', message: Uint8Array.from(one) })),
    )
    expect(answers.map(answer => answer.ok && answer.claims.name)).toEqual(bytes.map(() => ''))
  })
})

function normalForms(names: readonly string[]): readonly string[] {
  const cases = names.map(name => ({ reads: 'name' as const, message: Buffer.from(name, 'utf8') }))
  return play('sanitizers', cases).map(answer =>
    answer.ok ? Buffer.from(`${answer.claims.name}`, 'hex').toString() : '',
  )
}

function* characters(): Generator<string> {
  for (let code = 0x80; code <= 0x10ffff; code++)
    if (code < 0xd800 || code > 0xdfff) yield String.fromCodePoint(code)
}
