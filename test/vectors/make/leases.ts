/** Owns the vectors of leases: those of the chain from the kit to the lease and of their claims are here. */
import { badClaims, type Vector } from './case.ts'
import { bad, broken, NO_COMPUTER, rule } from './lease-made.ts'
import { LEASE_RULES } from './lease-rules.ts'
import { GOOD_LEASES } from './leases-good.ts'
import { bstr, FALSE, int, map, type Raw, type RawKey, sha256, text, toHex } from './raw.ts'
import {
  BOOT,
  BORROWED,
  clientKey,
  INSTANCE,
  LEASE_ENDS,
  LEASE_ID,
  LEASED_AT,
  lease,
  ofWorkload,
  poolsItem,
  serverKey,
  serverLicense,
} from './site.ts'
import { leaseCase } from './site-case.ts'
import { countedItem, license, strangerKey, VENDOR, vendorKey } from './world.ts'

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

export const LEASES: readonly Vector[] = [...GOOD_LEASES, ...CHAIN, ...LEASE_RULES, ...CLAIMS]
