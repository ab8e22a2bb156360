/** Every code has a sentence and a hint, in the style of the house, with whatever its details may be. */
import { describe, expect, test } from 'vitest'
import { ERROR_KINDS, type ErrorCode, type ErrorDetails } from '../../src/core/errors.ts'
import { explain } from '../../src/words/explain.ts'

const PATH = '/media/usb/license.txt'
const KID = 'feb62ef175178636'
const SINCE = '2026-12-31'
const KEY = '9H7FA-4RVKR'
const ACTIVATION = '0011223344556677'
const INSTANT = '2026-11-22T12:00:00Z'

/** Details as they are thrown, every shape of them. The type makes a code without any a compile error. */
const DETAILS: { readonly [C in ErrorCode]: readonly ErrorDetails<C>[] } = {
  usage: [{ problem: 'unknown flag --qrr' }, { problem: 'no command given', command: 'airlatch-vendor' }],
  'invalid-value': [
    { field: 'count', expected: 'a whole number from 1 to 10', got: 0 },
    { field: 'ledger', expected: 'the path of a file', got: 'x://y' },
  ],
  'passphrase-missing': [{}],
  stopped: [{ at: 'the passphrase' }, { at: 'the question' }],
  'kit-missing': [{ home: '/home/a' }, { home: '/home/a', product: 'example.viewer' }],
  'home-missing': [{}, { variable: 'AIRLATCH_HOME' }],
  'working-folder-missing': [{ path: PATH }],
  'terminal-too-narrow': [{ columns: 60, needed: 69 }],
  'confirmation-needed': [
    { problem: 'a generic license without expiry runs on any computer, for ever' },
    { problem: 'a generic license without expiry runs on any computer, for ever', asked: true },
    { problem: 'the license ends on this computer', ends: true },
    { problem: 'the license ends on this computer', ends: true, asked: true },
    { problem: 'the clock is ahead', act: 'accepted' },
    { problem: 'the clock is ahead', act: 'accepted', asked: true },
  ],
  'typed-code-missing': [
    { code: 'license', stopped: true },
    { code: 'request', have: 2, of: 6 },
  ],
  'terminal-missing': [{}],
  'browser-missing': [{ remote: true }, { remote: false }],
  'input-empty': [{}, { path: PATH }],
  'input-too-large': [
    { most: 33_554_432 },
    { path: PATH, most: 33_554_432, got: 1_073_741_824 },
    { path: PATH, most: 100_000_000, expected: 'list of keys' },
  ],
  'input-not-recognised': [
    { looks: 'text' },
    { looks: 'binary', path: PATH },
    {},
    { expected: 'export of a ledger', path: PATH },
    { looks: 'one-of-several', unread: [{ name: PATH, code: 'picture-without-qr' }] },
  ],
  'input-cut-off': [
    { path: PATH, entries: 1 },
    { path: PATH, entries: 0 },
  ],
  'armor-malformed': [{ problem: 'no END line: the text is cut off' }],
  'base45-malformed': [{ at: 12, problem: 'a dangling character' }],
  'link-malformed': [{ problem: 'a character was lost or changed' }],
  'cbor-malformed': [{ at: 7, problem: 'truncated' }],
  'cbor-not-deterministic': [{ at: 7, problem: 'a map key twice' }],
  'cbor-over-limit': [
    { limit: 'depth', most: 8, at: 9 },
    { limit: 'items', most: 65_536, at: 9 },
    { limit: 'bytes', most: 1_048_576, got: 2_000_000 },
  ],
  'cose-malformed': [{ problem: 'expected CBOR tag 18' }],
  'algorithm-unsupported': [{ alg: -7 }],
  'signing-key-unknown': [{ kid: KID }, { kid: KID, message: 'checkpoint' }],
  'public-key-invalid': [{ problem: 'small order' }],
  'signature-invalid': [{ kid: KID }],
  'wrong-message-type': [
    ...['license request', 'request license', 'license kit', 'request kit', 'kit license', 'kit request'].map(
      pair => {
        const [expected = '', got = ''] = pair.split(' ')
        return { expected, got }
      },
    ),
    { expected: 'license', got: 'receipt' },
    { expected: 'license', got: 61 },
  ],
  'claims-malformed': [
    { message: 'license', problems: ['exp: expected an integer of at least 0', 'own claim 99: unknown'] },
  ],
  'license-format-newer': [{ got: 2, newest: 1 }],
  'picture-unsupported': [{ format: 'HEIC' }, { format: 'PDF' }, { format: 'TIFF' }],
  'picture-malformed': [{}, { format: 'PNG' }, { format: 'PNG', problem: 'cut off' }],
  'picture-too-large': [{ width: 30_000, height: 30_000, most: 50_000_000 }, { most: 33_554_432 }],
  'picture-without-qr': [{}, { others: 2 }],
  'picture-timeout': [{ seconds: 10 }],
  'picture-with-several-messages': [{ count: 2 }, { count: 2, several: true, unread: [] }],
  'frame-malformed': [{ problem: 'it is cut off' }],
  'frames-missing': [
    { have: 1, need: 3, missing: [1, 3] },
    { have: 1, need: 31, missing: Array.from({ length: 30 }, (_, i) => i + 2) },
    { have: 1, need: 2, missing: [2], several: true, unread: [{ name: PATH, code: 'picture-without-qr' }] },
  ],
  'message-too-large-for-qr': [
    { bytes: 2000, limitBytes: 644 },
    { bytes: 900_000, limitBytes: 309_248, codes: 1024 },
  ],
  'activation-key-malformed': [
    { problem: 'length', expected: 30, got: 29 },
    { problem: 'character', group: 5, character: 'U', text: 'GXTUR' },
    { problem: 'check', group: 1, text: '9H7FB' },
    { problem: 'check', group: 1 },
  ],
  'typed-code-malformed': [
    { code: 'license', line: 2, problem: 'check', groups: [3] },
    { code: 'license', line: 2, problem: 'check', groups: [3, 4] },
    { code: 'license', line: 2, problem: 'check' },
    { code: 'request', problem: 'check', groups: [1, 2, 6] },
    { code: 'license', line: 1, problem: 'character', groups: [6], character: 'U' },
    { code: 'license', line: 5, problem: 'length', expected: 10, got: 9 },
    { code: 'license', line: 5, problem: 'length', expected: 10, got: 9, groups: [2] },
    { code: 'license', line: 1, problem: 'length', expected: 30, got: 28, groups: [2, 5] },
    { code: 'license', line: 5, problem: 'length', expected: 10, got: 0 },
    { code: 'license', problem: 'length', expected: 130, got: 120 },
    { code: 'license', line: 2, problem: 'other-line', found: 3 },
    { code: 'license', problem: 'part', got: 1 },
    { code: 'license', problem: 'part', got: 2 },
    { code: 'request', problem: 'activation-key' },
    { code: 'license', line: 1, problem: 'activation-key' },
    { code: 'license', problem: 'request-code' },
    { code: 'request', problem: 'license-code' },
    { code: 'license', problem: 'too-long', most: 4096, got: 5000 },
    { code: 'license', problem: 'version' },
    { code: 'request', problem: 'content' },
  ],
  'key-not-found': [{ key: KEY, limelm: 1 }],
  'key-proof-invalid': [
    { key: KEY },
    { key: KEY, wrongCodes: 1, wrongRequests: 0 },
    { key: KEY, wrongCodes: 3, wrongRequests: 2 },
  ],
  'too-many-wrong-codes': [{ key: KEY, wrong: 10 }],
  'product-not-found': [
    { product: 'x', known: [] },
    { product: 'x', known: ['a', 'b'] },
  ],
  'product-exists': [{ product: 'x' }],
  'vendor-exists': [{ home: '/home/a' }],
  'feature-unknown': [
    { feature: 'x', known: [] },
    { feature: 'x', known: ['a', 'b'] },
  ],
  'feature-missing': [{ feature: 'x', limelm: 117 }],
  'no-seats-left': [
    { activations: 1, holders: [{ computer: 'A', since: SINCE }] },
    { activations: 7, holders: Array.from({ length: 7 }, (_, i) => ({ computer: `C${i}`, since: SINCE })) },
  ],
  'wrong-product': [{ expected: 'a', got: 'b' }],
  'wrong-version': [{ version: '3.0', covered: '2' }],
  'outside-maintenance': [{ released: SINCE, until: SINCE }],
  expired: [{ since: SINCE }, { side: 'vendor', since: SINCE }],
  'generic-not-allowed': [{ side: 'vendor' }, { side: 'client' }],
  'not-generic': [{ key: KEY }],
  'some-refused': [
    { refused: 1, of: 2, results: [{ input: 'a' }, { input: 'b', error: { code: 'expired' } }] },
    { refused: 11, of: 200, first: [{ input: 'b', error: { code: 'expired' } }] },
    {
      noun: 'receipt',
      refused: 1,
      of: 2,
      results: [{ input: 'a' }, { input: 'b', error: { code: 'activation-not-found' } }],
    },
  ],
  'no-license': [{ product: 'x' }],
  'wrong-vendor': [{ expected: 'a', got: 'b' }],
  'wrong-computer': [
    { hash: '0011223344556677' },
    { same: 2, counted: 5, fault: 'too-few', readings: [], fragile: [] },
    {
      same: 1,
      counted: 4,
      required: { k: 3, n: 4 },
      fault: 'copy',
      readings: [
        { kind: 'cpu-model', outcome: 'changed', counts: false },
        { kind: 'disk-serial', outcome: 'changed', counts: true },
        { kind: 'kind 99', outcome: 'missing', counts: true },
      ],
      fragile: [],
    },
  ],
  'kit-not-trusted': [{ product: 'x', vendor: 'a' }],
  'output-exists': [{ path: PATH }],
  'file-not-found': [{ path: PATH }, { path: 'd\ufffd2.req' }],
  'cannot-read': [{ path: PATH, system: 'EISDIR' }],
  'cannot-write': [{ path: PATH, system: 'EACCES' }],
  'passphrase-wrong': [{}],
  'signing-key-missing': [{ path: PATH }],
  'signing-key-damaged': [{}, { path: PATH }],
  'signing-key-too-costly': [{ path: PATH, got: 20, most: 18 }],
  'signer-failed': [
    { signer: 'agent', problem: 'it ended the connection' },
    { signer: 'program', problem: 'it ended with 1' },
  ],
  'vendor-missing': [{ path: PATH }],
  'ledger-newer': [{ got: 2, newest: 1 }],
  'ledger-foreign': [{ path: PATH }],
  'ledger-busy': [{}, { attempts: 20 }],
  'ledger-read-only': [{}, { path: PATH }, { path: PATH, older: true }],
  'clock-behind-ledger': [{ clock: '1970-01-01T00:00:00Z', newest: INSTANT }],
  'clock-beyond-limit': [{ clock: '+010000-01-01T00:00:00Z' }],
  'ledger-damaged': [{}, { problem: 'entry 3' }],
  'ledger-unavailable': [{}, { problem: 'disk full' }, { problem: 'the connection broke', unsettled: true }],
  'installation-damaged': [{ path: PATH }],
  'computer-unreadable': [
    { kinds: 1, least: 2 },
    { kinds: 0, least: 2, missing: [{ kind: 'disk-serial', why: 'not-present' }], container: 'kubernetes' },
    { several: ['disk-serial', 'mac-address'] },
  ],
  'key-revoked': [{ key: 'KEY-1', since: '2026-11-22T12:00:00Z' }],
  'feature-count-mismatch': [{ names: 2, values: 1 }],
  'affiliate-unknown': [
    { affiliate: 'Nobody', known: ['North'] },
    { affiliate: 'Nobody', known: [] },
  ],
  'affiliate-exists': [{ affiliate: 'North' }],
  'activations-below-used': [{ activations: 1, used: 2 }],
  'floating-in-use': [
    { used: 2, floating: true },
    { used: 1, floating: false },
  ],
  'plan-activations-exceeded': [{ asked: 9, left: 3, plan: 100 }],
  'plan-activations-used-up': [{ asked: 1, left: 0, plan: 100 }],
  'vendor-dormant': [{}],
  'engine-version-too-old': [{ engineVersion: 1, needs: ['named users', 'grace'] }],
  'virtual-machine': [{ virtual: 'kvm' }],
  'request-not-as-said': [{ field: 'computer', got: 'AAAA', expected: 'BBBB' }],
  'activation-not-found': [{ activation: ACTIVATION }, { installation: KID }],
  'activation-released': [
    { since: INSTANT },
    { since: INSTANT, byCode: true, byHand: true },
    { since: INSTANT, byCode: true, byHand: false },
  ],
  'no-deactivations-left': [
    { key: KEY, limit: 1, used: 1 },
    { key: KEY, limit: 0, used: 0 },
    { side: 'client', key: KEY, limit: 0, used: 0 },
  ],
  'typed-cannot-carry': [{ things: ['the feature pro', 'user data'] }],
  'typed-request-missing': [{ product: 'scope' }],
  'typed-license-not-for-this-request': [
    { requests: [{ key: KEY, computer: 'RC9WH-5VAW1-3M7QD' }] },
    {
      requests: [
        { key: KEY, computer: 'RC9WH-5VAW1-3M7QD' },
        { key: KEY, computer: '0N2BF-97XH1-VNKCX' },
      ],
    },
  ],
  'receipt-not-of-installation': [{ activation: ACTIVATION }],
  'signing-key-in-use': [{ kid: KID }],
  'signing-key-not-found': [{ kid: KID }],
  'too-many-revocations': [{ got: 100_001, most: 100_000 }],
  'signing-key-retired': [
    { kid: KID, from: INSTANT, issued: INSTANT },
    { kid: KID, from: INSTANT, issued: INSTANT, message: 'checkpoint' },
  ],
  deactivated: [{ activation: ACTIVATION, since: INSTANT }],
  'license-revoked': [{ activation: ACTIVATION, since: INSTANT }],
  'clock-not-set': [{ clock: '1970-01-01T00:00:00Z', latest: INSTANT, by: 'license' }],
  'clock-set-back': ['record', 'files', 'license', 'kit', 'a source of later'].map(by => ({
    clock: '2026-11-20T12:00:00Z',
    latest: INSTANT,
    by,
  })),
  'clock-was-ahead': [{ clock: INSTANT, latest: '2036-11-22T12:00:00Z', by: 'record' }],
  'wrong-installation': [{ expected: KID, got: '0123456789abcdef' }],
  'clock-reset-used': [{ at: INSTANT }],
  'clock-still-wrong': [{ clock: '1970-01-01T00:00:00Z', at: INSTANT }],
  'nothing-to-deactivate': [{ product: 'x' }, { product: 'x', generic: true }],
  'not-deactivated': [{ product: 'x' }],
  'older-than-kept': [
    { message: 'kit', got: 2, kept: 3 },
    { message: 'revocations', got: 2, kept: 3 },
  ],
  'kit-not-built-in': [{ vendor: 'Acme', product: 'scope' }],
  'kit-rolled-back': [{ got: 2, seen: 3 }],
  'license-from-copy': [{ since: INSTANT, until: INSTANT, searched: ['/mnt/licenses'] }],
  'copy-too-old': [{ since: INSTANT, until: INSTANT, searched: ['/mnt/licenses'] }],
  'share-unavailable': [{ path: '/mnt/licenses', seconds: 2 }],
  'installation-not-readable': [{ path: PATH }],
  'state-damaged': [{ path: PATH }],
  'ledger-not-empty': [{ path: PATH }, { path: PATH, restoring: true }],
  'ledger-on-server': [
    { path: 'postgres://server/ledger', doing: 'backup' },
    { path: 'postgres://server/ledger', doing: 'restore' },
  ],
  'executable-unknown': [
    { path: 'airlatch-linux-x64', places: 0 },
    { path: 'airlatch-universal', places: 2 },
  ],
  'executable-has-kit': [{ path: 'scope-license' }],
  'wrong-signing-key': [{ expected: KID, got: '0123456789abcdef' }],
  'entry-malformed': [{ entry: 7, problem: 'the hash is not that of this entry' }],
  'checkpoint-not-met': [
    { problem: 'the ledger has 3 entries, the checkpoint of 2026-11-22T12:00:00Z 5' },
    { problem: 'entry 3 is not the one of the checkpoint of 2026-11-22T12:00:00Z' },
  ],
  'csv-malformed': [{ line: 3, problem: 'a quote that does not end' }],
  'columns-malformed': [{ problems: ['product: expected {"value"} or {"column"}', 'foo: unknown'] }],
  'import-refused': [
    { refused: 1, of: 1, problems: [{ line: 2, code: 'key-imported-already', details: { line: 1 } }] },
    {
      refused: 9,
      of: 20,
      problems: [
        { line: 2, column: 'End', code: 'invalid-value', details: { field: 'expires', expected: 'a date' } },
      ],
    },
  ],
  'key-imported-already': [{ line: 7 }, { key: KEY }],
  'wrong-user': [{ users: 2, user: 'eve', platform: 'linux' }, { users: 2 }],
  'feature-not-licensed': [{ features: ['export'] }],
  'no-instances-left': [{ limit: 1, holders: [{ user: 'ann', session: '3' }] }],
  'in-grace': [{ since: '2026-11-01', until: '2026-11-30' }],
  'instances-unavailable': [{ path: PATH }, { path: PATH, problem: 'a symbolic link' }],
  'cannot-listen': [{ host: '127.0.0.1', port: 8080, system: 'EADDRINUSE' }],
  'page-missing': [{ path: PATH, system: 'ENOENT' }],
  'not-activated': [{}, { minutes: 1 }, { minutes: 15 }, { path: PATH }],
  'command-not-started': [{ command: 'scope', system: 'ENOENT' }],
  interrupted: [{ done: 12_000, of: 50_000, next: PATH }],
  'too-few-readings': [{ kinds: 1, least: 2 }],
  'readings-of-several-computers': [{ kinds: ['install-id', 'cpu-model'] }],
  'readings-missing': [
    {
      same: 1,
      counted: 3,
      fault: 'not-read',
      readings: [
        { kind: 'install-id', outcome: 'same', counts: true },
        { kind: 'disk-serial', outcome: 'missing', counts: true },
      ],
      fragile: [],
    },
  ],
  'ledger-missing': [{ path: 'home/ledger.db' }],
  'kit-damaged': [{ path: 'home/scope/kit.cbor' }],
  'baked-kit-damaged': [{}],
  'product-ambiguous': [{ products: ['a', 'b'] }],
  bug: [{}, { problem: 'x' }],
}

const CASES = (Object.keys(ERROR_KINDS) as ErrorCode[]).flatMap(code =>
  DETAILS[code].map((details, i) => [`${code} ${i}`, code, details] as const),
)

test('every code has details to be tried with', () => {
  expect(Object.keys(DETAILS).toSorted()).toEqual(Object.keys(ERROR_KINDS).toSorted())
  for (const [code, all] of Object.entries(DETAILS)) expect(all.length, code).toBeGreaterThan(0)
})

describe.each(CASES)('%s', (_name, code, details) => {
  const { message, hint } = explain(code, details)

  test('has a sentence and a hint', () => {
    expect(message.length).toBeGreaterThan(5)
    expect(hint.length).toBeGreaterThan(10)
  })

  test('starts in lower case, or with something quoted or the name of a format, and ends without a full stop', () => {
    for (const text of [message, hint]) {
      expect(text).toMatch(/^(?:[a-z0-9"]|HEIC|PDF|TIFF|AIRLATCH)/)
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
