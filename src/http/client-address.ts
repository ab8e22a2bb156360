/**
 * Owns which address a request is counted for. X-Forwarded-For is believed only as far as named proxies wrote it: from
 * its end to the first address that is not one of them. An IPv6 address counts as its /64 network, because one customer
 * has all addresses of it.
 *
 * Example: with `10.0.0.0/8` named, a connection from 10.0.0.1 with `6.6.6.6, 203.0.113.7:5140` is from 203.0.113.7.
 */
import { BlockList, isIP } from 'node:net'
import { AirlatchError } from '../core/errors.ts'

export interface Proxies {
  has(address: string): boolean
}

/** Parses addresses and networks, such as `10.0.0.5` and `10.0.0.0/8`. Error: invalid-value. */
export function proxiesOf(field: string, texts: readonly string[]): Proxies {
  const list = new BlockList()
  for (const text of texts) {
    const [address = '', prefix, ...rest] = text.split('/')
    const version = isIP(address)
    const bits = prefix === undefined ? undefined : Number(prefix)
    const most = version === 4 ? 32 : 128
    const wrong = rest.length > 0 || (bits !== undefined && !(/^\d{1,3}$/.test(prefix ?? '') && bits <= most))
    if (version === 0 || wrong)
      throw new AirlatchError('invalid-value', {
        field,
        expected: { is: 'network' },
        got: text,
      })
    const family = version === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, bits, family)
  }
  return { has: address => isIP(address) !== 0 && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6') }
}

const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i

/** The address as people write it: an IPv4 address is not shown as IPv6, as sockets of both kinds do. */
export function plainAddress(address: string): string {
  return MAPPED.exec(address)?.[1] ?? address
}

/** More proxies than this do not stand in a row; a longer list is an attack or a mistake. */
const MOST_HOPS = 16

export interface HttpClientAddress {
  /** IPv4 or IPv6, without a port. */
  readonly address: string
  /** The connection is a named proxy's, and the proxy did not say for whom: all of its visitors share this address. */
  readonly isUnnamed: boolean
}

/** The client of a request. `peer`: the connection's other end; `forwarded`: X-Forwarded-For as received. */
export function clientOf(peer: string, forwarded: string | undefined, proxies: Proxies): HttpClientAddress {
  let address = plainAddress(peer)
  const hops = (forwarded ?? '').split(',').slice(-MOST_HOPS)
  for (const hop of hops.reverse()) {
    if (!proxies.has(address)) break
    const named = hopAddress(hop)
    if (named === undefined) break
    address = named
  }
  return { address, isUnnamed: proxies.has(address) }
}

/** `192.0.2.1:5140` */
const WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/
/** `[2001:db8::1]:5140` and `[2001:db8::1]` */
const BRACKETED = /^\[([0-9a-f:.]{2,45})\](?::\d{1,5})?$/i

function hopAddress(hop: string): string | undefined {
  const text = hop.trim()
  const address = plainAddress(WITH_PORT.exec(text)?.[1] ?? BRACKETED.exec(text)?.[1] ?? text)
  return isIP(address) === 0 ? undefined : address
}

/** What an address is counted as: IPv4 as it is, IPv6 as the first 64 bits, such as `2001:db8:0:0::/64`. */
export function countedAs(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail = ''] = (address.split('%', 1)[0] as string).split('::')
  const groups = head === '' ? [] : head.split(':')
  const last = tail === '' ? [] : tail.split(':')
  // an IPv4 address at the end stands for two groups
  const width = (list: readonly string[]) => list.length + (list.at(-1)?.includes('.') ? 1 : 0)
  const zeros = address.includes('::') ? Math.max(0, 8 - width(groups) - width(last)) : 0
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...last]
  return `${all
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** Whether only programs of this computer can reach a server that listens at `host`. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

/** Whether a connection's other end may ask at all where proxies are named: only those, and this computer. */
function mayAsk(peer: string, proxies: Proxies): boolean {
  const address = plainAddress(peer)
  return proxies.has(address) || address === '::1' || address.startsWith('127.')
}

/** Which connections a server takes (ServerOptions): all, or those of `mayAsk` where it is behind proxies. */
export function connectionsOf({
  proxies,
  behindProxy,
}: {
  readonly proxies: Proxies
  readonly behindProxy: boolean
}) {
  if (!behindProxy) return {}
  return {
    mayConnect: (peer: string) => mayAsk(peer, proxies),
    isProxy: (peer: string) => proxies.has(peer),
  }
}
