/** Owns the English sentences about getting and giving back a seat of a site server. */
import type { SiteFault } from '../../../core/error-details.ts'
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
    d.addresses.some(({ code }) => code === 'no-seats-left')
      ? 'wait until somebody stops the program, or wait in the queue: "airlatch lease take --queue". The administrator of the site server can see who has the seats'
      : 'tell the administrator of the site server',
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
  const text = SITE_FAULTS[code] ?? code
  const mayNeedTls = code === 'connection-lost' && address.startsWith('http://')
  return mayNeedTls ? `${text}. If it uses TLS, its address begins with https://` : text
}

/** It answered, and the network is not to blame. */
function isReached({ code }: SiteFault): boolean {
  return REACHED.has(code)
}

const REACHED: ReadonlySet<string> = new Set([
  'wrong-product',
  'ledger-busy',
  'ledger-unavailable',
  'stopped',
])

/** Why a server gave no seat. Of another code, the code itself is shown. */
const SITE_FAULTS: Readonly<Record<string, string>> = {
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
  'ledger-busy': 'it is busy',
  'ledger-unavailable': 'it cannot write its files',
  stopped: 'it is stopping',
}
