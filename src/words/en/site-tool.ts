/** Owns what the tool `airlatch-site` says beside errors, in English. */
import { counted } from './explain/format.ts'

export const SITE_TOOL = {
  labels: {
    computerId: 'computer id',
    next: 'next',
    since: 'since',
    installed: 'installed',
    product: 'product',
    seats: 'seats',
    ends: 'ends',
    clock: 'clock',
    log: 'log',
    server: 'server',
    address: 'address',
    stop: 'stop',
    activation: 'activation',
    deactivated: 'deactivated',
    takenBack: 'taken back',
    waiting: 'waiting',
    decision: 'decision',
  },

  /** In the place of what went wrong on the server, to a client. */
  couldNot: 'the server could not do it',

  request: {
    send: (vendor: string) => `send it to ${vendor}. Install the answer with "airlatch-site install FILE"`,
  },

  install: {
    kinds: {
      license: 'license',
      revocations: 'list of revocations',
      'clock-reset': 'clock reset',
      lease: 'seat',
      'lease-return': 'returned seat',
    },
    kit: (vendor: string, sequence: number, kid: string) =>
      `kit number ${sequence} from ${vendor}, signed by ${kid} (compare it with the vendor)`,
    lends: (seats: number, held: number) => `${counted(seats, 'seat')} to lend, ${held} in use`,
    next: 'start the server with "airlatch-site serve"',
    takenUp: 'nothing: the server that runs lends by it now',
    fewer: (product: string, seats: number, held: number) =>
      `${product}: the license has ${counted(seats, 'seat')}, and ${held} are in use. Nobody is cut off. No seat is lent or renewed until enough of them have ended`,
    notTheBest: 'valid here, but another license is better',
    passedOver: (file: string, why: string) => `passed over: ${file}: ${why}`,
  },

  status: {
    nothing: 'no product has a kit here yet: make a request with "airlatch-site request KEY --kit FILE"',
    notRunning: 'does not run: start it with "airlatch-site serve"',
    running: (pid: number, addresses: readonly string[]) =>
      `runs (process ${pid})${addresses.length === 0 ? '' : ` at ${addresses.join(', ')}`}`,
    product: (name: string, id: string, vendor: string) => `${name} (${id}) from ${vendor}`,
    noLicense: 'no license is installed',
    seats: (seats: number, held: number, borrowed: number) =>
      `${seats}: ${held} in use${borrowed === 0 ? '' : `, ${borrowed} of them borrowed`}, ${Math.max(0, seats - held)} free`,
    places: (places: number, inUse: number) => `${counted(places, 'place')}: ${inUse} in use`,
    never: 'never',
    daysLeft: (end: string, days: number, grace: number) =>
      `${end}, ${days === 0 ? 'over' : `${counted(days, 'day')} left`}${grace === 0 ? '' : `, ${counted(grace, 'day')} of grace included`}`,
    behind: (seconds: number) => `${counted(seconds, 'second')} behind its own log`,
    log: (entries: number, sequence: number) =>
      `${counted(entries, 'entry', 'entries')}, ${sequence === 0 ? 'no lease yet' : `last lease number ${sequence}`}`,
    nothingLent: (product: string) =>
      `${product}: no license is installed. Make a request with "airlatch-site request KEY", and install its answer`,
    lendsNothing: (product: string, why: string) => `${product}: no seat is lent: ${why}`,
    clockBehind: (product: string, seconds: number) =>
      `${product}: no seat is lent, because the clock of this computer is ${counted(seconds, 'second')} behind the log of the server. Set the clock right`,
    wentBack: (product: string, seen: number, sequence: number) =>
      `${product}: a client has a lease with the number ${seen}, and this server has come to ${sequence}. An older state of the server was restored, another copy of it runs, or the client is wrong`,
    fewer: (product: string, seats: number, held: number) =>
      `${product}: ${held} seats are in use, and the license has ${seats}. No seat is lent or renewed until enough of them have ended`,
    endsSoon: (product: string, id: string, end: string, days: number, vendor: string) =>
      `${product}: the license ends on ${end}, in ${counted(days, 'day')}. Renew it: send ${vendor} a new request ("airlatch-site request --product ${id} -o request.txt"), and install the answer while the server runs`,
    notRequested: (product: string) =>
      `${product}: nothing was requested yet. Make a request with "airlatch-site request KEY"`,
    notOpen: (product: string, message: string, hint: string) => `${product}: ${message}; ${hint}`,
  },

  leases: {
    headings: ['LEASE', 'USER', 'COMPUTER', 'SINCE', 'ENDS', 'ADDRESS', 'NOTES'] as readonly string[],
    none: 'no seat is in use',
    borrowed: 'borrowed',
    recalled: (reason: string) => `taken back: ${reason}`,
    workload: (name: string) => `workload ${name}`,
    holder: (account: string | undefined, host: string) => `${account ?? 'nobody by name'} on ${host}`,
    tellHolder: 'tell whoever has the seat: the program learns of it when it asks the next time',
  },

  rule: {
    headings: ['RULE', 'WHAT', 'FOR', 'WHO'] as readonly string[],
    none: 'there are no rules: everyone may hold any seat that the license allows',
    howTo:
      'Add one with "airlatch-site rule add", for example: rule add reserve 2 --for cad --user anna --user ben',
    everybody: 'everyone',
    user: (name: string) => `user ${name}`,
    host: (name: string) => `computer ${name}`,
    workload: (name: string) => `workload ${name}`,
    address: (name: string) => `address ${name}`,
    groups: {
      deny: (_: number) => 'no seat',
      allow: (_: number) => 'only these get a seat',
      reserve: (seats: number) => `keep ${counted(seats, 'seat')}`,
      most: (seats: number) => `at most ${counted(seats, 'seat')} at once`,
    },
    limits: {
      'longest-lease': (seconds: number) => `a lease runs ${counted(seconds, 'second')} at most`,
      'longest-borrow': (days: number) =>
        days === 0 ? 'no seat may be borrowed' : `borrow for ${counted(days, 'day')} at most`,
      'most-borrowed': (seats: number) => `at most ${counted(seats, 'seat')} borrowed at once`,
      'keep-days': (days: number) => `the log keeps its entries for ${counted(days, 'day')}`,
    },
    beyond: (rule: number, seats: number, all: number) =>
      `rule ${rule} names ${counted(seats, 'seat')}, and the license lends only ${all}`,
    allReserved: (reserved: number, all: number) =>
      `the rules keep ${counted(reserved, 'seat')}, and the license has ${all}: nobody outside of these groups gets a seat`,
    granted: 'a seat would be lent',
    denied: (reasons: readonly string[]) => `no seat would be lent: ${reasons.join('; ')}`,
    outcomes: { pass: 'pass', deny: 'DENY' },
  },

  report: {
    since: (instant: string, isFirst: boolean) =>
      isFirst ? `${instant}, the first entry of the log` : instant,
    send: (vendor: string) => `send it to ${vendor}`,
  },

  lend: {
    granted: 'a seat was lent',
    returned: 'the seat was given back and is free',
    carryBack: 'carry the answer back to the computer that made the request',
  },

  deactivate: {
    send: (vendor: string) =>
      `send it to ${vendor}, and activate the other server with a new request. "airlatch-site deactivate --again" writes it again`,
  },

  serve: {
    nothingServed:
      'no product is served yet: make a request with "airlatch-site request KEY", and install its answer; the server takes it at once',
    notServed: (product: string, code: string | undefined) =>
      code === undefined
        ? `${product} is not served: nothing was requested for it yet`
        : `${product} is not served (${code}): "airlatch-site status" shows why`,
    tell: (address: string) =>
      `on other computers, set AIRLATCH_SITE=${address}, or ask the vendor for a kit with this address`,
    stop: (pid: number) => `Ctrl-C, or SIGTERM to process ${pid}`,
  },

  log: {
    who: (account: string | undefined, host: string, peer: string | undefined) =>
      `${account ?? 'no account'} on ${host}${peer === undefined ? ', by file' : ` from ${peer}`}`,
    denied: (
      product: string,
      operation: string,
      who: string,
      reasons: readonly string[],
      found: readonly string[],
    ) => `denied  ${product}  ${operation}  ${who}  ${reasons.join(', ')}  ${found.join('; ')}`,
    unwritten: (count: number) => `denied  ${count} more without a line`,
  },
} as const
