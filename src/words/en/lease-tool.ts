/** Owns what the tool `airlatch` says about seats of a site server beside errors, in English. */
export const LEASE_TOOL = {
  labels: {
    product: 'product',
    lease: 'lease',
    from: 'from',
    ends: 'ends',
    seat: 'seat',
    usedBy: 'used by process',
    status: 'status',
    next: 'next',
    returned: 'given back',
  },
  units: { session: 'for this user on this computer', process: 'for one process', host: 'for this computer' },
  borrowed: 'borrowed: no server is needed until it ends',
  fromFile: 'a file',
  valid: 'valid',
  notValid: (why: string) => `not valid: ${why}`,
  none: (product: string) => `this computer holds no seat of a site server for ${product}`,
  queued: (place: number, address: string) =>
    place === 1
      ? `airlatch: all seats at ${address} are in use. You are next in the queue; Ctrl-C stops waiting`
      : `airlatch: all seats at ${address} are in use. Your place in the queue is ${place}; Ctrl-C stops waiting`,
  renewed: 'airlatch: the seat is renewed again',
  warning: (message: string, end: string) =>
    `airlatch: the seat cannot be renewed now: ${message}. It ends at ${end} unless that changes; save your work in time`,
  note: (message: string, hint: string) => `airlatch: ${message}; ${hint}`,
  ended: 'airlatch: the seat has ended. Save your work and end the program',
  stopped: 'airlatch: the seat has ended, so the program is stopped',
  isBack: 'yes, the seat is free for others',
  notBack: (end: string | undefined) =>
    end === undefined
      ? 'not yet: no site server has answered'
      : `not yet: no site server has answered. Its seat is free at ${end} at the latest`,
  handOver:
    'run "airlatch lease return" again when the server can be reached, or hand it the request with "airlatch lease return -o FILE"',
  send: 'give it to the administrator of the site server',
  sendAndInstall:
    'give it to the administrator of the site server. Install the answer with "airlatch install FILE"',
  seat: (end: string) => `a seat of a site server until ${end}`,
  taken: (product: string) => `${product} has a seat on this computer`,
  fewerDays: (end: string) => `the server lends seats for fewer days than you asked for: until ${end}`,
  answerReturned: 'the site server has taken the seat back',
}
