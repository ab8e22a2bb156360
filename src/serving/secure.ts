/**
 * Owns when a server that others can reach speaks plain HTTP: not unless it was told to. And whether a request came by TLS:
 * by our own, or by that of a named proxy that says so.
 */
import type { IncomingMessage } from 'node:http'
import type { Args } from '../cli/command.ts'
import { AirlatchError } from '../core/errors.ts'
import { isLoopback, type Proxies, plainAddress } from '../http/client-address.ts'
import type { ListeningSettings } from './settings.ts'

type Secured = Pick<ListeningSettings, 'certificate' | 'behindProxy'>

/**
 * Errors: usage, for plain HTTP at an address that others can reach without --insecure-http, and for that flag beside a
 * certificate. `command`: as it is typed.
 */
export function requireSecure(args: Args, listening: Secured, host: string, command: string): void {
  const isWanted = args.flag('insecure-http')
  if (listening.certificate !== undefined && isWanted)
    throw new AirlatchError('usage', { problem: { is: 'certificate-and-insecure' }, command })
  if (isReachablePlain(listening, host) && !isWanted)
    throw new AirlatchError('usage', { problem: { is: 'reachable-without-tls', host }, command })
}

/** Whether other computers reach the server, and nothing encrypts what they send. */
export function isReachablePlain({ certificate, behindProxy }: Secured, host: string): boolean {
  return certificate === undefined && !behindProxy && !isLoopback(host)
}

/** Whether a named proxy says that it was asked by TLS. */
export function isByTlsOfProxy(incoming: IncomingMessage | undefined, proxies: Proxies): boolean {
  if (incoming === undefined) return false
  const { socket, headers } = incoming
  return proxies.has(plainAddress(socket.remoteAddress ?? '')) && headers['x-forwarded-proto'] === 'https'
}
