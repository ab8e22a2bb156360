/** Owns what the vendor's tool says about activation keys. */
const NOBODY = 'neither a customer nor a computer'
const WATERMARK = '. With --licensee NAME it would at least show whose license it is'

export const KEY = {
  none: 'no activation keys',
  /** How a command takes one. */
  argument: 'the whole key, or its id (the first two groups)',
  /** Wrong request codes: all, those in a row, and whether codes are refused for it. */
  wrongCodes: (all: number, inARow: number, areRefused: boolean) =>
    inARow === 0 ? `${all}` : `${all}, ${inARow} in a row${areRefused ? ': codes are refused' : ''}`,
  format1:
    'licenses of this key will have format 1, which cannot limit users, virtual machines or deactivations; choose it only for programs that cannot read format 2',

  /** The license of a site server bounds what a copy of it can lend (SPEC.md 17.1). */
  floatingWithoutEnd:
    'the license of this site server never ends: a copy of the server that nobody knows of goes on lending its seats. Give the key an end, such as --duration 365, and renew it',

  seats: {
    generic: 'generic',
    floating: (seats: number) => `${seats} floating`,
    used: (used: number, seats: number) => `${used} of ${seats}`,
  },
  days: (days: number, from: string) => `${days} days from ${from}`,
  never: 'never',
  or: ' or ',

  create: {
    /** Of a generic license; `isNamed`: it says whose it is. */
    unbound: (isNamed: boolean) =>
      `a generic license is bound to ${isNamed ? 'no computer' : NOBODY}: anyone who has the file can run the program${isNamed ? '' : WATERMARK}`,
    alsoUnbound: (problem: string, isNamed: boolean) =>
      isNamed ? problem : `${problem}, and is bound to ${NOBODY}${WATERMARK}`,
    saved: 'saved: the next "key create" starts from these ("defaults show")',
  },
  set: {
    next: (id: string) =>
      `new requests get licenses by these terms. For the computers that have one: airlatch-vendor renew ${id}`,
    endless: 'this key is generic and no longer has an end: its licenses will run on any computer, forever',
  },
  revoke: {
    staysValid:
      'licenses that were issued stay valid until they end, or until a list of revocations reaches the computer',
  },
  suspend: {
    staysValid: 'licenses that were issued stay valid until they end',
    next: (id: string) => `to issue licenses for it again: airlatch-vendor key reinstate ${id}`,
  },
  archive: { next: (id: string) => `to bring it back: airlatch-vendor key reinstate ${id}` },
  allowCodes: {
    unchanged: (id: string) => `nothing changed: the last request code of ${id} was not a wrong one`,
    allowed: (id: string, wrong: number) =>
      `request codes for ${id} are taken again: its wrong ones in a row (${wrong}) no longer count`,
  },
  erasePersonal: {
    erased: 'e-mail address and comments, in every entry',
    stays: (noted: readonly string[]) =>
      `${noted.join(', ')}, reasons, computer IDs, and what is signed into licenses (licensee, users, user data)`,
    next: 'erase them in backups, exports and lists as well',
    left: 'copies of the bytes are left in unused room of the file, as another program had the ledger open or the disk is full: run the command again',
    onServer:
      "copies of the bytes are left in the database server's files until its administrator has run VACUUM; its own log (WAL) and its backups have them too",
  },
  import: {
    none: 'no keys: every line was left out',
    leftOut: 'as the column map says',
    summary: (keys: number, refused: number, skipped: number) =>
      `would be created: ${keys}; refused: ${refused}; skipped: ${skipped}; nothing was created`,
  },
}
