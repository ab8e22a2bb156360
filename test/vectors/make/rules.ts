/** Owns the vectors of genuine messages that are no good here: each breaks one rule of SPEC.md section 9. */
import { at, licenseCase, requestCase, type Vector, type World } from './case.ts'
import { bstr, hmac256, int, join, text } from './raw.ts'
import {
  drifted,
  EXPIRES_AT,
  FOREIGN_PRODUCT_COMPUTER,
  GENERIC,
  ISSUED_AT,
  installationKey,
  license,
  OTHER_COMPUTER,
  proof,
  request,
  strangerKey,
  VENDOR,
} from './world.ts'

const no = (name: string, about: string, code: string, world: World, own = {}, claims = {}) =>
  licenseCase(`rules-${name}`, about, license(own, claims), at('rules', code), world)

const released = (at: number, version = '2.3.1'): World => ({ program: { version, releasedAt: at } })

export const RULES: readonly Vector[] = [
  no(
    'other-vendor',
    'by another vendor who shares the key',
    'wrong-vendor',
    {},
    {},
    { 1: text('Other Software') },
  ),
  no('vendor-case', 'the vendor in other letters', 'wrong-vendor', {}, {}, { 1: text(VENDOR.toUpperCase()) }),
  no(
    'other-product',
    'for another product of the vendor',
    'wrong-product',
    {},
    {},
    { 3: text('example.editor') },
  ),
  no('other-computer', 'on another computer', 'wrong-computer', { computer: OTHER_COMPUTER }),
  no('three-kinds-changed', '3 of 6 kinds are the same, 4 must be', 'wrong-computer', {
    computer: drifted([1, 4, 5]),
  }),
  no(
    'one-changed-of-all',
    'all 6 kinds must be the same, one changed',
    'wrong-computer',
    { computer: drifted([6]) },
    { 2: int(6) },
  ),
  no('changed-and-missing', '2 same, 2 changed, 2 not readable', 'wrong-computer', {
    computer: drifted([1, 5], [2, 3]),
  }),
  no('hidden', '2 same, the others not readable: 3 of the 4 required ones must be seen', 'wrong-computer', {
    computer: drifted([], [1, 2, 3, 4]),
  }),
  no('nothing-readable', 'no kind is readable', 'wrong-computer', { computer: new Map() }),
  no(
    'shared-kinds-alone',
    '2 must be the same, mac-address and cpu-model are, and every other kind changed',
    'wrong-computer',
    { computer: drifted([1, 2, 3, 4]) },
    { 2: int(2) },
  ),
  no(
    'cpu-model-alone',
    '1 must be the same, cpu-model is, and no other kind is readable',
    'wrong-computer',
    { computer: drifted([], [1, 2, 3, 4, 5]) },
    { 2: int(1) },
  ),
  no(
    'fingerprint-of-other-product',
    'the hashes of this computer under another product id',
    'wrong-computer',
    {
      computer: FOREIGN_PRODUCT_COMPUTER,
    },
  ),
  no('expired-now', 'exp is this very second', 'expired', { now: EXPIRES_AT }),
  no('expired', 'ended the day before', 'expired', { now: EXPIRES_AT + 86_400 }),
  no('expired-at-zero', 'exp is 0', 'expired', {}, {}, { 4: int(0) }),
  no(
    'generic-not-allowed',
    'generic, and the kit does not say that this is allowed',
    'generic-not-allowed',
    {},
    GENERIC,
  ),
  no('other-major-version', 'version 3.0 under a license for 2', 'wrong-version', {
    program: { version: '3.0' },
  }),
  no('major-version-prefix', 'version 20.1 under a license for 2', 'wrong-version', {
    program: { version: '20.1' },
  }),
  no(
    'released-when-maintenance-ended',
    'released in the first second behind maintenance',
    'outside-maintenance',
    released(ISSUED_AT),
    {
      6: int(ISSUED_AT),
    },
  ),
  no(
    'released-behind-maintenance',
    'the same major version does not help',
    'outside-maintenance',
    released(ISSUED_AT + 86_400, '2.9'),
    {
      6: int(ISSUED_AT),
    },
  ),
  no(
    'feature-not-licensed',
    'the program cannot do without a feature that is not in the license',
    'feature-not-licensed',
    {
      program: { version: '2.3.1', features: ['export', 'cloud-sync'] },
    },
  ),
  no('feature-upper-case', 'the name of the feature in other letters', 'feature-not-licensed', {
    program: { version: '2.3.1', features: ['Export'] },
  }),

  requestCase(
    'rules-proof-of-other-key',
    'the proof was made with the secret of another activation key',
    request({ 9: bstr(otherSecretProof()) }),
    at('rules', 'key-proof-invalid'),
  ),
  requestCase(
    'rules-proof-of-other-product',
    'the proof was made for another product',
    request({ 9: bstr(proof(installationKey.publicKey, 'example.editor')) }),
    at('rules', 'key-proof-invalid'),
  ),
  requestCase(
    'rules-proof-of-other-installation',
    'the proof was copied from the request of another installation',
    request({ 9: bstr(proof(strangerKey.publicKey, 'example.viewer')) }),
    at('rules', 'key-proof-invalid'),
  ),
]

function otherSecretProof() {
  const utf8 = new TextEncoder()
  const data = join(
    utf8.encode('airlatch request\0'),
    installationKey.publicKey,
    utf8.encode('example.viewer'),
  )
  return hmac256(new Uint8Array(10), data).slice(0, 8)
}
