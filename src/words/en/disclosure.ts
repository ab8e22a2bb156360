/** Owns the plain words for every item of a message that leaves the customer's site, in English. */
import type { ReadingKind, StayCode } from '../sentence.ts'

const HASH = 'a hash, made for this product only, of'

export const DISCLOSURE = {
  leaves: "This leaves the customer's site:",
  isNotInIt: 'This is not in it:',
  notGiven: 'not given',
  /** It stands below each list with hashes. */
  hashes:
    'A hash hides a value only from someone who cannot guess it. Someone who suspects a value, or tries all MAC addresses of a manufacturer, can find it.',
  values: {
    request: (bytes: number) => `activation request, ${bytes} bytes`,
    receipt: (bytes: number) => `receipt of a deactivation, ${bytes} bytes`,
    code: 'request code, 30 characters',
    signature: '64 bytes',
    codeProof: '30 bits',
    check: '10 bits',
    yes: 'yes',
    no: 'no',
  },
  meanings: {
    all: 'everything in it is listed here',
    key: 'the first two of the six groups of the activation key; the other four are not included',
    product: 'the id of the product, as in its kit',
    made: "the time, according to that computer's clock",
    installationKey: (kid: string) =>
      `the public half of a random key that was created on that computer for this product only; its id ${kid} stands beside the signature`,
    counted: 'which of these readings are counted to tell computers apart',
    virtual: 'what the computer runs in (a virtual machine or a container)',
    workload: 'the name that the site gives to a container, in place of a computer; in clear',
    version: 'the version of the program that makes the request',
    proof: 'shows that the requester knows the whole activation key, which cannot be derived from it',
    signature:
      'made with the private half of the installation key, which stays on that computer; nobody can change the message on its way',
    activation: 'the number of the activation, which is in the license: this is given back',
    deactivated: 'when the license ended on that computer, according to its clock',
    codeProof:
      'for an activation by code: shows that the installation knew the whole activation key, which cannot be derived from it',
    computerId: '64 bits in the code: one hash of all readings together, made for this product only',
    readings: 'how many kinds of them are counted',
    isVirtual: 'whether the computer is a virtual machine or a container',
    check: 'finds typing mistakes',
  },
  reading: (what: string, value: string | undefined) =>
    `${HASH} ${what}${value === undefined ? '' : `: "${value}", which stays here`}`,
  unknownReading: 'a kind of reading that is not known here',
  readings: {
    'install-id': 'the number that the operating system received when it was installed',
    'system-uuid': 'the number of the mainboard or of the virtual machine',
    'board-serial': 'the serial number of the mainboard',
    'disk-serial': 'the serial number of a built-in disk',
    'mac-address': 'the address of a built-in network adapter',
    'cpu-model': 'the name of the processor',
    workload: 'the name that the site gives to a container',
  } as Readonly<Record<ReadingKind, string>>,
  stays: {
    'key-rest': 'the other four groups of the activation key',
    'readings-clear': 'serial numbers, MAC addresses and other readings in clear',
    names: 'names: of the computer, of users, of the organisation',
    others: 'IP addresses, files, other software, and what the program is used for',
    'all-readings': 'readings of the computer, not even as hashes',
    'key-and-license': 'the activation key, and the license',
    'single-readings': 'every single reading of the computer, not even as a hash',
    'request-itself':
      'the installation key, the signature, and the time: they are in the request, which stays here',
  } as Readonly<Record<StayCode, string>>,
}
