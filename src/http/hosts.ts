/**
 * Owns which names a server answers to. A name that somebody else has pointed at this server (DNS rebinding) would make
 * its pages part of that somebody's site. An IP address cannot be pointed anywhere, so it is not refused: balancers and
 * administrators use it.
 */
import type { IncomingMessage } from 'node:http'
import { isIP } from 'node:net'

/** Of a Host header; undefined when there is none, two, or it is not a host and a port. */
export function hostOf({ rawHeaders }: Pick<IncomingMessage, 'rawHeaders'>): string | undefined {
  let found: string | undefined
  for (let i = 0; i < rawHeaders.length; i += 2) {
    if (rawHeaders[i]?.toLowerCase() !== 'host') continue
    if (found !== undefined) return undefined
    found = rawHeaders[i + 1] ?? ''
  }
  const [, name] = /^(\[[0-9a-f:.]{2,45}\]|[a-z0-9._-]{1,253})(?::\d{1,5})?$/i.exec(found ?? '') ?? []
  return name?.toLowerCase()
}

/** Whether a host of `hostOf` is this server's: one of `names`, in lower case, or an address of whatever kind. */
export function isOwnHost(host: string, names: readonly string[]): boolean {
  return names.includes(host) || host === 'localhost' || isIP(host.replace(/^\[|\]$/g, '')) !== 0
}
