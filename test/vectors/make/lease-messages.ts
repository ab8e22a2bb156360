/**
 * Owns the vectors of what a client asks of a site server, what it is answered, and what the server reports to the vendor.
 * Each wish and each answer has only the claims that belong to it, so that one meaning has one encoding.
 */
import { at, badClaims, fingerprintJson, type Vector } from './case.ts'
import { SMALL_ORDER } from './points.ts'
import { armor, array, bstr, int, map, named, type Raw, TRUE, text, toHex } from './raw.ts'
import {
  clientKey,
  confirmation,
  INSTANCE,
  LEASE_ID,
  lease,
  leaseAnswer,
  leaseRequest,
  NONCE,
  NOT_GRANTED,
  ofWorkload,
  poolsItem,
  SEEN_ANSWER,
  SEEN_REPORT,
  SEEN_REQUEST,
  serverKey,
  serverLicense,
  TOTALS,
  totalsItem,
  usageReport,
} from './site.ts'
import { type AnswerWorld, answerCase, ownCase } from './site-case.ts'
import { type Claims, license, strangerKey, VENDOR, vendorKey, WORKLOAD, workload } from './world.ts'

const smallOrder = { 8: confirmation(named(SMALL_ORDER[4] as Raw)) }

const asks = (name: string, about: string, own: Claims, seen: Readonly<Record<string, unknown>> = {}) =>
  ownCase('lease-request', `ok-lease-request-${name}`, about, leaseRequest(own), 'ok', {
    ...SEEN_REQUEST,
    ...seen,
  })
const badRequest = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  ownCase(
    'lease-request',
    `claims-lease-request-${name}`,
    about,
    leaseRequest(own, claims),
    badClaims(...bad),
  )
const badKey = (name: string, about: string, given: Raw, code: string) =>
  ownCase('lease-request', `signature-lease-request-${name}`, about, given, at('signature', code))

const NO_READINGS: Claims = { 1: undefined, 39: undefined }
const RETURNED: Claims = { ...NO_READINGS, 13: int(41), 49: bstr(LEASE_ID), 56: int(4) }
const RENEWED: Claims = { 13: int(41), 49: bstr(LEASE_ID), 56: int(3) }
const SEEN_RENEWED = { sequence: 41, 'lease-id': toHex(LEASE_ID), operation: 3 }

const REQUESTS: readonly Vector[] = [
  asks('take', 'a seat', {}),
  asks(
    'queue',
    'a seat or a place in the queue, with a place for export, for an hour',
    {
      13: int(40),
      47: poolsItem({ export: 1 }),
      56: int(2),
      57: int(3600),
    },
    { sequence: 40, pools: { export: 1 }, operation: 2, wanted: 3600 },
  ),
  asks(
    'process',
    'a seat for one process, in a container with the name of a workload',
    {
      ...ofWorkload('prod/scope-1'),
      15: text('docker'),
      51: undefined,
      53: bstr(INSTANCE),
      64: int(0),
    },
    {
      virtual: 'docker',
      workload: 'prod/scope-1',
      fingerprint: fingerprintJson(workload('prod/scope-1')),
      counted: [WORKLOAD],
      account: undefined,
      instance: toHex(INSTANCE),
      platform: 0,
    },
  ),
  asks('renew', 'the lease in hand for longer', RENEWED, SEEN_RENEWED),
  asks('return', 'the lease in hand is given back', RETURNED, {
    ...SEEN_RENEWED,
    operation: 4,
    fingerprint: undefined,
    counted: undefined,
  }),
  asks(
    'borrow',
    'a seat for a week, on this computer',
    { 56: int(5), 57: int(7 * 86_400) },
    {
      operation: 5,
      wanted: 7 * 86_400,
    },
  ),
  badRequest('without-aud', 'no aud', ['aud'], {}, { 3: undefined }),
  badRequest('without-iat', 'no iat', ['iat'], {}, { 6: undefined }),
  badRequest('without-nonce', 'no nonce', ['nonce'], { 55: undefined }),
  badRequest('nonce-8-bytes', 'a nonce of 8 bytes', ['nonce'], { 55: bstr(NONCE.slice(8)) }),
  badRequest('without-operation', 'it asks for nothing', ['operation'], { 56: undefined }),
  badRequest('operation-6', 'it asks for 6', ['operation'], { 56: int(6) }),
  badRequest('without-host', 'no name of a computer', ['host'], { 52: undefined }),
  badRequest('without-platform', 'no platform', ['platform'], { 64: undefined }),
  badRequest('platform-5', 'platform 5', ['platform'], { 64: int(5) }),
  badRequest('wanted-zero', 'a seat for no second', ['wanted'], { 57: int(0) }),
  badRequest('virtual-upper-case', 'what it runs inside of, in upper case', ['virtual'], { 15: text('KVM') }),
  badRequest('take-with-lease', 'a new seat, with the id of a lease', ['lease-id'], { 49: bstr(LEASE_ID) }),
  badRequest('return-with-computer', 'given back, with a computer', ['fingerprint'], {
    ...RENEWED,
    56: int(4),
  }),
  badRequest('borrowed', 'a claim of leases', ['own claim 65'], { 65: TRUE }),
  badRequest('borrow-without-computer', 'a borrowed seat, without a computer', ['fingerprint'], {
    ...NO_READINGS,
    56: int(5),
  }),
  badRequest('renew-without-lease', 'no lease to be renewed', ['lease-id'], { ...RENEWED, 49: undefined }),
  badRequest('renew-without-sequence', 'a lease to be renewed, without its number', ['sequence'], {
    ...RENEWED,
    13: undefined,
  }),
  badRequest('renew-with-pools', 'a renewal with other places: a renewed lease keeps its own', ['pools'], {
    ...RENEWED,
    47: poolsItem({ export: 1 }),
  }),
  badRequest('return-with-wanted', 'given back, and wanted for an hour', ['wanted'], {
    ...RETURNED,
    57: int(3600),
  }),
  badRequest('iss', 'a request is of no vendor', ['claim 1'], {}, { 1: text(VENDOR) }),
  badRequest('proof', 'a claim of activation requests', ['own claim 9'], { 9: bstr(LEASE_ID) }),
  badKey('without-cnf', 'no key of its own', leaseRequest({}, { 8: undefined }), 'public-key-invalid'),
  badKey('small-order-key', 'a key of small order', leaseRequest({}, smallOrder), 'public-key-invalid'),
  badKey(
    'other-key',
    'signed by another key than the one in it',
    leaseRequest({}, {}, { key: strangerKey }),
    'signing-key-unknown',
  ),
  badKey(
    'not-by-cnf',
    'signed by another key, under the key id of the one in it',
    leaseRequest({}, {}, { key: strangerKey, kid: bstr(clientKey.kid) }),
    'signature-invalid',
  ),
]

const answers = (
  name: string,
  about: string,
  own: Claims,
  seen: Readonly<Record<string, unknown>>,
  world: AnswerWorld = {},
) =>
  answerCase(`ok-lease-answer-${name}`, about, leaseAnswer(own), 'ok', {
    claims: { ...SEEN_ANSWER, ...seen },
    ...world,
  })
const badAnswer = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  answerCase(`claims-lease-answer-${name}`, about, leaseAnswer(own, claims), badClaims(...bad))
const brokenAnswer = (name: string, about: string, given: Raw, code: string, world: AnswerWorld = {}) =>
  answerCase(`signature-lease-answer-${name}`, about, given, at('signature', code), world)
const other = (
  name: string,
  about: string,
  given: Raw,
  world: AnswerWorld = {},
  code = 'answer-not-for-request',
) => answerCase(`rules-lease-answer-${name}`, about, given, at('rules', code), world)

const GRANTED = { lease: toHex(lease()), license: toHex(serverLicense()) }
const denied = (...reasons: readonly string[]) => ({ ...NOT_GRANTED, 60: array(...reasons.map(text)) })

const ANSWERS: readonly Vector[] = [
  answers('granted', 'a lease, and the license that it stands on', {}, GRANTED),
  answerCase('ok-lease-answer-armored', 'as text', armor('LEASE-ANSWER', leaseAnswer()), 'ok', {
    claims: { ...SEEN_ANSWER, ...GRANTED },
  }),
  answers('as-file', 'a lease in a file, for a request that was not kept', {}, GRANTED, { nonce: null }),
  answers('known-server', 'of the server that was asked', {}, GRANTED, { server: serverKey.publicKey }),
  answers(
    'returned',
    'a lease has ended',
    { ...NOT_GRANTED, 49: bstr(LEASE_ID) },
    { 'lease-id': toHex(LEASE_ID) },
  ),
  answers('denied', 'no seat, for two reasons, one of which nobody knows', denied('no-seats-left', 'x-1'), {
    denied: ['no-seats-left', 'x-1'],
  }),
  answers(
    'queued',
    'no seat yet: the third in the queue',
    { ...denied('no-seats-left'), 61: int(3) },
    {
      denied: ['no-seats-left'],
      place: 3,
    },
  ),
  other(
    'other-nonce',
    'it answers another request: one of before, perhaps',
    leaseAnswer({ 55: bstr(new Uint8Array(16)) }),
  ),
  other(
    'denied-other-nonce',
    'a denial of another request',
    leaseAnswer({ ...denied('no-seats-left'), 55: bstr(new Uint8Array(16)) }),
  ),
  other('other-product', 'it is for another product', leaseAnswer({}, { 3: text('example.editor') })),
  other('other-server', 'whole, and by another server than the one that was asked', leaseAnswer(), {
    server: strangerKey.publicKey,
  }),
  other(
    'not-by-server',
    'whole, and not by the server that the license in it names',
    leaseAnswer({}, { 8: confirmation(strangerKey) }, { key: strangerKey }),
  ),
  other(
    'license-lends-nothing',
    'the license in it is of no site server',
    leaseAnswer({ 59: bstr(license()) }),
    {},
    'lends-no-seats',
  ),
  brokenAnswer(
    'license-of-stranger',
    'a stranger signed the license in it',
    leaseAnswer({ 59: bstr(serverLicense({}, {}, { key: strangerKey })) }),
    'signing-key-unknown',
  ),
  brokenAnswer(
    'by-vendor',
    'signed by another key than the one in it',
    leaseAnswer({}, {}, { key: vendorKey }),
    'signing-key-unknown',
  ),
  brokenAnswer(
    'not-by-cnf',
    'signed by the client, under the key id of the server',
    leaseAnswer({}, {}, { key: clientKey, kid: bstr(serverKey.kid) }),
    'signature-invalid',
  ),
  brokenAnswer('small-order-key', 'a key of small order', leaseAnswer({}, smallOrder), 'public-key-invalid'),
  badAnswer('without-iat', 'no time of the server', ['iat'], {}, { 6: undefined }),
  badAnswer('without-nonce', 'no nonce', ['nonce'], { 55: undefined }),
  badAnswer('without-boot', 'no start of the server', ['boot'], { 54: undefined }),
  badAnswer('nothing', 'no lease, no end of one, and no reason', ['lease'], NOT_GRANTED),
  badAnswer('granted-and-denied', 'a lease, and a reason why there is none', ['lease'], {
    60: array(text('no-seats-left')),
  }),
  badAnswer('lease-alone', 'a lease without its license', ['license'], { 59: undefined }),
  badAnswer('license-alone', 'a license without a lease', ['lease'], { 58: undefined }),
  badAnswer('lease-empty', 'a lease of no bytes', ['lease'], { 58: bstr(new Uint8Array()) }),
  badAnswer('lease-text', 'a lease as text', ['lease'], { 58: text(toHex(lease())) }),
  badAnswer('place-zero', 'place 0 in the queue', ['place'], { ...denied('no-seats-left'), 61: int(0) }),
  badAnswer('place-granted', 'a lease, and a place in the queue', ['place'], { 61: int(1) }),
  badAnswer('denied-empty', 'denied without a reason', ['denied'], denied()),
  badAnswer('denied-twice', 'one reason twice', ['denied'], denied('no-seats-left', 'no-seats-left')),
  badAnswer('denied-upper-case', 'a reason in upper case', ['denied'], denied('No-Seats')),
  badAnswer('denied-17', '17 reasons', ['denied'], denied(...Array.from({ length: 17 }, (_, i) => `r${i}`))),
]

const badReport = (name: string, about: string, bad: readonly string[], own: Claims, claims: Claims = {}) =>
  ownCase('usage-report', `claims-usage-report-${name}`, about, usageReport(own, claims), badClaims(...bad))

const REPORTS: readonly Vector[] = [
  ownCase(
    'usage-report',
    'ok-usage-report',
    'what a server has lent in a day',
    usageReport(),
    'ok',
    SEEN_REPORT,
  ),
  ownCase(
    'usage-report',
    'ok-usage-report-without-leases',
    'of a server that has signed no lease yet',
    usageReport({ 13: undefined, 63: totalsItem([0, 0, 0, 0, 0, 0]) }),
    'ok',
    {
      ...Object.fromEntries(Object.entries(SEEN_REPORT).filter(([name]) => name !== 'sequence')),
      totals: { 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 0 },
    },
  ),
  badReport('without-since', 'no beginning', ['since'], { 62: undefined }),
  badReport('without-head', 'no hash of the last entry', ['head'], { 25: undefined }),
  badReport('head-31-bytes', 'a hash of 31 bytes', ['head'], { 25: bstr(new Uint8Array(31)) }),
  badReport('entries-zero', 'a log without an entry', ['entries'], { 24: int(0) }),
  badReport('without-server-license', 'on no license', ['server-license'], { 50: undefined }),
  badReport('totals-5', 'a total is missing', ['totals'], { 63: totalsItem(TOTALS.slice(1)) }),
  badReport('totals-7', 'one total too many', ['totals'], { 63: totalsItem([...TOTALS, 1]) }),
  badReport('totals-negative', 'a negative total', ['totals'], { 63: totalsItem([...TOTALS.slice(1), -1]) }),
  badReport('iss', 'a report is of no vendor', ['claim 1'], {}, { 1: text(VENDOR) }),
  ownCase(
    'usage-report',
    'signature-usage-report-total-changed',
    'a total was changed by hand',
    totalChanged(),
    at('signature', 'signature-invalid'),
  ),
  ownCase(
    'usage-report',
    'signature-usage-report-other-key',
    'signed by another key than the one in it',
    usageReport({}, {}, { key: strangerKey }),
    at('signature', 'signing-key-unknown'),
  ),
]

function totalChanged(): Raw {
  const message = usageReport()
  const last = Buffer.from(message).indexOf(Buffer.from(map([int(5), int(50)]).slice(1))) + 2
  return message.map((byte, i) => (i === last ? byte ^ 1 : byte))
}

export const LEASE_MESSAGES: readonly Vector[] = [...REQUESTS, ...ANSWERS, ...REPORTS]
