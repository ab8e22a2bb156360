/** Owns the sentences of the site server's page, for its administrator. Names in the figures come from clients: the page makes them visible. */

function count(number: number, one: string, many: string): string {
  return `${number.toLocaleString('en-US')} ${number === 1 ? one : many}`
}

function days(number: number): string {
  return count(number, 'day', 'days')
}

/** What should be looked after, most urgent first: what is wrong, and what to do. */
const WARNINGS = {
  'no-license': () =>
    'No license is installed, so no seat is lent. Make a request with `airlatch-site request KEY`, send it to the vendor, and install the answer with `airlatch-site install FILE`.',
  idle: () => 'Nothing is lent yet: no request was made. Start with `airlatch-site request KEY`.',
  refused: ({ reason, hint }: { readonly reason: string; readonly hint: string }) =>
    `No seat is lent or renewed: ${reason}. ${hint}. Programs that hold a seat run to the end of their lease.`,
  'clock-behind': ({ behind }: { readonly behind: string }) =>
    `The clock of this computer is ${behind} behind the server's own log, so no seat is lent or renewed. Set the clock right, and lending goes on by itself.`,
  ahead: ({ ahead, sequence }: { readonly ahead: number; readonly sequence: number }) =>
    `A client named lease number ${ahead.toLocaleString('en-US')}, and this server has signed no number above ${sequence.toLocaleString('en-US')}. Either the server was set back to a backup or a snapshot, or a second copy of it is running, or the client does not tell the truth. Make sure that only one copy runs, and tell the vendor.`,
  'too-few-seats': ({ held, seats }: { readonly held: number; readonly seats: number }) =>
    `${count(held, 'seat is', 'seats are')} in use, and the license has ${seats.toLocaleString('en-US')}. No seat is lent or renewed until enough leases have ended. Take seats back to choose which ones.`,
  'ends-soon': ({ left, end }: { readonly left: number; readonly end: string }) =>
    left === 0
      ? `The license ends today, ${end} (UTC). After that no seat is lent. Ask the vendor for a renewal now.`
      : `The license ends in ${days(left)}, on ${end} (UTC). After that no seat is lent. Ask the vendor for a renewal.`,
  broken: ({ message, hint }: { readonly message: string; readonly hint: string }) => `${message}. ${hint}.`,
} as const

export type SiteWarningTexts = typeof WARNINGS

export const SITE_PAGE = {
  name: 'Site server',
  skip: 'Skip to the content',
  products: 'Products',
  views: 'Views of this product',
  overview: 'Overview',
  seats: 'Seats',
  use: 'History',
  denials: 'Denials',
  rules: 'Rules',
  utc: 'All times are in UTC.',
  local: 'Shown without a password, because you are on the server itself.',
  signedIn: 'Signed in as the administrator',
  signOut: 'Sign out',
  back: 'Back',
  show: 'Show',
  previous: 'Previous',
  next: 'Next',
  rows: (first: number, last: number, all: number) =>
    `${first.toLocaleString('en-US')} to ${last.toLocaleString('en-US')} of ${all.toLocaleString('en-US')}`,
  noProducts:
    'This server has no product yet. Get the kit of the product from its vendor, and install it with `airlatch-site install FILE`.',
  lends: 'Lends seats',
  lendsNot: 'Does not lend',
  warnings: WARNINGS,
  figures: {
    seats: 'Seats',
    inUse: 'In use',
    free: 'Free',
    borrowed: 'Borrowed',
    waiting: 'Waiting for a seat',
    deniedToday: 'Denied today',
    ends: 'License ends',
    endsNever: 'never',
    unit: 'One seat is taken by',
    longest: 'Longest lease',
    mayBorrow: 'May be borrowed',
    borrowNone: 'No seat may be borrowed',
    borrow: (most: number, longest: number) =>
      `${count(most, 'seat', 'seats')}, for ${days(longest)} at most`,
    vendor: 'Vendor',
    log: 'Entries in the log',
  },
  units: { session: 'a user on a computer', process: 'a process', host: 'a computer' },
  gauge: (held: number, seats: number, away: number) =>
    `${held.toLocaleString('en-US')} of ${count(seats, 'seat', 'seats')} in use, ${away.toLocaleString('en-US')} of them borrowed`,
  ofSeats: (seats: number) => `of ${count(seats, 'seat', 'seats')} in use`,
  pools: 'Features',
  poolHeadings: ['Feature', 'In use', 'Places', 'Waiting'],
  holders: 'Who holds a seat',
  noHolders: 'Nobody holds a seat.',
  noMatch: 'No seat matches what you searched for.',
  search: 'Search',
  searchHint: 'user, computer, address, feature',
  sortBy: 'Sort by',
  sorts: {
    user: 'user',
    host: 'computer',
    since: 'held longest',
    renewed: 'last renewed',
    ends: 'ends first',
  },
  holderHeadings: ['User', 'Computer', 'Address', 'Features', 'Since', 'Renewed', 'Ends'],
  noAccount: '(no user)',
  byFile: 'by file',
  borrowedUntil: 'borrowed',
  takenBack: 'taken back',
  seatOf: (who: string) => `Seat of ${who}`,
  lease: {
    user: 'User',
    computer: 'Computer',
    workload: 'Workload',
    process: 'Process',
    platform: 'Platform',
    address: 'Address',
    features: 'Features',
    since: 'Held since',
    renewed: 'Last renewed',
    ends: 'Lease ends',
    borrowed: 'Borrowed until',
    reason: 'Taken back',
    id: 'Lease',
    key: 'Key of the client',
    claims:
      'User, computer and process are what the client says of itself. The address is what the network says.',
    gone: 'This seat is free: its lease has ended, or it was given back.',
  },
  platforms: ['', 'Windows', 'macOS', 'Linux', 'BSD'],
  takeBack: {
    title: 'Take the seat back',
    fact: (who: string, until: string, left: string) =>
      `The seat is not free at once. ${who} keeps it until the lease ends, at ${until} (in ${left}), or until the program gives it back. The lease is not renewed, and ${who} gets no other seat until then. A program that has a lease in hand cannot be stopped from here.`,
    factBorrowed: (who: string, until: string, left: string) =>
      `The seat is borrowed. ${who} keeps it until ${until} (in ${left}), or until it is returned. It is not renewed, and ${who} gets no other seat until then. A laptop without a connection does not hear of this.`,
    reason: 'Reason',
    reasonHint: 'It is recorded in the log, and shown here.',
    reasonNeeded: 'Please give a reason. Nothing was taken back.',
    button: 'Take it back',
    done: (at: string) =>
      `This seat was taken back. It is free at ${at} (UTC), or earlier if it is returned.`,
  },
  periods: { day: '24 hours', week: '7 days', month: '30 days', year: '12 months' },
  months: ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'],
  period: 'Period',
  peaks: 'Most seats in use at one time',
  allSeats: (seats: number) => `all ${seats.toLocaleString('en-US')} seats`,
  deniedChart: 'Requests denied',
  peakGist: (most: number, at: string) =>
    `Most seats in use at one time. The highest is ${most.toLocaleString('en-US')}, at ${at} (UTC). The table below has every figure.`,
  deniedGist: (all: number) =>
    `${count(all, 'request was', 'requests were')} denied. The table below has every figure.`,
  useHeadings: {
    hour: ['Hour', 'Most in use', 'Borrowed', 'Granted', 'Renewed', 'Returned', 'Denied'],
    day: ['Day', 'Most in use', 'Borrowed', 'Granted', 'Renewed', 'Returned', 'Denied'],
    month: ['Month', 'Most in use', 'Borrowed', 'Granted', 'Renewed', 'Returned', 'Denied'],
  },
  notRunning: 'not running',
  noUse: 'The server has recorded nothing in this time.',
  figuresTitle: 'All figures as a table',
  byReason: 'Denied, by reason',
  reasonHeadings: ['Reason', 'Requests'],
  reasonHint: 'One request can have several reasons, so these can add up to more than all denials.',
  noDenials: 'No request was denied in this time.',
  latest: 'Latest denials',
  latestHint: (since: string) =>
    `The newest 200 since the server started, ${since} (UTC). How many were denied, and why, is kept for good:`,
  noLatest: 'No request was denied since the server started.',
  wanted: {
    take: 'asked for a seat',
    queue: 'asked for a seat, or a place in the queue',
    renew: 'asked to renew',
    return: 'asked to return a seat',
    borrow: 'asked to borrow a seat',
  },
  files: 'Files',
  csvLeases: 'Seats as a spreadsheet (CSV)',
  csvUse: 'Use by the hour as a spreadsheet (CSV)',
  report: 'Signed usage report',
  reportHint:
    'The report has totals of all time, signed by this server, and names no users. The vendor checks it with `airlatch-vendor inspect`.',
  ruleFacts: {
    lease: 'A lease runs for',
    borrowDays: 'Days that a seat may be borrowed',
    mostBorrowed: 'Seats that may be borrowed at once',
    keepDays: 'Days that the log is kept',
    asLicense: 'as the license allows',
  },
  ruleLists: {
    groups: 'Groups',
    deny: 'Denied',
    allow: 'Allowed',
    reserve: 'Reserved',
    most: 'Limits',
  },
  groupHeadings: ['Group', 'Users', 'Computers', 'Workloads', 'Addresses'],
  noGroups: 'There are no groups.',
  /** With the number that `rule list` shows, and a denial names. */
  rule: (number: number, sentence: string) => `Rule ${number}: ${sentence}`,
  denied: (group: string) => `“${group}” gets no seat.`,
  noDeny: 'No group is denied.',
  allowed: (group: string) => `“${group}” may get a seat.`,
  allowOnly: 'Everyone else gets none.',
  noAllow: 'Everyone may get a seat, except those who are denied.',
  reserved: (group: string, seats: number) => `${count(seats, 'seat is', 'seats are')} kept for “${group}”.`,
  noReserve: 'No seat is reserved.',
  most: (group: string, seats: number) => `“${group}” holds ${count(seats, 'seat', 'seats')} at most.`,
  noMost: 'No group has a limit of its own.',
  rulesHint:
    'Change the rules with `airlatch-site rule add` and `airlatch-site rule remove`. A new rule takes effect with the next request; it takes no seat back.',
  seconds: (seconds: number) => {
    if (seconds < 120) return count(seconds, 'second', 'seconds')
    if (seconds < 7200) return count(Math.round(seconds / 60), 'minute', 'minutes')
    if (seconds < 172_800) return count(Math.round(seconds / 3600), 'hour', 'hours')
    return days(Math.round(seconds / 86_400))
  },
  signIn: {
    title: 'Sign in',
    lead: 'The page of this site server is for its administrator.',
    password: 'Password of the administrator',
    button: 'Sign in',
    wrong: 'This is not the password.',
    readable: 'This connection is not encrypted: others on the network can read the password on its way.',
  },
  refused: {
    onlyHere: (port: number) =>
      `This page is shown on the server itself, at http://localhost:${port}/. To open it from another computer, start the server with a password (--admin-password-file FILE) and TLS (--tls-cert, --tls-key), or forward a port: ssh -L ${port}:localhost:${port} SERVER`,
    contained: (_port: number) =>
      'This server runs in a container without root, where it cannot tell who is on its own computer. To see this page, start the server with a password (--admin-password-file FILE)',
    needsTls: (port: number) =>
      `This connection is not encrypted, so others could read the password on its way. Start the server with TLS (--tls-cert, --tls-key), or forward a port: ssh -L ${port}:localhost:${port} SERVER. With --page-without-tls the password is taken all the same`,
    fromElsewhere: 'This form was not sent by a page of this server. Please open the page again',
    tooOften: (wait: number) =>
      `There were too many wrong passwords. Please wait ${count(wait, 'second', 'seconds')}`,
    tooLarge: 'The form is too large, or is not a form',
    noHost: 'The request does not say which server it is for',
    notAllowed: 'Use GET here',
    metrics: 'Figures are given to this computer, and to the networks that --metrics-from names',
    stopping: 'The server is stopping',
  },
  failed: 'This could not be done',
  notFound: 'Not found',
  notFoundHint: 'Nothing is at this address.',
  csv: {
    lease: [
      'lease',
      'user',
      'computer',
      'workload',
      'process',
      'address',
      'features',
      'since',
      'last renewed',
      'ends',
      'borrowed',
      'taken back',
    ],
    use: ['hour', 'most in use', 'most borrowed', 'granted', 'renewed', 'returned', 'denied'],
  },
  log: {
    signedIn: 'page  the administrator signed in',
    wrongPassword: 'page  a wrong password was given',
    takenBack: (product: string, lease: string) => `page  seat taken back  ${product}  ${lease}`,
    ends: (product: string, left: number) => `warning  ${product}  the license ends in ${days(left)}`,
  },
} as const
