/**
 * Owns where messages may be sent. The address of a webhook is typed by a person who may be wrong or may be fooled, and
 * the server that sends stands inside of the vendor's network: it must not become a way to reach what only that network
 * can reach (server-side request forgery, SSRF; Standard Webhooks 1.0.0, "Operational considerations").
 *
 * So a name is resolved once, every address that it has is checked, and the connection goes to the addresses that were
 * checked and to no others: a name that resolves to something else a moment later changes nothing. A webhook that was
 * added with `--allow-private` may be anywhere; plain HTTP is for private addresses alone, where no stranger can listen.
 */
import { BlockList, isIP, isIPv6, type LookupFunction } from 'node:net'
import { AirlatchError } from '../../../core/errors.ts'
import type { WebhookAddressProblem } from '../../../core/problems.ts'

/** All addresses that a name has. */
export type Resolve = (name: string) => Promise<readonly string[]>

/** By what the system is set up to use: DNS, the hosts file. Errors: those of node:dns, such as ENOTFOUND. */
export const systemResolve: Resolve = async name => {
  const { lookup } = await import('node:dns/promises')
  return (await lookup(name, { all: true })).map(({ address }) => address)
}

/** Where a webhook is, and what was allowed when it was added. */
export interface Destination {
  readonly url: string
  readonly allowPrivate: boolean
}

export const MOST_URL_CHARACTERS = 2000

/**
 * The address in its one spelling, such as a host in lower case. Nothing is resolved: an address that is written as a
 * number is refused here, one that a name has when something is sent. Error: webhook-address-refused {address, problem}.
 */
export function webhookAddress(text: string, allowPrivate: boolean): string {
  const refused = (problem: WebhookAddressProblem) =>
    new AirlatchError('webhook-address-refused', { address: withoutCredentials(text), problem })
  const url = text.length <= MOST_URL_CHARACTERS && URL.canParse(text) ? new URL(text) : undefined
  if (url === undefined || url.hostname === '') throw refused('not-a-url')
  if (url.protocol !== 'https:' && url.protocol !== 'http:') throw refused('not-https')
  if (url.protocol === 'http:' && !allowPrivate) throw refused('not-https')
  if (url.username !== '' || url.password !== '') throw refused('credentials')
  if (url.hash !== '') throw refused('fragment')
  const literal = literalOf(url)
  const problem = literal === undefined ? undefined : problemOf({ url: url.href, allowPrivate }, [literal])
  if (problem !== undefined) throw refused(problem)
  return url.href
}

/**
 * What an error shows of it: not the user and the password that stand in it, whatever is wrong with it, and also where the
 * slashes are other ones or missing, which `URL` reads as well.
 */
function withoutCredentials(text: string): string {
  return text
    .slice(0, MOST_URL_CHARACTERS)
    .replace(/^([a-z][a-z0-9+.-]*:)?[/\\]*[^/\\?#]*@/i, '$1//…@')
    .slice(0, 200)
}

/**
 * The addresses to connect to, resolved and checked now. Errors: webhook-address-refused; those of `resolve`.
 */
export async function checkedAddresses(to: Destination, resolve: Resolve): Promise<readonly string[]> {
  const url = new URL(to.url)
  const literal = literalOf(url)
  const addresses = literal === undefined ? await resolve(url.hostname) : [literal]
  const problem = problemOf(to, addresses)
  if (problem === undefined) return addresses
  throw new AirlatchError('webhook-address-refused', { address: to.url, problem })
}

/** For node:http and node:https: gives the addresses that were checked, whatever the name resolves to by now. */
export function lookupOf(addresses: readonly string[]): LookupFunction {
  const found = addresses.map(address => ({ address, family: isIP(address) }))
  return (_name, options, done) => {
    const [first = { address: '', family: 0 }] = found
    if (options.all === true) done(null, found)
    else done(null, first.address, first.family)
  }
}

function problemOf(
  { url, allowPrivate }: Destination,
  addresses: readonly string[],
): WebhookAddressProblem | undefined {
  if (addresses.length === 0) return 'unknown-name'
  // one is enough: a name that has both is one that is used to get in
  const hasPrivate = addresses.some(address => !isPublic(address))
  if (hasPrivate && !allowPrivate) return 'private'
  const hasPublic = addresses.some(isPublic)
  return hasPublic && url.startsWith('http:') ? 'not-https' : undefined
}

/** The host as an address: URL has read decimal, octal, hexadecimal and full-width spellings by then. */
function literalOf({ hostname }: URL): string | undefined {
  const host = hostname.startsWith('[') ? hostname.slice(1, -1) : hostname
  return isIP(host) === 0 ? undefined : host
}

/** Networks that are not reached over the Internet, or that lead back inside (IANA special-purpose registries). */
const NOT_PUBLIC_4 = blockList('ipv4', [
  '0.0.0.0/8', // this network
  '10.0.0.0/8',
  '100.64.0.0/10', // carrier-grade NAT; Alibaba's metadata
  '127.0.0.0/8',
  '168.63.129.16/32', // Azure's host, which a machine there reaches under a public address
  '169.254.0.0/16', // link-local; metadata of most clouds
  '172.16.0.0/12',
  '192.0.0.0/24', // Oracle's metadata
  '192.0.2.0/24', // documentation, as the next ones of this kind
  '192.31.196.0/24',
  '192.52.193.0/24',
  '192.88.99.0/24', // relays of 6to4
  '192.168.0.0/16',
  '192.175.48.0/24',
  '198.18.0.0/15', // benchmarks
  '198.51.100.0/24',
  '203.0.113.0/24',
  '224.0.0.0/4', // multicast
  '240.0.0.0/4', // reserved; broadcast
])

/** All of the Internet's IPv6 is in here: not loopback, not private, not mapped IPv4, not NAT64 (64:ff9b::/96). */
const GLOBAL_6 = blockList('ipv6', ['2000::/3'])
const NOT_PUBLIC_6 = blockList('ipv6', [
  '2001::/23', // Teredo, ORCHID and other protocols
  '2001:db8::/32',
  '2002::/16', // 6to4: an IPv4 address, which may be a private one
  '2620:4f:8000::/48',
  '3fff::/20',
])

/** Whether an address is of the public Internet. What is no address is not. */
export function isPublic(address: string): boolean {
  if (isIPv6(address))
    // with a zone (%eth0) it is link-local
    return !address.includes('%') && GLOBAL_6.check(address, 'ipv6') && !NOT_PUBLIC_6.check(address, 'ipv6')
  return isIP(address) === 4 && !NOT_PUBLIC_4.check(address, 'ipv4')
}

function blockList(family: 'ipv4' | 'ipv6', networks: readonly string[]): BlockList {
  const list = new BlockList()
  for (const network of networks) {
    const [address, bits] = network.split('/') as [string, string]
    list.addSubnet(address, Number(bits), family)
  }
  return list
}
