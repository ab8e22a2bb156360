/** Owns the vectors of leases whose signatures hold, and that a rule refuses. */
import type { Vector } from './case.ts'
import {
  BORROWED_UNTIL,
  beyond,
  borrowed,
  byProcess,
  DAY,
  ending,
  NO_COMPUTER,
  named,
  nameless,
  rule,
  ruleOn,
  standingOn,
  withUsers,
} from './lease-made.ts'
import { array, int, TRUE, text, toHex } from './raw.ts'
import {
  BOOT,
  BORROWED,
  confirmation,
  LEASE_ENDS,
  LEASE_ID,
  LEASED_AT,
  lease,
  ofWorkload,
  poolsItem,
  serverLicense,
} from './site.ts'
import {
  drifted,
  ISSUED_AT,
  kit,
  NOW,
  OTHER_COMPUTER,
  revocations,
  secondVendorKey,
  strangerKey,
  timesItem,
  vendorKey,
  workload,
} from './world.ts'

const [FOR_BERT, UNDER_BERT] = withUsers({ 0: ['bert'] })
const [FOR_WINDOWS, UNDER_WINDOWS] = withUsers({ 1: ['anna'] })
const { claims: _bert, ...BERT } = UNDER_BERT
const { claims: _windows, ...WINDOWS } = UNDER_WINDOWS

export const LEASE_RULES: readonly Vector[] = [
  ruleOn(
    'other-vendor',
    'the license is of another vendor',
    'wrong-vendor',
    standingOn(serverLicense({}, { 1: text('Other Software') })),
  ),
  ruleOn(
    'license-other-product',
    'the license and the lease are for another product',
    'wrong-product',
    standingOn(serverLicense({}, { 3: text('example.editor') }), {}, { 3: text('example.editor') }),
  ),
  rule(
    'other-product',
    'the lease alone is for another product',
    'wrong-product',
    lease({}, { 3: text('example.editor') }),
  ),
  rule('signing-key-retired', 'the key that signed the license is retired', 'signing-key-retired', lease(), {
    kit: kit({
      10: array(vendorKey.coseKey, secondVendorKey.coseKey),
      26: timesItem({ [toHex(vendorKey.kid)]: ISSUED_AT }),
    }),
  }),
  rule(
    'other-client',
    'for the key of another client',
    'wrong-holder',
    lease({}, { 8: confirmation(strangerKey) }),
  ),
  rule('other-user', 'of the session of another user', 'wrong-holder', lease(), { user: 'bert' }),
  rule('user-not-known', 'the lease names a user, and the system does not', 'wrong-holder', lease(), {
    nameless: true,
  }),
  rule(
    'nameless',
    'the lease names no user, and the account has a name',
    'wrong-holder',
    lease({ 51: undefined }),
  ),
  ruleOn('other-process', 'of another process', 'wrong-holder', byProcess, { instance: BOOT }),
  ruleOn('no-process', 'of a process, and the one that asks has taken none', 'wrong-holder', byProcess),
  ruleOn('workload-not-named', 'for a workload, and the site names none here', 'wrong-workload', named),
  ruleOn('other-workload', 'for a workload of another name', 'wrong-workload', named, {
    computer: workload('prod/scope-2'),
  }),
  rule('other-computer', 'for another computer: the client was copied', 'wrong-computer', lease(), {
    computer: OTHER_COMPUTER,
  }),
  ruleOn(
    'no-computer',
    'for no computer, and this one can be told apart: it was lent where nothing is read',
    'wrong-computer',
    nameless,
  ),
  rule('borrowed-other-computer', 'borrowed by another computer', 'wrong-computer', borrowed(), {
    computer: OTHER_COMPUTER,
  }),
  rule(
    'borrowed-not-read',
    'borrowed, and too little of the computer is read',
    'readings-missing',
    borrowed(),
    {
      computer: drifted([], [2, 3, 4]),
    },
  ),
  ruleOn(
    'stricter',
    'the license wants four of five: a disk and a board were changed',
    'wrong-computer',
    standingOn(serverLicense({ 2: array(int(4), int(5)) })),
    { computer: drifted([3, 4]) },
  ),
  ruleOn(
    'virtual',
    'the license allows no virtual machines, and this is one',
    'virtual-machine',
    standingOn(serverLicense({ 19: TRUE })),
    {
      virtual: 'kvm',
    },
  ),
  ruleOn(
    'virtual-workload',
    'the license allows no virtual machines, and a workload is no exception',
    'virtual-machine',
    standingOn(serverLicense({ 19: TRUE, 66: TRUE }), ofWorkload('prod/scope-1')),
    { virtual: 'docker', computer: workload('prod/scope-1') },
  ),
  rule('user-not-named', 'the license names other users', 'wrong-user', FOR_BERT, BERT),
  rule(
    'user-other-platform',
    'the license names the user for another platform',
    'wrong-user',
    FOR_WINDOWS,
    WINDOWS,
  ),
  ruleOn(
    'record-damaged',
    'the license ends, and the record of this client is damaged',
    'state-damaged',
    ending(LEASE_ENDS),
    {
      recordDamaged: true,
    },
  ),
  rule(
    'license-revoked',
    'the license of the server is on the list of revocations',
    'license-revoked',
    lease(),
    {
      revocations: revocations(),
    },
  ),
  rule('returned', 'it was given back here, and its file was put back', 'lease-returned', lease(), {
    returned: { [toHex(LEASE_ID)]: NOW - 60 },
  }),
  ruleOn(
    'clock-set-back',
    'measured, and the clock is more than a day behind what this client has seen: the license has an end',
    'clock-set-back',
    ending(LEASE_ENDS),
    {
      heldFor: 10,
      seen: [{ at: NOW + DAY + 1, by: 'record' }],
    },
  ),
  ruleOn(
    'license-expired',
    'measured, and the license of the server has ended by the clock of this computer',
    'expired',
    ending(LEASE_ENDS),
    {
      heldFor: 10,
      now: LEASE_ENDS,
    },
  ),
  beyond('unit', 'of a host, and the license lends to sessions', { 48: int(3) }),
  beyond('length', 'a second longer than the license allows', {}, { 4: int(LEASED_AT + DAY + 1) }),
  ruleOn(
    'beyond-borrowing',
    'borrowed, and the license lends no seat for days',
    'lease-beyond-license',
    standingOn(serverLicense({ 45: undefined, 46: undefined }), BORROWED),
  ),
  rule(
    'beyond-borrow-length',
    'borrowed for a second more than thirty days',
    'lease-beyond-license',
    borrowed({}, { 4: int(BORROWED_UNTIL + 1) }),
  ),
  ruleOn('beyond-end', 'it ends a second after the license', 'lease-beyond-license', ending(LEASE_ENDS - 1)),
  ruleOn(
    'beyond-grace',
    'it ends a second after the grace of the license',
    'lease-beyond-license',
    ending(LEASE_ENDS - 1 - DAY, { 17: int(1) }),
  ),
  beyond(
    'before-license',
    'signed more than a day before the license',
    {},
    { 6: int(ISSUED_AT - DAY - 1), 4: int(ISSUED_AT - DAY + 899) },
    { heldFor: 10 },
  ),
  beyond('pool', 'a place for a feature that is no pool', { 47: poolsItem({ projects: 1 }) }),
  beyond(
    'workload',
    'for a workload, and the license allows computers alone',
    ofWorkload('prod/scope-1'),
    {},
    { computer: workload('prod/scope-1') },
  ),
  beyond(
    'nothing-read',
    'for no computer, where nothing is read, and the license allows computers alone',
    NO_COMPUTER,
    {},
    { computer: drifted([], [1, 2, 3, 4, 5]) },
  ),
  beyond('places', 'six places for export, of five', { 47: poolsItem({ export: 6 }) }),
  rule('ended', 'not measured, and over by the clock', 'lease-ended', lease(), { now: LEASE_ENDS }),
  rule('measured-ended', 'measured, and over, whatever the clock says', 'lease-ended', lease(), {
    heldFor: 900,
  }),
  rule(
    'clock-behind-server',
    'not measured, and the clock is eleven minutes behind that of the server',
    'clock-set-back',
    lease(),
    {
      now: LEASED_AT - 601,
    },
  ),
  rule(
    'clock-behind-record',
    'not measured, and the clock is eleven minutes behind what this client has seen',
    'clock-set-back',
    lease(),
    {
      seen: [{ at: NOW + 601, by: 'record' }],
    },
  ),
  rule(
    'borrowed-clock-behind',
    'borrowed, and the clock is more than a day behind that of the server',
    'clock-set-back',
    borrowed(),
    {
      now: LEASED_AT - DAY - 1,
    },
  ),
  rule('borrowed-ended', 'borrowed, and over by the clock', 'lease-ended', borrowed(), {
    now: BORROWED_UNTIL,
  }),
  rule('other-version', 'the license is for another major version', 'wrong-version', lease(), {
    program: { version: '3.0' },
  }),
  rule(
    'feature',
    'the license does not have a feature that the program asks for',
    'feature-not-licensed',
    lease(),
    {
      program: { features: ['print'] },
    },
  ),
  rule(
    'place-not-taken',
    'the program asks for a feature with places, and the lease took none',
    'place-not-taken',
    lease(),
    {
      program: { features: ['export'] },
    },
  ),
]
