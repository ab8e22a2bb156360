/**
 * Owns the headers of every answer of every server: shown in no frame, telling no other site where a person came from,
 * kept by nobody. What a page may do beyond that is its own business, in its Content-Security-Policy.
 */

export type Headers = Readonly<Record<string, string>>

/** For every answer; a route may put its own in the place of one. */
export const SECURITY_HEADERS: Headers = {
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'cache-control': 'no-store',
}

/** Of files whose address has their hash: other content has another address. */
export const IMMUTABLE: Headers = { 'cache-control': 'public, max-age=31536000, immutable' }

/** Two years, as the lists of browsers require it. */
export const STRICT_TRANSPORT: Headers = { 'strict-transport-security': 'max-age=63072000' }

/** The Permissions-Policy of a page; `own` says what it may use, such as `camera=(self)`. */
export function permissions(own: string): string {
  return `${own}, microphone=(), geolocation=(), payment=(), usb=()`
}
