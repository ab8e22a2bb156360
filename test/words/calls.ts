/** Owns one of each wrong call of a command, and of each thing that a command asks first. */
import type { Confirmation, PlainUsage, UsageProblem, WordKind } from '../../src/core/usage.ts'

const INSTANT = '2026-11-22T12:00:00Z'

const WORDS: readonly WordKind[] = [
  'file',
  'folder',
  'link',
  'text',
  'code',
  'activation',
  'computer-id',
  'key-id',
]

/** The figures of each code; the type makes a code without any a compile error. */
const FIGURES: Readonly<Record<Exclude<UsageProblem['is'], PlainUsage>, readonly object[]>> = {
  'no-command': [{}, { after: 'key' }],
  'unknown-command': [{ typed: 'isue' }, { typed: 'isue', meant: 'issue' }],
  'unknown-options': [{ typed: ['--qrr', '-x'] }],
  'unknown-arguments': [{ typed: 'meter' }],
  'arguments-missing': [{ expected: 'KEY' }],
  'options-missing': [{ options: ['name', 'reason'] }],
  'value-missing': [{ option: 'email' }],
  'given-twice': [{ option: 'email' }],
  'takes-no-value': [{ option: 'yes', got: '--yes=1' }],
  'not-a-choice': [{ option: 'state', choices: '"active", "revoked"', got: '"x"' }],
  'not-with-json': [{ option: '--format csv' }],
  'for-one-request': [{ option: '--typed' }],
  'reachable-without-tls': [{ host: '0.0.0.0' }],
  'two-meanings': WORDS.flatMap(second => [
    { word: 'a', first: 'file', second },
    { word: 'a', first: second, second },
  ]),
  other: [{ text: 'this and that' }],
}

const PLAIN: Readonly<Record<PlainUsage, true>> = {
  'input-missing': true,
  'page-missing': true,
  'watch-with-page': true,
  'typed-with-input': true,
  'machine-with-home': true,
  'take-back-without-reason': true,
  'reason-without-take-back': true,
  'without-lease': true,
  'trial-without-host': true,
  'nothing-to-change': true,
  'product-missing': true,
  'request-missing': true,
  'request-empty': true,
  'request-or-code-missing': true,
  'request-or-activation-missing': true,
  'request-and-activation': true,
  'request-twice': true,
  'no-request-in-folder': true,
  'key-and-computer': true,
  'move-with-code': true,
  'folder-missing': true,
  'folder-for-several': true,
  'output-for-several': true,
  'typed-for-one': true,
  'key-for-issue': true,
  'activation-for-release': true,
  'agent-or-program': true,
  'certificate-and-key': true,
  'certificate-and-insecure': true,
}

export const USAGE_PROBLEMS = [
  ...Object.keys(PLAIN).map(is => ({ is })),
  ...Object.entries(FIGURES).flatMap(([is, figures]) => figures.map(one => ({ is, ...one }))),
] as unknown as readonly UsageProblem[]

const FACTS: Readonly<Record<Confirmation['is'], object>> = {
  'license-ends': { key: '9H7FA-4RVKR' },
  'server-license-ends': { product: 'scope', held: 2 },
  'lease-taken-back': { lease: '0123456789abcdef', holder: 'ann on pc-7', ends: '2026-12-31T12:00:00Z' },
  'generic-without-end': {},
  'code-again': { released: INSTANT },
  'personal-data': { key: '9H7FA-4RVKR' },
  'key-revoked': { key: '9H7FA-4RVKR', seats: 2 },
  'api-key-revoked': { apiKey: 'shop' },
  'seat-released': { computer: 'T315F-Q92ZX-AH1BH', key: '9H7FA-4RVKR' },
  'signing-key-rotated': { products: ['scope', 'viewer'], seats: 2 },
  'signing-key-retired': { kid: '0011223344556677', from: INSTANT, licenses: 2 },
  'customer-erased': { customer: 'C-7F3K2', keys: 2 },
  'shop-removed': { shop: 'web' },
  'webhook-removed': { webhook: 'crm', waiting: 2 },
  'customers-merged': { from: 'C-00000', into: 'C-7F3K2', keys: 1 },
  'mail-sent': { to: 'ann@acme.example', subject: 'Your key', server: 'mail.acme.example' },
  clock: { clock: INSTANT, newest: INSTANT },
  'clock-ahead': { clock: INSTANT, newest: INSTANT },
}

export const CONFIRMATIONS = Object.entries(FACTS).map(([is, figures]) => ({
  is,
  ...figures,
})) as unknown as readonly Confirmation[]
