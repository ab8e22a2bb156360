/**
 * Owns the spelling of the address of a vendor's self-service page: a scheme, a host and optionally a port, in lower
 * case. Refuses paths, accounts, and anything that cannot begin a link in a QR symbol (carrier/link.ts).
 */
import { AirlatchError } from '../errors.ts'

/** ASCII only; the longest host name (RFC 1035 section 2.3.4) with a port needs 267. */
export const MOST_ADDRESS_BYTES = 300

/** A host name or an IPv4 address: at most 253 characters, all in the QR alphabet. */
const ADDRESS =
  /^(https?):\/\/((?=[^:/]{1,253}(?:[:/]|$))[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*(?::([1-9]\d{0,4}))?)\/?$/i

/**
 * Returns the canonical spelling of the address, `https://activate.example.com`, optionally with a port. IPv6 addresses
 * are refused, because their brackets are not in the alphanumeric mode of a QR symbol: give such a host a name. Error:
 * invalid-value {field, expected, got}.
 */
export function parsePageAddress(field: string, text: string): string {
  const address = canonical(text)
  if (address !== undefined) return address
  throw new AirlatchError('invalid-value', {
    field,
    expected: { is: 'page-address' },
    got: text.slice(0, MOST_ADDRESS_BYTES),
  })
}

/** Returns whether a value is an address in its canonical spelling. */
export function isPageAddress(value: unknown): value is string {
  return typeof value === 'string' && canonical(value) === value
}

function canonical(text: string): string | undefined {
  if (text.length > MOST_ADDRESS_BYTES) return undefined
  const [, scheme, host, port] = ADDRESS.exec(text) ?? []
  if (scheme === undefined || host === undefined || Number(port ?? 1) > 65_535) return undefined
  return `${scheme}://${host}`.toLowerCase()
}
