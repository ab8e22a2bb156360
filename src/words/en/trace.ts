/** Owns the lines of a trace in English: what each rule found, or why it refused. */

import type { Comparison } from '../../core/error-details.ts'
import { differing } from '../comparison.ts'
import type { TraceSentences } from '../sentence.ts'
import { quoted, zoned } from '../values.ts'
import { counted, score } from './explain/format.ts'
import { BEYOND_LICENSE } from './explain/lease.ts'
import { BEYOND_FORMAT, beyondCode } from './explain/problems.ts'

export const TRACE: TraceSentences = {
  found: {
    'same-vendor': d => quoted(d.vendor),
    'same-product': d => quoted(d.product),
    signed: d => `signed with ${d.kid}`,
    'signed-before-retired': d => `signed with ${d.kid} before it was retired on ${d.from}`,
    'runs-program': () => 'it runs the program',
    'lends-seats': d => `it lends ${counted(d.seats, 'seat')}`,
    generic: () => 'generic, which is allowed',
    'same-computer': d => `${score(d)}${hidden(d)}`,
    'same-workload': () => 'the workload that is set here',
    'workload-anywhere': () => 'not asked: it is a workload',
    'not-virtual': () => 'no sign of a virtual machine',
    'virtual-allowed': d => `virtual machine${inWhat(d)}, allowed`,
    'any-version': () => 'the license covers any version',
    'version-not-given': d => `covers version ${d.covered}; the program does not report its own`,
    'version-covered': d => `version ${d.version} is covered by major version ${d.covered}`,
    'maintenance-unlimited': () => 'maintenance without an end',
    'release-not-given': d => `maintenance until ${d.until}; the release date is not given`,
    'in-maintenance': d => `released ${d.released}, maintenance until ${d.until}`,
    'any-user': () => 'not limited to named users',
    'named-user': d => `${quoted(d.user)} is one of ${counted(d.users, 'named user')}`,
    'record-intact': () => 'the client record is intact or not created yet',
    'record-not-needed': () => 'the client record is damaged, but a generic license needs none',
    'not-withdrawn': () => 'neither deactivated nor revoked',
    'clock-right': d => `${d.clock}, not set back`,
    'never-ends': () => 'never expires',
    'in-term': d => `until ${zoned(d.until)}`,
    'no-features-needed': () => 'the program asked for none',
    'features-licensed': d => `${d.features.join(', ')} licensed`,
    instance: d => `one of ${d.limit}`,
    'instances-unlimited': () => 'not limited: the license has no floating seats',

    'stands-on-license': d => `lent by a site server with ${counted(d.seats, 'seat')}`,
    'own-lease': d => `${d.unit}${d.account === undefined ? '' : ` of ${quoted(d.account)}`}`,
    'nothing-read': () => 'for no computer in particular, and nothing here tells it apart',
    'within-license': d => `${d.seconds} of at most ${d.most} seconds`,
    'not-returned': () => 'not given back',
    'lease-runs': d => `until ${d.until}${d.measured ? ', as measured here' : ''}`,
    'newest-lease': d => `number ${d.sequence}${d.last === undefined ? '' : `, after ${d.last}`}`,
    'places-taken': d => `a place for ${d.features.join(', ')}`,

    'not-floating': () => 'the key is not floating',
    'server-key-known': () => 'the license names the key of the site server',

    'product-by-vendor': d => `${quoted(d.product)}, on the customer's behalf`,
    'product-by-code': d => `the key is for ${quoted(d.product)}; a code does not name the product`,
    'key-proved': () => 'made with the whole activation key',
    'asked-by-vendor': () => 'the vendor activates it',
    'not-revoked': () => 'the key is not revoked',
    'not-suspended': () => 'neither suspended nor archived',
    'not-released': () => 'the seat was not released',
    'given-back': d => `its seat was given back ${d.since}`,
    bound: () => 'bound to the computer',
    'not-bound': () => 'not bound to a computer',
    readings: d =>
      `${counted(d.kinds, 'kind')}, ${d.counted} of them counted; ${counted(d.disks, 'disk')}, ${counted(d.adapters, 'network adapter')}${few(d)}`,
    'readings-by-code': d => `${d.counted} counted, according to the code${few(d)}`,
    'readings-of-seat': () => 'as recorded with the seat',
    'no-workload': () => 'for a computer',
    'workload-allowed': d => `workload${d.workload === undefined ? '' : ` ${quoted(d.workload)}`}, allowed`,
    'virtual-not-known': () => 'not known',
    'version-not-asked': () => 'not given',
    format: d => `license format ${d.format}`,
    'seats-unlimited': () => 'generic: seats do not limit it',
    'seat-held': d => `this computer already has its seat, since ${d.since}`,
    'seat-free': d => `${d.taken} of ${d.of} in use`,
    'seat-moves': d =>
      `the seat of ${d.from} moves to this computer: ${BECAUSE[d.because]}${
        d.left === undefined ? '' : `; ${d.left} of ${d.limit} moves and returns left`
      }`,
    typable: () => 'a typed code can carry it',
  },
  refused: {
    'wrong-vendor': d => `from ${quoted(d.got)}, not from ${quoted(d.expected)}`,
    'wrong-product': d => `for ${quoted(d.got)}, not for ${quoted(d.expected)}`,
    'signing-key-retired': d => `signed with ${d.kid}, which is retired from ${d.from}`,
    'generic-not-allowed': d =>
      d.side === 'vendor' ? 'generic, which is switched off' : 'generic, which the kit does not allow',
    'not-generic': () => 'a key bound to computers needs a request',
    'wrong-computer': d =>
      'hash' in d
        ? 'nothing known here matches the request that the code answers'
        : d.fault === 'copy'
          ? `${score(d)}; but this is a copy of that virtual machine`
          : `${score(d)}${hidden(d)}`,
    'wrong-workload': d =>
      d.named ? 'for a workload of another name' : 'for a workload, and none is set here',
    'readings-missing': d => `${score(d)}${hidden(d)}`,
    'virtual-machine': d => `virtual machine${inWhat(d)}, not allowed`,
    'wrong-version': d => `version ${d.version} is not covered by major version ${d.covered}`,
    'outside-maintenance': d => `released ${d.released}, maintenance ended ${d.until}`,
    'wrong-user': d =>
      `${d.user === undefined ? 'user not known' : quoted(d.user)}, ${counted(d.users, 'user is', 'users are')} named`,
    'state-damaged': () => 'the client record is damaged',
    'installation-damaged': () => 'the client record is damaged',
    deactivated: d => `deactivated ${d.since}`,
    'license-revoked': d => `revoked ${d.since}`,
    'clock-not-set': clock,
    'clock-set-back': clock,
    'clock-was-ahead': clock,
    expired: d => `ended ${zoned(d.since)}${d.until === undefined ? '' : `, grace until ${zoned(d.until)}`}`,
    'in-grace': d => `ended ${zoned(d.since)}, grace until ${zoned(d.until)}`,
    'feature-not-licensed': d => `${d.features.join(', ')} not licensed`,
    'for-site-server': d => `for a site server, which lends its ${counted(d.seats, 'seat')}`,
    'lends-no-seats': () => 'not for a site server',
    'lease-of-other-license': () => 'lent under another license',
    'wrong-holder': d =>
      `of another ${d.what === 'key' ? 'installation' : d.what}${d.holder === undefined ? '' : `, ${quoted(d.holder)}`}`,
    'lease-beyond-license': d => d.beyond.map(one => BEYOND_LICENSE[one]).join(', '),
    'lease-returned': d => `given back ${d.since}`,
    'lease-ended': d => `ended ${d.ended}${d.measured ? ', as measured here' : ''}`,
    'server-went-back': d => `number ${d.sequence}, and there was ${d.seen}`,
    'place-not-taken': d => `no place for ${d.features.join(', ')}`,
    'no-instances-left': d => `${d.holders.length} of ${d.limit} running`,
    'instances-unavailable': () => 'cannot be counted',
    'key-proof-invalid': () => 'not made with the whole activation key',
    'too-many-wrong-codes': d => `not checked: ${d.wrong} wrong codes in a row`,
    'key-revoked': d => `revoked ${d.since}`,
    'key-suspended': d => `suspended ${d.since}`,
    'key-archived': d => `archived ${d.since}`,
    'activation-released': d =>
      d.byHand ? `its seat was released by hand ${d.since}` : `the seat was released ${d.since}`,
    'engine-version-too-old': d =>
      `license format ${d.engineVersion} cannot contain ${d.needs.map(one => BEYOND_FORMAT[one]).join(', ')}`,
    'too-few-readings': d =>
      d.counted === 0
        ? 'no kind of reading that is counted'
        : counted(d.kinds, 'kind of reading', 'kinds of readings'),
    'workload-not-allowed': () => 'for a workload, which is not allowed',
    'readings-of-several-computers': d => `several values for ${d.kinds.join(', ')}`,
    'no-deactivations-left': () => 'the seat would move, but no moves are left',
    'no-seats-left': d => `${d.held ?? d.holders.length} of ${d.activations} in use`,
    'typed-cannot-carry': d => `a typed code cannot carry ${beyondCode(d.things)}`,
  },
}

const BECAUSE = {
  key: 'the same installation asks, and part of its hardware is the same',
  hardware: 'two kinds of its hardware are the same, and the system was reinstalled',
  desk: 'the vendor moves it',
  server: 'the computer of a site server has another key',
} as const

function few({ few }: { readonly few: boolean }): string {
  return few ? '; few readings: a copy of this computer would look the same' : ''
}

function clock({
  clock,
  latest,
  by,
}: {
  readonly clock: string
  readonly latest: string
  readonly by: string
}): string {
  return `${clock}, but it has been ${latest} (${by})`
}

function hidden(comparison: Pick<Comparison, 'readings'>): string {
  const missing = differing(comparison).missing.length
  return missing === 0 ? '' : `; ${missing} not readable`
}

/** Nothing where a request code says only that it is virtual. */
function inWhat({ virtual }: { readonly virtual: string | true }): string {
  return virtual === true ? '' : ` (${virtual})`
}
