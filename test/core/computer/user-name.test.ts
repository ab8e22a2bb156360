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
])('on Windows "%s" is "%s", whichever is named; elsewhere not', (a, b) => {
  expect(isSameUser('windows', a, b)).toBe(true)
  expect(isSameUser('windows', b, a)).toBe(true)
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

test.each([
  // named without a domain: of any, in both spellings
  ['ada', 'CORP\\ada'],
  ['ada', 'ada@corp.example.com'],
  // named with its domain, in both spellings; a domain has no upper and lower case
  ['CORP\\ada', 'CORP\\ada'],
  ['CORP\\ada', 'corp\\ada'],
  ['CORP\\ada', 'ada@corp'],
  ['ada@CORP.example.com', 'ada@corp.example.com'],
  ['corp.example.com\\ada', 'ada@corp.example.com'],
  // an account that is called so, whatever the signs in it mean
  ['.\\ada', '.\\ada'],
  ['a@b\\c@d', 'a@b\\c@d'],
])('LP-18: "%s" elsewhere names the account "%s" of a domain', (named, account) => {
  for (const platform of others) expect(isSameUser(platform, named, account)).toBe(true)
})

test.each([
  // another domain, which may be one whose beginning is the same
  ['CORP\\ada', 'OTHER\\ada'],
  ['CORP\\ada', 'ada@other'],
  ['CORP\\ada', 'ada@corp.evil.example'],
  ['ada@corp.example.com', 'CORP\\ada'],
  ['ada@corp.example.com', 'ada@corp.example.com.evil.example'],
  ['ada@corp.example.com', 'evil\\ada@corp.example.com'],
  // an account of the computer itself is of no domain
  ['CORP\\ada', 'ada'],
  ['ada@corp.example.com', 'ada'],
  // the account's name itself has upper and lower case
  ['ada', 'CORP\\Ada'],
  ['ada', 'ada@b@corp'],
  ['ada', 'CORP\\ada@b'],
  ['ada', 'CORP\\x\\ada'],
  ['corp', 'corp\\ada'],
  ['\\ada', 'ada'],
  ['ada@', 'ada'],
  ['@corp', '\\'],
  ['CORP\\', 'CORP\\'.slice(0, -1)],
])('LP-18: "%s" elsewhere does not name the account "%s"', (named, account) => {
  for (const platform of others) expect(isSameUser(platform, named, account)).toBe(false)
})

test('nobody is the same as nobody', () => {
  for (const platform of platforms) expect(isSameUser(platform, '', '')).toBe(false)
})

test('LP-18: whoever is named with a domain is nobody of another, whatever the account is called', () => {
  const part = fc.stringMatching(/^[a-zA-Z.-]{1,4}$/)
  const account = fc.tuple(part, part, fc.boolean())
  const written = ([domain, name, isAt]: readonly [string, string, boolean]) =>
    isAt ? `${name}@${domain}` : `${domain}\\${name}`
  fc.assert(
    fc.property(fc.constantFrom(...others), account, account, (platform, named, other) => {
      const isSame = named[0].toLowerCase() === other[0].toLowerCase() && named[1] === other[1]
      expect(isSameUser(platform, written(named), written(other))).toBe(isSame)
      expect(isSameUser(platform, written(named), other[1])).toBe(false)
    }),
  )
})
