/** Owns the vectors that are refused as COSE: wrong shape, wrong algorithm, wrong type. Their signatures are good. */
import {
  at,
  checkpointCase,
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
  checkpoint,
  clockReset,
  kit,
  license,
  licensePayload,
  receipt,
  request,
  revocations,
  signed,
  state,
  TYP,
  vendorKey,
} from './world.ts'

const malformed = at('cose', 'cose-malformed')
const unsupported = at('cose', 'algorithm-unsupported')
const wrongType = at('cose', 'wrong-message-type')

const ALG = [int(1), int(-8)] as const
const KID = [int(4), bstr(vendorKey.kid)] as const
const TYPE = [int(16), int(TYP.license)] as const

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
    headerItem: map(ALG, KID, TYPE),
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
  header('without-alg', 'no alg', KID, TYPE),
  header('without-kid', 'no kid', ALG, TYPE),
  header('without-typ', 'no typ', ALG, KID),
  header('extra', 'a content type (3) besides', ALG, [int(3), int(61)], KID, TYPE),
  header('crit', 'crit (2) besides, which names typ', ALG, [int(2), hex('8110')], KID, TYPE),
  header('text-label', 'a parameter with a text as label', ALG, KID, TYPE, [text('vendor'), int(1)]),
  header('kid-7-bytes', 'kid of 7 bytes', ALG, [int(4), bstr(vendorKey.kid.slice(0, 7))], TYPE),
  header('kid-32-bytes', 'kid is a whole thumbprint', ALG, [int(4), bstr(new Uint8Array(32))], TYPE),
  header('kid-text', 'kid is a text', ALG, [int(4), text('vendor-1')], TYPE),
  header('typ-text', 'typ is a text, as RFC 9596 allows for others', ALG, KID, [
    int(16),
    text('application/cwt'),
  ]),
  header('typ-negative', 'typ is negative', ALG, KID, [int(16), int(-1)]),
  header('typ-huge', 'typ is 2^64 - 1', ALG, KID, [int(16), int(2n ** 64n - 1n)]),
  header('alg-text', 'alg is a text', [int(1), text('EdDSA')], KID, TYPE),
  algorithm('es256', 'alg is -7 (ES256)', int(-7)),
  algorithm('ed448', 'alg is -53 (Ed448)', int(-53)),
  algorithm('hmac', 'alg is 5 (HMAC 256/256)', int(5)),
  algorithm('zero', 'alg is 0 (reserved)', int(0)),
  licenseCase('cose-typ-request', 'a request where a license is expected', request(), wrongType),
  licenseCase('cose-typ-kit', 'a kit where a license is expected', kit(), wrongType),
  licenseCase('cose-typ-state', 'a state where a license is expected', state(), wrongType),
  licenseCase('cose-typ-checkpoint', 'a checkpoint where a license is expected', checkpoint(), wrongType),
  licenseCase(
    'cose-typ-receipt',
    'license claims under the type of a receipt',
    signed({ typ: TYP.receipt }),
    wrongType,
  ),
  licenseCase(
    'cose-typ-request-on-license',
    'license claims under the type of a request',
    signed({ typ: TYP.request }),
    wrongType,
  ),
  licenseCase(
    'cose-typ-unknown',
    'license claims under a type that is none of ours',
    signed({ typ: 65535 }),
    wrongType,
  ),
  licenseCase('cose-typ-content-format', 'typ is 61 (application/cwt)', signed({ typ: 61 }), wrongType),
  requestCase('cose-typ-license-as-request', 'a license where a request is expected', license(), wrongType),
  requestCase('cose-typ-state-as-request', 'a state where a request is expected', state(), wrongType),
  kitCase('cose-typ-license-as-kit', 'a license where a kit is expected', license(), wrongType),
  kitCase('cose-typ-state-as-kit', 'a state where a kit is expected', state(), wrongType),
  stateCase('cose-typ-request-as-state', 'a request where a state is expected', request(), wrongType),
  checkpointCase(
    'cose-typ-license-as-checkpoint',
    'a license where a checkpoint is expected',
    license(),
    wrongType,
  ),
  checkpointCase('cose-typ-kit-as-checkpoint', 'a kit where a checkpoint is expected', kit(), wrongType),
  requestCase(
    'cose-typ-checkpoint-as-request',
    'a checkpoint where a request is expected',
    checkpoint(),
    wrongType,
  ),
  kitCase('cose-typ-checkpoint-as-kit', 'a checkpoint where a kit is expected', checkpoint(), wrongType),
  licenseCase('cose-typ-receipt-itself', 'a receipt where a license is expected', receipt(), wrongType),
  licenseCase(
    'cose-typ-revocations',
    'a list of revocations where a license is expected',
    revocations(),
    wrongType,
  ),
  licenseCase('cose-typ-clock-reset', 'a clock reset where a license is expected', clockReset(), wrongType),
  requestCase('cose-typ-receipt-as-request', 'a receipt where a request is expected', receipt(), wrongType),
  receiptCase('cose-typ-request-as-receipt', 'a request where a receipt is expected', request(), wrongType),
  receiptCase('cose-typ-license-as-receipt', 'a license where a receipt is expected', license(), wrongType),
  kitCase(
    'cose-typ-revocations-as-kit',
    'a list of revocations where a kit is expected',
    revocations(),
    wrongType,
  ),
  kitCase('cose-typ-clock-reset-as-kit', 'a clock reset where a kit is expected', clockReset(), wrongType),
  revocationsCase(
    'cose-typ-kit-as-revocations',
    'a kit where a list of revocations is expected',
    kit(),
    wrongType,
  ),
  revocationsCase(
    'cose-typ-license-as-revocations',
    'a license where a list of revocations is expected',
    license(),
    wrongType,
  ),
  clockResetCase(
    'cose-typ-license-as-clock-reset',
    'a license where a clock reset is expected',
    license(),
    wrongType,
  ),
  clockResetCase('cose-typ-kit-as-clock-reset', 'a kit where a clock reset is expected', kit(), wrongType),
  stateCase('cose-typ-receipt-as-state', 'a receipt where a state is expected', receipt(), wrongType),
  stateCase('cose-typ-license-as-state', 'a license where a state is expected', license(), wrongType),
]

/** An array of three: the signature cut away. */
function threeOf(message: Raw): Raw {
  const three = message.slice(0, -66)
  three[1] = 0x83
  return three
}
