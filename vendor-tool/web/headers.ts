/**
 * Owns the headers of every answer. The pages run no script, are shown in no frame, tell no other site where a person
 * came from, and are kept by nobody: what they show is one customer's.
 */

const HEADERS: Readonly<Record<string, string>> = {
  'content-security-policy': [
    "default-src 'none'",
    "style-src 'self'",
    // a license as a picture stands in the page: at an address of its own, it would have to be asked for again
    "img-src 'self' data:",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=(), payment=(), usb=()',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
}

/** Two years, as browsers' own lists want it. */
const STRICT_TRANSPORT = 'max-age=63072000'

/** `secure`: the browser came by TLS. */
export function securityHeaders(secure: boolean): Readonly<Record<string, string>> {
  return secure ? { ...HEADERS, 'strict-transport-security': STRICT_TRANSPORT } : HEADERS
}
