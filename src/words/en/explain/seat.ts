/** Owns the English sentences about getting and giving back a seat of a site server. */
import type { SiteFault } from '../../../core/error-details.ts'
import { deniedBy, isReached } from '../../denied-by.ts'
import type { SomeSentences } from '../../sentence.ts'
import { quoted } from '../../values.ts'

export const SEAT = {
  'site-not-named': d => [
    `no site server is known that lends seats of ${quoted(d.product)}`,
    'ask your administrator for the address of the site server. Then name it with --site ADDRESS, or set AIRLATCH_SITE to it',
  ],
  'site-unreachable': d => [
    `${d.addresses.every(isReached) ? 'no site server could lend a seat' : 'no site server could be reached'}: ${faults(d.addresses)}`,
    d.addresses.every(isReached)
      ? 'tell the administrator of the site server'
      : 'check that this computer is connected to the network of the site, and that the address is right. Otherwise tell the administrator of the site server',
  ],
  'seat-denied': d => [
    `no seat was lent: ${faults(d.addresses)}`,
    DENIED_HINTS.get(deniedBy(d.addresses, DENIED_HINTS)) ?? 'tell the administrator of the site server',
  ],
  'seat-of-process': d => [
    `each process of ${quoted(d.product)} takes a seat of its own, so no seat can be kept for later`,
    'start the program with "airlatch run --lease -- COMMAND". It takes a seat, and gives it back at the end',
  ],
  'no-seat-in-hand': d => [
    `this computer holds no seat of a site server for ${quoted(d.product)}`,
    'nothing needs to be given back. To get a seat, run "airlatch lease take"',
  ],
  'seat-ambiguous': d => [
    `several seats are in hand: ${d.leases.map(quoted).join(', ')}`,
    'name the one that you mean with --lease-id ID. "airlatch lease show" lists them',
  ],
  'seat-in-use': d => [
    `the seat (lease ${quoted(d.lease)}) is in use on this computer, by ${d.processes.length === 1 ? 'process' : 'processes'} ${d.processes.join(', ')}`,
    'end the program first. To give the seat back all the same, use --force',
  ],
} satisfies SomeSentences

function faults(addresses: readonly SiteFault[]): string {
  return addresses.map(fault => `${fault.address} (${faultText(fault)})`).join(', ')
}

/** By plain HTTP a server with TLS hears nothing that it understands, and hangs up. */
function faultText({ address, code }: SiteFault): string {
  const text = SITE_FAULTS.get(code) ?? code
  const mayNeedTls = code === 'connection-lost' && address.startsWith('http://')
  return mayNeedTls ? `${text}. If it uses TLS, its address begins with https://` : text
}

/** What a person at the client can do about a denial. */
const DENIED_HINTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'no-seats-left':
      'wait until someone stops the program, or wait in the queue with --queue. The administrator of the site server can see who has the seats',
    'no-place-in-pool':
      'wait until someone stops using this feature, or wait in the queue with --queue. Or start the program without the feature',
    'wrong-user':
      'run the program as a user whom the license names, or ask the administrator of the site server to have the vendor add this user',
    'virtual-machine': 'run the program on a real computer, or ask the administrator of the site server',
    'borrowing-not-allowed':
      'use a seat while this computer can reach the site server. Its administrator can tell you whether seats may be borrowed',
    'too-many-borrowed':
      'wait until a borrowed seat is given back. The administrator of the site server can see who has borrowed one',
    'denied-by-rule': 'ask the administrator of the site server: the rules there decide who gets a seat',
    'lease-unknown': 'get a seat from the site server again',
    'lease-superseded':
      'get a seat from the site server again. If it happens every time, a copy of these files is in use on another computer',
    recalled:
      'ask the administrator of the site server why. This computer gets a new seat when the old one has ended',
    'server-expired': 'tell the administrator of the site server that its license needs a renewal',
    'server-clock-wrong': 'tell the administrator of the site server to set its clock right',
    'client-clock-wrong': 'correct the date and time of this computer, and try again',
  }),
)

/** Why a server gave no seat. Of another code, the code itself is shown. */
const SITE_FAULTS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'name-not-found': 'this name is not known in the network',
    'connection-refused': 'no site server runs at this address',
    'not-reachable': 'there is no way to it in the network',
    'no-answer': 'it did not answer in time',
    'connection-lost': 'the connection broke off',
    'certificate-not-trusted': 'this computer does not trust its certificate',
    'not-tls': 'it does not answer by TLS: try http:// in place of https://',
    'not-a-site-server': 'what answers there is not a site server',
    'answer-too-large': 'its answer is too large',
    'answer-not-for-request': 'its answer does not belong to this request',
    'signature-invalid': 'its answer was changed on the way',
    'signing-key-unknown': 'its license is not from this vendor',
    'wrong-product': 'it lends seats of another product',
    'no-seats-left': 'no seat is free',
    'no-place-in-pool': 'all places of this feature are in use',
    'wrong-user': 'the license names other users',
    'virtual-machine': 'the license does not allow virtual machines',
    'borrowing-not-allowed': 'seats cannot be borrowed there',
    'too-many-borrowed': 'as many seats are borrowed as may be',
    'denied-by-rule': 'its administrator does not allow it',
    'lease-unknown': 'it does not know this seat',
    'lease-superseded': 'it has lent this seat again since',
    recalled: 'its administrator took the seat back',
    'server-expired': 'its own license is not valid',
    'server-clock-wrong': 'its clock is wrong',
    'client-clock-wrong': 'the clock of this computer is wrong',
    'path-not-found': 'no site server is at this path',
    'body-not-received': 'the request did not arrive whole',
    'too-many-requests': 'too many requests come from here',
    'server-stopping': 'it is stopping',
    bug: 'it has a fault, which its log shows',
    'ledger-busy': 'it is busy',
    'ledger-unavailable': 'it cannot write its files',
    stopped: 'it is stopping',
  }),
)
