/**
 * Owns whose address a request came from. X-Forwarded-For is believed as far as named proxies wrote it: from its end
 * to the first address that is none of them. An IPv6 address counts as its /64, of which one person has all.
 */
import { BlockList, isIP } from 'node:net'
import { AirlatchError } from '../../src/vendor.ts'

export interface Proxies {
  has(address: string): boolean
}

/** Of addresses and networks, such as `10.0.0.5` and `10.0.0.0/8`. Error: invalid-value. */
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
        expected: 'an IP address or a network, such as 10.0.0.5 or 10.0.0.0/8',
        got: text,
      })
    const family = version === 4 ? 'ipv4' : 'ipv6'
    if (bits === undefined) list.addAddress(address, family)
    else list.addSubnet(address, bits, family)
  }
  return { has: address => isIP(address) !== 0 && list.check(address, isIP(address) === 4 ? 'ipv4' : 'ipv6') }
}

const MAPPED = /^::ffff:(\d{1,3}(?:\.\d{1,3}){3})$/i

/** IPv4 as it is, also where a socket of both kinds shows it as IPv6. */
export function plainAddress(address: string): string {
  return MAPPED.exec(address)?.[1] ?? address
}

/** So many proxies stand in a row at most; whoever sends a longer list sends it for another reason. */
const MOST_HOPS = 16

/** The client's address. `peer`: who opened the connection; `forwarded`: X-Forwarded-For, as it came. */
export function clientAddress(peer: string, forwarded: string | undefined, proxies: Proxies): string {
  let client = plainAddress(peer)
  const hops = (forwarded ?? '').split(',').slice(-MOST_HOPS)
  for (const hop of hops.reverse()) {
    if (!proxies.has(client)) break
    const address = plainAddress(hop.trim())
    if (isIP(address) === 0) break
    client = address
  }
  return client
}

/** What an address is counted as: IPv4 as it is, IPv6 as the first 64 bits. */
export function countedAs(address: string): string {
  if (isIP(address) !== 6) return address
  const [head = '', tail = ''] = (address.split('%', 1)[0] as string).split('::')
  const groups = head === '' ? [] : head.split(':')
  const behind = tail === '' ? [] : tail.split(':')
  // an IPv4 address at the end stands for two groups
  const width = (list: readonly string[]) => list.length + (list.at(-1)?.includes('.') ? 1 : 0)
  const zeros = address.includes('::') ? Math.max(0, 8 - width(groups) - width(behind)) : 0
  const all = [...groups, ...Array<string>(zeros).fill('0'), ...behind]
  return `${all
    .slice(0, 4)
    .map(group => Number.parseInt(group, 16).toString(16))
    .join(':')}::/64`
}

/** Whether only programs of this computer reach a server that listens there. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}
