/** Owns the vectors of the record that a client keeps for itself: good ones, and what is refused in them. */
import { at, badClaims, stateCase, type Vector } from './case.ts'
import { SMALL_ORDER } from './points.ts'
import { array, bstr, int, map, named, type Raw, text, toHex } from './raw.ts'
import {
  ACTIVATION_ID,
  type Claims,
  installationKey,
  NOW,
  OTHER_ACTIVATION_ID,
  PRODUCT,
  secondVendorKey,
  state,
  strangerKey,
  timesItem,
  VENDOR,
  vendorKey,
} from './world.ts'

const bad = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  stateCase(`claims-state-${name}`, about, state(own, claims), badClaims(...bad))
const firstRuns = (name: string, about: string, value: Raw) => bad(name, about, ['first-runs'], { 22: value })
const number = (name: string, about: string, claim: string, key: number, value: Raw | undefined) =>
  bad(name, about, [claim], { [key]: value })

const ID = toHex(ACTIVATION_ID)
const KID = toHex(vendorKey.kid)
const OTHER_KID = toHex(secondVendorKey.kid)
/** So many activations, one time each, a second apart. */
const times = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [(0xabc_def0 + i).toString(16).padStart(16, '0'), NOW + i]),
  )

const SEEN = {
  aud: PRODUCT,
  iat: NOW,
  cnf: toHex(installationKey.publicKey),
  sequence: 2,
  'latest-time': NOW,
  'first-runs': { [ID]: NOW },
}
const { 'first-runs': _runs, ...NO_RUN } = SEEN

export const STATES: readonly Vector[] = [
  stateCase('ok-state', 'the first run under one activation', state(), 'ok', SEEN),
  stateCase(
    'ok-state-no-run',
    'made with the request: nothing has run yet',
    state({ 13: int(1), 22: undefined }),
    'ok',
    { ...NO_RUN, sequence: 1 },
  ),
  stateCase('ok-state-64-runs', 'as many as there may be', state({ 22: timesItem(times(64)) }), 'ok', {
    ...SEEN,
    'first-runs': times(64),
  }),
  stateCase(
    'ok-state-every-claim',
    'deactivated here, revoked, a clock that was reset, and a copy of what a share had',
    state({
      29: timesItem({ [ID]: NOW - 60 }),
      30: timesItem({ [toHex(OTHER_ACTIVATION_ID)]: NOW - 120 }),
      31: int(NOW - 3600),
      32: int(NOW + 86_400 * 3650),
      33: timesItem({ [KID]: 7, [OTHER_KID]: 2 ** 53 - 1 }),
      34: timesItem({ [KID]: 2 }),
      35: int(NOW - 30),
      36: int(NOW - 10),
    }),
    'ok',
    {
      ...SEEN,
      deactivated: { [ID]: NOW - 60 },
      revoked: { [toHex(OTHER_ACTIVATION_ID)]: NOW - 120 },
      'reset-at': NOW - 3600,
      distrusted: NOW + 86_400 * 3650,
      'kits-seen': { [KID]: 7, [OTHER_KID]: 2 ** 53 - 1 },
      'revocations-seen': { [KID]: 2 },
      'copy-seen': NOW - 30,
      'looked-at': NOW - 10,
    },
  ),
  stateCase(
    'ok-state-256-withdrawn',
    'as many as there may be of those that count no more',
    state({ 29: timesItem(times(256)), 30: timesItem(times(256)) }),
    'ok',
    { ...SEEN, deactivated: times(256), revoked: times(256) },
  ),
  bad('own-empty', 'the private claim is a map of none', ['claim -65537'], {
    13: undefined,
    22: undefined,
    28: undefined,
  }),
  bad('sub', 'a state has no sub', ['claim 2'], {}, { 2: text('x') }),
  bad('iss', 'a state has no iss', ['claim 1'], {}, { 1: text(VENDOR) }),
  bad('without-iat', 'no iat', ['iat'], {}, { 6: undefined }),
  bad('without-aud', 'no aud', ['aud'], {}, { 3: undefined }),
  number('without-sequence', 'no sequence', 'sequence', 13, undefined),
  number('sequence-zero', 'sequence is 0', 'sequence', 13, int(0)),
  number('without-latest-time', 'no latest time', 'latest-time', 28, undefined),
  number(
    'latest-time-beyond-9999',
    'the latest time is behind the year 9999',
    'latest-time',
    28,
    int(253_402_300_801),
  ),
  number('kits-seen-empty', 'no kit was seen: it is left out then', 'kits-seen', 33, map()),
  number('kits-seen-integer', 'the number of a kit without its key', 'kits-seen', 33, int(7)),
  number('kits-seen-17', 'kits of 17 keys', 'kits-seen', 33, timesItem(times(17))),
  number('kits-seen-2-53', 'the number of a kit is 2^53', 'kits-seen', 33, map([text(KID), int(2n ** 53n)])),
  number('kits-seen-15-digits', 'a kid of 15 digits', 'kits-seen', 33, timesItem({ [KID.slice(1)]: 7 })),
  number(
    'revocations-seen-empty',
    'no list of revocations was seen: it is left out then',
    'revocations-seen',
    34,
    map(),
  ),
  number(
    'revocations-seen-zero',
    'the number of a list is 0',
    'revocations-seen',
    34,
    timesItem({ [KID]: 0 }),
  ),
  number('copy-seen-text', 'a time as text', 'copy-seen', 35, text('2026-01-01')),
  number('looked-at-negative', 'a time before 1970', 'looked-at', 36, int(-1)),
  number('reset-alone', 'a reset, and not what it made undone', 'distrusted', 31, int(NOW)),
  number('distrusted-alone', 'what a reset made undone, and no reset', 'reset-at', 32, int(NOW)),
  number('retired', 'a claim of kits', 'own claim 26', 26, timesItem({ [ID]: NOW })),
  firstRuns('empty', 'a map of no first runs', map()),
  firstRuns('65-runs', '65 first runs', timesItem(times(65))),
  firstRuns('array', 'first runs as an array', array(int(NOW))),
  firstRuns('id-upper-case', 'the id of an activation in upper case', timesItem({ [ID.toUpperCase()]: NOW })),
  firstRuns('id-15-digits', 'an id of 15 digits', timesItem({ [ID.slice(1)]: NOW })),
  firstRuns('id-integer', 'an integer as id', map([int(1), int(NOW)])),
  firstRuns('time-negative', 'a first run before 1970', timesItem({ [ID]: -1 })),
  firstRuns('time-beyond-9999', 'a first run behind the year 9999', timesItem({ [ID]: 253_402_300_801 })),
  firstRuns('time-text', 'a first run as text', map([text(ID), text('2026-01-01')])),
  number('257-deactivated', '257 deactivated activations', 'deactivated', 29, timesItem(times(257))),
  number('deactivated-bytes', 'ids as on a list of revocations', 'deactivated', 29, bstr(ACTIVATION_ID)),
  number('257-revoked', '257 revoked activations', 'revoked', 30, timesItem(times(257))),
  number('revoked-empty', 'a map of nothing revoked', 'revoked', 30, map()),
  stateCase(
    'signature-state-other-key',
    'signed by another key than the one that it carries',
    state({}, {}, { key: strangerKey }),
    at('signature', 'signing-key-unknown'),
  ),
  stateCase(
    'signature-state-not-by-cnf',
    'signed by somebody else under the kid of the key in cnf',
    state({}, {}, { key: strangerKey, kid: bstr(installationKey.kid) }),
    at('signature', 'signature-invalid'),
  ),
  stateCase(
    'signature-state-small-order-key',
    'it carries a key of small order',
    state({}, { 8: map([int(1), named(SMALL_ORDER[4] as Raw).coseKey]) }),
    at('signature', 'public-key-invalid'),
  ),
  stateCase(
    'signature-state-other-time',
    'the latest time was changed by hand',
    withOtherTime(),
    at('signature', 'signature-invalid'),
  ),
  stateCase(
    'rules-state-of-other-installation',
    'the record of another installation, whole',
    state({}, { 8: map([int(1), strangerKey.coseKey]) }, { key: strangerKey }),
    at('rules', 'state-damaged'),
  ),
]

/** The last byte of the payload is that of the latest time, the last claim of our own. */
function withOtherTime(): Raw {
  const message = state()
  const last = message.length - 66 - 1
  return message.map((byte, i) => (i === last ? byte ^ 1 : byte))
}
