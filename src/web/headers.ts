/**
 * Owns what pages may do, beyond the headers that every server of ours sends (src/http/headers.ts): by default they run no
 * script and load nothing from elsewhere.
 */
import { type Headers, permissions, SECURITY_HEADERS, STRICT_TRANSPORT } from '../http/headers.ts'

/** `images`: besides those of this server; `more`: what one page may do beyond the others. */
export function policy(images: string, ...more: readonly string[]): string {
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
export const IN_PAGE = 'data:'

const PLAIN: Headers = {
  ...SECURITY_HEADERS,
  'content-security-policy': policy(IN_PAGE),
  'permissions-policy': permissions('camera=()'),
  'x-robots-tag': 'noindex, nofollow',
}
const SECURE: Headers = { ...PLAIN, ...STRICT_TRANSPORT }

/** `secure`: browsers reach the page by TLS. */
export function pageHeaders(secure: boolean): Headers {
  return secure ? SECURE : PLAIN
}
