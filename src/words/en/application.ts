/**
 * Owns the hints of an application's errors, where the hint for the command line names a command: what the person in front
 * of the application can do, or its developer. Undefined: the other hint does for both.
 */
import { deniedBy } from '../denied-by.ts'
import type { SomeHints } from '../sentence.ts'
import { quoted } from '../values.ts'
import { left, NETWORK_FOLDER } from './explain/format.ts'

const NEW_REQUEST = 'create a new request'
const FILES_HINT =
  'correct the date and time of this computer. If they are right, an administrator can correct the times of these files'

export const APPLICATION = {
  'invalid-value': () => 'nothing was changed. Correct the value and try again',
  'already-closed': d => `open another ${d.what}: this one was used after its close()`,
  'kit-missing': () => 'open the program with the kit of the vendor, best built into it',
  'home-missing': () => 'choose a folder for the files',
  'product-ambiguous': () => 'open one of them by its kit or by its name',
  bug: () => 'this is a fault in Airlatch. Please report it, with the version',
  'input-not-recognised': () =>
    'choose the file, the text or the picture that the vendor sent, whole and by itself',
  'wrong-message-type': d => {
    if (d.expected !== 'license' && d.expected !== 'kit') return 'check that it is the right file'
    if (d.got === 'request')
      return 'a request goes to the vendor. Send it there, and install what you get back'
    return 'choose the file that the vendor sent for this'
  },
  'picture-reader-failed': () => 'use the file or its text instead of a picture',
  'message-too-large-for-qr': () => 'use a file instead, or several codes',
  'typed-code-malformed': d => {
    if (d.problem === 'activation-key')
      return 'the key stays here. Use the code that was shown for the request'
    if (d.problem === 'request-code') return 'the vendor creates the license code from it'
    return d.problem === 'license-code' ? 'type it in on the computer that made the request' : undefined
  },
  'typed-cannot-carry': () => 'use a file or a QR code instead, for the request and for the license',
  'activation-key-needed': () => 'enter the whole activation key, all six groups',
  'typed-request-missing': () => 'create a request here, and read its code to the vendor',
  'typed-license-not-for-this-request': () =>
    "ask the vendor to compare the key and the computer ID. If the vendor's signing key has changed, install the newest kit first. Otherwise read them the code of this computer again, or ask for a file",
  'typed-other-kit': () =>
    "install the vendor's newest kit first, then type the code again. If you have it, ask the vendor for a new code, or for a file",
  'no-license': d =>
    `${d.site === undefined ? 'create' : 'start the program where it can reach the site server. Otherwise create'} a request, send it to the vendor, and install the answer. ${(d.searched ?? []).length === 0 ? 'The request needs your activation key' : NETWORK_FOLDER}${(d.left ?? []).map(one => `. ${left(one)}`).join('')}`,
  'not-in-bundle': () =>
    `ask the vendor whether this computer belongs to the key. If parts of this computer were changed, ${NEW_REQUEST} here and send it to the vendor`,
  'wrong-computer': () =>
    `install it on the computer that made the request. If parts of this computer were changed, ${NEW_REQUEST} here: the seat moves, and the vendor counts the move. If you only ever used request codes, the vendor must free the old seat first`,
  'wrong-workload': () => 'give the program the workload name that the license was requested for',
  'readings-missing': () =>
    'try again first: a computer that is starting or very busy may not answer in time. Then run the program as administrator, or request the license again',
  'site-not-named': () =>
    'ask your administrator for the address of the site server, and enter it in the settings of the program',
  'seat-denied': d => QUEUED.get(deniedBy(d.addresses, QUEUED)),
  'seat-of-process': () => 'the program takes a seat when it starts, and gives it back at the end',
  'no-seat-in-hand': () => 'nothing needs to be given back',
  'seat-ambiguous': () => 'give back the one that you mean',
  'seat-in-use': () => 'end the program first',
  'kit-not-named': () => 'ask the vendor whether this key is theirs, and choose the kit file itself',
  'own-account-only': () => 'an administrator can install it for all users of this computer',
  'kit-not-trusted': d => {
    if (d.other !== undefined) return 'use it with the program that it is for'
    return d.sameVendor || d.baked ? undefined : 'use the kit from that vendor'
  },
  'wrong-user': () => 'run the program as one of them, or ask the vendor to add this user',
  'signing-key-retired': d =>
    d.message === 'checkpoint'
      ? undefined
      : `${NEW_REQUEST} and send it to the vendor. The computer keeps its seat`,
  deactivated: () =>
    `putting the file back does not help. Send the receipt to the vendor, then ${NEW_REQUEST}`,
  'license-revoked': () => `ask the vendor why. If the seat was only moved, ${NEW_REQUEST}`,
  'clock-set-back': d =>
    d.files !== undefined
      ? FILES_HINT
      : 'correct the date and time of this computer. If they are right and the clock was ahead before, create a request and ask the vendor for a clock reset',
  'clock-was-ahead': d =>
    d.files !== undefined
      ? FILES_HINT
      : 'if the clock is right now, create a request, ask the vendor for a clock reset, and install it. Otherwise correct the clock',
  'wrong-installation': () => `${NEW_REQUEST} on this computer, and send that one to the vendor`,
  'nothing-to-deactivate': d => {
    if (d.generic) return undefined
    return d.why === 'deactivated'
      ? 'nothing was changed. Its receipt can be saved again'
      : 'nothing was changed. To deactivate a license from a network folder, install it first'
  },
  'not-deactivated': () => 'deactivate the installed license first',
  'kit-rolled-back': () => 'an older kit was put back. Install the newest one from the vendor',
  'kit-not-built-in': () => 'ask the vendor for a version of the program that contains the kit',
  'expires-soon': d =>
    d.generic ? undefined : `ask ${quoted(d.vendor)} for a renewal: ${NEW_REQUEST} here and send it to them`,
  'working-folder-missing': () => 'start the program in another folder, or choose the whole path',
  'file-not-found': d =>
    d.path.includes('\ufffd') ? 'rename the file with plain letters and digits' : undefined,
  'cannot-read': d => FAULTS[`${d.system}`],
  'cannot-write': d =>
    FAULTS[`${d.system}`] ??
    'check that you may write there, and that the disk is neither full nor write-protected',
  'installation-not-readable': () => 'run the program as that account, or as an administrator',
  'state-damaged': () =>
    'create a new request, send it to the vendor, and install the answer. The computer keeps its seat',
  'kit-damaged': d => `open the program with the vendor's kit again. It replaces ${quoted(d.path)}`,
  'computer-unreadable': d =>
    'container' in d && d.container !== undefined
      ? 'give the container a name of its own, if the vendor allows that, or ask the vendor for a license that is not bound to a computer'
      : 'run the program once as administrator, or ask the vendor for help',
} satisfies SomeHints

/** Where a command would wait in the queue of a site server. */
const QUEUED: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'no-seats-left':
      'start the program again later. The administrator of the site server can see who has the seats',
    'no-place-in-pool': 'wait until someone stops using this feature, or use the program without it',
  }),
)

/** Where the hint for the command line names one, or standard input, or its own options. */
const FAULTS: Readonly<Record<string, string>> = {
  EACCES: 'you have no permission there. Ask the owner, or use an account that has it',
  'not a file': 'it is a pipe, a socket or a device. Choose a file',
  ENOSPC: 'the disk is full. Free some space on it',
  EROFS: 'the disk is write-protected',
}
