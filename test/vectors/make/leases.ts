/** Owns the vectors of leases: the chain from the kit to the license of the server to the lease, and each rule about it. */
import { at, badClaims, fingerprintJson, type Layer, type Vector } from './case.ts'
import {
  armor,
  array,
  base45,
  bstr,
  FALSE,
  int,
  map,
  type Raw,
  type RawKey,
  sha256,
  TRUE,
  text,
  toHex,
} from './raw.ts'
import {
  BOOT,
  BORROWED,
  clientKey,
  confirmation,
  INSTANCE,
  LEASE_ENDS,
  LEASE_ID,
  LEASED_AT,
  lease,
  ofWorkload,
  poolsItem,
  SEEN_LEASE,
  serverKey,
  serverLicense,
} from './site.ts'
import { type LeaseWorld, leaseCase } from './site-case.ts'
import {
  type Claims,
  countedItem,
  drifted,
  ISSUED_AT,
  kit,
  license,
  NOW,
  OTHER_COMPUTER,
  revocations,
  secondVendorKey,
  strangerKey,
  timesItem,
  usersItem,
  VENDOR,
  vendorKey,
  WORKLOAD,
  workload,
} from './world.ts'

const DAY = 86_400

/** A lease on another license of the server. */
function standingOn(
  changed: Raw,
  own: Claims = {},
  claims: Claims = {},
): { readonly given: Raw; readonly seen: Record<string, unknown>; readonly license: Raw } {
  const given = lease({ 50: bstr(sha256(changed)), ...own }, claims)
  return { given, license: changed, seen: { ...SEEN_LEASE, 'server-license': toHex(sha256(changed)) } }
}

const ok = (name: string, about: string, given: Raw | string, world: LeaseWorld = {}) =>
  leaseCase(`ok-lease-${name}`, about, given, 'ok', world)
const okOn = (name: string, about: string, on: ReturnType<typeof standingOn>, world: LeaseWorld = {}) =>
  ok(name, about, on.given, { license: on.license, claims: on.seen, ...world })
const bad = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  leaseCase(`claims-lease-${name}`, about, lease(own, claims), badClaims(...bad))
const rule = (name: string, about: string, code: string, given: Raw, world: LeaseWorld = {}) =>
  leaseCase(`rules-lease-${name}`, about, given, at('rules', code), world)
const ruleOn = (
  name: string,
  about: string,
  code: string,
  on: ReturnType<typeof standingOn>,
  world: LeaseWorld = {},
) => rule(name, about, code, on.given, { license: on.license, ...world })
const beyond = (name: string, about: string, own: Claims, claims: Claims = {}, world: LeaseWorld = {}) =>
  rule(`beyond-${name}`, about, 'lease-beyond-license', lease(own, claims), world)
const broken = (
  layer: Layer,
  name: string,
  about: string,
  code: string,
  given: Raw,
  world: LeaseWorld = {},
) => leaseCase(`${layer}-lease-${name}`, about, given, at(layer, code), world)

const BORROWED_UNTIL = LEASED_AT + 30 * DAY
const borrowed = (own: Claims = {}, claims: Claims = {}) =>
  lease({ ...BORROWED, ...own }, { 4: int(BORROWED_UNTIL), ...claims })
const SEEN_BORROWED = {
  ...SEEN_LEASE,
  exp: BORROWED_UNTIL,
  borrowed: true,
}
const NO_COMPUTER: Claims = { 1: undefined, 39: undefined }
/** The license allows what is no computer that can be told apart. */
const ALLOWING = serverLicense({ 66: TRUE })
const named = standingOn(ALLOWING, ofWorkload('prod/scope-1'))
const nameless = standingOn(ALLOWING, NO_COMPUTER)
const byProcess = standingOn(serverLicense({ 48: int(2) }), { 48: int(2), 53: bstr(INSTANCE) })
const byHost = standingOn(serverLicense({ 48: int(3) }), { 48: int(3) })
const ending = (end: number, own: Claims = {}, claims: Claims = {}) =>
  standingOn(serverLicense(own, { 4: int(end) }), {}, claims)

const GOOD: readonly Vector[] = [
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

/** The lease, and its world, under a license for these users. */
function withUsers(users: Readonly<Record<number, readonly string[]>>): readonly [Raw, LeaseWorld] {
  const on = standingOn(serverLicense({ 18: usersItem(users) }))
  return [on.given, { license: on.license, claims: on.seen }]
}

const [FOR_BERT, UNDER_BERT] = withUsers({ 0: ['bert'] })
const [FOR_WINDOWS, UNDER_WINDOWS] = withUsers({ 1: ['anna'] })
const { claims: _bert, ...BERT } = UNDER_BERT
const { claims: _windows, ...WINDOWS } = UNDER_WINDOWS

const CHAIN: readonly Vector[] = [
  broken('cose', 'wrong-type', 'the type of an answer', 'wrong-message-type', lease({}, {}, { type: 11 })),
  broken(
    'signature',
    'by-client',
    'the client signed it itself',
    'signing-key-unknown',
    lease({}, {}, { key: clientKey }),
  ),
  broken(
    'signature',
    'under-kid-of-server',
    'the client signed it itself, under the key id of the server',
    'signature-invalid',
    lease({}, {}, { key: clientKey, kid: bstr(serverKey.kid) }),
  ),
  broken(
    'signature',
    'by-vendor',
    'the vendor signed it: only the key in the license does',
    'signing-key-unknown',
    lease({}, {}, { key: vendorKey }),
  ),
  broken('signature', 'end-changed', 'the end was changed by hand', 'signature-invalid', endChanged()),
  broken(
    'signature',
    'license-of-stranger',
    'a stranger signed the license of the server',
    'signing-key-unknown',
    lease(),
    {
      license: forged(strangerKey),
    },
  ),
  broken(
    'signature',
    'license-by-server',
    'the server signed its own license, under the key id of the vendor',
    'signature-invalid',
    lease(),
    { license: forged({ ...serverKey, kid: vendorKey.kid }) },
  ),
  leaseCase(
    'claims-lease-license-cnf-kid',
    'the license of the server names its key by the key id alone',
    lease(),
    badClaims('cnf'),
    { license: serverLicense({}, { 8: map([int(3), bstr(serverKey.kid)]) }) },
  ),
  rule('license-lends-nothing', 'the license is one that runs a program', 'lends-no-seats', lease(), {
    license: license(),
  }),
  rule(
    'other-license',
    'it stands on another license of the same server',
    'lease-of-other-license',
    lease(),
    {
      license: serverLicense({ 8: int(60) }),
    },
  ),
]

/** The license of the server, signed by somebody else. */
function forged(key: RawKey): Raw {
  return serverLicense({}, {}, { key })
}

/** A second more, by hand. */
function endChanged(): Raw {
  const message = lease()
  const last = Buffer.from(message).indexOf(Buffer.from(int(LEASE_ENDS))) + 4
  return message.map((byte, i) => (i === last ? byte ^ 1 : byte))
}

const RULES: readonly Vector[] = [
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

const CLAIMS: readonly Vector[] = [
  bad('without-aud', 'no aud', ['aud'], {}, { 3: undefined }),
  bad('without-exp', 'no exp: a lease always ends', ['exp'], {}, { 4: undefined }),
  bad('without-iat', 'no iat', ['iat'], {}, { 6: undefined }),
  bad('ends-at-iat', 'it ends when it begins', ['exp'], {}, { 4: int(LEASED_AT) }),
  bad('without-cnf', 'no key of a client', ['cnf'], {}, { 8: undefined }),
  bad(
    'cnf-kid',
    'the key of the client by its key id',
    ['cnf'],
    {},
    { 8: map([int(3), bstr(clientKey.kid)]) },
  ),
  bad('without-sequence', 'no number', ['sequence'], { 13: undefined }),
  bad('sequence-zero', 'number 0', ['sequence'], { 13: int(0) }),
  bad('without-seat-unit', 'it does not say what takes the seat', ['seat-unit'], { 48: undefined }),
  bad('seat-unit-4', 'what takes the seat is 4', ['seat-unit'], { 48: int(4) }),
  bad('without-lease-id', 'no id', ['lease-id'], { 49: undefined }),
  bad('lease-id-7-bytes', 'an id of 7 bytes', ['lease-id'], { 49: bstr(LEASE_ID.slice(1)) }),
  bad('without-server-license', 'it stands on no license', ['server-license'], { 50: undefined }),
  bad('server-license-8-bytes', 'eight bytes of the hash of the license', ['server-license'], {
    50: bstr(sha256(serverLicense()).slice(0, 8)),
  }),
  bad('account-empty', 'a user with an empty name', ['account'], { 51: text('') }),
  bad('account-space', 'a user with a space before the name', ['account'], { 51: text(' anna') }),
  bad('account-257-bytes', 'a user with a name of 257 bytes', ['account'], { 51: text('a'.repeat(257)) }),
  bad('without-host', 'no name of a computer', ['host'], { 52: undefined }),
  bad('host-line-end', 'a name of a computer with a line end in it', ['host'], { 52: text('ws\n17') }),
  bad('instance-of-session', 'the number of a process, in a session', ['instance'], { 53: bstr(INSTANCE) }),
  bad('process-without-instance', 'of a process, without its number', ['instance'], { 48: int(2) }),
  bad('without-boot', 'no start of the server', ['boot'], { 54: undefined }),
  bad('boot-text', 'the start of the server as text', ['boot'], { 54: text(toHex(BOOT)) }),
  bad('workload-upper-case', 'a workload in upper case', ['workload'], { 42: text('Prod') }),
  bad('workload-other-hash', 'the name of a workload, and the hash of another one', ['fingerprint'], {
    ...ofWorkload('prod/scope-1'),
    42: text('prod/scope-2'),
  }),
  bad('workload-without-name', 'the hash of a workload, without its name', ['workload'], {
    ...ofWorkload('prod/scope-1'),
    42: undefined,
  }),
  bad('borrowed-nowhere', 'borrowed for no computer', ['fingerprint'], { ...NO_COMPUTER, ...BORROWED }),
  bad('borrowed-false', 'borrowed is false: that is said by leaving it out', ['borrowed'], { 65: FALSE }),
  bad('counted-alone', 'kinds that count, and no computer', ['counted'], { 1: undefined }),
  bad('fingerprint-alone', 'a computer, and nothing of it counts', ['counted'], { 39: undefined }),
  bad('counted-not-bound', 'a kind counts that the computer does not have', ['counted'], {
    39: countedItem([1, 9]),
  }),
  bad('pools-empty', 'a map of no pools', ['pools'], { 47: map() }),
  bad('pools-zero', 'no place in a pool', ['pools'], { 47: poolsItem({ export: 0 }) }),
  bad('iss', 'a lease is of no vendor: its license says that', ['claim 1'], {}, { 1: text(VENDOR) }),
  bad('format', 'a claim of licenses', ['own claim 0'], { 0: int(2) }),
]

export const LEASES: readonly Vector[] = [...GOOD, ...CHAIN, ...RULES, ...CLAIMS]
