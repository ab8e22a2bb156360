/** Owns the vectors of license format 2 that are genuine and no good here: each breaks one rule of SPEC.md section 9. */
import { at, licenseCase, type Vector, type World } from './case.ts'
import { int, TRUE, toHex } from './raw.ts'
import {
  EXPIRES_AT,
  firstRunDays,
  ISSUED_AT,
  installationKey,
  newestLicense,
  strangerKey,
  usersItem,
} from './world.ts'

const DAY = 86_400

const user = (name: string, about: string, users: Parameters<typeof usersItem>[0], here: World) =>
  licenseCase(
    `rules-user-${name}`,
    about,
    newestLicense({ 18: usersItem(users) }),
    at('rules', 'wrong-user'),
    here,
  )

const virtual = (name: string, about: string, inside: string) =>
  licenseCase(`rules-virtual-${name}`, about, newestLicense({ 19: TRUE }), at('rules', 'virtual-machine'), {
    virtual: inside,
  })

const over = (name: string, about: string, message: ReturnType<typeof newestLicense>, world: World) =>
  licenseCase(`rules-${name}`, about, message, at('rules', 'expired'), world)

const thirtyDays = newestLicense(...firstRunDays(30))
const askedAgain = newestLicense(
  { ...firstRunDays(30)[0], 23: int(ISSUED_AT - 20 * DAY) },
  firstRunDays(30)[1],
)
const recorded = (at: number, key = installationKey) => ({ installation: toHex(key.kid), at })
const FIRST_RUN = ISSUED_AT + 9 * DAY

export const FORMAT_2_RULES: readonly Vector[] = [
  user(
    'other',
    'another user than the two who are named',
    { 0: ['anna', 'bert'] },
    { platform: 'linux', user: 'carla' },
  ),
  user(
    'beginning',
    'the name begins like one that is named',
    { 0: ['anna'] },
    { platform: 'linux', user: 'anna2' },
  ),
  user('unknown', 'the system does not say who runs the program', { 0: ['anna'] }, { platform: 'linux' }),
  user(
    'other-platform',
    'named for Windows, and this is Linux',
    { 1: ['anna'] },
    { platform: 'linux', user: 'anna' },
  ),
  user(
    'no-platform',
    'named for every platform by its number, and this one has none',
    { 1: ['anna'], 2: ['anna'], 3: ['anna'], 4: ['anna'] },
    { user: 'anna' },
  ),
  user(
    'upper-case',
    'upper and lower case count on Linux',
    { 0: ['anna'] },
    { platform: 'linux', user: 'Anna' },
  ),
  user('upper-case-macos', 'and on macOS', { 2: ['anna'] }, { platform: 'macos', user: 'ANNA' }),
  user(
    'domain',
    'an account without a domain is not that of a domain that is named',
    { 0: ['EXAMPLE\\anna', 'anna@example.com'] },
    { platform: 'linux', user: 'anna' },
  ),
  user(
    'other-domain',
    'a domain that is named is the whole of it, in either spelling',
    { 0: ['EXAMPLE\\anna', 'anna@example.com'] },
    { platform: 'linux', user: 'anna@example.com.other.example' },
  ),
  user(
    'domain-upper-case',
    'upper and lower case of the name count in a domain as well',
    { 3: ['anna', 'EXAMPLE\\anna'] },
    { platform: 'linux', user: 'EXAMPLE\\Anna' },
  ),
  user(
    'windows-sharp-s',
    'on Windows the two letters for a sharp s are not that letter',
    { 1: ['STRASSE'] },
    { platform: 'windows', user: 'straße' },
  ),
  user(
    'windows-letters-of-others',
    'on Windows no case is folded outside of ASCII',
    { 1: ['ΟΔΥΣΣΕΥΣ', 'JOSÉ', '\u1c8a', '\u212aarl'] },
    { platform: 'windows', user: 'josé' },
  ),
  user(
    'windows-kelvin',
    'the sign for kelvin is a K in normal form C, and then in upper case; ſ is no s',
    { 1: ['ſ\u212a'] },
    { platform: 'windows', user: 'sk' },
  ),
  user(
    'windows-no-account',
    'a domain without an account is nobody',
    { 1: ['EXAMPLE\\'] },
    { platform: 'windows', user: 'OTHER\\' },
  ),

  virtual('machine', 'inside of a virtual machine', 'kvm'),
  virtual('container', 'inside of a container', 'docker'),
  virtual('new-word', 'inside of something that this version has no word for', 'quantum-9'),

  over('grace-over', 'the first second behind the days of grace', newestLicense({ 17: int(30) }), {
    now: EXPIRES_AT + 30 * DAY,
  }),
  over('first-run-over', 'the first second behind 30 days from the first run', thirtyDays, {
    firstRun: recorded(FIRST_RUN),
    now: FIRST_RUN + 30 * DAY,
  }),
  over('first-run-not-recorded', 'nothing is recorded here: 30 days from iat are over', thirtyDays, {
    now: ISSUED_AT + 30 * DAY,
  }),
  over(
    'first-run-of-other-installation',
    'another installation than the license names recorded a later first run: the 30 days count from iat, and are over',
    thirtyDays,
    { firstRun: recorded(FIRST_RUN, strangerKey), now: ISSUED_AT + 30 * DAY },
  ),
  over(
    'first-run-activated',
    'nothing is recorded here, and the license was asked for again: 30 days from the activation are over, from iat not',
    askedAgain,
    { now: ISSUED_AT + 10 * DAY },
  ),
  over(
    'first-run-activated-other-installation',
    'asked for again, and the record is of another installation: the days count from the activation, and are over',
    askedAgain,
    { firstRun: recorded(ISSUED_AT, strangerKey), now: ISSUED_AT + 10 * DAY },
  ),
  over(
    'first-run-before-iat',
    'the first run was under an earlier license of this activation: a later one gives no new days',
    thirtyDays,
    { firstRun: recorded(ISSUED_AT - 20 * DAY), now: ISSUED_AT + 10 * DAY },
  ),
  over('first-run-behind-exp', 'exp is earlier than the end of the days from the first run', thirtyDays, {
    firstRun: recorded(EXPIRES_AT - DAY),
    now: EXPIRES_AT,
  }),
  over(
    'first-run-grace-over',
    'the days of grace count from the end of the days from the first run, not from exp',
    newestLicense({ 17: int(7), ...firstRunDays(30)[0] }, firstRunDays(30)[1]),
    { firstRun: recorded(FIRST_RUN), now: FIRST_RUN + 37 * DAY },
  ),
]
