/** Owns the hints of `airlatch-site` where it has no command such as the usual hint names. */
import type { SomeHints } from '../sentence.ts'

const READ_MORE =
  'run the command once as root or administrator. If the program "airlatch" is on this computer, "airlatch computer --components" shows what could not be read, and why'

export const SITE_HINTS = {
  'no-license': () =>
    'make a request with "airlatch-site request KEY -o request.txt", send it to the vendor, and install the answer with "airlatch-site install FILE"',
  'computer-unreadable': d =>
    'container' in d && d.container !== undefined
      ? `a container (${d.container}) has no hardware of its own, and running as root does not help. Give the server a name ("airlatch-site request KEY --workload NAME"), if the vendor allows that. Otherwise run it on a computer or a virtual machine`
      : READ_MORE,
  'readings-missing': () =>
    'try again first: a computer that is starting or very busy may not answer in time. Then run the command as root or administrator. Or request the license again with "airlatch-site request KEY --every-account"',
  'wrong-computer': () =>
    'install it on the server that made the request. If parts of this computer were changed, create a new request with "airlatch-site request": the seat moves, and the vendor counts the move',
  'cannot-write': d =>
    d.deactivated
      ? 'the receipt is not lost: write it with "airlatch-site deactivate --again -o FILE"'
      : undefined,
} satisfies SomeHints
