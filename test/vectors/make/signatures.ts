/** Owns the vectors that are refused because of the key or the signature. All else in them is right. */
import { at, kitCase, licenseCase, requestCase, type Vector } from './case.ts'
import {
  forgedUnderNeutralKey,
  mixedOrderKey,
  mixedOrderSignature,
  NOT_CANONICAL,
  SMALL_ORDER,
  smallOrderRSignature,
  withSPlusOrder,
} from './points.ts'
import { array, bstr, hex, int, join, map, named, type Raw, type RawKey, sha256 } from './raw.ts'
import {
  installationKey,
  kit,
  license,
  licensePayload,
  PRODUCT,
  proof,
  REQUESTED_AT,
  request,
  secondVendorKey,
  seedOf,
  signed,
  strangerKey,
  vendorKey,
} from './world.ts'

const invalid = at('signature', 'signature-invalid')
const unknownKey = at('signature', 'signing-key-unknown')
const badKey = at('signature', 'public-key-invalid')

const signature = (name: string, about: string, change: (good: Raw) => Raw) =>
  licenseCase(`signature-${name}`, about, signed({ signature: change }), invalid)

/** Flips one bit of a finished message. */
function flipped(message: Raw, at: number, bit = 0): Raw {
  return message.map((byte, i) => (i === at ? byte ^ (1 << bit) : byte))
}

const good = license()
/** Where the text of a feature's number stands: `projects`, then 0x18 0x19. */
const projectsAt = Buffer.from(good).indexOf('projects') + 9
const kidAt = Buffer.from(good).indexOf(vendorKey.kid)

/** A request that carries `publicKey`, under the kid that it has, signed by nobody who could. */
function requestUnder(publicKey: Raw, coseKey = named(publicKey).coseKey): Raw {
  const forger: RawKey = {
    publicKey,
    coseKey,
    kid: sha256(coseKey).slice(0, 8),
    sign: () => forgedUnderNeutralKey(),
  }
  const claims = { 8: map([int(1), coseKey]) }
  return request({ 9: bstr(proof(publicKey, PRODUCT)) }, claims, { key: forger })
}

const x = (publicKey: Raw) => [int(-2), bstr(publicKey)] as const
const { publicKey } = installationKey

export const SIGNATURES: readonly Vector[] = [
  licenseCase(
    'signature-unknown-key',
    'signed by a key that is not in the kit',
    signed({ key: strangerKey }),
    unknownKey,
  ),
  licenseCase('signature-key-of-other-kit', 'the kit trusts another key only', license(), unknownKey, {
    kit: kit({ 10: array(secondVendorKey.coseKey) }, {}, { key: secondVendorKey }),
  }),
  licenseCase('signature-flip-kid', 'one bit of kid is flipped', flipped(good, kidAt), unknownKey),
  licenseCase(
    'signature-stranger-with-our-kid',
    'signed by a stranger under the kid of the vendor',
    signed({ key: strangerKey, kid: bstr(vendorKey.kid) }),
    invalid,
  ),
  licenseCase(
    'signature-other-key-of-kit',
    'signed by one key of the kit under the kid of the other',
    signed({ key: secondVendorKey, kid: bstr(vendorKey.kid) }),
    invalid,
    { kit: kit({ 10: array(vendorKey.coseKey, secondVendorKey.coseKey) }) },
  ),
  licenseCase(
    'signature-flip-payload',
    'one bit of a feature is flipped: 25 becomes 24',
    flipped(good, projectsAt),
    invalid,
  ),
  licenseCase('signature-flip-r', 'one bit of R is flipped', flipped(good, good.length - 64), invalid),
  licenseCase(
    'signature-flip-r-sign',
    'the sign bit of R is flipped',
    flipped(good, good.length - 33, 7),
    invalid,
  ),
  licenseCase('signature-flip-s', 'one bit of S is flipped', flipped(good, good.length - 32), invalid),
  licenseCase(
    'signature-flip-s-top',
    'the topmost bit of S is set',
    flipped(good, good.length - 1, 7),
    invalid,
  ),
  signature('s-plus-order', 'S + L in place of S', withSPlusOrder),
  signature('zero', '64 zero bytes', () => new Uint8Array(64)),
  signature('of-other-license', 'the signature of another license', () =>
    license({ 5: hex('6133') }).slice(-64),
  ),
  signature('halves-swapped', 'S in front of R', s => join(s.subarray(32), s.subarray(0, 32))),
  licenseCase(
    'signature-cofactored-only',
    'a point of order 8 is added to R: holds only where the equation is multiplied by 8',
    signed({ key: cofactoredKey({ toR: 1 }) }),
    invalid,
  ),
  licenseCase(
    'signature-context',
    'signed with the context "Signature" of COSE_Sign',
    signed({ context: 'Signature' }),
    invalid,
  ),
  licenseCase(
    'signature-external-data',
    'signed with external data',
    signed({ externalData: hex('00') }),
    invalid,
  ),
  licenseCase(
    'signature-over-payload',
    'signed over the payload alone, not over the Sig_structure',
    signed({ signature: () => vendorKey.sign(licensePayload()) }),
    invalid,
  ),
  licenseCase(
    'signature-over-empty-header',
    'signed with an empty protected header, sent with the right one',
    signed({
      signature: () => signed({ header: new Uint8Array() }).slice(-64),
    }),
    invalid,
  ),

  requestCase(
    'signature-request-other-kid',
    'kid is not that of the key in cnf, which did sign',
    request({}, {}, { kid: bstr(strangerKey.kid) }),
    unknownKey,
  ),
  requestCase(
    'signature-request-other-key',
    'cnf carries the key of somebody else, and kid names the signer',
    request({ 9: bstr(proof(strangerKey.publicKey, PRODUCT)) }, { 8: map([int(1), strangerKey.coseKey]) }),
    unknownKey,
  ),
  requestCase(
    'signature-request-not-by-cnf',
    'signed by somebody else under the kid of the key in cnf',
    request({}, {}, { key: strangerKey, kid: bstr(installationKey.kid) }),
    invalid,
  ),
  requestCase(
    'signature-small-order-r',
    'R is a point of small order, under a key of mixed order; the equation holds, and some libraries take it',
    smallOrderR(),
    invalid,
  ),
  ...SMALL_ORDER.map((point, i) =>
    requestCase(
      `signature-key-small-order-${i}`,
      i === 0
        ? 'the key is the neutral point: a signature that holds under it needs no secret'
        : `the key is ${i} times a point of order 8`,
      requestUnder(point),
      badKey,
    ),
  ),
  ...NOT_CANONICAL.map((point, i) =>
    requestCase(
      `signature-key-not-canonical-${i}`,
      'the key is not the canonical encoding of a point',
      requestUnder(point),
      badKey,
    ),
  ),
  requestCase('signature-key-31-bytes', 'a key of 31 bytes', requestUnder(publicKey.slice(0, 31)), badKey),
  requestCase(
    'signature-key-x25519',
    'the curve of the key is X25519 (4)',
    requestUnder(publicKey, map([int(1), int(1)], [int(-1), int(4)], x(publicKey))),
    badKey,
  ),
  requestCase(
    'signature-key-ec2',
    'the type of the key is EC2 (2)',
    requestUnder(publicKey, map([int(1), int(2)], [int(-1), int(6)], x(publicKey))),
    badKey,
  ),
  requestCase(
    'signature-key-extra-parameter',
    'the COSE_Key has an alg besides kty, crv and x',
    request(
      {},
      { 8: map([int(1), map([int(1), int(1)], [int(3), int(-8)], [int(-1), int(6)], x(publicKey))]) },
    ),
    badKey,
  ),
  kitCase(
    'signature-kit-unlisted-key',
    'a kit that does not list the key that signed it',
    kit({}, {}, { key: strangerKey }),
    unknownKey,
  ),
  kitCase('signature-kit-flip', 'one bit of the sequence number of a kit is flipped', kitFlipped(), invalid),
  kitCase(
    'signature-kit-small-order-key',
    'a kit with a key of small order behind a good one',
    kit({ 10: array(vendorKey.coseKey, named(SMALL_ORDER[4] as Raw).coseKey) }),
    badKey,
  ),
]

/** The vendor's key, adding points of small order where it signs. */
function cofactoredKey(added: { readonly toR: number }): RawKey {
  return { ...vendorKey, sign: data => mixedOrderSignature(seedOf('vendor'), data, added).signature }
}

/** A request under a key of mixed order, with an R of small order; made a second later until the equation holds. */
function smallOrderR(): Raw {
  const seed = seedOf('installation')
  const point = mixedOrderKey(seed)
  const { coseKey, kid } = named(point)
  for (let later = 0; ; later++) {
    let holds = true
    const sign = (data: Raw) => {
      const signature = smallOrderRSignature(seed, data)
      holds = signature !== undefined
      return signature ?? new Uint8Array(64)
    }
    const claims = { 6: int(REQUESTED_AT + later), 8: map([int(1), coseKey]) }
    const own = { 9: bstr(proof(point, PRODUCT)) }
    const message = request(own, claims, { key: { publicKey: point, coseKey, kid, sign } })
    if (holds) return message
  }
}

function kitFlipped(): Raw {
  const message = kit()
  const sequenceAt = Buffer.from(message).lastIndexOf(Buffer.from('0d010e', 'hex')) + 1
  return flipped(message, sequenceAt, 1)
}
