/** Every code has a sentence and a hint, in the style of the house, with whatever its details may be. */
import { describe, expect, test } from 'vitest'
import { explain as ofBrowser } from '../../src/browser/door.ts'
import { explain as ofClient } from '../../src/client/door.ts'
import type { ErrorCode, ErrorDetails } from '../../src/core/errors.ts'
import { GERMAN } from '../../src/words/de/explain/all.ts'
import { API } from '../../src/words/en/explain/api.ts'
import { CATALOG } from '../../src/words/en/explain/catalog.ts'
import { CLIENT } from '../../src/words/en/explain/client.ts'
import { CODES } from '../../src/words/en/explain/codes.ts'
import { DECISION } from '../../src/words/en/explain/decision.ts'
import { FILES } from '../../src/words/en/explain/files.ts'
import { INTAKE } from '../../src/words/en/explain/intake.ts'
import { LEASE } from '../../src/words/en/explain/lease.ts'
import { LEDGER } from '../../src/words/en/explain/ledger.ts'
import { MAIL } from '../../src/words/en/explain/mail.ts'
import { MESSAGES } from '../../src/words/en/explain/messages.ts'
import { PICTURES } from '../../src/words/en/explain/pictures.ts'
import { SEAT } from '../../src/words/en/explain/seat.ts'
import { SHOPS } from '../../src/words/en/explain/shops.ts'
import { SITE_SERVER } from '../../src/words/en/explain/site-server.ts'
import { USAGE } from '../../src/words/en/explain/usage.ts'
import { WEBHOOKS } from '../../src/words/en/explain/webhooks.ts'
import { explain } from '../../src/words/explain.ts'
import { LANGS } from '../../src/words/lang.ts'
import { ACTIVATION, DETAILS, ERROR_CODES, INSTANT, KID, SINCE } from './details.ts'

const CASES = ERROR_CODES.flatMap(code =>
  DETAILS[code].map((details, i) => [`${code} ${i}`, code, details] as const),
)

test('every code has details to be tried with', () => {
  for (const [code, all] of Object.entries(DETAILS)) expect(all.length, code).toBeGreaterThan(0)
})

const SPOKEN = LANGS.flatMap(lang =>
  CASES.map(([name, code, details]) => [`${lang} ${name}`, lang, code, details] as const),
)

describe.each(SPOKEN)('%s', (_name, lang, code, details) => {
  const { message, hint } = explain<ErrorCode>(code, details, { lang })

  test('has a sentence and a hint', () => {
    expect(message.length).toBeGreaterThan(5)
    expect(hint.length).toBeGreaterThan(10)
  })

  test('starts in lower case, or with something quoted or the name of an option or a format, and ends without a full stop', () => {
    for (const text of [message, hint]) {
      expect(text).toMatch(
        lang === 'de' ? /^(?:[\p{L}0-9"]|--[a-z])/u : /^(?:--)?(?:[a-z0-9"]|HEIC|PDF|TIFF|AIRLATCH)/,
      )
      expect(text).not.toMatch(/[.!\s]$/)
      expect(text).not.toMatch(/^\s| {2}/)
    }
  })

  test('says nothing that is undefined, and no object', () => {
    for (const text of [message, hint]) expect(text).not.toMatch(/undefined|\[object|NaN|null|\(\)|""/)
  })
})

test('what a person must know stands in the text', () => {
  const text = (code: ErrorCode, i = 0) => explain(code, DETAILS[code][i] as ErrorDetails).message
  expect(text('wrong-product')).toBe('for product "b", expected "a"')
  expect(text('expired')).toContain(SINCE)
  expect(text('wrong-version')).toMatch(/"3\.0".*2/)
  expect(text('outside-maintenance')).toContain(SINCE)
  expect(text('claims-malformed')).toMatch(/exp: .*own claim 99: unknown/)
  expect(text('activation-key-malformed', 2)).toContain('group 1 "9H7FB"')
  expect(text('no-seats-left', 1)).toMatch(/all 7 seats.*"C4" since 2026-12-31 and 2 more$/)
  expect(text('message-too-large-for-qr')).toContain('2,000 bytes')
  expect(text('signing-key-retired')).toContain(`${INSTANT} with the key "${KID}"`)
  expect(text('license-revoked')).toContain(ACTIVATION)
  expect(text('clock-set-back')).toMatch(/2026-11-20.*2026-11-22/)
  expect(text('wrong-computer', 2)).toMatch(
    /1 of 4 .*3 of 4 are needed, but this is a copy.*; changed: disk-serial; read before, not readable now: kind 99$/,
  )
})

test('how a time is known is told, and what to do about a clock differs by what is wrong with it', () => {
  const told = DETAILS['clock-set-back'].map(details => explain('clock-set-back', details).message)
  expect(new Set(told).size).toBe(told.length)
  const clock = { clock: INSTANT, latest: INSTANT, by: 'kit' }
  const codes = ['clock-not-set', 'clock-set-back', 'clock-was-ahead'] as const
  const hints = codes.map(code => explain(code, clock).hint)
  expect(new Set(hints).size).toBe(3)
  expect(hints[0]).toContain('battery')
  for (const hint of hints.slice(1)) expect(hint).toMatch(/request .*clock reset/)
})

test('a sentence never shows more of a key than its id or one group', () => {
  const texts = CASES.map(([, code, details]) => Object.values(explain(code, details)).join(' '))
  for (const text of texts) expect(text).not.toMatch(/(?:[0-9A-HJKMNP-TV-Z]{5}-){3}(?!XXXXX)/)
})

/** What yargs says, and nothing else. */
function isParsers(details: unknown): boolean {
  return (details as { readonly problem?: { readonly is?: unknown } }).problem?.is === 'other'
}

test('a customer reads German: no message and no hint is the English one', () => {
  for (const [name, code, details] of CASES) {
    const german = explain<ErrorCode>(code, details, { lang: 'de' })
    const english = explain<ErrorCode>(code, details, { lang: 'en' })
    if (!Object.hasOwn(GERMAN, code)) expect(german, name).toEqual(english)
    else if (!isParsers(details)) expect(german.message, name).not.toBe(english.message)
    if (Object.hasOwn(GERMAN, code)) expect(german.hint, name).not.toBe(english.hint)
  }
})

/** Met by whoever runs our tools, or by the vendor's staff, and never by an application. */
const OF_TOOLS: readonly string[] = [
  ...[
    'usage',
    'terminal-too-narrow',
    'confirmation-needed',
    'typed-code-missing',
    'stopped',
    'terminal-missing',
  ],
  ...['browser-missing', 'command-not-started', 'page-missing', 'not-activated', 'output-exists'],
  ...Object.keys(DECISION),
]
const A_COMMAND = /airlatch[ -]|AIRLATCH_| --?[a-z]\b|the command|den Befehl|npm |--[a-z]/

describe.each(LANGS)('in an application, in %s,', lang => {
  const cases = CASES.filter(([, code]) => Object.hasOwn(GERMAN, code) && !OF_TOOLS.includes(code))
  // a receipt that could not be written is the tool's, and so are its options
  const own = cases.filter(
    ([, , details]) =>
      !Object.hasOwn(details, 'deactivated') &&
      !Object.hasOwn(details, 'made') &&
      !JSON.stringify(details).includes('"option"'),
  )

  test.each(own)('%s names no command', (_, code, details) => {
    const { message, hint } = explain<ErrorCode>(code, details, { lang, context: 'application' })
    for (const text of [message, hint]) {
      expect(text).not.toMatch(A_COMMAND)
      expect(text).not.toMatch(/undefined|\[object|NaN|null|[.!\s]$/)
    }
  })
})

test('what applications import speaks to applications, and to a command line when it is asked to', () => {
  const [details] = DETAILS['kit-missing'] as [ErrorDetails<'kit-missing'>]
  expect(ofClient('kit-missing', details).hint).not.toContain('--kit')
  expect(ofBrowser('kit-missing', details)).toEqual(ofClient('kit-missing', details))
  expect(ofClient('kit-missing', details, { context: 'command-line' }).hint).toContain('--kit')
})

// what TypeScript would refuse
// biome-ignore lint/suspicious/noExplicitAny: as above
const wrong = (...words: any[]) => (ofClient as any)(...words)

test('nothing that is asked for throws: a code of a newer version, one without its details, a language', () => {
  for (const code of ['no-such-code', 'constructor', '__proto__', undefined])
    expect(wrong(code, {})).toMatchObject({ message: `${code}`, hint: expect.any(String) })
  expect(wrong('no-instances-left')).toMatchObject({ message: 'no-instances-left' })
  expect(wrong('expired', DETAILS.expired[0], { lang: 'fr' })).toEqual(
    ofClient('expired', DETAILS.expired[0] as never),
  )
})

/** What German does not have, beside commands in quotation marks and names of options and files. */
const ENGLISH_WORDS =
  /(?<![-\w./])(?:the|is|are|not|of|with|than|expected|which|has|have|it|its|your|file|folder)(?![-\w./])/

test('a code that a server has made up is shown as it is', () => {
  for (const lang of LANGS)
    for (const code of ['constructor', 'valueof', 'mine-alone'])
      expect(
        explain('site-unreachable', { addresses: [{ address: 'a', code }] }, { lang }).message,
      ).toContain(`a (${code})`)
})

test('a customer reads no English word inside a German sentence, whatever the details are', () => {
  for (const [name, code, details] of CASES.filter(([, code]) => Object.hasOwn(GERMAN, code))) {
    if (isParsers(details)) continue
    const { message, hint } = explain<ErrorCode>(code, details, { lang: 'de' })
    for (const text of [message, hint]) expect(text.replace(/"[^"]*"/g, ''), name).not.toMatch(ENGLISH_WORDS)
  }
})

test('each code has its sentence in one file alone', () => {
  const areas = [
    SITE_SERVER,
    WEBHOOKS,
    USAGE,
    INTAKE,
    MESSAGES,
    PICTURES,
    CODES,
    DECISION,
    CLIENT,
    LEASE,
    SEAT,
    FILES,
    LEDGER,
    MAIL,
    CATALOG,
    SHOPS,
    API,
  ]
  const codes = areas.flatMap(area => Object.keys(area))
  expect(codes.toSorted()).toEqual(ERROR_CODES.toSorted())
})

describe.each(LANGS)('airlatch-site, in %s,', lang => {
  test.each(CASES)('%s: the hint names its own commands', (_, code, details) => {
    const { hint } = explain<ErrorCode>(code, details, { lang, context: 'site-tool' })
    expect(hint).not.toMatch(/\bairlatch (?:request|install|inspect|deactivate)\b/)
    expect(hint).not.toMatch(/airlatch-site-site|undefined|\[object/)
  })

  test('and where it has no such command, another way', () => {
    const site = (code: ErrorCode, details: object) =>
      explain<ErrorCode>(code, details as never, { lang, context: 'site-tool' }).hint
    expect(site('activation-key-needed', { known: [] })).toContain('"airlatch-site request KEY"')
    expect(site('kit-missing', { home: 'home' })).toContain('"airlatch-site install FILE"')
    const container = { kinds: 0, least: 2, missing: [], container: 'docker' }
    expect(site('computer-unreadable', container)).toContain('"airlatch-site request KEY --workload NAME"')
    expect(site('no-license', { product: 'scope' })).not.toContain('lease take')
  })
})

test('a site server that answered is not one that cannot be reached', () => {
  const of = (...codes: readonly string[]) =>
    explain('site-unreachable', { addresses: codes.map(code => ({ address: 'http://a:7632', code })) })
  expect(of('wrong-product').message).toMatch(/^no site server could lend a seat: /)
  expect(of('wrong-product', 'ledger-unavailable').hint).toBe('tell the administrator of the site server')
  expect(of('wrong-product', 'no-answer').hint).toContain('network')
  expect(of('connection-lost').message).toContain('https://')
})
