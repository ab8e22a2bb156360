/**
 * Owns the address of a site server: as people write it, as a kit has it, and as a client asks it. It is a URL in the form
 * of the WHATWG URL standard, without user, query and fragment, and without a slash at its end.
 */

/** The port of a site server where nobody names one. */
export const SITE_PORT = 7632
/** Of the whole text. */
export const MOST_SITE_ADDRESS = 200
/** Of one list. */
export const MOST_SITE_ADDRESSES = 8

/**
 * `licenses`, `10.0.0.7:7632`, `[fd00::7]`, `https://licenses.example/scope`. Without a scheme it is plain HTTP at SITE_PORT
 * unless a port is named; with one, the port is that of the scheme, as in a browser. Undefined: it is none of these.
 */
export function parseSiteAddress(text: string): string | undefined {
  const isWhole = /^https?:\/\//i.test(text)
  if (text.length > MOST_SITE_ADDRESS || /[\s\p{Cc}\\]/u.test(text)) return undefined
  const given = isWhole ? text : `http://${text}`
  if (!URL.canParse(given)) return undefined
  const url = new URL(given)
  if (url.username !== '' || url.password !== '' || /[?#]/.test(given)) return undefined
  const hasPort = url.port !== '' || /:\d+$/.test(text)
  if (!isWhole && url.pathname !== '/') return undefined
  if (!isWhole && !hasPort) url.port = String(SITE_PORT)
  const address = url.href.replace(/\/+$/, '')
  return address.length > MOST_SITE_ADDRESS ? undefined : address
}

/**
 * What a kit may have, whatever reads it: SPEC.md section 5 says it without the URL standard. Names are those of computers, so
 * `_` is one of their characters; a path has no character that would be written in two ways.
 */
const IN_KIT =
  /^https?:\/\/(?:\[[\da-f:]+\]|[a-z\d](?:[a-z\d_-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d_-]*[a-z\d])?)*)(?::[1-9]\d{0,4})?(?:\/[A-Za-z\d._~-]+)*$/

/** Whether a value is an address that a kit may have, in its one spelling. */
export function isSiteAddress(value: unknown): value is string {
  if (typeof value !== 'string' || !IN_KIT.test(value)) return false
  // not every engine decodes such labels, and none has to: whether a name is one, the network says
  const plain = value.replaceAll('xn--', 'xn0-')
  return parseSiteAddress(plain) === plain
}

/** Whether a value is the list of a kit: 1 to 8 such addresses, each once. */
export function areSiteAddresses(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_SITE_ADDRESSES) return false
  return value.every(isSiteAddress) && new Set(value).size === value.length
}

/** Addresses between commas or spaces, in their order, each once. Undefined: one is none, or there are too many. */
export function parseSiteAddresses(text: string): readonly string[] | undefined {
  const words = text.split(/[\s,]+/).filter(word => word !== '')
  const addresses = words.map(parseSiteAddress)
  if (addresses.some(address => address === undefined)) return undefined
  const each = [...new Set(addresses as readonly string[])]
  return each.length > MOST_SITE_ADDRESSES ? undefined : each
}
