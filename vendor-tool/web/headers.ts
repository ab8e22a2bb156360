/**
 * Owns what the vendor's pages may do, beyond the headers that every server of ours sends (src/http/headers.ts). A page
 * runs only scripts of our own, where it has one.
 */
import { type Headers, permissions, SECURITY_HEADERS, STRICT_TRANSPORT } from '../../src/http/headers.ts'

/** `images`: besides those of this server; `more`: what one page may do beyond the others. */
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

/** A license as a picture is part of the page: at an address of its own, it would have to be requested again. */
const IN_PAGE = 'data:'

const PLAIN: Headers = {
  ...SECURITY_HEADERS,
  'content-security-policy': policy(IN_PAGE),
  'permissions-policy': permissions('camera=()'),
  'x-robots-tag': 'noindex, nofollow',
}
const SECURE: Headers = { ...PLAIN, ...STRICT_TRANSPORT }

/** No text of a page becomes a script; one name alone may make an address of one (pages/parts/thread.ts). */
const TRUSTED = ["require-trusted-types-for 'script'", 'trusted-types airlatch']

/** In the place of those above, on a page with a script of our own. */
export const SCRIPTED: Headers = {
  'content-security-policy': policy(IN_PAGE, "script-src 'self'", ...TRUSTED),
}

/** The same, on the page with copy buttons. */
export const COPYING: Headers = {
  ...SCRIPTED,
  'permissions-policy': permissions('camera=(), clipboard-write=(self)'),
}

/**
 * On the page that reads codes: the camera, and zxing, which is WebAssembly in a worker that is made of the script's own
 * text. It connects to nothing: what it has read is sent by the page's form.
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

/** `secure`: browsers reach the page by TLS. */
export function pageHeaders(secure: boolean): Headers {
  return secure ? SECURE : PLAIN
}
