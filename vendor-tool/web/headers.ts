/**
 * Owns the headers of every answer. A page runs no script but our own, where it has one, is shown in no frame, tells no
 * other site where a person came from, and is kept by nobody: what it shows is one customer's.
 */

type Headers = Readonly<Record<string, string>>

/** `images`: beside those of this server; `more`: what one page may do beyond the others. */
function policy(images: string, ...more: readonly string[]): string {
  return [
    "default-src 'none'",
    "style-src 'self'",
    `img-src 'self' ${images}`,
    ...more,
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ')
}

/** A license as a picture stands in the page: at an address of its own, it would have to be asked for again. */
const IN_PAGE = 'data:'

const HEADERS: Headers = {
  'content-security-policy': policy(IN_PAGE),
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': permissions('camera=()'),
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
}

/** No text of a page becomes a script; one name alone may make an address of one (pages/parts/thread.ts). */
const TRUSTED = ["require-trusted-types-for 'script'", 'trusted-types airlatch']

/** In the place of those above, on the page with copy buttons: a script of our own. */
export const COPYING: Headers = {
  'content-security-policy': policy(IN_PAGE, "script-src 'self'", ...TRUSTED),
  'permissions-policy': permissions('camera=(), clipboard-write=(self)'),
}

/**
 * On the page that reads codes: the camera, and zxing, which is WebAssembly in a worker that is made of the script's own
 * text. It connects to nothing: what it has read goes out by the page's form.
 */
export const READING: Headers = {
  'content-security-policy': policy(
    // pictures that only the browser can read are drawn
    'data: blob:',
    "script-src 'self' 'wasm-unsafe-eval'",
    'worker-src blob:',
    'media-src blob: mediastream:',
    ...TRUSTED,
  ),
  'permissions-policy': permissions('camera=(self)'),
}

/** Of scripts, whose address has their hash: another script has another address. */
export const FOR_EVER: Headers = { 'cache-control': 'public, max-age=31536000, immutable' }

/** Two years, as browsers' own lists want it. */
const STRICT_TRANSPORT = 'max-age=63072000'

/** `secure`: the browser came by TLS. */
export function securityHeaders(secure: boolean): Headers {
  return secure ? { ...HEADERS, 'strict-transport-security': STRICT_TRANSPORT } : HEADERS
}

function permissions(own: string): string {
  return `${own}, microphone=(), geolocation=(), payment=(), usb=()`
}
