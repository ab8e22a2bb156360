/** Owns the vectors of bundles: what a computer takes from one, what it passes over, and bundles that are none. */
import { at, badClaims, bundleCase, type Vector, type World } from './case.ts'
import { SEEN } from './good.ts'
import { armor, array, bstr, int, map, type Raw, text, toHex } from './raw.ts'
import {
  bundle,
  bundlePayload,
  EXPIRES_AT,
  fingerprintItem,
  ISSUED_AT,
  installationKey,
  kit,
  license,
  NOW,
  OTHER_ACTIVATION_ID,
  OTHER_COMPUTER,
  PRODUCT,
  revocations,
  secondVendorKey,
  strangerKey,
  timesItem,
  VENDOR,
  vendorKey,
} from './world.ts'

const OWN = license()
/** The license of another computer of the same site. */
const OTHER = license({ 1: fingerprintItem(OTHER_COMPUTER) }, { 7: bstr(OTHER_ACTIVATION_ID) })
const LATER = EXPIRES_AT + 365 * 86_400
const RENEWED = license({}, { 4: int(LATER), 6: int(NOW) })
const FORGED = license({}, { 4: int(LATER) }, { key: strangerKey })

/** No claim of ours at all. */
const WITHOUT = map([int(1), text(VENDOR)], [int(3), text(PRODUCT)], [int(6), int(NOW)])

const takes = (name: string, about: string, given: Raw | string, world: World = {}) =>
  bundleCase(`ok-bundle-${name}`, about, given, 'ok', { claims: SEEN, ...world })
const none = (name: string, about: string, licenses: readonly Raw[], world: World = {}) =>
  bundleCase(`rules-bundle-${name}`, about, bundle(licenses), at('rules', 'not-in-bundle'), world)
const bad = (name: string, about: string, bad: readonly string[], payload: Raw) =>
  bundleCase(`claims-bundle-${name}`, about, bundle([], { payload }), badClaims(...bad))

export const BUNDLES: readonly Vector[] = [
  takes('of-one', 'a bundle of one license', bundle([OWN])),
  takes('own-license', 'the second of two is for this computer', bundle([OTHER, OWN])),
  takes('armored', 'as text', armor('BUNDLE', bundle([OTHER, OWN]))),
  takes('ends-last', 'of two for this computer the one that ends last', bundle([OWN, RENEWED]), {
    claims: { ...SEEN, exp: LATER, iat: NOW },
  }),
  takes('forged-license', 'a license that a stranger signed is passed over', bundle([FORGED, OWN])),
  takes('other-messages', 'what is no license is passed over', bundle([revocations(), text('x'), OWN])),

  none('of-others', 'the licenses are for another computer', [OTHER]),
  none('forged', 'a stranger signed the license, and the vendor the bundle', [FORGED]),
  none('generic', 'a generic license, where the kit does not allow any', [
    license({ 1: undefined, 3: Uint8Array.of(0xf5), 39: undefined }),
  ]),
  bundleCase(
    'rules-bundle-expired',
    'the license of this computer has ended: that is said, and not that there is none',
    bundle([OTHER, OWN]),
    at('rules', 'expired'),
    { now: EXPIRES_AT },
  ),
  bundleCase(
    'rules-bundle-retired-key',
    'the key that signed the license is retired',
    bundle([OWN], { key: secondVendorKey }),
    at('rules', 'signing-key-retired'),
    {
      kit: kit({
        10: array(vendorKey.coseKey, secondVendorKey.coseKey),
        26: timesItem({ [toHex(vendorKey.kid)]: ISSUED_AT }),
      }),
    },
  ),

  bundleCase(
    'signature-bundle-stranger',
    'a stranger put good licenses together',
    bundle([OWN], { key: strangerKey }),
    at('signature', 'signing-key-unknown'),
  ),
  bundleCase(
    'signature-bundle-by-installation',
    'the installation put its own license into a bundle, under the name of the vendor’s key',
    bundle([OWN], { key: { ...installationKey, kid: vendorKey.kid } }),
    at('signature', 'signature-invalid'),
  ),

  bad('empty', 'no license at all', ['licenses'], bundlePayload(array())),
  bad('missing', 'without the claim', ['licenses'], WITHOUT),
  bad('texts', 'licenses as text', ['licenses'], bundlePayload(array(text(toHex(OWN))))),
  bad('no-array', 'a license that stands alone', ['licenses'], bundlePayload(bstr(OWN))),
]
