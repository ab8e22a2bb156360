/** Owns the vectors of the clock reset: good ones, what is refused in them, and resets that may not be taken. */
import { at, badClaims, clockResetCase, type Having, type Vector } from './case.ts'
import { armor, array, bstr, int, map, TRUE, text, toHex } from './raw.ts'
import {
  type Claims,
  clockReset,
  installationKey,
  KEY_ID,
  kit,
  NOW,
  PRODUCT,
  REQUESTED_AT,
  secondVendorKey,
  strangerKey,
  timesItem,
  VENDOR,
  vendorKey,
} from './world.ts'

const DAY = 86_400

const bad = (name: string, about: string, bad: readonly string[], claims: Claims) =>
  clockResetCase(`claims-clock-reset-${name}`, about, clockReset(claims), badClaims(...bad))
const missing = (name: string, key: number) =>
  bad(`without-${name}`, `no ${name}`, [name], { [key]: undefined })
const no = (name: string, about: string, code: string, having: Having, claims: Claims = {}) =>
  clockResetCase(`rules-clock-reset-${name}`, about, clockReset(claims), at('rules', code), having)

const SEEN = { iss: VENDOR, aud: PRODUCT, iat: NOW, cnf: toHex(installationKey.kid) }
const retiredFrom = (from: number) =>
  kit({
    10: array(vendorKey.coseKey, secondVendorKey.coseKey),
    26: timesItem({ [toHex(vendorKey.kid)]: from }),
  })

export const CLOCK_RESETS: readonly Vector[] = [
  clockResetCase('ok-clock-reset', 'for this installation, made now', clockReset(), 'ok', { claims: SEEN }),
  clockResetCase('ok-clock-reset-armored', 'as text', armor('CLOCK RESET', clockReset()), 'ok', {
    claims: SEEN,
  }),
  clockResetCase(
    'ok-clock-reset-day-behind',
    'the clock is a day behind the reset, to the second',
    clockReset(),
    'ok',
    { now: NOW - DAY, claims: SEEN },
  ),
  clockResetCase('ok-clock-reset-brought-late', 'it took a year to bring it here', clockReset(), 'ok', {
    now: NOW + 365 * DAY,
    claims: SEEN,
  }),
  clockResetCase('ok-clock-reset-second', 'a second later than the one before', clockReset(), 'ok', {
    taken: NOW - 1,
    claims: SEEN,
  }),
  missing('iss', 1),
  missing('aud', 3),
  missing('iat', 6),
  missing('cnf', 8),
  bad('cnf-whole-key', 'cnf has the key, not its id', ['cnf'], { 8: map([int(1), installationKey.coseKey]) }),
  bad('cnf-kid-itself', 'cnf is the key id itself', ['cnf'], { 8: bstr(installationKey.kid) }),
  bad('cnf-kid-7-bytes', 'a key id of 7 bytes', ['cnf'], {
    8: map([int(3), bstr(installationKey.kid.slice(1))]),
  }),
  bad('cnf-two', 'the key and its id', ['cnf'], {
    8: map([int(1), installationKey.coseKey], [int(3), bstr(installationKey.kid)]),
  }),
  bad('sub', 'a reset is of no activation key', ['claim 2'], { 2: text(KEY_ID) }),
  bad('exp', 'a reset never expires', ['claim 4'], { 4: int(NOW + DAY) }),
  bad('sequence', 'a claim of kits: its time counts', ['own claim 13'], { [-65537]: map([int(13), int(1)]) }),
  bad('generic', 'for whom it may concern', ['own claim 3'], { [-65537]: map([int(3), TRUE]) }),
  clockResetCase(
    'signature-clock-reset-stranger',
    'signed by a key that is not in the kit',
    clockReset({}, { key: strangerKey }),
    at('signature', 'signing-key-unknown'),
  ),
  clockResetCase(
    'signature-clock-reset-by-itself',
    'the installation signed its own reset',
    clockReset({}, { key: installationKey }),
    at('signature', 'signing-key-unknown'),
  ),
  clockResetCase(
    'signature-clock-reset-other-time',
    'the time was changed by hand',
    withOtherTime(),
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
  no(
    'of-other-installation',
    'for another installation',
    'wrong-installation',
    {},
    {
      8: map([int(3), bstr(strangerKey.kid)]),
    },
  ),
  no('again', 'it was taken already', 'clock-reset-used', { taken: NOW }),
  no('older', 'a later one was taken already', 'clock-reset-used', { taken: NOW + 1 }),
  no('clock-still-wrong', 'the clock is a day and a second behind it', 'clock-still-wrong', {
    now: NOW - DAY - 1,
  }),
  no('retired-key', 'made in the second from which its key is retired', 'signing-key-retired', {
    kit: retiredFrom(NOW),
  }),
  no(
    'retired-key-dated-back',
    'dated back to before its key was retired: the kit that retires it was made since',
    'signing-key-retired',
    { kit: retiredFrom(REQUESTED_AT) },
    { 6: int(REQUESTED_AT - 1) },
  ),
]

function withOtherTime() {
  const message = clockReset()
  const last = Buffer.from(message).indexOf(int(NOW)) + 4
  return message.map((byte, i) => (i === last ? byte ^ 1 : byte))
}
