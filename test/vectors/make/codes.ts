/**
 * Owns the vectors of typed codes, and of what comes with them: licenses that name a computer by its hash. Bits, checks
 * and ids are written as SPEC.md tells them, and share nothing with src/.
 */
import { at, badClaims, licenseCase, licenseCodeCase, requestCodeCase, type Vector } from './case.ts'
import { SEEN, SEEN_UNBOUND } from './good.ts'
import { array, bstr, hex, hmac256, int, join, map, type Raw, sha256, TRUE, text, toHex } from './raw.ts'
import {
  ACTIVATION_KEY,
  activationKeyBytes,
  type Claims,
  COMPUTER,
  COUNTED_KINDS,
  countedItem,
  drifted,
  EXPIRES_AT,
  type Fingerprint,
  fingerprintItem,
  firstRunDays,
  GENERIC,
  ISSUED_AT,
  installationKey,
  KEY_ID,
  kit,
  license,
  licensePayload,
  newestLicense,
  OTHER_COMPUTER,
  PRODUCT,
  request,
  secondVendorKey,
  shareItem,
  signed,
  strangerKey,
  VENDOR,
  vendorKey,
  WORKLOAD,
  workload,
} from './world.ts'

export const utf8 = (value: string) => new TextEncoder().encode(value)
/** The first 8 bytes of the SHA-256 over a label, what counts, and kind, number of bytes and hashes of each kind. */
const hashOf = (fingerprint: Fingerprint, counted: readonly number[] = COUNTED_KINDS) =>
  sha256Of(
    utf8('airlatch computer\0'),
    Uint8Array.of(counted.length, ...counted),
    ...[...fingerprint].map(([kind, hashes]) => join(Uint8Array.of(kind, hashes.length), hashes)),
  )
const sha256Of = (...parts: readonly Raw[]) => sha256(join(...parts)).slice(0, 8)
const HASH = hashOf(COMPUTER)
const activationId = (number: number, computer = HASH, key = KEY_ID) =>
  sha256Of(utf8(`airlatch activation\0${key}\0`), computer, Uint8Array.of(number))

/** So many bits of a number, the highest first. */
export const bits = (value: number, count: number) => value.toString(2).padStart(count, '0')
const bitsOf = (bytes: Raw) => [...bytes].map(byte => bits(byte, 8)).join('')
const bytesOf = (text: string) => Uint8Array.from(text.match(/.{8}/g) ?? [], byte => Number.parseInt(byte, 2))

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
/** Powers of x in GF(32) with x^5 + x^2 + 1. */
const POWERS = [1]
for (let i = 1; i < 30; i++) POWERS.push(times2(POWERS[i - 1] as number))

function times2(value: number): number {
  return value & 16 ? ((value << 1) ^ 0b100101) & 31 : value << 1
}

function times(a: number, b: number): number {
  let [product, factor] = [0, a]
  for (let bit = 1; bit < 32; bit <<= 1, factor = times2(factor)) if (b & bit) product ^= factor
  return product
}

const sum = (values: readonly number[]) => values.reduce((all, value) => all ^ value, 0)
const weighed = (values: readonly number[]) =>
  sum(values.map((value, i) => times(value, POWERS[i] as number)))

/** A line of groups of five: the data, and the two symbols for which the sums are `mark` and 0, found by trying all. */
function line(data: string, mark: number): string {
  const values = (data.match(/.{5}/g) ?? []).map(symbol => Number.parseInt(symbol, 2))
  for (let pair = 0; pair < 1024; pair++) {
    const all = [...values, pair >> 5, pair & 31]
    if (sum(all) !== mark || weighed(all) !== 0) continue
    const symbols = all.map(value => ALPHABET[value]).join('')
    return (symbols.match(/.{5}/g) ?? []).join('-')
  }
  throw new Error('no checks for this line')
}

interface Asked {
  readonly version?: number
  readonly keyId?: Raw
  readonly computer?: Raw
  readonly counted?: number
  readonly virtual?: boolean
  readonly product?: string
  readonly secret?: Raw
  readonly mark?: number
}

/** The 110 bits in front of the proof. */
const claimed = ({ version = 0, keyId = activationKeyBytes.slice(0, 5), computer = HASH, ...more }: Asked) =>
  bits(version, 2) +
  bitsOf(keyId) +
  bitsOf(computer) +
  bits((more.counted ?? 5) - 1, 3) +
  (more.virtual ? '1' : '0')

function typedProof(asked: Asked): Raw {
  const { product = PRODUCT, secret = activationKeyBytes.slice(5) } = asked
  const data = join(utf8(`airlatch typed request\0${product}\0`), bytesOf(`${claimed(asked)}00`))
  return bytesOf(`${bitsOf(hmac256(secret, data)).slice(0, 30)}00`)
}

const requestCode = (asked: Asked = {}) =>
  line(claimed(asked) + bitsOf(typedProof(asked)).slice(0, 30), asked.mark ?? 0)
const seenRequest = (asked: Asked = {}) => ({
  sub: KEY_ID,
  computer: toHex(asked.computer ?? HASH),
  counted: asked.counted ?? 5,
  virtual: asked.virtual ?? false,
  proof: toHex(typedProof(asked)),
})

/** A number in groups of four bits, each behind a bit that says whether there is another one. */
export function grouped(value: number): string {
  const groups = value.toString(16).split('')
  return groups
    .map((digit, i) => (i < groups.length - 1 ? '1' : '0') + bits(Number.parseInt(digit, 16), 4))
    .join('')
}

/** A number of seconds: how many bits it has, and all of them but the first. */
function seconds(value: number): string {
  const all = value.toString(2)
  return bits(all.length, 5) + all.slice(1)
}

/** 2020-01-01. */
const EPOCH = 1_577_836_800
const DAY = 86_400

/** What a code says, piece by piece; each as the bits that say it. */
const GOOD_TERMS = {
  version: '0',
  byHash: '1',
  again: '0',
  required: '0',
  issued: bits(ISSUED_AT - EPOCH, 31),
  end: `01${bits((EXPIRES_AT - EPOCH) / DAY, 15)}`,
  cover: `01${grouped(2)}`,
  seats: '0',
  grace: '0',
  limit: '0',
  firstRun: '0',
  noVirtual: '0',
  features: '0',
} as const
export type Terms = Readonly<Record<keyof typeof GOOD_TERMS, string>>

/** `more`: groups of the last line beyond two. */
const termsBits = (terms: Partial<Terms> = {}, filler = '0', more = 0) =>
  Object.values({ ...GOOD_TERMS, ...terms })
    .join('')
    .padEnd(88 + 25 * more, filler)

/** The five lines of the terms and a signature. */
function licenseCode(terms: string, signature: Raw): string {
  const all = terms + bitsOf(signature)
  const ends = [140, 280, 420, 560, all.length]
  return ends.map((end, i) => line(all.slice(i === 0 ? 0 : ends[i - 1], end), i + 1)).join('\n')
}

const signatureOf = (message: Raw) => message.slice(-64)
/** A license in format 2 by the computer's hash, with the id of the first activation and no features. */
const HASHED: Claims = { 0: int(2), 1: undefined, 4: undefined, 38: bstr(HASH), 39: undefined }
export const byHash = (own: Claims = {}, claims: Claims = {}) =>
  license({ ...HASHED, ...own }, { 7: bstr(activationId(0)), ...claims })
const payloadByHash = () => licensePayload(HASHED, { 7: bstr(activationId(0)) })
export const typedOf = (message: Raw, terms: Partial<Terms> = {}, more = 0) =>
  licenseCode(termsBits(terms, '0', more), signatureOf(message))

const { features: _features, ...SEEN_TERMS } = { ...SEEN_UNBOUND, format: 2 }
export const SEEN_HASHED = { ...SEEN_TERMS, computer: toHex(HASH), cti: toHex(activationId(0)) }
const SEEN_BOUND = {
  ...SEEN_TERMS,
  fingerprint: SEEN.fingerprint,
  counted: SEEN.counted,
  cti: toHex(activationId(0)),
}

const good = (
  name: string,
  about: string,
  terms: Partial<Terms>,
  own: Claims,
  seen: Readonly<Record<string, unknown>>,
  claims: Claims = {},
) =>
  licenseCodeCase(`ok-license-code-${name}`, about, typedOf(byHash(own, claims), terms), 'ok', {
    claims: { ...SEEN_HASHED, ...seen },
  })

const malformed = (name: string, about: string, code: string) =>
  licenseCodeCase(`typing-license-code-${name}`, about, code, at('typing', 'typed-code-malformed'))
const badBits = (name: string, about: string, terms: Partial<Terms>, filler = '0') =>
  malformed(name, about, licenseCode(termsBits(terms, filler), signatureOf(byHash())))
const foreign = (name: string, about: string, code: string, asking = {}) =>
  licenseCodeCase(
    `signature-license-code-${name}`,
    about,
    code,
    at('signature', 'typed-license-not-for-this-request'),
    asking,
  )
const badRequest = (name: string, about: string, code: string) =>
  requestCodeCase(`typing-request-code-${name}`, about, code, at('typing', 'typed-code-malformed'))
const unproved = (name: string, about: string, asked: Asked) =>
  requestCodeCase(`rules-request-code-${name}`, about, requestCode(asked), at('rules', 'key-proof-invalid'))

/** The text with the symbol at `at` replaced by the next one of the alphabet. */
function mistyped(code: string, at: number): string {
  const next = ALPHABET[(ALPHABET.indexOf(code[at] as string) + 1) % 32] as string
  return code.slice(0, at) + next + code.slice(at + 1)
}

/** The text with the first two different neighbours swapped. */
function swapped(code: string): string {
  const at = [...code].findIndex((one, i) => one !== code[i + 1])
  return code.slice(0, at) + code[at + 1] + code[at] + code.slice(at + 2)
}

const CODE = typedOf(byHash())
const LINES = CODE.split('\n')
const WHOLE_SECOND = EXPIRES_AT + 12_345
const [COUNTED, NAMED] = firstRunDays(30)
/** By the fingerprint, as a request that was carried gets it. */
const bound = (own: Claims = {}, claims: Claims = {}) =>
  license({ 0: int(2), 4: undefined, ...own }, { 7: bstr(activationId(0)), ...claims })

/** The hashes of one kind of two computers, as a forged request lists them. */
const both = (kind: number) =>
  join(...hashesOf(kind, COMPUTER, OTHER_COMPUTER).toSorted((a, b) => Buffer.compare(a, b)))
const hashesOf = (kind: number, ...all: readonly Fingerprint[]) =>
  all.flatMap(one => {
    const hashes = one.get(kind) as Raw
    return Array.from({ length: hashes.length / 8 }, (_, i) => hashes.slice(8 * i, 8 * i + 8))
  })
/** A license by the hash of a fingerprint that no vendor would have taken in a request, and it is kept here. */
const forged = (
  name: string,
  about: string,
  asked: Fingerprint,
  counted = COUNTED_KINDS.filter(kind => asked.has(kind)),
) =>
  licenseCase(
    `rules-by-hash-${name}`,
    `bound by a hash, and ${about}: that is no computer`,
    byHash({ 38: bstr(hashOf(asked, counted)) }),
    at('rules', 'wrong-computer'),
    { asked: { fingerprint: asked, counted } },
  )

const ASKED = { fingerprint: COMPUTER, counted: COUNTED_KINDS }

export const CODES: readonly Vector[] = [
  licenseCase(
    'ok-license-by-hash',
    'bound to a computer by its hash, and this is just that one',
    byHash(),
    'ok',
    {
      claims: SEEN_HASHED,
    },
  ),
  licenseCase(
    'ok-license-by-hash-two-kinds-changed',
    'bound by a hash that is that of the request which was kept, and two kinds have changed since',
    byHash(),
    'ok',
    { asked: ASKED, computer: drifted([3, 4]), claims: SEEN_HASHED },
  ),
  licenseCase(
    'ok-license-by-hash-other-request',
    'bound by the hash of this computer; what was kept is of another request',
    byHash(),
    'ok',
    { asked: { fingerprint: OTHER_COMPUTER, counted: COUNTED_KINDS }, claims: SEEN_HASHED },
  ),
  licenseCase(
    'rules-by-hash-kind-changed',
    'bound by a hash, one kind has changed, and no request was kept: nobody can tell',
    byHash(),
    at('rules', 'wrong-computer'),
    { computer: drifted([4]) },
  ),
  licenseCase(
    'rules-by-hash-other-computer',
    'bound by the hash of the request which was kept, and this is another computer',
    byHash(),
    at('rules', 'wrong-computer'),
    { asked: ASKED, computer: OTHER_COMPUTER },
  ),
  licenseCase(
    'rules-by-hash-of-other-computer',
    'bound by a hash that neither this computer nor the request which was kept has',
    byHash({ 38: bstr(hashOf(OTHER_COMPUTER)) }),
    at('rules', 'wrong-computer'),
    { asked: ASKED },
  ),
  licenseCase(
    'rules-by-hash-other-counted',
    'bound by the hash of this computer with other kinds that count: the request that was kept has been edited',
    byHash({ 38: bstr(hashOf(COMPUTER, [1, 2])) }),
    at('rules', 'wrong-computer'),
    { asked: ASKED },
  ),
  licenseCase(
    'rules-by-hash-workload',
    'bound by the hash of a workload, which is named here: who asks by a code is a computer',
    byHash({ 38: bstr(hashOf(workload('prod/scope-1'), [WORKLOAD])) }),
    at('rules', 'wrong-computer'),
    {
      asked: { fingerprint: workload('prod/scope-1'), counted: [WORKLOAD] },
      computer: workload('prod/scope-1'),
    },
  ),
  forged(
    'several-computers',
    'the request which was kept lists the install ids of two computers',
    new Map([...COMPUTER, [1, both(1)]]),
  ),
  forged(
    'one-kind',
    'the request which was kept has one kind of reading',
    new Map([[1, COMPUTER.get(1) as Raw]]),
  ),
  licenseCase(
    'claims-computer-and-fingerprint',
    'a fingerprint and a hash, both',
    newestLicense({ 38: bstr(HASH) }),
    badClaims('generic'),
  ),
  licenseCase(
    'claims-computer-and-generic',
    'a hash, and generic',
    newestLicense({ ...GENERIC, 38: bstr(HASH) }),
    badClaims('generic'),
  ),
  licenseCase(
    'claims-computer-9-bytes',
    'a hash of nine bytes',
    byHash({ 38: bstr(join(HASH, hex('05'))) }),
    badClaims('computer'),
  ),
  licenseCase(
    'claims-computer-and-counted',
    'a hash, and beside it what counts: that is in the hash',
    byHash({ 39: countedItem([1]) }),
    badClaims('counted'),
  ),
  licenseCase(
    'claims-computer-text',
    'a hash of 16 digits',
    byHash({ 38: text(toHex(HASH)) }),
    badClaims('computer'),
  ),
  licenseCase(
    'claims-format-1-computer',
    'a license of format 1 has no hash, and so no computer',
    license({ 1: undefined, 38: bstr(HASH), 39: undefined }),
    badClaims('generic', 'own claim 38'),
  ),

  requestCodeCase('ok-request-code', 'a request code', requestCode(), 'ok', seenRequest()),
  requestCodeCase(
    'ok-request-code-virtual',
    'a virtual machine of which two kinds count',
    requestCode({ counted: 2, virtual: true }),
    'ok',
    seenRequest({ counted: 2, virtual: true }),
  ),
  requestCodeCase(
    'ok-request-code-as-typed',
    'as people type: lower case, o for 0, l for 1, spaces for dashes',
    ` ${requestCode().toLowerCase().replaceAll('0', 'o').replaceAll('1', 'l').replaceAll('-', '  ')}\n`,
    'ok',
    seenRequest(),
  ),
  unproved('other-key', 'the proof is made with the secret of another key', {
    secret: activationKeyBytes.slice(4, 14),
  }),
  unproved('other-product', 'the proof is made for another product', { product: 'example.editor' }),
  requestCodeCase(
    'rules-request-code-other-computer',
    'the computer was replaced, and the proof left as it was',
    line(claimed({ computer: hashOf(OTHER_COMPUTER) }) + bitsOf(typedProof({})).slice(0, 30), 0),
    at('rules', 'key-proof-invalid'),
  ),
  badRequest('one-wrong', 'one symbol is wrong', mistyped(requestCode(), 13)),
  badRequest('two-swapped', 'two neighbours are swapped', swapped(requestCode())),
  badRequest('symbol-lost', 'a symbol is missing', requestCode().slice(0, -1)),
  badRequest('letter-u', 'a letter that no code has', `U${requestCode().slice(1)}`),
  badRequest('activation-key', 'an activation key, which has as many symbols', ACTIVATION_KEY),
  badRequest('line-of-license', 'the first line of a license code', LINES[0] as string),
  badRequest('version-1', 'the bits say a version that there is not', requestCode({ version: 1 })),

  licenseCodeCase('ok-license-code', 'a license code', CODE, 'ok', { claims: SEEN_HASHED }),
  licenseCodeCase(
    'ok-license-code-one-line',
    'all in one line, in lower case',
    CODE.replaceAll('\n', ' ').toLowerCase(),
    'ok',
    { claims: SEEN_HASHED },
  ),
  licenseCodeCase(
    'ok-license-code-second-key',
    'signed by the second of two keys in the kit: the reader tries them',
    typedOf(
      signed({
        key: secondVendorKey,
        payload: payloadByHash(),
      }),
    ),
    'ok',
    {
      kit: kit({ 10: array(vendorKey.coseKey, secondVendorKey.coseKey) }),
      claims: SEEN_HASHED,
    },
  ),
  licenseCodeCase(
    'ok-license-code-fingerprint',
    'of a request that was carried: bound by its fingerprint',
    typedOf(bound(), { byHash: '0' }),
    'ok',
    { claims: SEEN_BOUND },
  ),
  licenseCodeCase(
    'ok-license-code-first-run',
    'with days from the first run, in the installation that asked',
    typedOf(bound(COUNTED, NAMED), { byHash: '0', firstRun: `1${grouped(29)}` }),
    'ok',
    { claims: { ...SEEN_BOUND, cnf: toHex(installationKey.kid), 'first-run-days': 30 } },
  ),
  licenseCodeCase(
    'ok-license-code-of-installed',
    'of the activation that the installed license is of',
    typedOf(byHash({}, { 7: bstr(hex('aa11223344556677')) }), { again: `1${bits(15, 4)}` }),
    'ok',
    {
      installed: license({}, { 7: bstr(hex('aa11223344556677')) }),
      claims: { ...SEEN_HASHED, cti: 'aa11223344556677' },
    },
  ),
  good(
    'again',
    'the eighth activation of this computer',
    { again: `1${bits(7, 4)}` },
    {},
    {
      cti: toHex(activationId(7)),
    },
    { 7: bstr(activationId(7)) },
  ),
  good(
    'never-expires',
    'without an end, maintenance for ever, three of four readings must match, no virtual machines',
    { end: '00', cover: '10', required: `1${bits(2, 4)}${bits(3, 4)}`, noVirtual: '1' },
    { 2: shareItem(3, 4), 5: undefined, 6: TRUE, 19: TRUE },
    { required: [3, 4], version: undefined, maintenance: true, 'no-virtual': true, exp: undefined },
    { 4: undefined },
  ),
  good(
    'days',
    'ends 365 days behind iat, with 14 days of grace, 20 floating seats and no deactivation',
    {
      end: `10${grouped(364)}`,
      seats: `1${grouped(19)}`,
      grace: `1${grouped(13)}`,
      limit: `1${grouped(0)}`,
      cover: '00',
    },
    { 5: undefined, 8: int(20), 17: int(14), 21: int(0) },
    {
      exp: ISSUED_AT + 365 * DAY,
      version: undefined,
      'floating-seats': 20,
      'grace-days': 14,
      'deactivation-limit': '0',
    },
    { 4: int(ISSUED_AT + 365 * DAY) },
  ),
  good(
    'seconds',
    'ends at any second, for the version 26',
    { end: `11${seconds(WHOLE_SECOND - ISSUED_AT)}`, cover: `01${grouped(26)}` },
    { 5: text('26') },
    { exp: WHOLE_SECOND, version: '26' },
    { 4: int(WHOLE_SECOND) },
  ),
  good(
    'maintenance-day',
    'with maintenance until the end of a day',
    { cover: `111${bits((EXPIRES_AT - EPOCH) / DAY, 15)}` },
    { 5: undefined, 6: int(EXPIRES_AT) },
    { version: undefined, maintenance: EXPIRES_AT },
  ),
  good(
    'maintenance-second',
    'without an end, and with maintenance until some second',
    { end: '00', cover: `110${bits(WHOLE_SECOND - EPOCH, 31)}` },
    { 5: undefined, 6: int(WHOLE_SECOND) },
    { version: undefined, maintenance: WHOLE_SECOND, exp: undefined },
    { 4: undefined },
  ),
  malformed('one-wrong', 'one symbol of the third line is wrong', mistyped(CODE, 90)),
  malformed('two-swapped', 'two neighbours are swapped', swapped(CODE)),
  malformed('line-lost', 'the fourth line is missing', LINES.filter((_, i) => i !== 3).join('\n')),
  malformed(
    'lines-swapped',
    'the second and the third line are swapped',
    [0, 2, 1, 3, 4].map(i => LINES[i]).join('\n'),
  ),
  malformed('request-code', 'a request code', requestCode()),
  badBits('version-1', 'the bits say a version that there is not', { version: '1' }),
  badBits('required-half', 'half of the readings must match, which two computers could', {
    required: `1${bits(1, 4)}${bits(3, 4)}`,
  }),
  badBits('loose-bit', 'a bit behind the terms is set', {}, '1'),
  badBits('again-zero', 'the first activation, told the long way', { again: `1${bits(0, 4)}` }),
  badBits('group-zero', 'a number with a group of zero in front', { cover: `01${`10000${grouped(2)}`}` }),
  badBits('end-long', 'a whole day, told in seconds', {
    end: `11${seconds(EXPIRES_AT - ISSUED_AT)}`,
  }),
  badBits('end-width-zero', 'an end so many seconds from iat that have no bits', { end: `11${bits(0, 5)}` }),
  badBits('maintenance-long', 'a whole day of maintenance, told in seconds', {
    cover: `110${bits(EXPIRES_AT - EPOCH, 31)}`,
    end: '00',
  }),
  badBits('too-long', 'terms that go on behind the 88 bits', {
    end: `11${seconds(WHOLE_SECOND - ISSUED_AT)}`,
    cover: `110${bits(WHOLE_SECOND - EPOCH, 31)}`,
  }),
  foreign(
    'other-key',
    'signed by a key that the kit does not have',
    typedOf(signed({ key: strangerKey, payload: payloadByHash() })),
  ),
  foreign('other-computer', 'for the request of another computer', CODE, {
    request: request({ 1: fingerprintItem(OTHER_COMPUTER) }),
  }),
  foreign('other-activation-key', 'for the request of another activation key', CODE, {
    request: request({}, { 2: text('00000-00000') }),
  }),
  foreign(
    'nothing-installed',
    'of the activation that the installed license is of, and there is none',
    typedOf(byHash({}, { 7: bstr(hex('aa11223344556677')) }), { again: `1${bits(15, 4)}` }),
  ),
  foreign(
    'other-counted',
    'the request code that was answered counted other kinds than the request',
    typedOf(byHash({ 38: bstr(hashOf(COMPUTER, [1, 2])) })),
  ),
  foreign(
    'required',
    'the terms say that three of four readings must match, and the license says nothing of it',
    typedOf(byHash(), { required: `1${bits(2, 4)}${bits(3, 4)}` }),
  ),
  foreign(
    'grace-beyond-limit',
    'the license says 36,501 days of grace, which is more than a license has',
    typedOf(byHash({ 17: int(36_501) }), { grace: `1${grouped(36_500)}` }),
  ),
  licenseCodeCase(
    'rules-license-code-no-request',
    'no request was made here',
    CODE,
    at('rules', 'typed-request-missing'),
    { request: null },
  ),
  licenseCodeCase(
    'rules-license-code-request-of-other-product',
    'the only request that was made here is for another product',
    CODE,
    at('rules', 'typed-request-missing'),
    { request: request({}, { 3: text('example.editor') }) },
  ),
  foreign(
    'features',
    'the license has a feature, and the code says that it has none',
    typedOf(byHash({ 4: map([text('export'), TRUE]) })),
  ),
  foreign(
    'licensee',
    'the license has a licensee, which no code says',
    typedOf(byHash({ 20: text(VENDOR) })),
  ),
  foreign(
    'other-installation',
    'days from the first run of another installation than the one that asked',
    typedOf(bound(COUNTED, { 8: map([int(3), bstr(strangerKey.kid)]) }), {
      byHash: '0',
      firstRun: `1${grouped(29)}`,
    }),
  ),
]
