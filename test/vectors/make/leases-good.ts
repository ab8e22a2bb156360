/** Owns the vectors of leases that a client accepts, some of them with a warning. */
import { fingerprintJson, type Vector } from './case.ts'
import {
  borrowed,
  byHost,
  byProcess,
  DAY,
  ending,
  named,
  nameless,
  ok,
  okOn,
  SEEN_BORROWED,
  withUsers,
} from './lease-made.ts'
import { armor, array, base45, int, text, toHex } from './raw.ts'
import { INSTANCE, LEASE_ENDS, LEASED_AT, lease, poolsItem, SEEN_LEASE } from './site.ts'
import {
  drifted,
  ISSUED_AT,
  kit,
  NOW,
  secondVendorKey,
  timesItem,
  vendorKey,
  WORKLOAD,
  workload,
} from './world.ts'

export const GOOD_LEASES: readonly Vector[] = [
  ok('session', 'a session of fifteen minutes, five of them gone by the clock', lease()),
  ok('armored', 'as text', armor('LEASE', lease())),
  ok('qr', 'as the text of a QR symbol', `AL1:${base45(lease())}`),
  ok('measured', 'measured to the last second, whatever the clock says', lease(), {
    heldFor: 899,
    now: NOW + DAY,
  }),
  ok('measured-clock-behind', 'measured, and the clock is two hours behind that of the server', lease(), {
    heldFor: 10,
    now: LEASED_AT - 7200,
  }),
  ok(
    'clock-ten-minutes-behind',
    'not measured, and the clock is ten minutes behind, to the second',
    lease(),
    {
      now: LEASED_AT - 600,
    },
  ),
  ok('last-second', 'not measured, in its last second', lease(), { now: LEASE_ENDS - 1 }),
  ok('longest', 'as long as the license allows', lease({}, { 4: int(LEASED_AT + DAY) }), {
    claims: { ...SEEN_LEASE, exp: LEASED_AT + DAY },
  }),
  ok(
    'place-in-pool',
    'with a place for export, which the program asks for',
    lease({ 47: poolsItem({ export: 1 }) }),
    {
      program: { features: ['export', 'projects'] },
      claims: { ...SEEN_LEASE, pools: { export: 1 } },
    },
  ),
  ok('nameless-account', 'the account has no name, in the lease and here', lease({ 51: undefined }), {
    nameless: true,
    claims: Object.fromEntries(Object.entries(SEEN_LEASE).filter(([name]) => name !== 'account')),
  }),
  ok('domain', 'the account is reported with its domain, and the lease names it without', lease(), {
    user: 'CORP\\anna',
  }),
  okOn('process', 'of a process, and this is the one', byProcess, {
    instance: INSTANCE,
    claims: { ...byProcess.seen, 'seat-unit': 2, instance: toHex(INSTANCE) },
  }),
  okOn('host-other-user', 'of a host: any user there has the seat', byHost, {
    user: 'bert',
    claims: { ...byHost.seen, 'seat-unit': 3 },
  }),
  okOn('workload', 'for a workload that the site names here', named, {
    computer: workload('prod/scope-1'),
    claims: {
      ...named.seen,
      fingerprint: fingerprintJson(workload('prod/scope-1')),
      counted: [WORKLOAD],
      workload: 'prod/scope-1',
    },
  }),
  okOn(
    'nothing-read',
    'where too little is read to tell computers apart, and the lease names none',
    nameless,
    {
      computer: drifted([], [1, 2, 3, 4, 5]),
      claims: Object.fromEntries(
        Object.entries(nameless.seen).filter(([name]) => !['fingerprint', 'counted'].includes(name)),
      ),
    },
  ),
  ok('changed-computer', 'a disk of the computer was changed since', lease(), { computer: drifted([4]) }),
  ok('borrowed', 'borrowed for thirty days, by the computer that it is bound to', borrowed(), {
    claims: SEEN_BORROWED,
  }),
  ok(
    'borrowed-clock-a-day-behind',
    'borrowed, and the clock is a day behind that of the server',
    borrowed(),
    {
      now: LEASED_AT - DAY,
      claims: SEEN_BORROWED,
    },
  ),
  ok('borrowed-changed-computer', 'borrowed, and a disk of the computer was changed since', borrowed(), {
    computer: drifted([4]),
    claims: SEEN_BORROWED,
  }),
  ok('named-user', 'the license names the user', ...withUsers({ 3: ['anna'] })),
  ok('kept-itself', 'the last one that was taken is this one', lease(), { last: lease() }),
  ok('next-number', 'the last one that was taken has an earlier number', lease(), {
    last: lease({ 13: int(40) }, { 6: int(LEASED_AT - 300), 4: int(LEASED_AT + 600) }),
  }),
  ok('server-went-back', 'a later number was taken before: a warning', lease(), {
    last: lease({ 13: int(42) }),
    warnings: ['server-went-back'],
  }),
  ok('server-number-twice', 'two different leases have one number: a warning, and proof', lease(), {
    last: lease({ 52: text('ws-18') }),
    warnings: ['server-went-back'],
  }),
  ok('server-time-back', 'the number is later, and the time eleven minutes earlier: a warning', lease(), {
    last: lease({ 13: int(40) }, { 6: int(LEASED_AT + 660), 4: int(LEASED_AT + 900) }),
    warnings: ['server-went-back'],
  }),
  okOn(
    'license-in-grace',
    'the license of the server is in its grace, and the lease ends with it',
    ending(NOW - 400, { 17: int(1) }, { 4: int(NOW - 400 + DAY) }),
    {
      warnings: ['in-grace'],
      claims: {
        ...ending(NOW - 400, { 17: int(1) }).seen,
        exp: NOW - 400 + DAY,
      },
    },
  ),
  okOn('ends-with-license', 'it ends in the second in which the license does', ending(LEASE_ENDS)),
  ok('signing-key-retired-later', 'the license was signed before its key was retired', lease(), {
    kit: kit({
      10: array(vendorKey.coseKey, secondVendorKey.coseKey),
      26: timesItem({ [toHex(vendorKey.kid)]: ISSUED_AT + 1 }),
    }),
  }),
]
