/** Owns the vectors whose claims are refused: well encoded, well signed, and wrong in what they say. */
import { at, badClaims, kitCase, licenseCase, requestCase, type Vector } from './case.ts'
import { array, bstr, FALSE, hex, int, join, map, type Raw, TRUE, text } from './raw.ts'
import {
  type Claims,
  countedItem,
  GENERIC,
  installationKey,
  kit,
  license,
  licensePayload,
  request,
  shareItem,
  signed,
  vendorKey,
} from './world.ts'

/** `claims` and `own` replace what the good license has; `bad` names what is wrong then. */
const bad = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  licenseCase(`claims-${name}`, about, license(own, claims), badClaims(...bad))

const missing = (name: string, own: Claims, claims: Claims = {}) =>
  bad(`without-${name}`, `no ${name}`, [name], own, claims)

const product = (name: string, about: string, id: string) =>
  bad(`aud-${name}`, `aud is ${about}`, ['aud'], {}, { 3: text(id) })

const fingerprint = (name: string, about: string, value: Raw) =>
  bad(`fingerprint-${name}`, about, ['fingerprint'], { 1: value, 39: countedItem([1]) })

const features = (name: string, about: string, value: Raw) =>
  bad(`features-${name}`, about, ['features'], { 4: value })

const hash = (byte: number) => new Uint8Array(8).fill(byte)
const kinds = (count: number, first = 1) =>
  map(...Array.from({ length: count }, (_, i) => [int(first + i), bstr(hash(i))] as const))
const flags = (count: number) =>
  map(...Array.from({ length: count }, (_, i) => [text(`f${i}`), TRUE] as const))

const badRequest = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  requestCase(`claims-request-${name}`, about, request(own, claims), badClaims(...bad))
const badKit = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  kitCase(`claims-kit-${name}`, about, kit(own, claims), badClaims(...bad))

/** Lists of addresses of site servers that no kit may have. */
const BAD_SITES: readonly (readonly [name: string, about: string, sites: readonly string[]])[] = [
  ['9', '9 addresses', Array.from({ length: 9 }, (_, i) => `http://licenses${i}`)],
  ['twice', 'one address twice', ['http://licenses:7632', 'http://licenses:7632']],
  ['second-bad', 'the second of two is none', ['http://licenses:7632', 'licenses']],
  ['without-scheme', 'a name without a scheme', ['licenses:7632']],
  ['scheme', 'neither http nor https', ['ftp://licenses']],
  ['upper-case', 'a host in upper case', ['http://Licenses:7632']],
  ['slash', 'a slash behind the address', ['http://licenses:7632/']],
  ['path-slash', 'a slash behind the path', ['http://licenses/scope/']],
  ['path-dots', 'a path that leaves a folder', ['http://licenses/a/../b']],
  ['path-percent', 'a path with a character that is written in two ways', ['http://licenses/%61']],
  ['query', 'a question', ['http://licenses/scope?a']],
  ['user', 'an account', ['http://a@licenses']],
  ['port-of-scheme', 'the port of the scheme', ['https://licenses:443']],
  ['port-zero-in-front', 'a zero in front of the port', ['http://licenses:07632']],
  ['port-65536', 'a port beyond 65535', ['http://licenses:65536']],
  ['ipv4-short', 'an IPv4 address of three numbers', ['http://10.0.7:7632']],
  ['ipv4-256', 'an IPv4 address with 256', ['http://10.0.0.256:7632']],
  ['ipv6-long', 'an IPv6 address that is not the shortest', ['http://[fd00:0:0:0:0:0:0:7]:7632']],
  ['ipv6-upper-case', 'an IPv6 address in upper case', ['http://[FD00::7]:7632']],
  ['ipv6-bare', 'an IPv6 address without brackets', ['http://fd00::7']],
  ['umlaut', 'a name in letters of its own', ['http://büro:7632']],
  ['space', 'a space behind it', ['http://licenses:7632 ']],
  ['201-bytes', 'an address of 201 bytes', [`http://licenses/${'a'.repeat(185)}`]],
  ['empty-text', 'an empty address', ['']],
]

export const CLAIMS: readonly Vector[] = [
  licenseCase(
    'claims-array',
    'the payload is an array',
    signed({ payload: array(licensePayload()) }),
    badClaims('expected a map of claims'),
  ),
  licenseCase(
    'claims-own-not-a-map',
    'the private claim is an array',
    signed({ payload: map([int(1), text('x')], [int(-65537), array()]) }),
    badClaims('claim -65537'),
  ),
  missing('iss', {}, { 1: undefined }),
  missing('sub', {}, { 2: undefined }),
  missing('aud', {}, { 3: undefined }),
  missing('iat', {}, { 6: undefined }),
  missing('cti', {}, { 7: undefined }),
  missing('format', { 0: undefined }),
  missing('counted', { 39: undefined }),
  bad('iss-empty', 'iss is the empty text', ['iss'], {}, { 1: text('') }),
  bad('iss-65-bytes', 'iss of 65 bytes, of fewer characters', ['iss'], {}, { 1: text(`${'ä'.repeat(32)}x`) }),
  bad('iss-bytes', 'iss is a byte string', ['iss'], {}, { 1: bstr(hex('41')) }),
  bad('sub-integer', 'sub is an integer', ['sub'], {}, { 2: int(1) }),
  product('path', 'a path', '../../etc/passwd'),
  product('two-dots', 'a name with two dots in a row', 'example..viewer'),
  product('upper-case', 'in upper case', 'Example.Viewer'),
  product('space', 'a name with a space', 'example viewer'),
  product('leading-dot', 'a hidden file', '.example'),
  product('device', 'the name of a device on Windows', 'con'),
  product('device-extension', 'the name of a device on Windows, with an extension', 'nul.viewer'),
  product('33-characters', 'of 33 characters', 'a'.repeat(33)),
  bad('aud-array', 'aud is an array of one', ['aud'], {}, { 3: array(text('example.viewer')) }),
  bad('exp-text', 'exp is a text', ['exp'], {}, { 4: text('2027-01-01') }),
  bad('exp-negative', 'exp is negative', ['exp'], {}, { 4: int(-1) }),
  bad('exp-beyond-9999', 'exp is one second behind the year 9999', ['exp'], {}, { 4: int(253_402_300_801) }),
  bad('exp-2-63', 'exp is 2^63', ['exp'], {}, { 4: int(2n ** 63n) }),
  bad('iat-negative', 'iat is negative', ['iat'], {}, { 6: int(-1) }),
  bad('cti-7-bytes', 'cti of 7 bytes', ['cti'], {}, { 7: bstr(hex('01020304050607')) }),
  bad('cti-text', 'cti is a text of 8 characters', ['cti'], {}, { 7: text('01234567') }),
  bad('nbf', 'nbf (5) is reserved', ['claim 5'], {}, { 5: int(0) }),
  bad(
    'cnf',
    'a license of format 1 has no cnf',
    ['claim 8'],
    {},
    { 8: map([int(1), installationKey.coseKey]) },
  ),
  bad('unknown-registered', 'an unknown registered claim', ['claim 38'], {}, { 38: text('x') }),
  bad('unknown-own', 'an unknown claim of our own', ['own claim 99'], { 99: TRUE }),
  bad('own-of-kit', 'a claim that only a kit has', ['own claim 11'], { 11: TRUE }),
  licenseCase(
    'claims-text-key',
    'a claim with a text as key',
    signed({ payload: withTextKey() }),
    badClaims('claim vendor'),
  ),
  bad('format-zero', 'format is 0', ['format'], { 0: int(0) }),
  licenseCase(
    'claims-format-newer',
    'format is 3',
    license({ 0: int(3) }),
    at('claims', 'license-format-newer'),
  ),
  licenseCase(
    'claims-format-newer-unknown-claims',
    'format is 3 and has claims that this version does not know: the format is what is refused',
    license({ 0: int(3), 2: undefined, 99: TRUE }),
    at('claims', 'license-format-newer'),
  ),
  bad('generic-and-fingerprint', 'generic and a fingerprint, both', ['generic'], { 3: TRUE }, {}),
  bad('neither', 'neither a fingerprint nor generic', ['generic'], { 1: undefined, 39: undefined }),
  bad('generic-required', 'required in a generic license', ['required'], { ...GENERIC, 2: shareItem(2, 3) }),
  bad('generic-counted', 'counted in a generic license', ['counted'], { ...GENERIC, 39: countedItem([1]) }),
  bad('generic-false', 'generic is false', ['generic'], { 3: FALSE }),
  bad('generic-one', 'generic is 1', ['generic'], { ...GENERIC, 3: int(1) }),
  bad('required-integer', 'required is a number', ['required'], { 2: int(4) }),
  bad('required-zero', 'required is none of one: any computer would match', ['required'], {
    2: shareItem(0, 1),
  }),
  bad('required-half', 'required is half: two computers could have it', ['required'], { 2: shareItem(3, 6) }),
  bad('required-more-than-all', 'required is seven of six', ['required'], { 2: shareItem(7, 6) }),
  bad('required-17', 'required is of 17', ['required'], { 2: shareItem(16, 17) }),
  bad('required-three', 'required has three numbers', ['required'], { 2: array(int(2), int(3), int(4)) }),
  bad('counted-empty', 'no kind counts', ['counted'], { 39: array() }),
  bad('counted-descending', 'kinds that count out of order', ['counted'], { 39: countedItem([4, 1]) }),
  bad('counted-twice', 'a kind that counts twice', ['counted'], { 39: countedItem([1, 1]) }),
  bad('counted-zero', 'kind 0 counts', ['counted'], { 39: countedItem([0, 1]) }),
  bad('counted-text', 'a kind that is a text counts', ['counted'], { 39: array(text('mac')) }),
  bad('counted-bytes', 'counted is a byte string', ['counted'], { 39: bstr(hex('01')) }),
  bad('counted-not-bound', 'a kind counts that the fingerprint has not', ['counted'], {
    39: countedItem([1, 7]),
  }),
  fingerprint('empty', 'a fingerprint of no kinds', map()),
  fingerprint('17-kinds', 'a fingerprint of 17 kinds', kinds(17)),
  fingerprint('kind-zero', 'kind 0', kinds(1, 0)),
  fingerprint('kind-256', 'kind 256', kinds(1, 256)),
  fingerprint('kind-text', 'a kind that is a text', map([text('mac'), bstr(hash(1))])),
  fingerprint('7-bytes', 'a hash of 7 bytes', map([int(1), bstr(new Uint8Array(7))])),
  fingerprint('no-bytes', 'no hash of a kind', map([int(1), bstr(new Uint8Array())])),
  fingerprint(
    'nine-hashes',
    'nine hashes of a kind',
    map([int(1), bstr(join(...[0, 1, 2, 3, 4, 5, 6, 7, 8].map(hash)))]),
  ),
  fingerprint('descending', 'hashes of a kind out of order', map([int(1), bstr(join(hash(2), hash(1)))])),
  fingerprint('hash-twice', 'a hash of a kind twice', map([int(1), bstr(join(hash(1), hash(1)))])),
  fingerprint('text-hash', 'a hash that is a text', map([int(1), text('01234567')])),
  features('empty', 'a map of no features', map()),
  features('false', 'a feature that is false; one that is off is left out', map([text('export'), FALSE])),
  features('bytes', 'a feature that is a byte string', map([text('export'), bstr(hex('01'))])),
  features('array', 'a feature that is an array', map([text('export'), array(int(1))])),
  features('text-256-bytes', 'a feature of 256 bytes of text', map([text('export'), text('x'.repeat(256))])),
  features('2-53', 'a feature of 2^53', map([text('export'), int(2n ** 53n)])),
  features('name-empty', 'a feature without a name', map([text(''), TRUE])),
  features('name-space', 'a feature name with a space', map([text('cloud sync'), TRUE])),
  features('name-33', 'a feature name of 33 characters', map([text('x'.repeat(33)), TRUE])),
  features('name-integer', 'an integer as feature name', map([int(1), TRUE])),
  features('257', '257 features', flags(257)),
  bad('version-empty', 'version is the empty text', ['version'], { 5: text('') }),
  bad('version-integer', 'version is an integer', ['version'], { 5: int(2) }),
  bad('maintenance-false', 'maintenance is false', ['maintenance'], { 6: FALSE }),
  bad('maintenance-text', 'maintenance is a text', ['maintenance'], { 6: text('2027') }),
  bad('user-data-empty', 'user data is the empty text', ['user-data'], { 7: text('') }),
  licenseCase(
    'claims-user-data-65537-bytes',
    'user data of 65,537 bytes',
    runOf(license({ 7: text('x'.repeat(65_537)) }), '78', 65_537),
    badClaims('user-data'),
  ),
  bad('floating-seats-zero', 'no floating seats', ['floating-seats'], { 8: int(0) }),
  bad(
    'several',
    'four claims are bad: every one is named',
    ['iss', 'features', 'cti', 'own claim 99'],
    { 4: map(), 99: TRUE },
    { 1: text(''), 7: bstr(hex('00')) },
  ),

  badRequest('without-proof', 'no proof', ['proof'], { 9: undefined }),
  badRequest('proof-7-bytes', 'a proof of 7 bytes', ['proof'], { 9: bstr(new Uint8Array(7)) }),
  badRequest('without-fingerprint', 'no fingerprint', ['fingerprint'], { 1: undefined }),
  badRequest('without-counted', 'no counted', ['counted'], { 39: undefined }),
  badRequest('counted-empty', 'counted is empty', ['counted'], { 39: array() }),
  badRequest('counted-17', '17 kinds count', ['counted'], {
    39: countedItem(Array.from({ length: 17 }, (_, i) => i + 1)),
  }),
  badRequest('iss', 'a request has no iss', ['claim 1'], {}, { 1: text('Example Software') }),
  badRequest('format', 'a request has no format', ['own claim 0'], { 0: int(1) }),
  badRequest('generic', 'a request has no generic', ['own claim 3'], { 3: TRUE }),
  badRequest('aud-path', 'aud is a path', ['aud'], {}, { 3: text('a/b') }),
  badRequest('virtual-empty', 'virtual is the empty text', ['virtual'], { 15: text('') }),
  badRequest('virtual-upper-case', 'virtual in upper case', ['virtual'], { 15: text('KVM') }),
  badRequest('virtual-33-characters', 'virtual of 33 characters', ['virtual'], { 15: text('x'.repeat(33)) }),
  badRequest('virtual-dash', 'virtual starts with a dash', ['virtual'], { 15: text('-kvm') }),
  badRequest('virtual-space', 'virtual has a space', ['virtual'], { 15: text('hyper v') }),
  badRequest('virtual-true', 'virtual is true', ['virtual'], { 15: TRUE }),
  badRequest('activated', 'a request has no activated', ['own claim 23'], { 23: int(0) }),
  badRequest('licensee', 'a request has no licensee', ['own claim 20'], { 20: text('Example GmbH') }),

  badKit('sequence-zero', 'sequence is 0', ['sequence'], { 13: int(0) }),
  badKit('without-sequence', 'no sequence', ['sequence'], { 13: undefined }),
  badKit('without-name', 'no product name', ['product-name'], { 14: undefined }),
  badKit('allow-generic-false', 'allow-generic is false; what is off is left out', ['allow-generic'], {
    11: FALSE,
  }),
  badKit('search-path-empty', 'an empty search path', ['search-path'], { 12: array() }),
  badKit('search-path-17', '17 paths', ['search-path'], {
    12: array(...Array.from({ length: 17 }, (_, i) => text(`/${i}`))),
  }),
  badKit('search-path-1025-bytes', 'a path of 1,025 bytes, of fewer characters', ['search-path'], {
    12: array(text(`/${'ä'.repeat(512)}`)),
  }),
  badKit('search-path-empty-text', 'a path without a character', ['search-path'], { 12: array(text('')) }),
  badKit('address-upper-case', 'an address in upper case', ['address'], {
    37: text('https://Activate.example.com'),
  }),
  badKit('address-slash', 'a slash behind the address', ['address'], {
    37: text('https://activate.example.com/'),
  }),
  badKit('address-path', 'a path in the address', ['address'], {
    37: text('https://activate.example.com/a'),
  }),
  badKit('address-user', 'an account in the address', ['address'], { 37: text('https://a@example.com') }),
  badKit('address-scheme', 'neither http nor https', ['address'], { 37: text('ftp://example.com') }),
  badKit('address-empty', 'an empty address', ['address'], { 37: text('') }),
  badKit('address-port-65536', 'a port beyond 65535', ['address'], { 37: text('https://example.com:65536') }),
  badKit('address-port-zero-in-front', 'a zero in front of the port', ['address'], {
    37: text('https://example.com:0443'),
  }),
  badKit('address-301-bytes', 'an address of 301 bytes', ['address'], {
    37: text(`https://${'a'.repeat(293)}`),
  }),
  badKit('address-bytes', 'an address as bytes', ['address'], { 37: bstr(vendorKey.kid) }),
  ...BAD_SITES.map(([name, what, sites]) =>
    badKit(`sites-${name}`, what, ['sites'], { 67: array(...sites.map(text)) }),
  ),
  badKit('sites-empty', 'no address', ['sites'], { 67: array() }),
  badKit('sites-text', 'one address, not in an array', ['sites'], { 67: text('http://licenses:7632') }),
  badKit('sites-bytes', 'an address as bytes', ['sites'], { 67: array(bstr(vendorKey.kid)) }),
  badKit('contact-empty', 'an empty contact', ['contact'], { 41: text('') }),
  badKit('contact-256-bytes', 'a contact of 256 bytes, of fewer characters', ['contact'], {
    41: text('ä'.repeat(128)),
  }),
  badKit('contact-number', 'a contact that is a number', ['contact'], { 41: int(1) }),
  badKit('no-virtual', 'a kit has no no-virtual', ['own claim 19'], { 19: TRUE }),
  badKit('sub', 'a kit has no sub', ['claim 2'], {}, { 2: text('x') }),
]

function withTextKey(): Raw {
  const good = licensePayload()
  // one pair more, behind all others: texts sort behind integers
  return join(Uint8Array.of((good[0] as number) + 1), good.subarray(1), text('vendor'), TRUE)
}

/** A message with a long run of one byte, as parts. */
function runOf(message: Raw, byte: string, times: number) {
  const whole = Buffer.from(message).toString('hex')
  const [front = '', back = ''] = whole.split(byte.repeat(times))
  return {
    parts: [
      [front, 1],
      [byte, times],
      [back, 1],
    ] as const,
  }
}
