/** Owns the sentences about the vendor's answer to a request: why a license is refused. A customer may read them too. */

import type { ErrorDetails } from '../../../core/errors.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted, zoned } from '../../values.ts'
import { computers, counted } from './format.ts'
import { BEYOND_FORMAT } from './problems.ts'

export const DECISION = {
  'key-not-found': d => [
    `the activation key ${quoted(d.key)} is not in this ledger`,
    'run "key list" to see the keys in this ledger. For another vendor or ledger, use --home or --ledger',
  ],
  'key-proof-invalid': d => [
    `the request names the key ${quoted(d.key)}, but was made without the whole activation key${wrongProofs(d)}`,
    'the key was mistyped, or the request is forged. Check who the customer is, and ask for a new request',
  ],
  'too-many-wrong-codes': d => [
    `the key ${quoted(d.key)} accepts no request codes now: ${d.wrong} wrong ones were received in a row`,
    `ask the customer for the request itself, as a file or a picture of its QR code. A license for it also ends this. If you know where the wrong codes came from, run "airlatch-vendor key allow-codes ${d.key}"`,
  ],
  'no-seats-left': d => [
    d.activations === 1
      ? `the only seat of this key is in use: ${computers(d)}`
      : `all ${d.activations} seats of this key are in use: ${computers(d)}`,
    d.stranded === undefined
      ? 'sell the customer another seat with "key set KEY --activations N", or another key. If one of these computers is broken or lost, run "activation release ID --reason TEXT"'
      : `the installation that made this request has activation ${d.stranded}, but all of its hardware is different, so it may be a copy. If the customer moved to another computer, use "issue --move", which is counted. Otherwise sell another seat`,
  ],
  'wrong-product': d => [
    `for product ${quoted(d.got)}, expected ${quoted(d.expected)}`,
    'use the activation key, kit or license of the right product',
  ],
  'wrong-version': d => [
    `version ${quoted(d.version)} is not covered by major version ${d.covered}`,
    'use a version that is covered, or get a key for the new one or with a maintenance plan',
  ],
  'outside-maintenance': d => [
    `this version was released on ${d.released}, but maintenance ended on ${d.until}`,
    'versions that were released before then keep running. For this one, renew the maintenance plan',
  ],
  expired: d => [
    `the license term ended on ${zoned(d.since)}${d.until === undefined ? '' : `, and its grace period on ${zoned(d.until)}`}`,
    d.side === 'vendor'
      ? 'extend the term of the key with "key set KEY --expires DATE" or --duration DAYS, or give the customer a new key'
      : 'ask the vendor for a new key or a longer term',
  ],
  'generic-not-allowed': d =>
    d.side === 'vendor'
      ? [
          'generic licenses are switched off',
          'a generic license runs on any computer. To allow them, run "settings set allow-generic-keys yes"',
        ]
      : [
          'the license is generic, but this program accepts only licenses for one computer',
          'activate this computer with an activation key, or ask the vendor for a kit that allows generic licenses',
        ],
  'not-generic': d => [
    `the key ${quoted(d.key)} is for licenses bound to a computer. A computer ID is not enough for that: the license needs the fingerprint in the request`,
    'ask the customer for the request itself, as a file, a picture of its QR code, or its text from the e-mail. Or use a generic key',
  ],
  'too-few-readings': d => [
    d.counted === 0
      ? 'the request has no reading that tells its computer from another one'
      : `the request has ${counted(d.kinds, 'kind', 'kinds')} of computer readings, but at least ${d.least} are needed`,
    'ask for a new request, made as administrator with the newest version of "airlatch". Or use a generic key',
  ],
  'workload-not-allowed': d => [
    `the request is for a workload, a name in place of a computer, and neither the key ${quoted(d.key)} nor the product ${quoted(d.product)} allows that`,
    'ask for a request of the computer itself. Or allow it ("key set KEY --allow-workloads yes"): everyone who uses the same name then runs the program, as often as they like',
  ],
  'readings-of-several-computers': d => [
    `the request has several values for ${d.kinds.join(', ')}, but a computer has only one`,
    '"airlatch" never makes such a request: it was forged to activate several computers at once. Talk to the customer',
  ],
  'key-revoked': d => [
    `the activation key ${quoted(d.key)} was revoked on ${d.since}`,
    'it gets no more licenses. If this is a mistake, sell the customer another key',
  ],
  'key-suspended': d => [
    `the activation key ${quoted(d.key)} was suspended on ${d.since}`,
    `it gets no licenses until it is reinstated: airlatch-vendor key reinstate ${d.key}`,
  ],
  'key-archived': d => [
    `the activation key ${quoted(d.key)} was archived on ${d.since}`,
    `it gets no licenses until it is taken out of the archive: airlatch-vendor key reinstate ${d.key}`,
  ],
  'engine-version-too-old': d => [
    `license format ${d.engineVersion} cannot contain: ${d.needs.map(one => BEYOND_FORMAT[one]).join(', ')}`,
    "leave that out, or use a newer --engine-version if the customer's program reads it",
  ],
  'virtual-machine': d => [
    `the program runs in a virtual machine or container${d.virtual === true ? '' : ` (${quoted(d.virtual)})`}, and the license does not allow that`,
    'use a physical computer, or get a key that allows virtual machines (--allow-vm yes)',
  ],
  'request-not-as-said': d => [
    `the request is for ${d.field} ${quoted(d.got)}, expected ${quoted(d.expected)}`,
    'ask the customer which computer and which key it is for, or leave --key and --computer-id out',
  ],
  'activation-released': d => [
    d.byCode
      ? `the seat of this computer was released${d.byHand ? ' by hand' : ''} on ${d.since}`
      : `the seat of this request was released on ${d.since}`,
    d.byCode
      ? 'a code does not contain the time when it was made. To run the program there again, ask the customer for a new request as a file or a QR code: "airlatch request KEY -o request.txt". It takes a free seat'
      : 'to run the program there again, ask the customer for a new request. It takes a free seat',
  ],
  'no-deactivations-left': d => {
    if (d.side === 'client')
      return [
        'the vendor allows no deactivations for this license, so its seat would not become free',
        'nothing was changed, and the license stays valid. To move it to another computer, ask the vendor first',
      ]
    if (d.move === true)
      return [
        `the seat of activation ${quoted(d.activation)} would move to this computer, but the key ${quoted(d.key)} has no moves left: ${d.used} of ${d.limit} moves and returns are used`,
        'nothing was recorded. Raise the limit with "key set KEY --deactivation-limit N", or free the seat with "activation release ID --reason TEXT"',
      ]
    return [
      `the seats of the key ${quoted(d.key)} may be moved or returned ${counted(d.limit, 'time')}, and this happened ${counted(d.used, 'time')}`,
      'nothing was released, and the license remains deactivated on that computer. Raise the limit with "key set KEY --deactivation-limit N", or free the seat with "activation release ID --reason TEXT"',
    ]
  },
} satisfies SomeSentences

/** `; this key has had 3 wrong codes and 1 wrong request`. */
function wrongProofs({ wrongCodes = 0, wrongRequests = 0 }: ErrorDetails<'key-proof-invalid'>): string {
  const codes = wrongCodes === 0 ? [] : [counted(wrongCodes, 'wrong code')]
  const requests = wrongRequests === 0 ? [] : [counted(wrongRequests, 'wrong request')]
  const had = [...codes, ...requests]
  return had.length === 0 ? '' : `; this key has had ${had.join(' and ')}`
}
