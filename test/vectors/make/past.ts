/** Owns the vectors of licenses that the past of a computer decides on: what was withdrawn, and what time it has been. */
import { at, licenseCase, type Seen, type Vector, type World } from './case.ts'
import { SEEN, SEEN_UNBOUND } from './good.ts'
import { bstr, int, TRUE, toHex } from './raw.ts'
import {
  ACTIVATION_ID,
  type Claims,
  firstRunDays,
  GENERIC,
  ISSUED_AT,
  installationKey,
  kit,
  license,
  NOW,
  newestLicense,
  OTHER_ACTIVATION_ID,
  REQUESTED_AT,
  revocations,
} from './world.ts'

const DAY = 86_400
const YEAR = 366 * DAY

const ID = toHex(ACTIVATION_ID)
const OTHER = toHex(OTHER_ACTIVATION_ID)
const { exp: _exp, ...WITHOUT_END } = SEEN
const { exp: _end, ...GENERIC_WITHOUT_END } = SEEN_UNBOUND
const NO_END: Claims = { 4: undefined }

const ok = (name: string, about: string, world: World, given = license()) =>
  licenseCase(`ok-license-${name}`, about, given, 'ok', { claims: SEEN, ...world })
/** Of a license that never ends. */
const warned = (name: string, about: string, code: string, world: World) =>
  ok(name, about, { ...world, warnings: [code], claims: WITHOUT_END }, license({}, NO_END))
const no = (name: string, about: string, code: string, world: World, given = license()) =>
  licenseCase(`rules-${name}`, about, given, at('rules', code), world)

const seen = (at: number, by: Seen['by'] = 'record'): World => ({ seen: [{ at, by }] })
const genericKit = kit({ 11: TRUE })

export const PAST: readonly Vector[] = [
  no('deactivated', 'it was deactivated here, and put back', 'deactivated', {
    deactivated: { [ID]: NOW - 60 },
  }),
  no(
    'deactivated-never-expires',
    'a license that never ends may come back no more than others',
    'deactivated',
    { deactivated: { [OTHER]: NOW - 90, [ID]: NOW - 60 } },
    license({}, NO_END),
  ),
  ok('other-deactivated', 'another activation was deactivated here', { deactivated: { [OTHER]: NOW - 60 } }),
  no('revoked', 'it stands on the list of revocations', 'license-revoked', { revocations: revocations() }),
  no(
    'revoked-generic',
    'a generic license stands on the list',
    'license-revoked',
    { revocations: revocations(), kit: genericKit },
    license(GENERIC),
  ),
  ok('others-revoked', 'another activation stands on the list', {
    revocations: revocations({ 27: bstr(OTHER_ACTIVATION_ID) }),
  }),
  ok('none-revoked', 'nothing stands on the list', { revocations: revocations({ 27: undefined }) }),

  no('record-damaged', "the reader's own record is damaged, and the license ends", 'state-damaged', {
    recordDamaged: true,
  }),
  warned(
    'record-damaged-never-expires',
    "the reader's own record is damaged, and the license never ends",
    'state-damaged',
    { recordDamaged: true },
  ),
  ok(
    'record-damaged-generic',
    'a generic license needs no record',
    { recordDamaged: true, kit: genericKit, claims: { ...SEEN_UNBOUND, generic: true } },
    license(GENERIC),
  ),

  no('clock-set-back', 'a day and a second behind what was seen here', 'clock-set-back', seen(NOW + DAY + 1)),
  ok('clock-day-behind', 'a day behind what was seen here, to the second', seen(NOW + DAY)),
  ok(
    'clock-day-behind-files',
    'a day behind the files of the system, to the second',
    seen(NOW + DAY, 'files'),
  ),
  no(
    'clock-behind-files',
    'a day and a second behind the files of the system',
    'clock-set-back',
    seen(NOW + DAY + 1, 'files'),
  ),
  no('clock-latest-counts', 'of several times the latest counts, wherever it stands', 'clock-set-back', {
    seen: [
      { at: NOW - DAY, by: 'record' },
      { at: NOW + 2 * DAY, by: 'files' },
      { at: NOW, by: 'record' },
    ],
  }),
  ok('clock-day-before-issued', 'a day before the license was made, to the second', { now: ISSUED_AT - DAY }),
  no('clock-before-issued', 'a day and a second before the license was made', 'clock-set-back', {
    now: ISSUED_AT - DAY - 1,
  }),
  no(
    'clock-day-before-kit',
    'two days before the license, and a day before the kit, to the second',
    'clock-set-back',
    { now: REQUESTED_AT - DAY },
  ),
  no('clock-before-kit', 'a day and a second before the kit was made', 'clock-not-set', {
    now: REQUESTED_AT - DAY - 1,
  }),
  no('clock-before-newer-kit', 'the kit is newer than the license, and than the clock', 'clock-not-set', {
    kit: kit({}, { 6: int(NOW + DAY + 1) }),
  }),
  no('clock-1970', 'the battery of the clock is empty', 'clock-not-set', { now: 0 }),
  no('clock-1970-seen-ahead', 'the battery is empty, and the clock was far ahead once', 'clock-not-set', {
    now: 0,
    ...seen(NOW + 10 * YEAR),
  }),
  no(
    'clock-was-ahead',
    '366 days and a second behind what was seen here',
    'clock-was-ahead',
    seen(NOW + YEAR + 1),
  ),
  no(
    'clock-was-ahead-files',
    '366 days and a second behind the files of the system',
    'clock-was-ahead',
    seen(NOW + YEAR + 1, 'files'),
  ),
  no(
    'clock-366-days-behind',
    '366 days behind what was seen here, to the second',
    'clock-set-back',
    seen(NOW + YEAR),
  ),
  no(
    'clock-vendor-ahead',
    'the license was made 366 days and a second from now: that is no clock of this computer',
    'clock-set-back',
    {},
    license({}, { 4: int(NOW + 3 * YEAR), 6: int(NOW + YEAR + 1) }),
  ),
  no(
    'clock-vendor-and-record-ahead',
    'the license says the same time as the record',
    'clock-set-back',
    seen(NOW + YEAR + 1),
    license({}, { 4: int(NOW + 3 * YEAR), 6: int(NOW + YEAR + 1) }),
  ),
  no(
    'clock-first-run-days',
    'days from the first run are an end, too',
    'clock-set-back',
    { ...seen(NOW + 2 * DAY), firstRun: { installation: toHex(installationKey.kid), at: NOW } },
    newestLicense(firstRunDays(30)[0], { ...NO_END, ...firstRunDays(30)[1] }),
  ),
  warned(
    'clock-set-back-never-expires',
    'the clock is set back, and the license never ends',
    'clock-set-back',
    seen(NOW + 2 * DAY),
  ),
  warned('clock-1970-never-expires', 'the battery is empty, and the license never ends', 'clock-not-set', {
    now: 0,
  }),
  warned(
    'clock-was-ahead-never-expires',
    'the clock was far ahead once, and the license never ends',
    'clock-was-ahead',
    seen(NOW + 10 * YEAR),
  ),
  licenseCase(
    'ok-license-clock-set-back-generic',
    'the clock is set back, and the license is generic and never ends',
    license(GENERIC, NO_END),
    'ok',
    {
      ...seen(NOW + 2 * DAY),
      kit: genericKit,
      claims: { ...GENERIC_WITHOUT_END, generic: true },
      warnings: ['clock-set-back'],
    },
  ),
]
