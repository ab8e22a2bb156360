/**
 * Owns the address of a site server: as people write it, as it is in a kit, and as clients use it. It is a URL in the
 * form of the WHATWG URL standard, without user, query and fragment, and without a trailing slash.
 */

/** The default port of a site server. */
export const SITE_PORT = 7632
/** Maximum characters of an address. */
export const MOST_SITE_ADDRESS = 200
/** Maximum number of addresses in one list. */
export const MOST_SITE_ADDRESSES = 8

/**
 * Returns the URL for `licenses`, `10.0.0.7:7632`, `[fd00::7]` or `https://licenses.example/scope`. Without a scheme,
 * it is plain HTTP, at SITE_PORT by default; with one, the default port is the scheme's. Undefined if it is not an
 * address.
 */
export function parseSiteAddress(text: string): string | undefined {
  const hasScheme = /^https?:\/\//i.test(text)
  if (text.length > MOST_SITE_ADDRESS || /[\s\p{Cc}\\]/u.test(text)) return undefined
  const href = hasScheme ? text : `http://${text}`
  if (!URL.canParse(href)) return undefined
  const url = new URL(href)
  if (url.username !== '' || url.password !== '' || /[?#]/.test(href)) return undefined
  const hasPort = url.port !== '' || /:\d+$/.test(text)
  if (!hasScheme && url.pathname !== '/') return undefined
  if (!hasScheme && !hasPort) url.port = String(SITE_PORT)
  const address = url.href.replace(/\/+$/, '')
  return address.length > MOST_SITE_ADDRESS ? undefined : address
}

/**
 * The addresses that a kit may have. SPEC.md section 5 defines them without the URL standard, so that all readers
 * agree. Names are those of computers, so `_` is allowed; paths have no characters that could be written in two ways.
 */
const KIT_ADDRESS =
  /^https?:\/\/(?:\[[\da-f:]+\]|[a-z\d](?:[a-z\d_-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d_-]*[a-z\d])?)*)(?::[1-9]\d{0,4})?(?:\/[A-Za-z\d._~-]+)*$/

/** Returns whether a value is an address that a kit may have, in its canonical spelling. */
export function isSiteAddress(value: unknown): value is string {
  if (typeof value !== 'string' || !KIT_ADDRESS.test(value)) return false
  // not every engine decodes such labels, and none needs to: the network decides whether a name exists
  const plain = value.replaceAll('xn--', 'xn0-')
  return parseSiteAddress(plain) === plain
}

/** Returns whether a value is a kit's list: 1 to 8 such addresses, without duplicates. */
export function areSiteAddresses(value: unknown): value is readonly string[] {
  if (!Array.isArray(value) || value.length === 0 || value.length > MOST_SITE_ADDRESSES) return false
  return value.every(isSiteAddress) && new Set(value).size === value.length
}

/** Reads addresses between commas or spaces, and drops duplicates. Undefined if one is bad, or there are too many. */
export function parseSiteAddresses(text: string): readonly string[] | undefined {
  const words = text.split(/[\s,]+/).filter(word => word !== '')
  const addresses = words.map(parseSiteAddress)
  if (addresses.some(address => address === undefined)) return undefined
  const unique = [...new Set(addresses as readonly string[])]
  return unique.length > MOST_SITE_ADDRESSES ? undefined : unique
}
