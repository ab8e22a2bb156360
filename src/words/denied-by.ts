/** Owns which of several denials a hint is about, and which servers were reached, in every language. */
import type { SiteFault } from '../core/error-details.ts'

/**
 * The code of one of them that has a hint. Where all seats of a server are in use, that one: it lends a seat later. Empty:
 * none of them has a hint.
 */
export function deniedBy(addresses: readonly SiteFault[], hints: ReadonlyMap<string, string>): string {
  const codes = addresses.map(({ code }) => code).filter(code => hints.has(code))
  return codes.find(code => code === 'no-seats-left') ?? codes[0] ?? ''
}

const REACHED: ReadonlySet<string> = new Set([
  'wrong-product',
  'ledger-busy',
  'ledger-unavailable',
  'stopped',
  'server-stopping',
])

/** It answered, and the network is not to blame. */
export function isReached({ code }: SiteFault): boolean {
  return REACHED.has(code)
}
