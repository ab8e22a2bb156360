/** Which language is spoken: what a person, an environment and a browser say of it. */
import { afterEach, describe, expect, test } from 'vitest'
import { explain } from '../../src/words/explain.ts'
import {
  currentLang,
  langOfEnvironment,
  langOfHeader,
  langOfTag,
  langOfTags,
  useLang,
} from '../../src/words/lang.ts'

afterEach(() => useLang('en'))

test.each([
  ['de', 'de'],
  ['DE', 'de'],
  ['de-AT', 'de'],
  ['de_CH.UTF-8', 'de'],
  ['de@euro', 'de'],
  ['en-GB', 'en'],
  ['den', undefined],
  ['fr', undefined],
  ['C.UTF-8', undefined],
  ['', undefined],
])('the tag %j', (tag, lang) => expect(langOfTag(tag)).toBe(lang))

test("the first variable that is set decides, ours before the system's; without any it is English", () => {
  expect(langOfEnvironment({})).toBe('en')
  expect(langOfEnvironment({ LANG: 'de_DE.UTF-8' })).toBe('de')
  expect(langOfEnvironment({ LANG: 'de_DE.UTF-8', LC_MESSAGES: 'en_US.UTF-8' })).toBe('en')
  expect(langOfEnvironment({ LC_MESSAGES: 'en_US.UTF-8', LC_ALL: 'de_DE.UTF-8' })).toBe('de')
  expect(langOfEnvironment({ LC_ALL: 'de_DE.UTF-8', AIRLATCH_LANG: 'en' })).toBe('en')
  expect(langOfEnvironment({ LANG: 'de_DE.UTF-8', AIRLATCH_LANG: '' })).toBe('de')
  expect(langOfEnvironment({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' })).toBe('en')
})

describe('a browser', () => {
  test.each([
    [undefined, 'en'],
    ['', 'en'],
    ['de', 'de'],
    ['de-DE,de;q=0.9,en;q=0.8', 'de'],
    ['en-US,en;q=0.9,de;q=0.8', 'en'],
    ['en;q=0.5, de;q=0.7', 'de'],
    ['fr-FR, de;q=0.2', 'de'],
    ['de;q=0, en;q=0.1', 'en'],
    ['de;q=nonsense', 'de'],
    ['*', 'en'],
    [',;,;q=1', 'en'],
  ] as const)('that asks for %j', (header, lang) => expect(langOfHeader(header)).toBe(lang))

  test('that names a list', () => {
    expect(langOfTags(['fr', 'de-AT', 'en'])).toBe('de')
    expect(langOfTags([])).toBe('en')
  })
})

test('a library speaks English unless a call names another language', () => {
  expect(currentLang()).toBe('en')
  expect(explain('passphrase-wrong').message).toMatch(/passphrase/)
  expect(explain('kit-damaged', { path: 'x' }, { lang: 'de' }).message).toContain('beschädigt')
  expect(explain('kit-damaged', { path: 'x' }).message).toContain('damaged')
  useLang('de')
  expect(explain('kit-damaged', { path: 'x' }).message).toContain('beschädigt')
  expect(explain('kit-damaged', { path: 'x' }, { lang: 'en' }).message).toContain('damaged')
})
