/** Owns details of each error code as they are thrown, every shape of them, to try sentences with. */
import { MESSAGE_TYPE, type MessageName } from '../../src/core/cose/labels.ts'
import type { ErrorCode, ErrorDetails } from '../../src/core/errors.ts'
import { CONFIRMATIONS, USAGE_PROBLEMS } from './calls.ts'
import { EXPECTED } from './expected.ts'
import {
  BEYOND_CODE,
  BEYOND_FORMAT,
  CLAIM_PROBLEMS,
  COLUMN_PROBLEMS,
  CSV_PROBLEMS,
  INSTANCES_PROBLEMS,
  PICTURE_PROBLEMS,
  SIGNER_PROBLEMS,
} from './problems.ts'

const PATH = '/media/usb/license.txt'
export const KID = 'feb62ef175178636'
export const SINCE = '2026-12-31'
const KEY = '9H7FA-4RVKR'
export const ACTIVATION = '0011223344556677'
export const INSTANT = '2026-11-22T12:00:00Z'

const MESSAGES = Object.keys(MESSAGE_TYPE) as MessageName[]

const LOOKS = [
  'archive',
  'encrypted-archive',
  'damaged-archive',
  '7z',
  'rar',
  'xz',
  'bzip2',
  'zstd',
  'outlook',
  'winmail',
  'office',
  'program',
  'other-keyboard',
] as const

/** The type makes a code without any a compile error. */
export const DETAILS: { readonly [C in ErrorCode]: readonly ErrorDetails<C>[] } = {
  usage: USAGE_PROBLEMS.map(problem => ({ problem })),
  'invalid-value': [
    { field: 'count', expected: { is: 'whole-number', least: 1, most: 10 }, got: 0 },
    { field: 'feature', of: 'users', expected: { is: 'feature-value', type: 'integer' }, got: 'x' },
    { field: 'expires', expected: { is: 'date' }, got: 'x', saved: true },
    { field: 'expires', expected: { is: 'date' }, got: 'x', template: 'trial' },
    ...EXPECTED.map(expected => ({ field: 'limit', expected, got: 'y' })),
  ],
  'already-closed': [{ what: 'client' }, { what: 'vendor' }],
  'passphrase-missing': [{}, { of: 'new' }, { of: 'backup' }],
  stopped: [{ at: 'passphrase' }, { at: 'question' }],
  'kit-missing': [{ home: '/home/a' }, { home: '/home/a', product: 'example.viewer' }],
  'home-missing': [{}, { variable: 'AIRLATCH_HOME' }],
  'working-folder-missing': [{ path: PATH }],
  'terminal-too-narrow': [{ columns: 60, needed: 69 }],
  'confirmation-needed': CONFIRMATIONS.flatMap(problem => [{ problem }, { problem, asked: true }]),
  'typed-other-kit': [{ product: 'scope', kit: 3 }],
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
    { path: PATH, most: 100_000_000, expected: 'key-list' },
  ],
  'input-not-recognised': [
    { looks: 'text' },
    ...LOOKS.map(looks => ({ looks })),
    { looks: 'mail', unread: [{ name: PATH, code: 'input-empty' }], path: PATH },
    { looks: 'binary', path: PATH },
    {},
    { expected: 'ledger-export', path: PATH },
    { looks: 'one-of-several', unread: [{ name: PATH, code: 'picture-without-qr' }] },
  ],
  'input-cut-off': [
    { path: PATH, entries: 1 },
    { path: PATH, entries: 0 },
  ],
  'armor-malformed': (['no-begin', 'no-end', 'changed'] as const).map(problem => ({
    problem,
  })),
  'base45-malformed': (['dangling-character', 'group-too-large', 'foreign-character'] as const).map(
    problem => ({
      at: 12,
      problem,
    }),
  ),
  'link-malformed': (['too-long', 'empty', 'lost-character', 'no-message'] as const).map(problem => ({
    problem,
  })),
  'cbor-malformed': (
    [
      'undecodable',
      'bytes-after-end',
      'truncated',
      'tag',
      'simple-value',
      'integer-too-low',
      'map-key',
      'byte-order-mark',
      'not-utf-8',
      'indefinite-length',
      'reserved-head',
    ] as const
  ).map(problem => ({ at: 7, problem })),
  'cbor-not-deterministic': (['map-key-twice', 'map-keys-unordered', 'head-too-long'] as const).map(
    problem => ({
      at: 7,
      problem,
    }),
  ),
  'cbor-over-limit': [
    { limit: 'depth', most: 8, at: 9 },
    { limit: 'items', most: 65_536, at: 9 },
    { limit: 'bytes', most: 1_048_576, got: 2_000_000 },
  ],
  'cose-malformed': (
    [
      'tag',
      'array',
      'protected-header',
      'unprotected-header',
      'payload',
      'signature',
      'header-map',
      'header-parameters',
      'kid',
    ] as const
  ).map(problem => ({ problem })),
  'algorithm-unsupported': [{ alg: -7 }],
  'signing-key-unknown': [{ kid: KID }, { kid: KID, message: 'checkpoint' }],
  'public-key-invalid': (
    ['length', 'not-canonical', 'small-order', 'not-a-cose-key', 'number-of-keys', 'same-key-id'] as const
  ).map(problem => ({ problem })),
  'signature-invalid': [{ kid: KID }],
  'wrong-message-type': [
    ...MESSAGES.flatMap(expected => MESSAGES.map(got => ({ expected, got }))),
    { expected: 'message', got: 'state' },
    { expected: 'license', got: 61 },
  ],
  'claims-malformed': [
    {
      message: 'license',
      problems: [
        { claim: 'exp', expected: 'integer', least: 0 },
        { unknown: '99', own: true },
      ],
    },
    ...CLAIM_PROBLEMS.map(problem => ({ message: 'license' as const, problems: [problem] })),
  ],
  'license-format-newer': [{ got: 2, newest: 1 }],
  'picture-unsupported': [
    { format: 'HEIC' },
    { format: 'PDF' },
    { format: 'TIFF' },
    { format: 'unknown' },
    { format: 'BMP', variant: 'compressed' },
    { format: 'JPEG', variant: 'lossless-or-arithmetic' },
    { format: 'JPEG', variant: 'deep', bits: 12 },
  ],
  'picture-malformed': [
    {},
    { format: 'PNG' },
    ...PICTURE_PROBLEMS.map(problem => ({ format: 'PNG', problem })),
  ],
  'picture-too-large': [{ width: 30_000, height: 30_000, most: 52_428_800 }, { most: 33_554_432 }],
  'picture-without-qr': [{}, { others: 2 }],
  'picture-timeout': [{ seconds: 10 }],
  'picture-reader-failed': [{ problem: 'ERR_ACCESS_DENIED' }],
  'several-messages': [
    { count: 2 },
    { count: 2, several: true, unread: [] },
    ...MESSAGES.map(kind => ({ count: 2, kind, found: [{ name: PATH, line: 3 }, { line: 9 }] })),
  ],
  'package-over-limit': (['files', 'bytes', 'depth', 'parts', 'lines'] as const).map(limit => ({
    limit,
    most: 3,
  })),
  'frame-malformed': (['cut-off', 'parts', 'length', 'data', 'several-messages'] as const).map(problem => ({
    problem,
  })),
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
    { key: KEY, wrongCodes: 3, wrongRequests: 1 },
    { key: KEY, wrongCodes: 0, wrongRequests: 2 },
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
  'no-license': [
    { product: 'x' },
    {
      product: 'x',
      searched: [PATH],
      left: [
        { path: PATH, files: 1, folders: 0 },
        { path: PATH, files: 3, folders: 2 },
      ],
      elsewhere: [
        { home: PATH, machine: true },
        { home: PATH, machine: false },
      ],
    },
  ],
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
  'kit-not-named': [{ path: PATH, product: 'x', vendor: 'a', signedBy: KID }],
  'own-account-only': [{ account: 'root' }],
  'kit-not-trusted': [
    { product: 'x', vendor: 'a' },
    { product: 'x', vendor: 'a', other: 'y' },
    { product: 'x', vendor: 'a', other: 'y', baked: true },
  ],
  'output-exists': [{ path: PATH }],
  'file-not-found': [{ path: PATH }, { path: 'd\ufffd2.req' }],
  'cannot-read': [{ path: PATH, system: 'EISDIR' }],
  'cannot-write': [{ path: PATH, system: 'EACCES' }],
  'passphrase-wrong': [{}, { of: 'backup', path: PATH }],
  'signing-key-missing': [{ path: PATH }],
  'signing-key-damaged': [{}, { path: PATH }],
  'desk-not-empty': [{ path: PATH, files: ['signing-key.age'] }],
  'desk-backup-damaged': [{ path: PATH }],
  'desk-backup-newer': [{ path: PATH, got: 2, newest: 1 }],
  'signing-key-too-costly': [{ path: PATH, got: 20, most: 18 }],
  'signer-failed': [
    ...SIGNER_PROBLEMS.map(problem => ({ signer: 'agent' as const, ...problem })),
    { signer: 'program', problem: 'failed', exit: 1, said: 'the token is locked' },
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
  'key-suspended': [{ key: 'KEY-1', since: '2026-11-22T12:00:00Z' }],
  'key-archived': [{ key: 'KEY-1', since: '2026-11-22T12:00:00Z' }],
  'product-archived': [{ product: 'scope', since: '2026-11-22T12:00:00Z' }],
  'feature-count-mismatch': [{ names: 2, values: 1 }],
  'affiliate-unknown': [
    { affiliate: 'Nobody', known: ['North'] },
    { affiliate: 'Nobody', known: [] },
  ],
  'affiliate-exists': [{ affiliate: 'North' }],
  'template-not-found': [
    { template: 'trial', known: ['site license'] },
    { template: 'trial', known: [] },
  ],
  'template-of-other-product': [{ template: 'trial', product: 'scope', got: 'meter' }],
  'customer-not-found': [{ customer: 'C-7F3K2' }],
  'activations-below-used': [{ activations: 1, used: 2 }],
  'floating-in-use': [
    { used: 2, floating: true },
    { used: 1, floating: false },
  ],
  'plan-activations-exceeded': [{ asked: 9, left: 3, plan: 100 }],
  'plan-activations-used-up': [{ asked: 1, left: 0, plan: 100 }],
  'vendor-dormant': [{}],
  'engine-version-too-old': [{ engineVersion: 1, needs: BEYOND_FORMAT }],
  'virtual-machine': [{ virtual: 'kvm' }, { virtual: true }],
  'request-not-as-said': [{ field: 'computer', got: 'AAAA', expected: 'BBBB' }],
  'activation-not-found': [{ activation: ACTIVATION }, { installation: KID }],
  'activation-ambiguous': [
    { computer: 'RC9WH-5VAW1', activations: [{ activation: ACTIVATION, key: 'KEY-1' }], more: 0 },
    { computer: 'RC9WH-5VAW1', activations: [{ activation: ACTIVATION, key: 'KEY-1' }], more: 2 },
  ],
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
  'typed-cannot-carry': BEYOND_CODE.map(thing => ({ things: [thing] })),
  'activation-key-needed': [
    { known: [] },
    { known: ['7K3QM-9XWTR', 'P789V-BDH50'] },
    { known: [], key: '7K3QM-9XWTR' },
    { known: ['7K3QM-9XWTR'], key: '7K3QM-9XWTR' },
  ],
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
  'bundle-too-large': [{ licenses: 3000, bytes: 1_200_000, most: 997_552 }],
  'nothing-to-renew': [{ key: '7K3QM-9XWTR' }],
  'not-in-bundle': [
    { licenses: 1 },
    { licenses: 40 },
    { licenses: 4, several: true },
    { licenses: 1, several: true },
  ],
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
  'clock-was-ahead': [
    { clock: INSTANT, latest: '2036-11-22T12:00:00Z', by: 'record' },
    { clock: INSTANT, latest: '2036-11-22T12:00:00Z', by: 'files', files: [PATH, PATH] },
  ],
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
  'ledger-server-untrusted': [
    { path: 'postgres://db.example/x', problem: 'untrusted' },
    { path: 'postgres://db.example/x', problem: 'expired' },
    { path: 'postgres://db.example/x', problem: 'not-yet-valid' },
    { path: 'postgres://db.example/x', problem: 'other-name' },
    { path: 'postgres://db.example/x', problem: 'other-name', names: 'DNS:db.acme.example' },
    { path: 'postgres://db.example/x', problem: 'root-unreadable', file: PATH, system: 'ENOENT' },
  ],
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
    { problem: 'entry 3 differs from the checkpoint of 2026-11-22T12:00:00Z' },
  ],
  'csv-malformed': CSV_PROBLEMS.map(problem => ({ line: 3, ...problem })),
  'columns-malformed': COLUMN_PROBLEMS.map(problem => ({ problems: [problem] })),
  'import-refused': [
    { refused: 1, of: 1, problems: [{ line: 2, code: 'key-imported-already', details: { line: 1 } }] },
    {
      refused: 9,
      of: 20,
      problems: [
        {
          line: 2,
          column: 'End',
          code: 'invalid-value',
          details: { field: 'expires', expected: { is: 'date' } },
        },
      ],
    },
  ],
  'key-imported-already': [{ line: 7 }, { key: KEY }],
  'wrong-user': [{ users: 2, user: 'eve', platform: 'linux' }, { users: 2 }],
  'feature-not-licensed': [{ features: ['export'] }],
  'for-site-server': [{ seats: 50 }],
  'lends-no-seats': [{ activation: ACTIVATION }],
  'lease-of-other-license': [{ lease: ACTIVATION }],
  'wrong-holder': [
    { lease: ACTIVATION, what: 'key' },
    { lease: ACTIVATION, what: 'user', holder: 'ann', user: 'bob' },
    { lease: ACTIVATION, what: 'process' },
  ],
  'lease-beyond-license': [
    {
      lease: ACTIVATION,
      beyond: ['unit', 'length', 'borrowed', 'borrow-length', 'end', 'before', 'pools', 'workload'],
    },
  ],
  'lease-returned': [{ lease: ACTIVATION, since: INSTANT }],
  'lease-ended': [
    { lease: ACTIVATION, ended: INSTANT, measured: true },
    { lease: ACTIVATION, ended: INSTANT, measured: false },
  ],
  'server-went-back': [
    { sequence: 7, seen: 9, twice: false },
    { sequence: 9, seen: 9, twice: true },
  ],
  'place-not-taken': [{ features: ['export'] }],
  'answer-not-for-request': [{ what: 'nonce' }, { what: 'key' }, { what: 'product' }],
  'site-not-named': [{ product: 'scope' }],
  'site-unreachable': [
    { addresses: [{ address: 'http://licenses:7632', code: 'no-answer' }] },
    {
      addresses: [
        { address: 'http://a:7632', code: 'name-not-found' },
        { address: 'https://b', code: 'certificate-not-trusted' },
      ],
    },
  ],
  'seat-denied': [
    { addresses: [{ address: 'http://licenses:7632', code: 'no-seats-left', place: 2 }] },
    { addresses: [{ address: 'http://licenses:7632', code: 'denied-by-rule' }] },
  ],
  'seat-of-process': [{ product: 'scope' }],
  'no-seat-in-hand': [{ product: 'scope' }],
  'seat-ambiguous': [{ leases: ['0011223344556677', '8899aabbccddeeff'] }],
  'seat-in-use': [
    { lease: '0011223344556677', processes: [7] },
    { lease: '0011223344556677', processes: [7, 8] },
  ],
  'no-instances-left': [{ limit: 1, holders: [{ user: 'ann', session: '3' }] }],
  'in-grace': [{ since: '2026-11-01', until: '2026-11-30' }],
  'expires-soon': [
    { until: '2026-11-30', days: 1, vendor: 'Acme', generic: false },
    { until: '2026-12-31', days: 30, vendor: 'Acme', generic: true },
  ],
  'maintenance-ends-soon': [{ until: '2026-11-30', days: 2, vendor: 'Acme' }],
  'instances-unavailable': [
    {},
    { path: PATH },
    ...INSTANCES_PROBLEMS.map(problem => ({ path: PATH, ...problem })),
  ],
  'cannot-listen': [{ host: '127.0.0.1', port: 8080, system: 'EADDRINUSE' }],
  'page-missing': [{ path: PATH, system: 'ENOENT' }],
  'not-activated': [{}, { minutes: 1 }, { minutes: 15 }, { path: PATH }],
  'command-not-started': [{ command: 'scope', system: 'ENOENT' }],
  interrupted: [{ done: 12_000, of: 50_000, next: PATH }],
  'too-few-readings': [{ kinds: 1, least: 2 }],
  'readings-of-several-computers': [{ kinds: ['install-id', 'cpu-model'] }],
  'wrong-workload': [{ named: true }, { named: false }],
  'workload-not-allowed': [{ key: 'P789V-BDH50', product: 'scope' }],
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

/** Every code there is. */
export const ERROR_CODES = Object.keys(DETAILS) as ErrorCode[]
