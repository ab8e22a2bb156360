/**
 * Owns the vectors of the table of features in a kit, and of license codes that say features by it. Bits and the check are
 * written as SPEC.md tells them, and share nothing with src/.
 */
import { at, badClaims, kitCase, licenseCodeCase, type Vector } from './case.ts'
import { bits, byHash, grouped, SEEN_HASHED, type Terms, typedOf, utf8 } from './codes.ts'
import { array, int, join, map, type Raw, sha256, TRUE, text, toHex } from './raw.ts'
import { kit, PRODUCT, PRODUCT_NAME, REQUESTED_AT, VENDOR, vendorKey } from './world.ts'

const FALSE = Uint8Array.of(0xf4)
const [FLAG, INTEGER, TEXT] = [0, 1, 2]

interface Row {
  readonly byDefault?: Raw
  readonly required?: Raw
  readonly values?: readonly Raw[]
}

const row = (name: string, type: number, { byDefault, required, values }: Row = {}) =>
  map(
    [int(0), text(name)],
    [int(1), int(type)],
    ...(byDefault === undefined ? [] : [[int(2), byDefault] as const]),
    ...(required === undefined ? [] : [[int(3), required] as const]),
    ...(values === undefined ? [] : [[int(4), array(...values)] as const]),
  )

const EXPORT = row('export', FLAG)
const USERS = row('users', INTEGER, { byDefault: int(5) })
const EDITION = row('edition', TEXT, { required: TRUE, values: [text('home'), text('pro'), text('site')] })
const TABLE = array(EXPORT, USERS, EDITION)
/** One feature of each kind that a code says in another way. */
const EVERY = array(
  row('trial', FLAG, { byDefault: TRUE }),
  row('seats', INTEGER, { values: [int(-1), int(10), int(50), int(100)], byDefault: int(10) }),
  row('cores', INTEGER),
  row('nodes', INTEGER, { byDefault: int(3) }),
  row('label', TEXT, { byDefault: text('none') }),
  row('note', TEXT),
)

/** 1, the check of the table, and what is said of each feature. */
const said = (table: Raw, ...features: readonly string[]) =>
  `1${bits(sha256(join(utf8('airlatch features\0'), table))[0] as number, 8)}${features.join('')}`

const spoken = (
  name: string,
  about: string,
  table: Raw,
  features: readonly string[],
  items: Readonly<Record<string, Raw>>,
  seen: Readonly<Record<string, true | number | string>>,
  more = 0,
  terms: Partial<Terms> = {},
) => {
  // sorted as CBOR sorts: shorter names first
  const names = Object.keys(items).toSorted((a, b) => a.length - b.length || (a < b ? -1 : 1))
  const license = byHash({ 4: map(...names.map(one => [text(one), items[one] as Raw] as const)) })
  const code = typedOf(license, { ...terms, features: said(table, ...features) }, more)
  return licenseCodeCase(`ok-license-code-features-${name}`, about, code, 'ok', {
    kit: kit({ 43: table }),
    claims: { ...SEEN_HASHED, features: seen },
  })
}

const PRO = byHash({ 4: map([text('users'), int(5)], [text('edition'), text('pro')]) })
const PRO_BITS = ['0', '0', '10']
const refused = (name: string, about: string, features: string, code: string, table = TABLE, more = 0) =>
  licenseCodeCase(
    `typing-license-code-features-${name}`,
    about,
    typedOf(PRO, { ...(more === 0 ? {} : { version: LONGER(more) }), features }, more),
    at('typing', code),
    { kit: kit({ 43: table }) },
  )
/** In front of the terms of a code whose last line has `more` groups than two. */
const LONGER = (more: number) => `10${bits(more - 1, 2)}`

const badTable = (name: string, about: string, table: Raw) =>
  kitCase(`claims-kit-feature-table-${name}`, about, kit({ 43: table }), badClaims('feature-table'))

const seenRow = (name: string, type: string, more = {}) => ({
  name,
  type,
  required: false,
  values: [],
  ...more,
})

export const FEATURE_TABLES: readonly Vector[] = [
  kitCase('ok-kit-feature-table', 'a kit that lists the features of the product', kit({ 43: TABLE }), 'ok', {
    iss: VENDOR,
    aud: PRODUCT,
    iat: REQUESTED_AT,
    keys: [toHex(vendorKey.publicKey)],
    sequence: 1,
    'product-name': PRODUCT_NAME,
    'feature-table': [
      seenRow('export', 'flag'),
      seenRow('users', 'integer', { default: 5 }),
      seenRow('edition', 'text', { required: true, values: ['home', 'pro', 'site'] }),
    ],
  }),
  badTable('empty', 'a table of no features', array()),
  badTable(
    '65',
    'a table of 65 features',
    array(...Array.from({ length: 65 }, (_, i) => row(`f${i}`, FLAG))),
  ),
  badTable('twice', 'a feature twice', array(EXPORT, row('export', INTEGER))),
  badTable('array', 'a feature that is no map', array(array(text('export'), int(FLAG)))),
  badTable(
    'unknown-key',
    'a feature with a key that there is not',
    array(map([int(0), text('a')], [int(1), int(0)], [int(5), TRUE])),
  ),
  badTable('without-type', 'a feature without a type', array(map([int(0), text('a')]))),
  badTable(
    'type-text',
    'a type by the digits of its number',
    array(map([int(0), text('a')], [int(1), text('1')])),
  ),
  badTable('type-3', 'a type that there is not', array(row('a', 3))),
  badTable('name', 'a name with a space', array(row('a b', FLAG))),
  badTable('not-required', 'required that is false', array(row('a', FLAG, { required: FALSE }))),
  badTable('flag-off', 'a flag with a default of false', array(row('a', FLAG, { byDefault: FALSE }))),
  badTable('flag-values', 'a flag with listed values', array(row('a', FLAG, { values: [TRUE] }))),
  badTable(
    'default-type',
    'a text with a default that is a number',
    array(row('a', TEXT, { byDefault: int(1) })),
  ),
  badTable(
    'default-not-listed',
    'a default that is not listed',
    array(row('a', INTEGER, { byDefault: int(3), values: [int(1), int(2)] })),
  ),
  badTable('values-empty', 'no listed values', array(row('a', TEXT, { values: [] }))),
  badTable('values-twice', 'a listed value twice', array(row('a', TEXT, { values: [text('x'), text('x')] }))),
  badTable(
    'values-type',
    'a listed value of another type',
    array(row('a', INTEGER, { values: [int(1), text('x')] })),
  ),
  badTable(
    'values-33',
    '33 listed values',
    array(row('a', INTEGER, { values: Array.from({ length: 33 }, (_, i) => int(i)) })),
  ),
  badTable(
    'values-256-bytes',
    'a listed text of 256 bytes',
    array(row('a', TEXT, { values: [text('x'.repeat(256))] })),
  ),

  spoken(
    'default',
    'a flag, the default, and the second of three listed values',
    TABLE,
    ['1', '0', '10'],
    { export: TRUE, users: int(5), edition: text('pro') },
    { export: true, users: 5, edition: 'pro' },
  ),
  spoken(
    'number',
    'a number that is not the default',
    TABLE,
    ['0', `11${grouped(9)}`, '11'],
    { users: int(9), edition: text('site') },
    { users: 9, edition: 'site' },
  ),
  spoken(
    'absent',
    'a feature that has a default and is not in the license, and no listed value',
    TABLE,
    ['1', '10', '00'],
    { export: TRUE },
    { export: true },
  ),
  spoken(
    'every',
    'each way to say a feature',
    EVERY,
    ['0', '001', `1${grouped(0)}`, '0', '0'],
    { seats: int(-1), cores: int(0), nodes: int(3), label: text('none') },
    { seats: -1, cores: 0, nodes: 3, label: 'none' },
  ),
  spoken(
    'every-other',
    'each other way',
    EVERY,
    ['1', '100', '0', `11${grouped(40)}`, '1'],
    { trial: TRUE, seats: int(100), nodes: int(40) },
    { trial: true, seats: 100, nodes: 40 },
    1,
    { version: LONGER(1) },
  ),
  spoken(
    'long',
    'a last line of three groups, as the terms need it',
    TABLE,
    ['0', `11${grouped(1_234_567)}`, '11'],
    { users: int(1_234_567), edition: text('site') },
    { users: 1_234_567, edition: 'site' },
    1,
    { version: LONGER(1) },
  ),

  refused(
    'other-table',
    'of another table of features than that of the kit',
    said(array(EXPORT, EDITION), '0', '10'),
    'typed-other-kit',
  ),
  refused(
    'no-table',
    'features, and the kit lists other ones',
    said(TABLE, ...PRO_BITS),
    'typed-other-kit',
    array(EXPORT),
  ),
  refused(
    'none',
    'features, of which the license has none',
    said(TABLE, '0', '10', '00'),
    'typed-code-malformed',
  ),
  refused(
    'default-long',
    'the default, told as a number',
    said(TABLE, '0', `11${grouped(5)}`, '10'),
    'typed-code-malformed',
  ),
  refused(
    'not-listed',
    'the fourth of three listed values in a table of five',
    said(array(row('edition', TEXT, { values: [1, 2, 3, 4, 5].map(one => text(`${one}`)) })), '110'),
    'typed-code-malformed',
    array(row('edition', TEXT, { values: [1, 2, 3, 4, 5].map(one => text(`${one}`)) })),
  ),
  refused(
    'loose-bit',
    'a bit behind the features is set',
    `${said(TABLE, ...PRO_BITS)}1`,
    'typed-code-malformed',
  ),
  refused(
    'too-long',
    'a last line of three groups where two are enough',
    said(TABLE, ...PRO_BITS),
    'typed-code-malformed',
    TABLE,
    1,
  ),
]
