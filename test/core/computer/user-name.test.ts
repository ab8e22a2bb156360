import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PLATFORMS, type Platform } from '../../../src/core/computer/computer.ts'
import { isSameUser } from '../../../src/core/computer/user-name.ts'

const platforms = Object.keys(PLATFORMS) as Platform[]
const others = platforms.filter(platform => platform !== 'windows')

test('the same name is the same user, another is not', () => {
  for (const platform of platforms) {
    expect(isSameUser(platform, 'ada', 'ada')).toBe(true)
    expect(isSameUser(platform, 'ada', 'bob')).toBe(false)
    expect(isSameUser(platform, 'ada', 'ada2')).toBe(false)
  }
})

test('composed and decomposed letters are the same', () => {
  for (const platform of platforms) expect(isSameUser(platform, 'jos\u00e9', 'jose\u0301')).toBe(true)
})

test.each([
  ['Ada', 'ADA'],
  ['ACME\\ada', 'ada'],
  ['ACME\\Ada', 'ada'],
  ['.\\ada', 'ada'],
  ['ada@acme.example', 'Ada'],
  ['ACME\\ada', 'ada@acme.example'],
  ['JOSe\u0301', 'jos\u00e9'],
])('on Windows "%s" is "%s", elsewhere not', (a, b) => {
  expect(isSameUser('windows', a, b)).toBe(true)
  for (const platform of others) expect(isSameUser(platform, a, b)).toBe(false)
})

test.each([
  ['ACME\\ada', 'ACME\\bob'],
  ['ACME\\ada', 'acme'],
  ['ada@acme.example', 'acme.example'],
  ['ada', 'ADA2'],
  ['straße', 'STRASSE'],
  ['JOS\u00c9', 'jos\u00e9'],
  ['ΑΛΕΞΙΟΣ', 'αλεξιοσ'],
  ['\u1c89', '\u1c8a'],
  ['ACME\\', ''],
  ['@acme.example', ''],
  ['ACME\\', 'OTHER\\'],
])('on Windows "%s" is not "%s"', (a, b) => {
  expect(isSameUser('windows', a, b)).toBe(false)
})

test('names with a domain are exact elsewhere', () => {
  expect(isSameUser('linux', 'ACME\\ada', 'ACME\\ada')).toBe(true)
  expect(isSameUser('linux', 'ada@acme.example', 'ada@acme.example')).toBe(true)
  expect(isSameUser('linux', 'ada@acme.example', 'ada')).toBe(false)
})

test('nobody is the same as nobody', () => {
  for (const platform of platforms) expect(isSameUser(platform, '', '')).toBe(false)
})

test('it does not matter which name comes first', () => {
  const name = fc.oneof(
    fc.string(),
    fc.string({ unit: 'grapheme' }),
    fc.constantFrom('ada', 'ADA', 'A\\ada', 'ada@a'),
  )
  fc.assert(
    fc.property(fc.constantFrom(...platforms), name, name, (platform, a, b) => {
      expect(isSameUser(platform, a, b)).toBe(isSameUser(platform, b, a))
    }),
  )
})
