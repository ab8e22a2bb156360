/**
 * Owns finding the address of a site server by its name, where the network may be broken. The system's own way (getaddrinfo)
 * knows the file of hosts and all that an administrator has set up, so it is asked first. But it has no time limit, and Node
 * gives it two threads: two names that hang would hold up every other one of the list. So the DNS servers are asked as well
 * when the system has not answered for a moment.
 */
import { lookup, Resolver } from 'node:dns'
import { isIP, type LookupFunction } from 'node:net'

type Found = (error: NodeJS.ErrnoException | null, addresses: readonly Address[]) => void

interface Address {
  readonly address: string
  readonly family: number
}

/** Before the DNS servers are asked, and as long as they are. */
const PATIENCE_MS = 300
const DNS_MS = 1000

let pending = 0

/** Whether the system still looks for a name, which keeps a process from ending and which nothing stops. */
export function isLookingForNames(): boolean {
  return pending > 0
}

/** As `lookup` of node:dns, for a connection. */
export const lookupName: LookupFunction = (name, options, callback) => {
  const family = familyOf(options.family)
  find(name, family, (error, addresses) => {
    const [first] = addresses
    if (error !== null || first === undefined) callback(error ?? notFound(name), '', 0)
    else if (options.all === true) callback(null, [...addresses])
    else callback(null, first.address, first.family)
  })
}

function find(name: string, family: 0 | 4 | 6, found: Found): void {
  let isOver = false
  const once: Found = (error, addresses) => {
    if (isOver) return
    isOver = true
    clearTimeout(timer)
    found(error, addresses)
  }
  const timer = setTimeout(() => askServers(name, family, once), PATIENCE_MS)
  timer.unref()
  pending++
  lookup(name, { family, all: true }, (error, addresses) => {
    pending--
    once(error, addresses ?? [])
  })
}

/** What they do not know, the system may still find. */
function askServers(name: string, family: 0 | 4 | 6, found: Found): void {
  const resolver = new Resolver({ timeout: DNS_MS, tries: 1 })
  const take = (error: unknown, addresses: readonly string[]) => {
    if (error === null && addresses.length > 0)
      found(
        null,
        addresses.map(address => ({ address, family: isIP(address) })),
      )
  }
  if (family !== 6) resolver.resolve4(name, take)
  if (family !== 4) resolver.resolve6(name, take)
}

function familyOf(family: unknown): 0 | 4 | 6 {
  if (family === 4 || family === 'IPv4') return 4
  return family === 6 || family === 'IPv6' ? 6 : 0
}

function notFound(name: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`no address of ${name}`), { code: 'ENOTFOUND' })
}
