/** Owns one of each problem of core/problems.ts. The types make one that is left out a compile error. */
import type {
  BeyondCode,
  BeyondFormat,
  BeyondTable,
  ClaimProblem,
  ColumnProblem,
  CsvProblem,
  InstancesFault,
  InstancesProblem,
  PictureProblem,
  PlainClaim,
  SignerProblem,
} from '../../src/core/problems.ts'

function keysOf<Code extends string>(codes: Readonly<Record<Code, true>>): readonly Code[] {
  return Object.keys(codes) as Code[]
}

const PLAIN_CLAIMS = keysOf<PlainClaim>({
  time: true,
  'true-or-nothing': true,
  'product-id': true,
  present: true,
  'map-of-claims': true,
  'cose-key': true,
  'key-id': true,
  'one-binding': true,
  'absent-when-generic': true,
  'absent-without-fingerprint': true,
  'kinds-of-fingerprint': true,
  'workload-name': true,
  'workload-alone': true,
  'with-first-run-days': true,
  'with-cnf': true,
  'absent-without-first-run-days': true,
  'before-iat': true,
  days: true,
  deactivations: true,
  features: true,
  'feature-table': true,
  virtual: true,
  'cose-keys': true,
  paths: true,
  'site-addresses': true,
  address: true,
  'both-or-neither': true,
  fingerprint: true,
  kinds: true,
  share: true,
  users: true,
  'absent-when-lending': true,
  'present-when-lending': true,
  'absent-in-operation': true,
  'after-iat': true,
  'borrow-days': true,
  'lease-seconds': true,
  'seat-unit': true,
  pools: true,
  'pools-of-features': true,
  'of-seats': true,
  'of-process': true,
  'one-line': true,
  operation: true,
  platform: true,
  'one-outcome': true,
  'with-denied': true,
  message: true,
  totals: true,
})

export const CLAIM_PROBLEMS: readonly ClaimProblem[] = [
  ...PLAIN_CLAIMS.map(expected => ({ claim: 'x', expected })),
  { expected: 'map-of-claims' },
  { claim: 'x', expected: 'bytes', length: 8 },
  ...(['text', 'ids', 'times', 'sequences', 'messages', 'reasons'] as const).map(expected => ({
    claim: 'x',
    expected,
    most: 5,
  })),
  { claim: 'x', expected: 'own-key-ids', got: ['0011223344556677'] },
  { unknown: '-70001', own: false },
]

export const PICTURE_PROBLEMS = keysOf<PictureProblem>({
  'ends-early': true,
  'line-ends-changed': true,
  'no-header': true,
  'two-headers': true,
  header: true,
  'no-pixels': true,
  'frame-too-large': true,
  'frame-empty': true,
  'palette-missing': true,
  'table-missing': true,
  table: true,
  scan: true,
  'too-many-scans': true,
  block: true,
  pixels: true,
  compression: true,
})

export const BEYOND_FORMAT = keysOf<BeyondFormat>({
  'first-run-days': true,
  'deactivation-limit': true,
  users: true,
  'no-virtual': true,
  'grace-days': true,
  licensee: true,
  'request-by-code': true,
  'site-server': true,
})

/** By what tells one from another, so that each is there once. */
const THINGS: Readonly<Record<BeyondCode['thing'], object>> = {
  readings: {},
  'readings-of-seat': {},
  workload: {},
  'other-program': {},
  'format-1': {},
  generic: {},
  'user-data': {},
  users: {},
  licensee: {},
  'version-and-maintenance': {},
  'issued-at': {},
  end: {},
  'end-of-maintenance': {},
  'first-run-days-again': {},
  'first-run-days-by-code': {},
  'site-server': {},
  feature: { feature: 'pro', why: 'text' },
  'major-version': { version: 'x' },
  'floating-seats': { seats: 5000 },
  'deactivation-limit': { limit: '5000' },
  activations: { most: 15 },
  terms: {
    terms: [
      'end',
      'major-version',
      'maintenance',
      'floating-seats',
      'grace-days',
      'deactivation-limit',
      'first-run-days',
      'features',
    ],
  },
}
const WHY: Readonly<Record<BeyondTable, true>> = {
  'not-in-kit': true,
  text: true,
  'not-listed': true,
  number: true,
}
export const BEYOND_CODE = [
  ...Object.entries(THINGS).map(([thing, figures]) => ({ thing, ...figures })),
  ...keysOf(WHY).map(why => ({ thing: 'feature', feature: 'pro', why })),
] as unknown as readonly BeyondCode[]

const INSTANCES: Readonly<Record<InstancesFault, object>> = {
  link: {},
  'not-a-folder': {},
  gone: {},
  'own-process-missing': {},
  'processes-hidden': {},
  'too-many-files': { most: 20_000 },
  'process-hidden': { process: 7 },
  'process-waits': { process: 7 },
  'too-many-slots': { process: 7, most: 64 },
  system: { system: 'EACCES' },
  program: { program: '/bin/ps', system: undefined },
}
export const INSTANCES_PROBLEMS = withFigures<InstancesProblem>(INSTANCES)

const CSV: Readonly<Record<CsvProblem['problem'], object>> = {
  'utf-16': {},
  'not-utf-8': {},
  'no-lines': {},
  'quote-not-closed': {},
  'quote-within-cell': {},
  'text-after-quote': {},
  'carriage-return': {},
  cells: { expected: 2, got: 1 },
  'too-many-lines': { most: 100_000 },
}
export const CSV_PROBLEMS = withFigures<CsvProblem>(CSV)

const COLUMNS: Readonly<Record<ColumnProblem['problem'], object>> = {
  'not-json': {},
  'not-an-object': {},
  separator: {},
  'product-missing': {},
  'old-key-missing': {},
  source: { entry: 'expires' },
  'column-or-value': { entry: 'expires' },
  value: { entry: 'expires' },
  format: { entry: 'expires' },
  'cell-separator': { entry: 'users' },
  words: { entry: 'expires' },
  'unknown-field': { entry: 'expiry', known: ['expires'] },
  'unknown-part': { entry: 'expires', part: 'formt', known: ['format'] },
  text: { entry: 'expires', part: 'words', word: 'forever' },
  'no-column': { entry: 'expires', column: 'End', known: ['Key'] },
  'two-columns': { entry: 'expires', column: 'End' },
}
export const COLUMN_PROBLEMS = withFigures<ColumnProblem>(COLUMNS)

const SIGNERS: Readonly<Record<SignerProblem['problem'], object>> = {
  'no-agent': {},
  closed: {},
  length: {},
  'ends-early': {},
  algorithm: {},
  'key-refused': {},
  refused: {},
  'other-signature': {},
  'no-answer': { seconds: 60 },
  'not-reached': { system: 'ENOENT' },
  'not-started': { system: 'EACCES' },
  printed: { digits: 64 },
  failed: { exit: 1, said: '' },
}
export const SIGNER_PROBLEMS = withFigures<SignerProblem>(SIGNERS)

function withFigures<P>(table: Readonly<Record<string, object>>): readonly P[] {
  return Object.entries(table).map(([problem, figures]) => ({
    problem,
    ...figures,
  })) as unknown as readonly P[]
}
