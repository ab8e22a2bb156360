/**
 * Owns the vectors whose claims are refused and that format 1 does not have: each of them wrong in a license of format 2,
 * and right but in a license of format 1.
 */
import { badClaims, licenseCase, type Vector } from './case.ts'
import { array, bstr, FALSE, int, map, type Raw, TRUE, text } from './raw.ts'
import {
  type Claims,
  firstRunDays,
  GENERIC,
  ISSUED_AT,
  installationKey,
  license,
  newestLicense,
  usersItem,
} from './world.ts'

/** `claims` and `own` replace what the good license has; `bad` names what is wrong then. */
const bad = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  licenseCase(`claims-${name}`, about, newestLicense(own, claims), badClaims(...bad))

const days = (name: string, about: string, value: Raw) =>
  bad(`first-run-days-${name}`, about, ['first-run-days'], { 16: value }, NAMED)
const cnf = (name: string, about: string, value: Raw) =>
  bad(`cnf-${name}`, about, ['cnf'], COUNTED, { 8: value })
const activated = (name: string, about: string, value: Raw) =>
  bad(`activated-${name}`, about, ['activated'], { ...COUNTED, 23: value }, NAMED)
const grace = (name: string, about: string, value: Raw) =>
  bad(`grace-days-${name}`, about, ['grace-days'], { 17: value })
const users = (name: string, about: string, value: Raw) =>
  bad(`users-${name}`, about, ['users'], { 18: value })
const user = (name: string, about: string, ...names: readonly string[]) =>
  bad(`user-${name}`, about, ['users'], { 18: usersItem({ 0: names }) })
const noVirtual = (name: string, about: string, value: Raw) =>
  bad(`no-virtual-${name}`, about, ['no-virtual'], { 19: value })
const licensee = (name: string, about: string, value: Raw) =>
  bad(`licensee-${name}`, about, ['licensee'], { 20: value })
const limit = (name: string, about: string, value: Raw) =>
  bad(`deactivation-limit-${name}`, about, ['deactivation-limit'], { 21: value })

/** A claim of format 2 in a license of format 1. */
const early = (name: string, number: number, value: Raw) =>
  licenseCase(
    `claims-format-1-${name}`,
    `a license of format 1 has no ${name}`,
    license({ [number]: value }),
    badClaims(`own claim ${number}`),
  )

const [COUNTED, NAMED] = firstRunDays(30)
const { kid, coseKey } = installationKey

export const FORMAT_2_CLAIMS: readonly Vector[] = [
  days('zero', 'no day from the first run', int(0)),
  days('negative', 'a negative number of days from the first run', int(-1)),
  days('36501', '36,501 days from the first run', int(36_501)),
  days('text', 'days from the first run as text', text('30')),
  bad('first-run-days-without-cnf', 'days from the first run, and no installation named', ['cnf'], COUNTED),
  bad(
    'cnf-without-first-run-days',
    'an installation is named, and no days from the first run',
    ['first-run-days'],
    {},
    NAMED,
  ),
  bad(
    'first-run-days-generic',
    'days from the first run in a generic license: no installation is its own',
    ['first-run-days'],
    { ...GENERIC, ...COUNTED },
    NAMED,
  ),
  cnf('whole-key', "cnf has the installation's whole key, as in a request", map([int(1), coseKey])),
  cnf('key-and-kid', 'cnf has a key and a kid', map([int(1), coseKey], [int(3), bstr(kid)])),
  cnf('kid-itself', 'cnf is the kid itself', bstr(kid)),
  cnf('kid-7-bytes', 'a kid of 7 bytes in cnf', map([int(3), bstr(kid.slice(0, 7))])),
  cnf('kid-text', 'a kid in cnf that is a text', map([int(3), text('d05028d2')])),
  cnf('empty', 'cnf is a map of none', map()),

  activated(
    'at-iat',
    'activated in the same second that the license was made: it is left out then',
    int(ISSUED_AT),
  ),
  activated('behind-iat', 'activated later than the license was made', int(ISSUED_AT + 1)),
  activated('negative', 'activated before 1970', int(-1)),
  activated('text', 'the time of the activation as text', text('2026-01-01')),
  bad('activated-alone', 'the time of the activation, and no days from the first run', ['activated'], {
    23: int(ISSUED_AT - 1),
  }),

  grace('zero', 'no day of grace; what is off is left out', int(0)),
  grace('negative', 'a negative number of days of grace', int(-1)),
  grace('36501', '36,501 days of grace', int(36_501)),
  grace('true', 'days of grace without a number', TRUE),

  users('empty', 'a map of no platforms', map()),
  users('none-of-platform', 'a platform with no names', usersItem({ 0: ['anna'], 1: [] })),
  users('array', 'names without a platform', array(text('anna'))),
  users('text', 'one name in place of an array', map([int(0), text('anna')])),
  users('platform-5', 'platform 5', usersItem({ 5: ['anna'] })),
  users('platform-negative', 'platform -1', map([int(-1), array(text('anna'))])),
  users('platform-text', 'a platform by its name', map([text('linux'), array(text('anna'))])),
  users('integer', 'a name that is an integer', map([int(0), array(int(1000))])),
  user('twice', 'a name twice for a platform', 'anna', 'bert', 'anna'),
  user('empty', 'an empty name', ''),
  user('257-bytes', 'a name of 257 bytes, of fewer characters', `${'ä'.repeat(128)}x`),
  user('line-end', 'a name with a line end', 'anna\nbert'),
  user('delete', 'a name with the control character 7f', 'anna\u007f'),
  user('c1-control', 'a name with the control character 85, which ends a line, too', 'anna\u0085'),

  noVirtual('false', 'no-virtual is false; what is off is left out', FALSE),
  noVirtual('one', 'no-virtual is 1', int(1)),

  licensee('empty', 'the licensee is the empty text', text('')),
  licensee('256-bytes', 'a licensee of 256 bytes, of fewer characters', text('ä'.repeat(128))),
  licensee('bytes', 'the licensee is a byte string', bstr(new TextEncoder().encode('Example'))),

  limit('negative', 'a limit of -1, which means something elsewhere', int(-1)),
  limit('2-63', 'a limit of 2^63', int(2n ** 63n)),
  limit('2-64-less-1', 'a limit of 2^64 - 1', int(2n ** 64n - 1n)),
  limit('text', 'a limit as text', text('5')),

  bad('virtual-in-license', "virtual is a request's claim", ['own claim 15'], { 15: text('kvm') }),
  bad('first-runs-in-license', "first-runs is a state's claim", ['own claim 22'], {
    22: map([text('6ea86ceb2ecb978f'), int(0)]),
  }),
  bad('format-2-unknown-own', 'an own claim that format 2 does not have', ['own claim 24'], { 24: TRUE }),
  bad(
    'format-2-several',
    'six claims are bad: every one is named',
    ['cnf', 'grace-days', 'users', 'no-virtual', 'licensee', 'deactivation-limit'],
    { ...COUNTED, 17: int(0), 18: map(), 19: FALSE, 20: text(''), 21: int(-1) },
  ),

  licenseCase(
    'claims-format-1-first-run-days',
    'a license of format 1 has neither first-run-days nor cnf',
    license(...firstRunDays(30)),
    badClaims('claim 8', 'own claim 16'),
  ),
  early('activated', 23, int(ISSUED_AT - 1)),
  early('grace-days', 17, int(30)),
  early('users', 18, usersItem({ 0: ['anna'] })),
  early('no-virtual', 19, TRUE),
  early('licensee', 20, text('Example GmbH')),
  early('deactivation-limit', 21, int(5)),
]
