/** Owns the vectors that are refused as COSE: wrong shape, wrong algorithm, wrong type. Their signatures are good. */
import {
  at,
  clockResetCase,
  kitCase,
  licenseCase,
  receiptCase,
  requestCase,
  revocationsCase,
  stateCase,
  type Vector,
} from './case.ts'
import { armor, bstr, hex, int, map, pairs, type Raw, text } from './raw.ts'
import {
  clockReset,
  kit,
  license,
  licensePayload,
  receipt,
  request,
  revocations,
  signed,
  state,
  TYPE,
  vendorKey,
} from './world.ts'

const malformed = at('cose', 'cose-malformed')
const unsupported = at('cose', 'algorithm-unsupported')
const wrongType = at('cose', 'wrong-message-type')

const ALG = [int(1), int(-19)] as const
const KID = [int(4), bstr(vendorKey.kid)] as const
const MESSAGE = [int(-65537), int(TYPE.license)] as const

const shape = (name: string, about: string, parts: Parameters<typeof signed>[0]) =>
  licenseCase(`cose-${name}`, about, signed(parts), malformed)
const header = (name: string, about: string, ...entries: readonly (readonly [Raw, Raw])[]) =>
  shape(`header-${name}`, about, { header: map(...entries) })
const algorithm = (name: string, about: string, alg: Raw, expect = unsupported) =>
  licenseCase(`cose-alg-${name}`, about, signed({ alg }), expect)

export const ENVELOPES: readonly Vector[] = [
  licenseCase(
    'cose-tag-17',
    'tag 17 (COSE_Mac0), carried as armor',
    armor('LICENSE', signed({ tag: hex('d1') })),
    malformed,
  ),
  licenseCase(
    'cose-tag-98',
    'tag 98 (COSE_Sign), carried as armor',
    armor('LICENSE', signed({ tag: hex('d862') })),
    malformed,
  ),
  licenseCase(
    'cose-tag-long-head',
    'tag 18 in two bytes, carried as armor',
    armor('LICENSE', signed({ tag: hex('d812') })),
    malformed,
  ),
  licenseCase(
    'cose-without-tag',
    'no tag, carried as armor',
    armor('LICENSE', signed({ tag: hex('') })),
    malformed,
  ),
  licenseCase(
    'cose-cwt-tag',
    'the CWT tag 61 around it, carried as armor',
    armor('LICENSE', signed({ tag: hex('d83dd2') })),
    malformed,
  ),
  licenseCase('cose-array-of-three', 'the signature is missing', threeOf(license()), malformed),
  shape('array-of-five', 'an item behind the signature', { more: [int(0)] }),
  shape('header-text', 'the protected header is a text', { headerItem: text('header') }),
  shape('header-map', 'the protected header is a map, not a byte string', {
    headerItem: map(ALG, KID, MESSAGE),
  }),
  shape('header-not-a-map', 'the protected header is an integer in a byte string', { header: int(1) }),
  shape('unprotected-kid', 'kid in the unprotected header, too', { unprotected: pairs(KID) }),
  shape('unprotected-unknown', 'an unknown parameter in the unprotected header', {
    unprotected: pairs([int(99), int(0)]),
  }),
  shape('unprotected-not-a-map', 'the unprotected header is an empty array', { unprotected: hex('80') }),
  shape('payload-map', 'the payload is a map, not a byte string', { payloadItem: licensePayload() }),
  shape('payload-text', 'the payload is a text', { payloadItem: text('license') }),
  shape('signature-63', 'a signature of 63 bytes', { signature: good => good.slice(0, 63) }),
  shape('signature-65', 'a signature of 65 bytes', { signature: good => Uint8Array.of(...good, 0) }),
  shape('signature-empty', 'a signature of no bytes', { signature: () => new Uint8Array() }),
  shape('signature-text', 'the signature is a text', { signatureItem: text('x'.repeat(64)) }),
  header('without-alg', 'no alg', KID, MESSAGE),
  header('without-kid', 'no kid', ALG, MESSAGE),
  header('without-type', 'no message type', ALG, KID),
  header('extra', 'a content type (3) besides', ALG, [int(3), int(61)], KID, MESSAGE),
  header(
    'crit',
    'crit (2) besides, which names the message type',
    ALG,
    [int(2), hex('813a00010000')],
    KID,
    MESSAGE,
  ),
  header('text-label', 'a parameter with a text as label', ALG, KID, MESSAGE, [text('vendor'), int(1)]),
  header('kid-7-bytes', 'kid of 7 bytes', ALG, [int(4), bstr(vendorKey.kid.slice(0, 7))], MESSAGE),
  header('kid-32-bytes', 'kid is a whole thumbprint', ALG, [int(4), bstr(new Uint8Array(32))], MESSAGE),
  header('kid-text', 'kid is a text', ALG, [int(4), text('vendor-1')], MESSAGE),
  header('type-text', 'the message type is a text', ALG, KID, [int(-65537), text('license')]),
  header('type-negative', 'the message type is negative', ALG, KID, [int(-65537), int(-1)]),
  header('type-as-typ', 'the message type in typ (16, RFC 9596)', ALG, KID, [int(16), int(TYPE.license)]),
  header('alg-text', 'alg is a text', [int(1), text('EdDSA')], KID, MESSAGE),
  algorithm('eddsa', 'alg is -8 (EdDSA, deprecated by RFC 9864)', int(-8)),
  algorithm('huge', 'alg is 2^64 - 1', int(2n ** 64n - 1n)),
  algorithm('es256', 'alg is -7 (ES256)', int(-7)),
  algorithm('ed448', 'alg is -53 (Ed448)', int(-53)),
  algorithm('hmac', 'alg is 5 (HMAC 256/256)', int(5)),
  algorithm('zero', 'alg is 0 (reserved)', int(0)),
  licenseCase('cose-type-request', 'a request where a license is expected', request(), wrongType),
  licenseCase('cose-type-kit', 'a kit where a license is expected', kit(), wrongType),
  licenseCase('cose-type-state', 'a state where a license is expected', state(), wrongType),
  licenseCase('cose-type-of-vendor', "a type of a vendor's own tools, 128", signed({ type: 128 }), wrongType),
  licenseCase('cose-type-huge', 'the message type is 2^64 - 1', hugeType(), wrongType),
  licenseCase(
    'cose-type-receipt',
    'license claims under the type of a receipt',
    signed({ type: TYPE.receipt }),
    wrongType,
  ),
  licenseCase(
    'cose-type-request-on-license',
    'license claims under the type of a request',
    signed({ type: TYPE.request }),
    wrongType,
  ),
  licenseCase(
    'cose-type-unknown',
    'license claims under 65000, which is not assigned',
    signed({ type: 65000 }),
    wrongType,
  ),
  requestCase('cose-type-license-as-request', 'a license where a request is expected', license(), wrongType),
  requestCase('cose-type-state-as-request', 'a state where a request is expected', state(), wrongType),
  kitCase('cose-type-license-as-kit', 'a license where a kit is expected', license(), wrongType),
  kitCase('cose-type-state-as-kit', 'a state where a kit is expected', state(), wrongType),
  stateCase('cose-type-request-as-state', 'a request where a state is expected', request(), wrongType),
  licenseCase('cose-type-receipt-itself', 'a receipt where a license is expected', receipt(), wrongType),
  licenseCase(
    'cose-type-revocations',
    'a list of revocations where a license is expected',
    revocations(),
    wrongType,
  ),
  licenseCase('cose-type-clock-reset', 'a clock reset where a license is expected', clockReset(), wrongType),
  requestCase('cose-type-receipt-as-request', 'a receipt where a request is expected', receipt(), wrongType),
  receiptCase('cose-type-request-as-receipt', 'a request where a receipt is expected', request(), wrongType),
  receiptCase('cose-type-license-as-receipt', 'a license where a receipt is expected', license(), wrongType),
  kitCase(
    'cose-type-revocations-as-kit',
    'a list of revocations where a kit is expected',
    revocations(),
    wrongType,
  ),
  kitCase('cose-type-clock-reset-as-kit', 'a clock reset where a kit is expected', clockReset(), wrongType),
  revocationsCase(
    'cose-type-kit-as-revocations',
    'a kit where a list of revocations is expected',
    kit(),
    wrongType,
  ),
  revocationsCase(
    'cose-type-license-as-revocations',
    'a license where a list of revocations is expected',
    license(),
    wrongType,
  ),
  clockResetCase(
    'cose-type-license-as-clock-reset',
    'a license where a clock reset is expected',
    license(),
    wrongType,
  ),
  clockResetCase('cose-type-kit-as-clock-reset', 'a kit where a clock reset is expected', kit(), wrongType),
  stateCase('cose-type-receipt-as-state', 'a receipt where a state is expected', receipt(), wrongType),
  stateCase('cose-type-license-as-state', 'a license where a state is expected', license(), wrongType),
]

/** A type that no number of JavaScript is. */
function hugeType(): Raw {
  return signed({ header: map(ALG, KID, [int(-65537), int(2n ** 64n - 1n)]) })
}

/** An array of three: the signature cut away. */
function threeOf(message: Raw): Raw {
  const three = message.slice(0, -66)
  three[1] = 0x83
  return three
}
