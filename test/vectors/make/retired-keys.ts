/** Owns the vectors of keys that change: kits that retire one, kits that take the place of another, and licenses since. */
import { at, badClaims, kitCase, licenseCase, type Vector } from './case.ts'
import { SEEN as LICENSE } from './good.ts'
import { array, int, map, type Raw, text, toHex } from './raw.ts'
import {
  type Claims,
  ISSUED_AT,
  kit,
  license,
  NOW,
  PRODUCT,
  PRODUCT_NAME,
  REQUESTED_AT,
  secondVendorKey,
  signed,
  strangerKey,
  timesItem,
  VENDOR,
  vendorKey,
} from './world.ts'

const OLD = toHex(vendorKey.kid)
const LARGEST = Number.MAX_SAFE_INTEGER
const BOTH = array(vendorKey.coseKey, secondVendorKey.coseKey)

/** Both keys, and the old one retired from a time; the second kit of the product. */
const retiring = (from: number, own: Claims = {}): Claims => ({
  10: BOTH,
  13: int(2),
  26: timesItem({ [OLD]: from }),
  ...own,
})
const kitOf = (from: number) => kit(retiring(from))
const bad = (name: string, about: string, value: Raw) =>
  kitCase(`claims-kit-retired-${name}`, about, kit({ 10: BOTH, 26: value }), badClaims('retired'))
const many = Object.fromEntries(
  Array.from({ length: 17 }, (_, i) => [(0xabc_def0 + i).toString(16).padStart(16, '0'), NOW]),
)

const SEEN = {
  iss: VENDOR,
  aud: PRODUCT,
  iat: REQUESTED_AT,
  keys: [toHex(vendorKey.publicKey), toHex(secondVendorKey.publicKey)],
  retired: { [OLD]: REQUESTED_AT },
  sequence: 2,
  'product-name': PRODUCT_NAME,
}
const { retired: _retired, ...NONE_RETIRED } = SEEN
const notTrusted = at('rules', 'kit-not-trusted')

export const RETIRED_KEYS: readonly Vector[] = [
  kitCase(
    'ok-kit-retired-key',
    'it retires the key that signed it: the clients that there are know no other',
    kit(retiring(REQUESTED_AT)),
    'ok',
    SEEN,
  ),
  kitCase(
    'ok-kit-all-retired',
    'every key is retired: nothing that is signed from then on counts',
    kit(retiring(0, { 26: timesItem({ [OLD]: 0, [toHex(secondVendorKey.kid)]: NOW }) })),
    'ok',
    { ...SEEN, retired: { [OLD]: 0, [toHex(secondVendorKey.kid)]: NOW } },
  ),
  bad('empty', 'no key is retired; the claim is left out then', map()),
  bad('17', 'more keys than a kit can have', timesItem(many)),
  bad('stranger', 'a key that is not in the kit', timesItem({ [toHex(strangerKey.kid)]: NOW })),
  bad('15-digits', 'a key id of 15 digits', timesItem({ [OLD.slice(1)]: NOW })),
  bad('upper-case', 'a key id in upper case', timesItem({ [OLD.toUpperCase()]: NOW })),
  bad('array', 'key ids in an array', array(text(OLD))),
  bad('time-text', 'a time as text', map([text(OLD), text('2026-01-01')])),
  bad('time-beyond-9999', 'a time behind the year 9999', timesItem({ [OLD]: 253_402_300_801 })),
  licenseCase(
    'claims-retired-in-license',
    'a claim of kits',
    license({ 26: timesItem({ [OLD]: NOW }) }),
    badClaims('own claim 26'),
  ),

  kitCase(
    'ok-kit-newer',
    'signed by the key of the kit that the client has',
    kit({ 13: int(2) }),
    'ok',
    { ...NONE_RETIRED, keys: [toHex(vendorKey.publicKey)] },
    kit(),
  ),
  kitCase(
    'ok-kit-rotation',
    'a new key, and the old one retired: the old one signed it, which the client knows',
    kitOf(REQUESTED_AT),
    'ok',
    SEEN,
    kit(),
  ),
  kitCase(
    'ok-kit-again',
    'the kit that the client has, which retires the key that signed it',
    kitOf(REQUESTED_AT),
    'ok',
    SEEN,
    kitOf(REQUESTED_AT),
  ),
  kitCase(
    'ok-kit-signed-before-retired',
    'signed in the last second before its key is retired, as the kit of the client said before',
    kit({ 10: BOTH, 13: int(3) }, { 6: int(NOW) }),
    'ok',
    { ...NONE_RETIRED, iat: NOW, sequence: 3 },
    kitOf(NOW + 1),
  ),
  kitCase(
    'rules-kit-of-stranger',
    'it lists the key that the client trusts, and another one signed it',
    kit({ 10: array(vendorKey.coseKey, strangerKey.coseKey), 13: int(2) }, {}, { key: strangerKey }),
    notTrusted,
    undefined,
    kit(),
  ),
  kitCase(
    'rules-kit-older',
    'an older kit than the one that the client has',
    kit(),
    at('rules', 'older-than-kept'),
    undefined,
    kit({ 13: int(2) }),
  ),
  kitCase(
    'rules-kit-older-by-retired-key',
    'an older kit by a key that was retired since: that it is old is what counts',
    kit(),
    at('rules', 'older-than-kept'),
    undefined,
    kitOf(REQUESTED_AT),
  ),
  kitCase(
    'ok-kit-older-than-of-retired-key',
    'the kit of the client has the largest number that there is; this one retires the key that signed it',
    kit(retiring(0), {}, { key: secondVendorKey }),
    'ok',
    { ...SEEN, retired: { [OLD]: 0 } },
    kit({ 10: BOTH, 13: int(LARGEST) }),
  ),
  kitCase(
    'rules-kit-older-retires-later',
    'an older kit, which retires the key that signed the kit of the client from the second after that one',
    kit(retiring(REQUESTED_AT + 1), {}, { key: secondVendorKey }),
    at('rules', 'older-than-kept'),
    undefined,
    kit({ 10: BOTH, 13: int(LARGEST) }),
  ),
  kitCase(
    'rules-kit-older-retires-another',
    'an older kit, which retires another key than the one that signed the kit of the client',
    kit({ 10: BOTH, 13: int(2), 26: timesItem({ [toHex(secondVendorKey.kid)]: 0 }) }),
    at('rules', 'older-than-kept'),
    undefined,
    kit({ 10: BOTH, 13: int(LARGEST) }),
  ),
  kitCase(
    'rules-kit-older-by-retired-key-retires',
    'an older kit, which retires the key that signed the kit of the client, by a key that that one retires',
    kit(retiring(0), {}, { key: secondVendorKey }),
    notTrusted,
    undefined,
    kit({ 10: BOTH, 13: int(LARGEST), 26: timesItem({ [toHex(secondVendorKey.kid)]: 0 }) }),
  ),
  kitCase(
    'rules-kit-by-retired-key',
    'signed in the second from which its key is retired',
    kit({ 13: int(3) }, { 6: int(NOW) }),
    notTrusted,
    undefined,
    kitOf(NOW),
  ),
  kitCase(
    'rules-kit-dated-back',
    'by a key that the client has seen retired, and dated back to before that',
    kit({ 13: int(3) }, { 6: int(REQUESTED_AT - 86_400) }),
    notTrusted,
    undefined,
    kitOf(REQUESTED_AT),
  ),
  kitCase(
    'rules-kit-of-other-vendor',
    'by another vendor who shares the key',
    kit({ 13: int(2) }, { 1: text('Other Software') }),
    notTrusted,
    undefined,
    kit(),
  ),
  kitCase(
    'rules-kit-of-other-product',
    'for another product of the vendor',
    kit({ 13: int(2) }, { 3: text('example.editor') }),
    notTrusted,
    undefined,
    kit(),
  ),

  licenseCase('ok-license-signed-before-retired', 'in the last second that counts', license(), 'ok', {
    kit: kitOf(ISSUED_AT + 1),
    claims: LICENSE,
  }),
  licenseCase(
    'ok-license-of-next-key',
    'by the key that came behind the retired one',
    signed({ key: secondVendorKey }),
    'ok',
    { kit: kitOf(0), claims: LICENSE },
  ),
  licenseCase(
    'rules-signing-key-retired',
    'made in the second from which its key is retired',
    license(),
    at('rules', 'signing-key-retired'),
    { kit: kitOf(ISSUED_AT) },
  ),
  licenseCase(
    'rules-signing-key-retired-at-zero',
    'its key is retired from the beginning: nothing that it signed counts',
    license(),
    at('rules', 'signing-key-retired'),
    { kit: kitOf(0) },
  ),
]
