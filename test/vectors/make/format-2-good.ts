/** Owns the vectors of license format 2 that must be accepted: each claim that format 1 does not have, at its limits too. */
import { licenseCase, type Vector, type World } from './case.ts'
import { SEEN, SEEN_UNBOUND } from './good.ts'
import { int, TRUE, text, toHex } from './raw.ts'
import {
  type Claims,
  EXPIRES_AT,
  firstRunDays,
  GENERIC,
  ISSUED_AT,
  installationKey,
  kit,
  newestLicense,
  strangerKey,
  usersItem,
} from './world.ts'

const DAY = 86_400
const IN_GRACE = ['in-grace']

interface Said {
  readonly own: Claims
  readonly claims?: Claims
  /** What a reader sees of it. */
  readonly seen: Readonly<Record<string, unknown>>
}

const good = (name: string, about: string, { own, claims, seen }: Said, world: World = {}) =>
  licenseCase(`ok-license-${name}`, about, newestLicense(own, claims), 'ok', {
    ...world,
    claims: { ...SEEN, format: 2, ...seen },
  })

function firstRun(days: number): Said {
  const [own, claims] = firstRunDays(days)
  return { own, claims, seen: { cnf: toHex(installationKey.kid), 'first-run-days': days } }
}

const activated = (at: number): Said => ({ own: { 23: int(at) }, seen: { activated: at } })
const grace = (days: number): Said => ({ own: { 17: int(days) }, seen: { 'grace-days': days } })

function named(users: Readonly<Record<number, readonly string[]>>): Said {
  return { own: { 18: usersItem(users) }, seen: { users } }
}

const recorded = (at: number, key = installationKey) => ({ installation: toHex(key.kid), at })
/** Nine days later than the license. */
const FIRST_RUN = ISSUED_AT + 9 * DAY

const limit = (name: string, about: string, value: bigint) =>
  good(`deactivation-limit-${name}`, about, {
    own: { 21: int(value) },
    seen: { 'deactivation-limit': String(value) },
  })

const EVERYWHERE = {
  0: ['anna', 'Zoë'],
  1: ['EXAMPLE\\bert', 'carla@example.com'],
  2: ['dora'],
  3: ['emil', 'frida', 'root'],
  4: ['gustav'],
} as const

const NO_VIRTUAL: Said = { own: { 19: TRUE }, seen: { 'no-virtual': true } }

/** 255 bytes. */
const LICENSEE = `Beispiel GmbH, Köln · 例 ${'x'.repeat(225)}`

/** Everything that each of them says. */
function added(...all: readonly Said[]): Said {
  return {
    own: Object.assign({}, ...all.map(({ own }) => own)),
    claims: Object.assign({}, ...all.map(({ claims }) => claims)),
    seen: Object.assign({}, ...all.map(({ seen }) => seen)),
  }
}

function without(seen: Readonly<Record<string, unknown>>, names: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(Object.entries(seen).filter(([name]) => !names.includes(name)))
}

export const FORMAT_2_GOOD: readonly Vector[] = [
  good('grace-days', 'days of grace that have not begun', grace(30)),
  good('in-grace', 'the first second of grace: valid, with a warning', grace(30), {
    now: EXPIRES_AT,
    warnings: IN_GRACE,
  }),
  good('in-grace-last-second', 'the last second of one day of grace', grace(1), {
    now: EXPIRES_AT + DAY - 1,
    warnings: IN_GRACE,
  }),
  good('in-grace-100-years', 'the most days of grace there are, in the last second of them', grace(36_500), {
    now: EXPIRES_AT + 36_500 * DAY - 1,
    warnings: IN_GRACE,
  }),
  licenseCase(
    'ok-license-grace-of-no-end',
    'days of grace of a license that never ends say nothing',
    newestLicense({ 17: int(7) }, { 4: undefined }),
    'ok',
    { claims: without({ ...SEEN, format: 2, 'grace-days': 7 }, ['exp']), now: 4_102_444_800 },
  ),

  good('first-run', 'the last second of 30 days from the first run', firstRun(30), {
    firstRun: recorded(FIRST_RUN),
    now: FIRST_RUN + 30 * DAY - 1,
  }),
  good(
    'first-run-not-recorded',
    'nothing is recorded here: the days count from iat, and are not over',
    firstRun(30),
    { now: ISSUED_AT + 30 * DAY - 1 },
  ),
  good(
    'first-run-of-other-installation',
    'the record is of another installation than the license names, and does not count: from iat the days are not over',
    firstRun(30),
    { firstRun: recorded(ISSUED_AT - 30 * DAY, strangerKey), now: ISSUED_AT + 30 * DAY - 1 },
  ),
  good(
    'first-run-asked-again',
    'the license was asked for again, 20 days after the activation: the first run is recorded, and counts',
    added(firstRun(30), activated(ISSUED_AT - 20 * DAY)),
    { firstRun: recorded(ISSUED_AT - 15 * DAY), now: ISSUED_AT + 15 * DAY - 1 },
  ),
  good(
    'first-run-activated',
    'nothing is recorded here: the days count from the activation, and are not over',
    added(firstRun(30), activated(ISSUED_AT - 20 * DAY)),
    { now: ISSUED_AT + 10 * DAY - 1 },
  ),
  good(
    'first-run-in-grace',
    'days of grace behind the days from the first run',
    added(firstRun(1), grace(7)),
    {
      firstRun: recorded(FIRST_RUN),
      now: FIRST_RUN + 8 * DAY - 1,
      warnings: IN_GRACE,
    },
  ),
  licenseCase(
    'ok-license-first-run-100-years',
    'the most days from the first run that there are, and no exp',
    newestLicense(firstRunDays(36_500)[0], { ...firstRunDays(36_500)[1], 4: undefined }),
    'ok',
    {
      claims: without({ ...SEEN, format: 2, ...firstRun(36_500).seen }, ['exp']),
      firstRun: recorded(FIRST_RUN),
      now: FIRST_RUN + 36_500 * DAY - 1,
    },
  ),

  good('user', 'the one user who is named, for any platform', named({ 0: ['anna'] }), { user: 'anna' }),
  good('user-linux', 'named for Linux, and this is Linux', named({ 3: ['anna'] }), {
    platform: 'linux',
    user: 'anna',
  }),
  good('users-every-platform', 'eight names for five platforms; the last one runs it', named(EVERYWHERE), {
    platform: 'bsd',
    user: 'gustav',
  }),
  good('user-domain', 'on Linux who is named without a domain is named in every one', named(EVERYWHERE), {
    platform: 'linux',
    user: 'EXAMPLE\\emil',
  }),
  good(
    'user-domain-named',
    'the domain that is named, in the other spelling and in upper case',
    named({ 3: ['EXAMPLE\\bert'] }),
    { platform: 'linux', user: 'bert@Example' },
  ),
  good(
    'user-windows-domain',
    'on Windows the domain, and upper and lower case, do not count',
    named(EVERYWHERE),
    { platform: 'windows', user: 'Bert' },
  ),
  good('user-windows-at', 'on Windows what stands behind an @ does not count either', named(EVERYWHERE), {
    platform: 'windows',
    user: 'OTHER\\CARLA',
  }),
  good(
    'user-windows-case',
    'on Windows upper and lower case of A to Z do not count, of other letters they do',
    named({ 1: ['Zoë Müller'] }),
    { platform: 'windows', user: 'ZOë MüLLER' },
  ),
  good(
    'user-normal-form',
    'named in decomposed characters, running under composed ones',
    named({ 0: ['Zoe\u0308'] }),
    {
      platform: 'macos',
      user: 'Zoë',
    },
  ),
  good('user-256-bytes', 'a name of 256 bytes, which is 64 characters', named({ 0: ['🔑'.repeat(64)] }), {
    platform: 'linux',
    user: '🔑'.repeat(64),
  }),
  good(
    'user-on-unknown-platform',
    'named for any, on a platform that has no number',
    named({ 0: ['anna'], 3: ['bert'] }),
    {
      user: 'anna',
    },
  ),

  good('no-virtual', 'no virtual machines, and no evidence of one', NO_VIRTUAL),
  good(
    'virtual-allowed',
    'says nothing of virtual machines: all are allowed',
    { own: {}, seen: {} },
    {
      virtual: 'kvm',
    },
  ),
  good('licensee', 'whose license it is, 255 bytes in several scripts', {
    own: { 20: text(LICENSEE) },
    seen: { licensee: LICENSEE },
  }),
  limit('zero', 'may never be deactivated', 0n),
  limit('2-32', 'may be deactivated 2^32 times', 2n ** 32n),
  limit('2-63-less-1', 'the largest limit there is, 2^63 - 1', 2n ** 63n - 1n),

  good(
    'format-2-every-claim',
    'every claim that a bound license of format 2 may have',
    added(
      firstRun(30),
      activated(ISSUED_AT - DAY),
      grace(14),
      named(EVERYWHERE),
      NO_VIRTUAL,
      { own: { 20: text('Beispiel GmbH') }, seen: { licensee: 'Beispiel GmbH' } },
      { own: { 21: int(5) }, seen: { 'deactivation-limit': '5' } },
      {
        own: { 6: int(1_796_083_200), 7: text('Grüße'), 8: int(12) },
        seen: { maintenance: 1_796_083_200, 'user-data': 'Grüße', 'floating-seats': 12 },
      },
    ),
    { platform: 'linux', user: 'frida', firstRun: recorded(FIRST_RUN), now: FIRST_RUN },
  ),
  licenseCase(
    'ok-license-format-2-generic',
    'generic: everything but the days from the first run can be said',
    newestLicense({
      ...GENERIC,
      17: int(1),
      18: usersItem({ 0: ['anna'] }),
      19: TRUE,
      20: text('Beispiel GmbH'),
      21: int(0),
    }),
    'ok',
    {
      kit: kit({ 11: TRUE }),
      computer: new Map(),
      platform: 'macos',
      user: 'anna',
      claims: {
        ...SEEN_UNBOUND,
        format: 2,
        generic: true,
        'grace-days': 1,
        users: { 0: ['anna'] },
        'no-virtual': true,
        licensee: 'Beispiel GmbH',
        'deactivation-limit': '0',
      },
    },
  ),
  licenseCase(
    'ok-license-format-2-generic-alone',
    'the least that a license of format 2 can say',
    newestLicense({ ...GENERIC, 4: undefined, 5: undefined }, { 4: undefined }),
    'ok',
    {
      kit: kit({ 11: TRUE }),
      computer: new Map(),
      claims: without({ ...SEEN_UNBOUND, format: 2, generic: true }, ['exp', 'features', 'version']),
    },
  ),
]
