/** Owns what the tool `airlatch-site` says beside errors, in English. */
import { counted } from './explain/format.ts'

export const SITE_TOOL = {
  labels: {
    computerId: 'computer id',
    next: 'next',
    installed: 'installed',
    product: 'product',
    vendor: 'vendor',
    seats: 'seats',
    borrowed: 'borrowed',
    waiting: 'waiting',
    license: 'license',
    clock: 'clock',
    server: 'server',
    address: 'address',
    stop: 'stop',
    lease: 'lease',
    activation: 'activation',
    deactivated: 'deactivated',
    since: 'since',
    clientLeases: 'log entries',
  },

  request: {
    send: (vendor: string) => `send it to ${vendor}. Install the answer with "airlatch-site install FILE"`,
  },

  install: {
    kinds: {
      license: 'license',
      revocations: 'list of revocations',
      'clock-reset': 'clock reset',
    },
    kit: (vendor: string, sequence: number, kid: string) =>
      `kit number ${sequence} from ${vendor}, signed by ${kid} (compare it with the vendor)`,
    lends: (seats: number, held: number) => `${counted(seats, 'seat')} to lend, ${held} in use`,
    next: 'start the server with "airlatch-site serve", if it does not run yet',
    fewer: (product: string, seats: number, held: number) =>
      `${product}: the license has ${counted(seats, 'seat')}, and ${held} are in use. Nobody is cut off. No seat is lent or renewed until enough of them have ended`,
    notTheBest: 'valid here, but another license is better',
    passedOver: (file: string, why: string) => `passed over: ${file}: ${why}`,
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
