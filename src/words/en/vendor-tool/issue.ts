/** Owns what the vendor's tool says about requests and the licenses that answer them, one or many. */
import { counted } from '../explain/format.ts'

export const ISSUE = {
  code: 'the request code',
  askedCode: 'the request code that the customer reads out',

  /** Which seat the license takes. */
  seat: {
    new: 'a new one',
    renewed: 'the one that this computer already has',
    moved: 'one that moved to this computer',
    repeated: 'none: the same request as before, and the same license',
  },
  because: {
    key: 'the installation is the same, and part of the hardware; the rest has changed',
    hardware: 'two kinds of its hardware are the same, and the system was reinstalled',
    desk: 'you used --move',
    server: 'the site server has another key',
  },
  movedFrom: (computer: string, activation: string) =>
    `${computer} (activation ${activation}, which has ended and goes on the list of revocations)`,
  movesLeft: (left: bigint, limit: bigint) => `${left} of ${limit}`,
  next: {
    computer: 'send it back. The customer runs "airlatch install FILE" on that computer',
    server: 'send it back. The customer runs "airlatch-site install FILE" on that computer',
    code: 'read the code to the customer, to be typed into "airlatch install" on that computer',
    generic: 'put it where clients look: the search path of their kit, which must allow generic licenses',
  },
  noRefusals: 'no request was refused in the last 90 days',
  readCode: 'read the code to the customer, line by line',
  typeCode: 'the customer types it into "airlatch install", without a file. Each line is checked at once',
  changed: (end: string) =>
    `${end}, as in the earlier answer to this request. The key or its seat has changed since then`,
  newKey: {
    noKit: (kid: string, since: string, product: string) =>
      `signing key ${kid} has signed licenses since ${since}, and ${product} has no kit with it: clients refuse this license until they have a new kit. Create one with "airlatch-vendor kit ${product} -o FILE" and send it along`,
    earlier: (kid: string, since: string, computers: readonly string[], count: number) =>
      `signing key ${kid} has signed licenses since ${since}, and what ${computers.join(', ')}${count > computers.length ? ` and ${count - computers.length} more` : ''} had before was signed with an earlier key: send the newest kit along, because a client that does not have it refuses the license`,
  },
  isGeneric: 'this license runs on any computer: anyone who has the file can run the program',
  dryRun: (about: string) => `would be issued; nothing was recorded\n\n${about}`,

  many: {
    none: 'no requests found; subfolders, hidden files and licenses are skipped',
    refusal: (outcome: string, code: string | undefined, message: string | undefined) =>
      `${outcome.toUpperCase()} ${code}: ${message}`,
    without: (without: number, done: number, refused: number, unreadable: number) => {
      const got = `${without} of ${counted(done, 'request')} got no license`
      if (unreadable === 0) return `${got}: refused`
      return `${got}: ${refused === 0 ? '' : `${refused} refused, `}${unreadable} unreadable`
    },
    passedOver: (files: number) => `passed over: ${counted(files, 'file')} that a system leaves in folders`,
    written: (written: number, there: number) =>
      there === 0 ? `${written} written` : `${written} written, ${there} were there already`,
    more: (more: number, hasReport: boolean) =>
      `... and ${more} more; ${hasReport ? 'all are in the report' : 'use --report FILE to write all of them to a file'}`,
  },
}
