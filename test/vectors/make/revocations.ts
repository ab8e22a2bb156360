/** Owns the vectors of the list of revocations: good ones, what is refused in them, and lists that may not be taken. */
import { at, badClaims, type Having, revocationsCase, type Vector } from './case.ts'
import { armor, array, bstr, int, join, type Raw, TRUE, text, toHex } from './raw.ts'
import {
  ACTIVATION_ID,
  type Claims,
  installationKey,
  KEY_ID,
  kit,
  NOW,
  OTHER_ACTIVATION_ID,
  PRODUCT,
  REQUESTED_AT,
  revocations,
  secondVendorKey,
  strangerKey,
  timesItem,
  VENDOR,
  vendorKey,
} from './world.ts'

const bad = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  revocationsCase(`claims-revocations-${name}`, about, revocations(own, claims), badClaims(...bad))
const ids = (name: string, about: string, value: Raw) =>
  bad(name, about, ['revoked-activations'], { 27: value })
const no = (name: string, about: string, code: string, having: Having, claims: Claims = {}) =>
  revocationsCase(`rules-revocations-${name}`, about, revocations({}, claims), at('rules', code), having)

const SEEN = {
  iss: VENDOR,
  aud: PRODUCT,
  iat: NOW,
  sequence: 2,
  'revoked-activations': [toHex(OTHER_ACTIVATION_ID), toHex(ACTIVATION_ID)],
}
const { 'revoked-activations': _ids, ...NOTHING } = SEEN

const VENDOR_KID = toHex(vendorKey.kid)
const BOTH = array(vendorKey.coseKey, secondVendorKey.coseKey)
const LARGEST = Number.MAX_SAFE_INTEGER

/** Two keys, of which the one that signs the lists is retired from a time. */
const retiredFrom = (from: number) =>
  kit({
    10: BOTH,
    26: timesItem({ [VENDOR_KID]: from }),
  })

export const REVOCATIONS: readonly Vector[] = [
  revocationsCase('ok-revocations', 'two activations', revocations(), 'ok', { claims: SEEN }),
  revocationsCase(
    'ok-revocations-none',
    'nothing is revoked: the first list of a product',
    revocations({ 13: int(1), 27: undefined }),
    'ok',
    { claims: { ...NOTHING, sequence: 1 } },
  ),
  revocationsCase('ok-revocations-armored', 'as text', armor('REVOCATIONS', revocations()), 'ok', {
    claims: SEEN,
  }),
  revocationsCase(
    'ok-revocations-newer',
    'its number is the next one; what stands on it does not matter',
    revocations({ 27: bstr(ACTIVATION_ID) }),
    'ok',
    { kept: { [VENDOR_KID]: 1 }, claims: { ...SEEN, 'revoked-activations': [toHex(ACTIVATION_ID)] } },
  ),
  revocationsCase('ok-revocations-again', 'the list that was taken', revocations(), 'ok', {
    kept: { [VENDOR_KID]: 2 },
    claims: SEEN,
  }),
  revocationsCase(
    'ok-revocations-before-retired',
    'made in the last second before its key is retired, by a kit that told so before',
    revocations(),
    'ok',
    { kit: retiredFrom(NOW + 1), claims: SEEN },
  ),
  ids('empty', 'no ids; the claim is left out then', bstr(new Uint8Array())),
  ids('15-bytes', 'an id and 7 bytes', bstr(join(OTHER_ACTIVATION_ID, ACTIVATION_ID).slice(0, 15))),
  ids('descending', 'ids out of order', bstr(join(ACTIVATION_ID, OTHER_ACTIVATION_ID))),
  ids('twice', 'an id twice', bstr(join(ACTIVATION_ID, ACTIVATION_ID))),
  ids('array', 'ids in an array', array(bstr(ACTIVATION_ID))),
  ids('text', 'ids in hexadecimal', text(toHex(ACTIVATION_ID))),
  ids('map', 'ids with times, as in a state', timesItem({ [toHex(ACTIVATION_ID)]: NOW })),
  bad('without-sequence', 'no sequence', ['sequence'], { 13: undefined }),
  bad('sequence-zero', 'sequence is 0', ['sequence'], { 13: int(0) }),
  bad('sequence-2-53', 'sequence is 2^53', ['sequence'], { 13: int(2n ** 53n) }),
  bad('without-iss', 'no iss', ['iss'], {}, { 1: undefined }),
  bad('without-aud', 'no aud', ['aud'], {}, { 3: undefined }),
  bad('without-iat', 'no iat', ['iat'], {}, { 6: undefined }),
  bad('sub', 'a list is of no activation key', ['claim 2'], {}, { 2: text(KEY_ID) }),
  bad('exp', 'a list never expires', ['claim 4'], {}, { 4: int(NOW + 86_400) }),
  bad('generic', 'a claim of licenses', ['own claim 3'], { 3: TRUE }),
  bad('own-empty', 'the private claim is a map of none', ['claim -65537'], { 13: undefined, 27: undefined }),
  revocationsCase(
    'signature-revocations-stranger',
    'signed by a key that is not in the kit',
    revocations({}, {}, { key: strangerKey }),
    at('signature', 'signing-key-unknown'),
  ),
  revocationsCase(
    'signature-revocations-installation',
    "signed by an installation's key",
    revocations({}, {}, { key: installationKey }),
    at('signature', 'signing-key-unknown'),
  ),
  revocationsCase(
    'signature-revocations-other-activation',
    'an id was changed by hand',
    withOtherActivation(),
    at('signature', 'signature-invalid'),
  ),
  no(
    'of-other-vendor',
    'by another vendor who shares the key',
    'wrong-vendor',
    {},
    { 1: text('Other Software') },
  ),
  no('of-other-product', 'for another product', 'wrong-product', {}, { 3: text('example.editor') }),
  no('older', 'an older list than the one that was taken', 'older-than-kept', {
    kept: { [VENDOR_KID]: 3 },
  }),
  no(
    'older-than-of-other-key',
    'an older list than the one that was taken, which another key of the kit signed',
    'older-than-kept',
    { kit: kit({ 10: BOTH }), kept: { [toHex(secondVendorKey.kid)]: 3 } },
  ),
  revocationsCase(
    'ok-revocations-older-than-of-retired-key',
    'the list that was taken has the largest number that there is; its key was stolen, and is retired since',
    revocations({}, {}, { key: secondVendorKey }),
    'ok',
    { kit: retiredFrom(0), kept: { [VENDOR_KID]: LARGEST }, claims: SEEN },
  ),
  revocationsCase(
    'ok-revocations-older-than-of-unknown-key',
    'a list with a larger number was taken once, of a key that the kit does not have',
    revocations(),
    'ok',
    { kept: { [toHex(strangerKey.kid)]: LARGEST }, claims: SEEN },
  ),
  no('retired-key', 'made in the second from which its key is retired', 'signing-key-retired', {
    kit: retiredFrom(NOW),
  }),
  no(
    'retired-key-dated-back',
    'dated back to before its key was retired: the kit that retires it was made since',
    'signing-key-retired',
    { kit: retiredFrom(REQUESTED_AT) },
    { 6: int(REQUESTED_AT - 3600) },
  ),
]

function withOtherActivation(): Raw {
  const message = revocations()
  const at = Buffer.from(message).indexOf(ACTIVATION_ID)
  return message.map((byte, i) => (i === at ? byte ^ 1 : byte))
}
