/** Owns the vectors that must be accepted, in every carrier and with every claim of format 1. */
import { fingerprintJson, kitCase, licenseCase, requestCase, type Vector } from './case.ts'
import { armor, array, base32, base45, hex, int, join, map, TRUE, text, toHex } from './raw.ts'
import {
  ACTIVATION_ID,
  COMPUTER,
  COUNTED_KINDS,
  EXPIRES_AT,
  GENERIC,
  ISSUED_AT,
  installationKey,
  KEY_ID,
  kit,
  license,
  newestLicense,
  PRODUCT,
  PRODUCT_NAME,
  proof,
  REQUESTED_AT,
  request,
  secondVendorKey,
  signed,
  timesItem,
  VENDOR,
  vendorKey,
} from './world.ts'

/** What a reader sees in the good license, of format 1. */
export const SEEN = {
  iss: VENDOR,
  sub: KEY_ID,
  aud: PRODUCT,
  exp: EXPIRES_AT,
  iat: ISSUED_AT,
  cti: toHex(ACTIVATION_ID),
  format: 1,
  fingerprint: fingerprintJson(COMPUTER),
  counted: COUNTED_KINDS,
  features: { export: true, projects: 25 },
  version: '2',
} as const
const { exp: _exp, ...SEEN_WITHOUT_EXP } = SEEN
const { version: _version, ...SEEN_WITHOUT_VERSION } = SEEN
export const { fingerprint: _f, counted: _c, ...SEEN_UNBOUND } = SEEN

const MANY_FEATURES = {
  'cloud-sync': true,
  edition: 'professional',
  export: true,
  languages: 'en,de,fr',
  offset: -2_147_483_648,
  projects: Number.MAX_SAFE_INTEGER,
} as const
const FEATURES = map(
  ...Object.entries(MANY_FEATURES).map(
    ([name, value]) =>
      [text(name), value === true ? TRUE : typeof value === 'string' ? text(value) : int(value)] as const,
  ),
)

const quoted = armor('LICENSE', license()).replace(/^/gm, '> ').replaceAll('\n', '\r\n')

function utf16(value: string): Uint8Array {
  return join(hex('fffe'), Uint8Array.from(Buffer.from(value, 'utf16le')))
}

export const seenRequest = {
  sub: KEY_ID,
  aud: PRODUCT,
  iat: REQUESTED_AT,
  cnf: toHex(installationKey.publicKey),
  fingerprint: fingerprintJson(COMPUTER),
  counted: COUNTED_KINDS,
  version: '2.3.1',
  proof: toHex(proof(installationKey.publicKey, PRODUCT)),
}
const NEW_WORD = '9-hypervisor-of-the-next-century'
const { version: _asked, ...seenRequestWithoutVersion } = seenRequest

const SITES = [
  'http://licenses:7632',
  'https://licenses.site.example:8443/scope',
  'http://10.0.0.7:7632',
  'http://[fd00::7]:7632',
  'http://build_server/a/b-1._~',
  'http://xn--bro-hoa.example:7632',
  'http://xn--a',
  `http://licenses/${'a'.repeat(184)}`,
]

export const GOOD: readonly Vector[] = [
  licenseCase(
    'ok-license',
    'the license of the worked example in SPEC.md, of format 2',
    newestLicense(),
    'ok',
    {
      claims: { ...SEEN, format: 2 },
    },
  ),
  licenseCase(
    'ok-license-format-1',
    'a license of format 1 stays valid: the same content as in ok-license',
    license(),
    'ok',
    { claims: SEEN },
  ),
  licenseCase('ok-license-armored', 'as armored text', armor('LICENSE', license()), 'ok', { claims: SEEN }),
  licenseCase(
    'ok-license-armored-quoted',
    'armored, quoted by a mail program with "> ", CRLF line ends, text before and behind',
    `Hello,\r\nhere it is:\r\n${quoted}\r\nBye\r\n`,
    'ok',
    { claims: SEEN },
  ),
  licenseCase(
    'ok-license-armored-any-label',
    'the label of an armor is for people only',
    armor('FILE', license()),
    'ok',
    { claims: SEEN },
  ),
  licenseCase(
    'ok-license-armored-utf16',
    'armored text saved as UTF-16 with a byte order mark',
    utf16(armor('LICENSE', license())),
    'ok',
    { claims: SEEN },
  ),
  licenseCase('ok-license-qr', 'the text of a QR symbol', `AL1:${base45(license())}`, 'ok', { claims: SEEN }),
  licenseCase(
    'ok-license-qr-line-end',
    'a scanner program adds a line end to the text of a QR symbol',
    `AL1:${base45(license())}\r\n`,
    'ok',
    { claims: SEEN },
  ),
  licenseCase(
    'ok-license-qr-white-space',
    'spaces, tabs and line ends around the text of a QR symbol',
    ` \t\r\nAL1:${base45(license())} \t \n\n`,
    'ok',
    { claims: SEEN },
  ),
  licenseCase(
    'ok-license-link-white-space',
    'and around a link',
    ` \t\nHTTPS://ACTIVATE.EXAMPLE.COM/A/${base32(license())} \r\n`,
    'ok',
    { claims: SEEN },
  ),
  licenseCase(
    'ok-license-qr-utf-16',
    'the text of a QR symbol in UTF-16, as some editors on Windows save it',
    join(hex('fffe'), Uint8Array.from(Buffer.from(`AL1:${base45(license())}\r\n`, 'utf16le'))),
    'ok',
    { claims: SEEN },
  ),
  licenseCase(
    'ok-license-second-key',
    'signed by the second key of the kit',
    signed({ key: secondVendorKey }),
    'ok',
    { kit: kit({ 10: array(vendorKey.coseKey, secondVendorKey.coseKey) }), claims: SEEN },
  ),
  licenseCase('ok-license-never-expires', 'no exp', license({}, { 4: undefined }), 'ok', {
    claims: SEEN_WITHOUT_EXP,
    now: 4_102_444_800,
  }),
  licenseCase('ok-license-last-second', 'the last second before exp', license(), 'ok', {
    claims: SEEN,
    now: EXPIRES_AT - 1,
  }),
  licenseCase(
    'ok-license-latest-time',
    'exp is the latest time there is, the end of the year 9999',
    license({}, { 4: int(253_402_300_800) }),
    'ok',
    { claims: { ...SEEN, exp: 253_402_300_800 } },
  ),
  licenseCase('ok-license-generic', 'generic, and the kit allows it', license(GENERIC), 'ok', {
    kit: kit({ 11: TRUE }),
    claims: { ...SEEN_UNBOUND, generic: true },
    computer: new Map(),
  }),
  licenseCase(
    'ok-license-every-claim',
    'every claim that a bound license of format 1 may have; integers at both ends, text in several scripts',
    license({ 4: FEATURES, 6: int(1_796_083_200), 7: text('Grüße, 你好, 🔑\u0000'), 8: int(12) }),
    'ok',
    {
      claims: {
        ...SEEN,
        features: MANY_FEATURES,
        maintenance: 1_796_083_200,
        'user-data': 'Grüße, 你好, 🔑\u0000',
        'floating-seats': 12,
      },
    },
  ),
  licenseCase(
    'ok-license-without-features',
    'no features, no version',
    license({ 4: undefined, 5: undefined }),
    'ok',
    {
      claims: Object.fromEntries(
        Object.entries(SEEN_WITHOUT_VERSION).filter(([name]) => name !== 'features'),
      ),
    },
  ),
  licenseCase(
    'ok-license-empty-feature-text',
    'a feature may be the empty text',
    license({ 4: map([text('edition'), text('')]) }),
    'ok',
    { claims: { ...SEEN, features: { edition: '' } } },
  ),
  licenseCase(
    'ok-license-maintenance-without-end',
    'a maintenance plan without end covers every version; the major version does not count then',
    license({ 6: TRUE }),
    'ok',
    { claims: { ...SEEN, maintenance: true }, program: { version: '9.0', releasedAt: 4_102_444_800 } },
  ),
  licenseCase(
    'ok-license-released-in-maintenance',
    'released in the last second of maintenance',
    license({ 6: int(ISSUED_AT) }),
    'ok',
    { claims: { ...SEEN, maintenance: ISSUED_AT }, program: { version: '3.0', releasedAt: ISSUED_AT - 1 } },
  ),
  licenseCase('ok-license-program-silent', 'the program does not say its version', license(), 'ok', {
    claims: SEEN,
    program: {},
  }),
  requestCase('ok-request', 'the request of the worked example in SPEC.md', request(), 'ok', seenRequest),
  requestCase('ok-request-armored', 'as armored text', armor('REQUEST', request()), 'ok', seenRequest),
  requestCase(
    'ok-request-qr',
    'the text of a QR symbol; base45 with spaces in it',
    `AL1:${base45(request())}`,
    'ok',
    seenRequest,
  ),
  requestCase(
    'ok-request-link',
    "as a link to the vendor's page",
    `HTTPS://ACTIVATE.EXAMPLE.COM/A/${base32(request())}`,
    'ok',
    seenRequest,
  ),
  requestCase(
    'ok-request-link-any-host',
    'as a link in lower case, to a host that the reader does not know, with a line end',
    `http://10.0.0.7:8080/a/${base32(request()).toLowerCase()}\r\n`,
    'ok',
    seenRequest,
  ),
  requestCase(
    'ok-request-without-version',
    'the program does not say its version',
    request({ 5: undefined }),
    'ok',
    seenRequestWithoutVersion,
  ),
  licenseCase(
    'ok-license-features-asked',
    'the program cannot do without two features, and has them: a flag and a number',
    license(),
    'ok',
    { claims: SEEN, program: { version: '2.3.1', features: ['export', 'projects'] } },
  ),
  requestCase(
    'ok-request-virtual',
    'the computer runs inside of a container, and says so',
    request({ 15: text('docker') }),
    'ok',
    { ...seenRequest, virtual: 'docker' },
  ),
  requestCase(
    'ok-request-virtual-new-word',
    'a word for what a computer runs inside of that this version does not know, of 32 characters',
    request({ 15: text(NEW_WORD) }),
    'ok',
    { ...seenRequest, virtual: NEW_WORD },
  ),
  kitCase('ok-kit', 'one key, nothing switched on', kit(), 'ok', {
    iss: VENDOR,
    aud: PRODUCT,
    iat: REQUESTED_AT,
    keys: [toHex(vendorKey.publicKey)],
    sequence: 1,
    'product-name': PRODUCT_NAME,
  }),
  kitCase(
    'ok-kit-every-claim',
    'two keys, one of them retired, generic licenses allowed, two places to look for licenses, the address of a page, a contact, two site servers',
    kit({
      10: array(vendorKey.coseKey, secondVendorKey.coseKey),
      11: TRUE,
      12: array(text('\\\\server\\licenses'), text('/mnt/licenses')),
      13: int(7),
      26: timesItem({ [toHex(secondVendorKey.kid)]: REQUESTED_AT - 86_400 }),
      37: text('https://activate.example.com:8443'),
      41: text('licenses@example.com, +49 30 123456'),
      67: array(text('http://licenses:7632'), text('https://licenses.site.example/scope')),
    }),
    'ok',
    {
      iss: VENDOR,
      aud: PRODUCT,
      iat: REQUESTED_AT,
      keys: [toHex(vendorKey.publicKey), toHex(secondVendorKey.publicKey)],
      retired: { [toHex(secondVendorKey.kid)]: REQUESTED_AT - 86_400 },
      'allow-generic': true,
      'search-path': ['\\\\server\\licenses', '/mnt/licenses'],
      address: 'https://activate.example.com:8443',
      contact: 'licenses@example.com, +49 30 123456',
      sites: ['http://licenses:7632', 'https://licenses.site.example/scope'],
      sequence: 7,
      'product-name': PRODUCT_NAME,
    },
  ),
  kitCase(
    'ok-kit-sites',
    'each form of the address of a site server',
    kit({ 67: array(...SITES.map(text)) }),
    'ok',
    {
      iss: VENDOR,
      aud: PRODUCT,
      iat: REQUESTED_AT,
      keys: [toHex(vendorKey.publicKey)],
      sites: SITES,
      sequence: 1,
      'product-name': PRODUCT_NAME,
    },
  ),
  kitCase(
    'ok-kit-signed-by-second-key',
    'any key of the kit may sign it',
    kit({ 10: array(vendorKey.coseKey, secondVendorKey.coseKey) }, {}, { key: secondVendorKey }),
    'ok',
    {
      iss: VENDOR,
      aud: PRODUCT,
      iat: REQUESTED_AT,
      keys: [toHex(vendorKey.publicKey), toHex(secondVendorKey.publicKey)],
      sequence: 1,
      'product-name': PRODUCT_NAME,
    },
  ),
]
