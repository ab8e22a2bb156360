/** Owns the English sentences about the seats of a site server: why a lease does not let the program run here. */

import type { ErrorDetails } from '../../../core/errors.ts'
import type { LeaseExcess } from '../../../core/problems.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'

export const LEASE = {
  'for-site-server': d => [
    `this license is for a site server, which lends its ${d.seats} seats. No program runs under it`,
    'give it to the site server. To run the program, get a seat from that server, on this computer too',
  ],
  'lends-no-seats': d => [
    `the license (activation ${quoted(d.activation)}) is not for a site server, so it has no seats to lend`,
    'ask the vendor for a floating key, and activate the site server with it',
  ],
  'lease-of-other-license': d => [
    `the seat (lease ${quoted(d.lease)}) was lent under another license than the one beside it`,
    'get a seat from the site server again',
  ],
  'wrong-holder': d => [
    `the seat (lease ${quoted(d.lease)}) ${HELD_BY[d.what]}${d.holder === undefined ? '' : `: ${quoted(d.holder)}`}`,
    'get a seat of your own from the site server',
  ],
  'lease-beyond-license': d => [
    `the site server lent the seat (lease ${quoted(d.lease)}) beyond what its license allows: ${d.beyond.map(one => BEYOND_LICENSE[one]).join(', ')}`,
    'the server is faulty or was changed. Tell the administrator of the site server',
  ],
  'lease-returned': d => [
    `the seat (lease ${quoted(d.lease)}) was given back on ${d.since}`,
    'putting the file back does not help. Get a seat from the site server again',
  ],
  'lease-ended': d => [
    d.measured
      ? `the seat (lease ${quoted(d.lease)}) has run out on this computer`
      : `the seat (lease ${quoted(d.lease)}) ended on ${d.ended}`,
    'get a seat from the site server again',
  ],
  'server-went-back': d => [
    d.twice
      ? `the site server signed two different leases with the number ${d.sequence}`
      : `the site server goes back: this lease is number ${d.sequence} or has an earlier time, and number ${d.seen} was received before`,
    'the server was copied, or an older state of it was restored. Tell the administrator of the site server',
  ],
  'place-not-taken': d => [
    `the seat does not include: ${d.features.join(', ')}, which only some may use at once`,
    'get a seat with this feature from the site server',
  ],
  'answer-not-for-request': d => [
    `the answer of the site server does not belong to this request: ${OTHER_ANSWER[d.what]}`,
    'ask again. If it happens every time, something between this computer and the server changes or repeats answers',
  ],
} satisfies SomeSentences

const HELD_BY: Readonly<Record<ErrorDetails<'wrong-holder'>['what'], string>> = {
  key: 'belongs to another installation',
  user: 'belongs to another user',
  process: 'belongs to another process',
}

/** What a lease has that its license does not allow. */
export const BEYOND_LICENSE: Readonly<Record<LeaseExcess, string>> = {
  unit: 'another kind of seat',
  length: 'it runs too long',
  borrowed: 'no seat may be borrowed',
  'borrow-length': 'it was borrowed for too long',
  end: 'it ends after the license',
  before: 'it was signed before the license',
  pools: 'places of a feature',
  workload: 'it is not for a computer that can be recognized',
}

const OTHER_ANSWER: Readonly<Record<ErrorDetails<'answer-not-for-request'>['what'], string>> = {
  nonce: 'it answers another one',
  key: 'another server signed it',
  product: 'it is for another product',
}
