/**
 * Owns what a page of the vendor's may do beyond the others (src/web/headers.ts). A page runs only scripts of our own, where
 * it has one.
 */
import { type Headers, permissions } from '../../src/http/headers.ts'
import { IN_PAGE, policy } from '../../src/web/headers.ts'

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
