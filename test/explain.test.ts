/** Every code has a sentence and a hint, in the style of the house, with whatever its details may be. */
import { describe, expect, test } from 'vitest'
import { ERROR_KINDS, type ErrorCode, type ErrorDetails } from '../src/errors.ts'
import { explain } from '../src/explain.ts'

const PATH = '/media/usb/license.txt'
const KID = 'feb62ef175178636'
const SINCE = '2026-12-31'
const KEY = '9H7FA-4RVKR'

/** Details as they are thrown, every shape of them. The type makes a code without any a compile error. */
const DETAILS: Record<ErrorCode, readonly ErrorDetails[]> = {
  usage: [{ problem: 'unknown flag --qrr' }, { problem: 'no command given', command: 'airlatch-vendor' }],
  'invalid-value': [
    { field: 'count', expected: 'a whole number from 1 to 10', got: 0 },
    { field: 'ledger', expected: 'the path of a file', got: 'x://y' },
  ],
  'passphrase-missing': [{}, { stopped: true }],
  'kit-missing': [{ home: '/home/a' }, { home: '/home/a', product: 'example.viewer' }],
  'terminal-too-narrow': [{ columns: 60, needed: 69 }],
  'confirmation-needed': [
    { problem: 'a generic license without expiry runs on any computer, for ever' },
    { problem: 'a generic license without expiry runs on any computer, for ever', asked: true },
    { problem: 'the e-mail and the comments are erased for good', erases: true },
    { problem: 'the e-mail and the comments are erased for good', erases: true, asked: true },
  ],
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
  ],
  'input-cut-off': [
    { path: PATH, entries: 1 },
    { path: PATH, entries: 0 },
  ],
  'armor-malformed': [{ problem: 'no END line: the text is cut off' }],
  'base45-malformed': [{ at: 12, problem: 'a dangling character' }],
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
        const [expected, got] = pair.split(' ')
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
  'picture-too-large': [{ width: 30_000, height: 30_000 }, { most: 33_554_432 }],
  'picture-without-qr': [{}, { others: true }, { gaveUp: true }],
  'picture-with-several-messages': [{ count: 2 }],
  'message-too-large-for-qr': [{ bytes: 2000, limitBytes: 644 }],
  'activation-key-malformed': [
    { problem: 'length', expected: 30, got: 29 },
    { problem: 'character', group: 5, character: 'U', text: 'GXTUR' },
    { problem: 'check', group: 1, text: '9H7FB' },
    { problem: 'check', group: 1 },
  ],
  'key-not-found': [{ key: KEY, limelm: 1 }],
  'key-proof-invalid': [{ key: KEY }],
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
  expired: [{ since: SINCE }],
  'generic-not-allowed': [{ side: 'vendor' }, { side: 'client' }],
  'not-generic': [{ key: KEY }],
  'some-refused': [
    { refused: 1, of: 2, results: [{ input: 'a' }, { input: 'b', error: { code: 'expired' } }] },
    { refused: 11, of: 200, first: [{ input: 'b', error: { code: 'expired' } }] },
  ],
  'no-license': [{ product: 'x' }],
  'wrong-vendor': [{ expected: 'a', got: 'b' }],
  'wrong-computer': [{ same: 2, changed: 4, missing: 0, required: 4, bound: 6 }],
  'kit-not-trusted': [{ product: 'x', vendor: 'a' }],
  'output-exists': [{ path: PATH }],
  'file-not-found': [{ path: PATH }],
  'cannot-read': [{ path: PATH, system: 'EISDIR' }],
  'cannot-write': [{ path: PATH, system: 'EACCES' }],
  'passphrase-wrong': [{}],
  'signing-key-missing': [{ path: PATH }],
  'signing-key-damaged': [{}, { path: PATH }],
  'vendor-missing': [{ path: PATH }],
  'ledger-newer': [{ got: 2, newest: 1 }],
  'ledger-foreign': [{ path: PATH }],
  'ledger-busy': [{}, { attempts: 20 }],
  'ledger-damaged': [{}, { problem: 'entry 3' }],
  'ledger-unavailable': [{}, { problem: 'disk full' }, { problem: 'the connection broke', unsettled: true }],
  'installation-damaged': [{ path: PATH }],
  'computer-unreadable': [{ kinds: 1, least: 2 }],
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
  'activation-not-found': [{ activation: '0011223344556677' }],
  'activation-released': [{ since: '2026-11-22T12:00:00Z' }],
  'ledger-not-empty': [{ path: PATH }, { path: PATH, restoring: true }],
  'ledger-on-server': [
    { path: 'postgres://server/ledger', doing: 'backup' },
    { path: 'postgres://server/ledger', doing: 'restore' },
  ],
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
  'command-not-started': [{ command: 'scope', system: 'ENOENT' }],
  interrupted: [{ done: 12_000, of: 50_000, next: PATH }],
  'too-few-readings': [{ kinds: 1, least: 2 }],
  'readings-of-several-computers': [{ kinds: ['install-id', 'cpu-model'] }],
  'ledger-missing': [{ path: 'home/ledger.db' }],
  'kit-damaged': [{ path: 'home/scope/kit.cbor' }],
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
  const text = (code: ErrorCode, i = 0) => explain(code, DETAILS[code][i]).message
  expect(text('wrong-product')).toBe('for product "b", expected "a"')
  expect(text('expired')).toContain(SINCE)
  expect(text('wrong-version')).toMatch(/"3\.0".*2/)
  expect(text('outside-maintenance')).toContain(SINCE)
  expect(text('claims-malformed')).toMatch(/exp: .*own claim 99: unknown/)
  expect(text('activation-key-malformed', 2)).toContain('group 1 "9H7FB"')
  expect(text('no-seats-left', 1)).toMatch(/all 7 seats.*"C4" since 2026-12-31 and 2 more$/)
  expect(text('message-too-large-for-qr')).toContain('2,000 bytes')
})

test('a sentence never shows more of a key than its id or one group', () => {
  const texts = CASES.map(([, code, details]) => Object.values(explain(code, details)).join(' '))
  for (const text of texts) expect(text).not.toMatch(/(?:[0-9A-HJKMNP-TV-Z]{5}-){3}(?!XXXXX)/)
})
