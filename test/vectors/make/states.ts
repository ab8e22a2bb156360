/** Owns the vectors of the record that a client keeps for itself: good ones, and what is refused in them. */
import { at, badClaims, stateCase, type Vector } from './case.ts'
import { array, int, map, type Raw, text, toHex } from './raw.ts'
import { ACTIVATION_ID, type Claims, NOW, PRODUCT, state, strangerKey } from './world.ts'

const bad = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  stateCase(`claims-state-${name}`, about, state(own, claims), badClaims(...bad))
const firstRuns = (name: string, about: string, value: Raw) => bad(name, about, ['first-runs'], { 22: value })

const ID = toHex(ACTIVATION_ID)
/** So many activations, one first run each, a second apart. */
const runs = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, i) => [(0xabc_def0 + i).toString(16).padStart(16, '0'), NOW + i]),
  )
const runsItem = (all: Readonly<Record<string, number>>) =>
  map(...Object.entries(all).map(([id, at]) => [text(id), int(at)] as const))

const SEEN = { aud: PRODUCT, iat: NOW, 'first-runs': { [ID]: NOW } }
const { 'first-runs': _runs, ...NO_RUN } = SEEN

export const STATES: readonly Vector[] = [
  stateCase('ok-state', 'the first run under one activation', state(), 'ok', SEEN),
  stateCase(
    'ok-state-no-run',
    'made with the request: nothing has run yet',
    state({}, {}, { payload: map([int(3), text(PRODUCT)], [int(6), int(NOW)]) }),
    'ok',
    NO_RUN,
  ),
  stateCase('ok-state-64-runs', 'as many as there may be', state({ 22: runsItem(runs(64)) }), 'ok', {
    ...SEEN,
    'first-runs': runs(64),
  }),
  bad('own-empty', 'the private claim is a map of none; it is left out then', ['claim -65537'], {
    22: undefined,
  }),
  bad('sub', 'a state has no sub', ['claim 2'], {}, { 2: text('x') }),
  bad('without-iat', 'no iat', ['iat'], {}, { 6: undefined }),
  bad('without-aud', 'no aud', ['aud'], {}, { 3: undefined }),
  firstRuns('empty', 'a map of no first runs', map()),
  firstRuns('65-runs', '65 first runs', runsItem(runs(65))),
  firstRuns('array', 'first runs as an array', array(int(NOW))),
  firstRuns('id-upper-case', 'the id of an activation in upper case', runsItem({ [ID.toUpperCase()]: NOW })),
  firstRuns('id-15-digits', 'an id of 15 digits', runsItem({ [ID.slice(1)]: NOW })),
  firstRuns('id-integer', 'an integer as id', map([int(1), int(NOW)])),
  firstRuns('time-negative', 'a first run before 1970', runsItem({ [ID]: -1 })),
  firstRuns('time-beyond-9999', 'a first run behind the year 9999', runsItem({ [ID]: 253_402_300_801 })),
  firstRuns('time-text', 'a first run as text', map([text(ID), text('2026-01-01')])),
  stateCase(
    'signature-state-other-installation',
    'the record of another installation',
    state({}, {}, { key: strangerKey }),
    at('signature', 'signing-key-unknown'),
  ),
  stateCase(
    'signature-state-other-run',
    'the time of the first run was changed by hand',
    withLaterRun(),
    at('signature', 'signature-invalid'),
  ),
]

/** The last byte of the payload is that of the time. */
function withLaterRun(): Raw {
  const message = state()
  const last = message.length - 66 - 1
  return message.map((byte, i) => (i === last ? byte ^ 1 : byte))
}
