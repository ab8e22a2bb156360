/**
 * Owns the vectors that are refused by the CBOR layer. Where the mistake stands in the payload or in the protected
 * header, the signature over it is good: only the encoding is wrong.
 */
import { at, licenseCase, type Vector } from './case.ts'
import { array, bstr, head, hex, int, join, map, NULL, pairs, type Raw, TRUE, text, toHex } from './raw.ts'
import { GOOD_LICENSE, license, licensePayload, signed, TYPE, VENDOR, vendorKey } from './world.ts'

const good = license()
const malformed = at('cbor', 'cbor-malformed')
const notDeterministic = at('cbor', 'cbor-not-deterministic')
const overLimit = at('cbor', 'cbor-over-limit')

const truncated = (name: string, about: string, length: number) =>
  licenseCase(`cbor-truncated-${name}`, about, good.slice(0, length), malformed)

/** A good license but for one registered claim. */
const claim = (name: string, about: string, number: number, value: Raw, expect = malformed) =>
  licenseCase(`cbor-${name}`, about, license({}, { [number]: value }), expect)

const header = (name: string, about: string, encoded: Raw, expect = notDeterministic) =>
  licenseCase(`cbor-header-${name}`, about, signed({ header: encoded }), expect)

const payload = (name: string, about: string, encoded: Raw, expect = malformed) =>
  licenseCase(`cbor-${name}`, about, signed({ payload: encoded }), expect)

const ALG = [int(1), int(-19)] as const
const KID = [int(4), bstr(vendorKey.kid)] as const
const MESSAGE = [int(-65537), int(TYPE.license)] as const

const registered = Object.entries(GOOD_LICENSE.claims).map(
  ([key, value]) => [int(Number(key)), value] as const,
)
const own = [
  int(-65537),
  map(...Object.entries(GOOD_LICENSE.own).map(([k, v]) => [int(Number(k)), v] as const)),
] as const
const [first, second, ...others] = registered as [
  (typeof registered)[0],
  (typeof registered)[0],
  ...typeof registered,
]

/** The payload starts behind tag, array, header, unprotected and its own head. */
const payloadAt = 1 + 1 + 20 + 1 + 2

function nested(depth: number): Raw {
  return depth === 0 ? TRUE : array(nested(depth - 1))
}

/** A license whose own claim 99 is `value`; too long to be written out. */
function bombOf(runHex: string, times: number, arrayHead: Raw) {
  const marker = hex('fedcba9876543210')
  const claims = licensePayload({ 99: marker })
  const [before = '', after = ''] = toHex(claims).split(toHex(marker))
  const whole = before + toHex(arrayHead) + runHex.repeat(times) + after
  const message = signed({ payload: hex(whole) })
  const [front = '', back = ''] = toHex(message).split(toHex(arrayHead) + runHex.repeat(times))
  return {
    parts: [
      [front + toHex(arrayHead), 1],
      [runHex, times],
      [back, 1],
    ] as const,
  }
}

export const ENCODING: readonly Vector[] = [
  truncated('after-tag', 'cut behind the tag', 1),
  truncated('in-header', 'cut in the protected header', 10),
  truncated('before-payload', 'cut in front of the payload', payloadAt - 2),
  truncated('in-payload', 'cut in the payload', payloadAt + 20),
  truncated('in-signature', 'cut in the signature', good.length - 32),
  truncated('last-byte', 'the last byte is missing', good.length - 1),
  licenseCase('cbor-byte-behind', 'one byte behind the message', join(good, hex('00')), malformed),
  licenseCase('cbor-message-twice', 'the message twice in one file', join(good, good), malformed),
  licenseCase('cbor-tag-twice', 'tag 18 in tag 18', join(hex('d2'), good), malformed),
  licenseCase('cbor-line-end-behind', 'a text editor added a line end', join(good, hex('0a')), malformed),
  licenseCase(
    'cbor-array-indefinite',
    'the message is an array of indefinite length',
    join(hex('d29f'), good.subarray(2), hex('ff')),
    malformed,
  ),
  licenseCase(
    'cbor-array-long-head',
    'the head of the message array is longer than needed',
    join(hex('d29804'), good.subarray(2)),
    notDeterministic,
  ),
  licenseCase(
    'cbor-payload-long-head',
    'the length of the payload is written in four bytes',
    signed({ payloadItem: join(head(2, licensePayload().length, 4), licensePayload()) }),
    notDeterministic,
  ),
  licenseCase(
    'cbor-payload-indefinite',
    'the payload is a byte string of indefinite length',
    signed({ payloadItem: join(hex('5f'), bstr(licensePayload()), hex('ff')) }),
    malformed,
  ),
  licenseCase(
    'cbor-payload-detached',
    'the payload is null (detached)',
    signed({ payloadItem: NULL }),
    malformed,
  ),
  licenseCase(
    'cbor-unprotected-undefined',
    'the unprotected header is undefined',
    signed({ unprotected: hex('f7') }),
    malformed,
  ),
  licenseCase(
    'cbor-payload-tagged',
    'the payload carries tag 24 (encoded CBOR)',
    signed({ payloadItem: join(hex('d818'), bstr(licensePayload())) }),
    malformed,
  ),

  header('alg-long-head', 'alg is written in two bytes', pairs([int(1), head(1, 18, 1)], KID, MESSAGE)),
  header(
    'type-long-head',
    'the message type is written in four bytes',
    pairs(ALG, KID, [int(-65537), head(0, TYPE.license, 4)]),
  ),
  header(
    'kid-long-head',
    'the length of kid is written in a byte of its own',
    pairs(ALG, [int(4), join(hex('5808'), vendorKey.kid)], MESSAGE),
  ),
  header('key-order', 'the keys of the protected header are out of order', pairs(KID, ALG, MESSAGE)),
  header('duplicate', 'alg twice, the same each time', pairs(ALG, ALG, KID, MESSAGE)),
  header(
    'indefinite',
    'the protected header is a map of indefinite length',
    join(hex('bf'), ...ALG, ...KID, ...MESSAGE, hex('ff')),
    malformed,
  ),
  header(
    'byte-behind',
    'one byte behind the map of the protected header',
    join(pairs(ALG, KID, MESSAGE), hex('00')),
    malformed,
  ),
  header('empty', 'the protected header is of no bytes', hex(''), malformed),

  claim('integer-long-head', 'iat is written in eight bytes', 6, head(0, 1_767_272_400, 8), notDeterministic),
  claim('integer-24-long-head', 'iat 23 is written in two bytes', 6, hex('1817'), notDeterministic),
  claim('integer-zero-long-head', 'iat 0 is written in three bytes', 6, hex('190000'), notDeterministic),
  claim(
    'text-long-head',
    'the length of iss is written in two bytes',
    1,
    join(hex('7810'), Buffer.from(VENDOR)),
    notDeterministic,
  ),
  claim('text-indefinite', 'iss is a text of indefinite length', 1, join(hex('7f'), text(VENDOR), hex('ff'))),
  claim('text-not-utf8', 'iss has a byte that is not UTF-8', 1, hex('6441ff4243')),
  claim('text-overlong-utf8', 'iss has "/" in an overlong form of UTF-8', 1, hex('6441c0af42')),
  claim('text-surrogate', 'iss has a lone surrogate', 1, hex('6541eda08042')),
  claim('text-cut-character', 'iss ends inside a character', 1, hex('6341e282')),
  claim('text-byte-order-mark', 'iss starts with a byte order mark', 1, text(`\ufeff${VENDOR}`)),
  claim('float', 'iat is a float', 6, hex('fb41da559c12c0000000'.slice(0, 18))),
  claim('float-half', 'iat is a half float', 6, hex('f97bff')),
  claim('null', 'exp is null', 4, NULL),
  claim('undefined', 'exp is undefined', 4, hex('f7')),
  claim('simple', 'exp is simple value 16', 4, hex('f0')),
  claim('simple-two-bytes', 'exp is simple value 255', 4, hex('f8ff')),
  claim('true-two-bytes', 'a claim is true in two bytes', 4, hex('f815')),
  claim('tag-date', 'iat carries tag 1 (epoch time)', 6, join(hex('c1'), int(1_767_272_400))),
  claim('tag-bignum', 'iat is a bignum', 6, hex('c24469566250')),
  claim(
    'tag-self-described',
    'the payload starts with tag 55799',
    6,
    join(hex('d9d9f7'), int(1_767_272_400)),
  ),
  claim('integer-below-range', 'iat is below -2^31', 6, int(-2_147_483_649)),
  claim('head-reserved', 'a head with additional information 28', 6, hex('1c')),
  claim('break-alone', 'a break code outside of an indefinite length', 6, hex('ff')),
  claim('array-length-lie', 'an array that claims 2^64 - 1 items', 6, hex('9bffffffffffffffff')),
  claim('map-length-lie', 'a map that claims 2^32 - 1 pairs', 6, hex('baffffffff')),
  claim('text-length-lie', 'a text that claims 2^32 - 1 bytes', 1, hex('7affffffff')),
  claim('nesting', 'a claim 8 levels deep: with its map, 9', 6, nested(8), overLimit),
  licenseCase(
    'cbor-nesting-bomb',
    'a claim 100,000 levels deep',
    bombOf('81', 100_000, TRUE_HEAD()),
    overLimit,
  ),
  licenseCase(
    'cbor-too-many-items',
    'more than 65,536 items',
    bombOf('00', 70_000, head(4, 70_000)),
    overLimit,
  ),
  licenseCase(
    'cbor-too-large',
    'more than 1,048,576 bytes',
    {
      parts: [
        [`d2845a00100000`, 1],
        ['00', 1_048_576],
      ],
    },
    overLimit,
  ),

  payload(
    'payload-map-indefinite',
    'the payload is a map of indefinite length',
    join(hex('bf'), ...registered.flat(), ...own, hex('ff')),
  ),
  payload(
    'payload-key-order',
    'two claims are out of order',
    pairs(second, first, ...others, own),
    notDeterministic,
  ),
  payload(
    'payload-own-first',
    'the private claim stands in front, as sorting by value has it',
    pairs(own, ...registered),
    notDeterministic,
  ),
  payload(
    'payload-duplicate',
    'a claim twice',
    pairs(first, first, second, ...others, own),
    notDeterministic,
  ),
  payload(
    'payload-duplicate-other-value',
    'iss twice, with two values',
    pairs(first, [int(1), text('Other')], second, ...others, own),
    notDeterministic,
  ),
  payload('payload-own-twice', 'two maps of own claims', pairs(...registered, own, own), notDeterministic),
  payload(
    'payload-two-maps',
    'two maps of claims, one behind the other',
    join(licensePayload(), licensePayload()),
  ),
  payload('payload-empty', 'a payload of no bytes', hex('')),
  payload(
    'payload-truncated',
    'the map of claims is cut off inside the payload',
    licensePayload().slice(0, -1),
  ),
  payload(
    'payload-key-bytes',
    'a claim key that is a byte string',
    pairs(...registered, own, [bstr(hex('01')), TRUE]),
  ),
  payload(
    'payload-key-long-head',
    'a claim key longer than needed',
    pairs([hex('1801'), first[1]], second, ...others, own),
    notDeterministic,
  ),
  licenseCase(
    'cbor-fingerprint-key-order',
    'kinds of readings out of order, in the innermost map',
    license({ 1: pairs([int(2), bstr(new Uint8Array(8))], [int(1), bstr(new Uint8Array(8))]) }),
    notDeterministic,
  ),
  licenseCase(
    'cbor-feature-order-by-length',
    'feature names in the order of their letters; the shorter one comes first',
    license({ 4: pairs([text('aaa'), TRUE], [text('bb'), TRUE]) }),
    notDeterministic,
  ),
]

/** An array of one, whose items are arrays of one, and so on. */
function TRUE_HEAD(): Raw {
  return hex('81')
}
