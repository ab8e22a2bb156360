/**
 * Owns the vectors of licenses of site servers: what the vendor signs about lending, and that no program runs under such a
 * license. A good one is seen through a lease that stands on it (leases.ts).
 */
import { at, badClaims, licenseCase, type Vector } from './case.ts'
import { SMALL_ORDER } from './points.ts'
import { bstr, FALSE, int, map, named, type Raw, TRUE, text } from './raw.ts'
import { confirmation, poolsItem, serverKey, serverLicense } from './site.ts'
import { type Claims, COMPUTER, fingerprintItem, license, OTHER_COMPUTER } from './world.ts'

const bad = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  licenseCase(`claims-server-license-${name}`, about, serverLicense(own, claims), badClaims(...bad), {
    computer: OTHER_COMPUTER,
  })
const pools = (name: string, about: string, value: Raw) =>
  bad(`pools-${name}`, about, ['pools'], { 47: value })
const lease = (name: string, about: string, value: Raw) =>
  bad(`longest-lease-${name}`, about, ['longest-lease'], { 44: value })
const early = (name: string, number: number, value: Raw) =>
  licenseCase(
    `claims-format-1-${name}`,
    `a license of format 1 has no ${name}`,
    license({ [number]: value }),
    badClaims(`own claim ${number}`),
  )

export const SERVER_LICENSES: readonly Vector[] = [
  licenseCase(
    'rules-server-license-runs-nothing',
    'the license of a site server on its own computer: it lends seats, and no program runs under it',
    serverLicense(),
    at('rules', 'for-site-server'),
    { computer: OTHER_COMPUTER },
  ),
  licenseCase(
    'rules-server-license-without-borrowing',
    'one that lends no seat for days and has no pools is that of a site server too',
    serverLicense({ 1: fingerprintItem(COMPUTER), 45: undefined, 46: undefined, 47: undefined }),
    at('rules', 'for-site-server'),
  ),
  bad('without-longest-lease', 'it does not say how long a lease may run', ['longest-lease'], {
    44: undefined,
  }),
  bad('without-seat-unit', 'it does not say what takes a seat', ['seat-unit'], { 48: undefined }),
  bad('without-floating-seats', 'it has no seats to lend', ['floating-seats'], { 8: undefined }),
  bad('without-cnf', 'it names no key of a server', ['cnf'], {}, { 8: undefined }),
  bad(
    'cnf-kid',
    'it names the key of the server by its key id',
    ['cnf'],
    {},
    {
      8: map([int(3), bstr(serverKey.kid)]),
    },
  ),
  bad(
    'cnf-small-order',
    'the key of the server is of small order: anybody could sign leases',
    ['cnf'],
    {},
    {
      8: confirmation(named(SMALL_ORDER[4] as Raw)),
    },
  ),
  bad(
    'cnf-32-bytes',
    'cnf has the 32 bytes, not a COSE_Key',
    ['cnf'],
    {},
    {
      8: map([int(1), bstr(serverKey.publicKey)]),
    },
  ),
  bad('generic', 'it is bound to no computer', ['generic'], { 1: undefined, 3: TRUE, 39: undefined }),
  bad('first-run-days', 'days from the first run: a server runs no program', ['first-run-days'], {
    16: int(30),
  }),
  bad('activated', 'when it was activated before, which only days from the first run ask', ['activated'], {
    23: int(1),
  }),
  lease('59', 'a lease of at most 59 seconds', int(59)),
  lease('2678401', 'a lease of 31 days and a second', int(2_678_401)),
  lease('text', 'the longest lease as text', text('86400')),
  bad('longest-borrow-zero', 'borrowed for no day', ['longest-borrow'], { 45: int(0) }),
  bad('longest-borrow-367', 'borrowed for more than a year', ['longest-borrow'], { 45: int(367) }),
  bad('longest-borrow-alone', 'for how many days, and not how many seats', ['most-borrowed'], {
    46: undefined,
  }),
  bad('most-borrowed-alone', 'how many seats, and not for how many days', ['longest-borrow'], {
    45: undefined,
  }),
  bad('most-borrowed-zero', 'no seat may be borrowed: that is said by leaving it out', ['most-borrowed'], {
    46: int(0),
  }),
  bad('most-borrowed-51', 'more borrowed seats than there are seats', ['most-borrowed'], { 46: int(51) }),
  bad('seat-unit-zero', 'what takes a seat is 0', ['seat-unit'], { 48: int(0) }),
  bad('seat-unit-4', 'what takes a seat is 4', ['seat-unit'], { 48: int(4) }),
  pools('empty', 'a map of no pools', map()),
  pools('zero', 'a pool without places', poolsItem({ export: 0 })),
  pools('not-a-feature', 'a pool of a feature that the license does not have', poolsItem({ print: 1 })),
  pools('name', 'a pool whose name is none of a feature', poolsItem({ '-x': 1 })),
  bad(
    'allow-workloads-false',
    'no workloads are allowed: that is said by leaving it out',
    ['allow-workloads'],
    {
      66: FALSE,
    },
  ),
  early('longest-lease', 44, int(900)),
  early('seat-unit', 48, int(1)),
]
