/** Owns the English phrases for what can be wrong inside a message, a code or a picture, by the codes of core/problems.ts. */
import { MOST_HASHES, MOST_KINDS, MOST_SHARES } from '../../../core/message/fingerprint.ts'
import { KIT_LIMITS } from '../../../core/message/kit.ts'
import { FEATURE_LIMITS, MOST_DAYS } from '../../../core/message/license.ts'
import { USER_LIMITS, USER_PLATFORMS } from '../../../core/message/users.ts'
import type {
  ArmorProblem,
  Base45Problem,
  BeyondCode,
  BeyondFormat,
  BeyondTable,
  CborOrderProblem,
  CborProblem,
  ClaimExpected,
  ClaimProblem,
  CoseProblem,
  FrameProblem,
  InstancesProblem,
  LinkProblem,
  PictureProblem,
  PlainClaim,
  PublicKeyProblem,
  TypedTerm,
} from '../../../core/problems.ts'

type Phrases<Code extends string> = Readonly<Record<Code, string>>

const LOST_CHARACTER = 'a character was lost or changed'
const CUT_OFF = 'it is cut off'

export const ARMOR: Phrases<ArmorProblem> = {
  'no-begin': 'it has no complete BEGIN line',
  'no-end': 'it has no END line, so the text is cut off',
  changed: 'the text was changed on its way',
}

export const LINK: Phrases<LinkProblem> = {
  'too-long': 'it is too long',
  empty: 'nothing follows /A/ in it',
  'lost-character': LOST_CHARACTER,
  'no-message': 'it does not contain an Airlatch message',
}

export const BASE45: Phrases<Base45Problem> = {
  'dangling-character': 'there is one character too many or too few',
  'group-too-large': 'a group of characters has an impossible value',
  'foreign-character': 'there is a character that such a text never has',
}

export const CBOR: Phrases<CborProblem> = {
  'bytes-after-end': 'there are more bytes after its end',
  truncated: CUT_OFF,
  tag: 'it contains a tag',
  'simple-value': 'it contains a floating-point number or a simple value',
  'integer-too-low': 'it contains an integer below -2^31',
  'map-key': 'a map key is neither an integer nor a text',
  'byte-order-mark': 'a text starts with a byte order mark',
  'not-utf-8': 'a text is not UTF-8',
  'indefinite-length': 'a length is indefinite',
  'reserved-head': 'it contains a reserved value',
}

export const CBOR_ORDER: Phrases<CborOrderProblem> = {
  'map-key-twice': 'a map key occurs twice',
  'map-keys-unordered': 'map keys are out of order',
  'head-too-long': 'a number is longer than necessary',
}

export const COSE: Phrases<CoseProblem> = {
  tag: 'expected CBOR tag 18',
  array: 'expected an array of four',
  'protected-header': 'expected a protected header',
  'unprotected-header': 'expected an empty unprotected header',
  payload: 'expected an attached payload',
  signature: 'expected a signature of 64 bytes',
  'header-map': 'expected a map as the protected header',
  'header-parameters': 'expected exactly alg, kid and message type in the protected header',
  kid: 'expected a kid of 8 bytes',
}

export const PUBLIC_KEY: Phrases<PublicKeyProblem> = {
  length: 'expected 32 bytes',
  'not-canonical': 'it is not canonical',
  'small-order': 'it has a small order',
  'not-a-cose-key': 'it is not a COSE_Key of Ed25519',
  'number-of-keys': `expected 1 to ${KIT_LIMITS.keys} keys in the message`,
  'same-key-id': 'two keys have the same key id',
}

export const FRAME: Phrases<FrameProblem> = {
  'cut-off': CUT_OFF,
  parts: 'its number of parts is impossible',
  length: 'its length of the message is impossible',
  data: 'its part of the message has the wrong length',
  'several-messages': 'the parts do not belong to one message',
}

export const PICTURE: Phrases<PictureProblem> = {
  'ends-early': 'the file ends early',
  'line-ends-changed': 'it was transferred as text, which changed its line ends',
  'no-header': 'it has no header',
  'two-headers': 'it has two headers',
  header: 'its header contradicts itself',
  'no-pixels': 'it has no pixels',
  'frame-too-large': 'a frame is larger than its picture',
  'frame-empty': 'a frame has no pixels',
  'palette-missing': 'it has no palette',
  'table-missing': 'a table is missing',
  table: 'a table is wrong',
  scan: 'a scan is wrong',
  'too-many-scans': 'it has too many scans',
  block: 'it has an unknown block',
  pixels: 'its pixels use an unknown code',
  compression: 'its data cannot be decompressed',
}

/** `: it is a link`; empty where the reason is not known. */
export function becauseOf(d: Partial<InstancesProblem>): string {
  return d.problem === undefined ? '' : `: ${instancesProblem({ ...d, problem: d.problem })}`
}

function instancesProblem(d: InstancesProblem): string {
  switch (d.problem) {
    case 'link':
      return 'it is a link'
    case 'not-a-folder':
      return 'it is not a folder'
    case 'gone':
      return 'it was deleted again'
    case 'own-process-missing':
      return 'this process is not in the list of processes'
    case 'processes-hidden':
      return 'the system does not report its processes'
    case 'too-many-files':
      return `it contains more than ${d.most} files`
    case 'process-hidden':
      return `the system does not report process ${d.process}`
    case 'process-waits':
      return `process ${d.process} keeps others waiting`
    case 'too-many-slots':
      return `process ${d.process} has ${d.most} instances, and no process may have more`
    case 'system':
      return d.system ?? ''
    case 'program':
      return `${d.program}: ${d.system ?? 'no answer in time'}`
  }
}

/** `exp: expected an integer of at least 0`. */
export function claim(problem: ClaimProblem): string {
  if ('unknown' in problem) return `${problem.own ? 'own claim' : 'claim'} ${problem.unknown}: unknown`
  const expected = `expected ${claimExpected(problem)}`
  if (problem.claim === undefined) return expected
  // one that has no name has a number
  return `${/^-?\d/.test(problem.claim) ? 'claim ' : ''}${problem.claim}: ${expected}`
}

function claimExpected(d: ClaimExpected): string {
  switch (d.expected) {
    case 'text':
      return `text of 1 to ${d.most} bytes`
    case 'integer':
      return `an integer of at least ${d.least}`
    case 'bytes':
      return `${d.length} bytes`
    case 'ids':
      return `1 to ${d.most} ids of 8 bytes, ascending`
    case 'times':
      return `a map of 1 to ${d.most} ids of 16 hexadecimal digits to times`
    case 'sequences':
      return `a map of 1 to ${d.most} ids of 16 hexadecimal digits to sequence numbers`
    case 'messages':
      return `1 to ${d.most} messages`
    case 'reasons':
      return `1 to ${d.most} different reasons`
    case 'own-key-ids':
      return `key ids of the kit's own keys, got ${d.got.join(', ')}`
    default:
      return PLAIN_CLAIMS[d.expected]
  }
}

const PLAIN_CLAIMS: Phrases<PlainClaim> = {
  time: 'a time before the year 10000',
  'true-or-nothing': 'true, or nothing',
  'product-id': 'a product id',
  present: 'a value',
  'map-of-claims': 'a map of claims',
  'cose-key': 'a COSE_Key',
  'key-id': 'a key id of 8 bytes',
  'one-binding': 'only one of fingerprint, computer and generic',
  'absent-when-generic': 'nothing in a generic license',
  'absent-without-fingerprint': 'nothing without a fingerprint',
  'kinds-of-fingerprint': 'only kinds of the fingerprint',
  'workload-name': 'the name of a workload',
  'workload-alone': 'only the workload',
  'with-first-run-days': 'a value, because first-run-days has one',
  'with-cnf': 'a value, because cnf has one',
  'absent-without-first-run-days': 'nothing without first-run-days',
  'before-iat': 'a time before iat',
  days: `at most ${MOST_DAYS}`,
  deactivations: 'an integer from 0 to 2^63 - 1',
  features: `a map of 1 to ${FEATURE_LIMITS.features} feature names to true, integers or texts of at most ${FEATURE_LIMITS.text} bytes`,
  'feature-table':
    '1 to 64 features, each with a name of its own, its type, and a default and listed values of that type',
  virtual: '1 to 32 of a-z, 0-9 and "-"',
  'cose-keys': `1 to ${KIT_LIMITS.keys} COSE_Keys`,
  'site-addresses': '1 to 8 different addresses of site servers, in their one spelling',
  paths: `1 to ${KIT_LIMITS.paths} paths of at most 1024 bytes`,
  address: 'http:// or https://, a host name and perhaps a port, in lower case',
  'both-or-neither': 'both, or neither',
  fingerprint: `a map of 1 to ${MOST_KINDS} kinds to 1 to ${MOST_HASHES} ascending hashes of 8 bytes each`,
  kinds: `1 to ${MOST_KINDS} kinds, strictly ascending`,
  share: `[k, n] with 2k > n, k <= n and n <= ${MOST_SHARES}`,
  users: `a map of platforms 0 to ${USER_PLATFORMS.length - 1} to names of 1 to ${USER_LIMITS.nameBytes} bytes, each once, at most ${USER_LIMITS.users}`,
  'absent-when-lending': 'nothing in the license of a site server',
  'present-when-lending': 'a value, because the license is of a site server',
  'absent-in-operation': 'nothing in this kind of lease request',
  'after-iat': 'a time after iat',
  'borrow-days': 'at most 366',
  'lease-seconds': '60 to 2678400',
  'seat-unit': '1 session, 2 process or 3 host',
  pools: 'a map of 1 to 256 feature names to 1 or more',
  'pools-of-features': 'only features of the license',
  'of-seats': 'at most floating-seats',
  'of-process': 'a value only where a process holds the seat',
  'one-line': '1 to 256 bytes without control characters and without space around them',
  operation: '1 take, 2 queue, 3 renew, 4 return or 5 borrow',
  platform: '0 to 4',
  'one-outcome': 'a lease with its license, the id of a lease, or reasons, and only one of them',
  'with-denied': 'nothing without reasons',
  message: 'a message',
  totals: 'one number for each total',
}

export const BEYOND_FORMAT: Phrases<BeyondFormat> = {
  'first-run-days': 'days from the first run',
  'deactivation-limit': 'a limit on deactivations',
  users: 'named users',
  'no-virtual': 'no virtual machines',
  'grace-days': 'days of grace',
  licensee: "the licensee's name",
  'request-by-code': 'a computer that sent a request code',
  'site-server': 'the license of a site server',
}

/** `the feature pro, user data`. */
export function beyondCode(things: readonly BeyondCode[]): string {
  return things.map(thingBeyondCode).join(', ')
}

function thingBeyondCode(d: BeyondCode): string {
  switch (d.thing) {
    case 'feature':
      return `the feature ${d.feature} (${BEYOND_TABLE[d.why]})`
    case 'major-version':
      return `the major version ${d.version}, which is not a number`
    case 'floating-seats':
      return `${d.seats} floating seats`
    case 'deactivation-limit':
      return `a limit of ${d.limit} deactivations`
    case 'activations':
      return `more than ${d.most} activations of one computer, one after the other`
    case 'terms':
      return `so many terms at once (${d.terms.map(term => TYPED_TERMS[term]).join(', ')})`
    default:
      return BEYOND_CODE[d.thing]
  }
}

const BEYOND_TABLE: Readonly<Record<BeyondTable, string>> = {
  'not-in-kit': 'the newest kit does not list it',
  text: 'a text without listed values, and not the default',
  'not-listed': 'not one of its listed values',
  number: 'a code says whole numbers from 0 to 4,294,967,295',
}

const BEYOND_CODE = {
  readings: 'so many kinds of readings',
  'readings-of-seat': 'readings that the seat has and the request does not. Ask for a request code',
  workload: 'a license for a workload. Use a file or a QR code',
  'other-program': 'a license that another program created',
  'format-1': 'license format 1',
  generic: 'a license that is not bound to a computer',
  'user-data': 'user data',
  users: 'named users',
  licensee: "the licensee's name",
  'version-and-maintenance': 'a major version together with maintenance',
  'issued-at': 'a license that was created before 2020 or after 2087',
  end: 'such an end (it is too late, or before the license was created)',
  'end-of-maintenance': 'such an end of maintenance',
  'first-run-days-again': 'days from the first run of a computer that was active before',
  'first-run-days-by-code': 'days from the first run, for a request by code',
  'site-server': 'the license of a site server. Use a file or a QR code',
} as const

const TYPED_TERMS: Phrases<TypedTerm> = {
  end: 'the end',
  'major-version': 'the major version',
  maintenance: 'maintenance',
  'floating-seats': 'floating seats',
  'grace-days': 'days of grace',
  'deactivation-limit': 'the limit on deactivations',
  'first-run-days': 'days from the first run',
  features: 'features',
}
