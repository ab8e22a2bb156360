/** Owns the vectors of genuine messages that are no good here: each breaks one rule of SPEC.md section 9. */

import { compareBytes } from '../../../src/core/bytes/cbor.ts'
import type { Fingerprint } from '../../../src/core/computer/fingerprint.ts'
import { KINDS, type Kind } from '../../../src/core/computer/reading.ts'
import { at, licenseCase, requestCase, type Vector, type World } from './case.ts'
import { bstr, hmac256, int, join, text } from './raw.ts'
import {
  COMPUTER,
  countedItem,
  EXPIRES_AT,
  fingerprintItem,
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

function only(kind: Kind): Fingerprint {
  return new Map([...COMPUTER].filter(([one]) => one === KINDS[kind]))
}

function doubled(kind: Kind): Fingerprint {
  const own = COMPUTER.get(KINDS[kind]) as Uint8Array
  const other = OTHER_COMPUTER.get(KINDS[kind]) as Uint8Array
  const hashes = [own, other].toSorted(compareBytes)
  return new Map([...COMPUTER, [KINDS[kind], join(...hashes)]])
}

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
  requestCase(
    'rules-request-one-kind',
    'a request with a single kind of reading',
    request({ 1: fingerprintItem(only('install-id')), 39: countedItem([KINDS['install-id']]) }),
    at('rules', 'too-few-readings'),
  ),
  requestCase(
    'rules-request-two-install-ids',
    'a request with two values of a kind of which a computer has one',
    request({ 1: fingerprintItem(doubled('install-id')) }),
    at('rules', 'readings-of-several-computers'),
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
