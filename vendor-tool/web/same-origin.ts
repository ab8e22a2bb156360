/**
 * Owns that a confirmation comes from our own page: what the browser says of where it came from, and a token that is
 * made from the request and a random cookie of this browser. Nothing is kept: any process of several can check it.
 * Sec-Fetch-Site decides where it is sent; Origin says "null" here, as the pages send no referrer.
 */
import { createHmac, timingSafeEqual } from 'node:crypto'

const COOKIE_BYTES = 16
const COOKIE = /^[A-Za-z0-9_-]{22}$/

/** A cookie that only TLS carries and no other host can set, where there is TLS. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-airlatch' : 'airlatch'
}

/** This browser's cookie in a Cookie header; undefined when there is none of ours. */
export function cookieIn(header: string | undefined, secure: boolean): string | undefined {
  const name = cookieName(secure)
  for (const pair of (header ?? '').split(';')) {
    const [key = '', value = ''] = pair.trim().split('=', 2)
    if (key === name && COOKIE.test(value)) return value
  }
  return undefined
}

export function newCookie(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(COOKIE_BYTES)).toString('base64url')
}

/** The Set-Cookie header; gone when the browser is closed. */
export function setCookie(cookie: string, secure: boolean): string {
  return `${cookieName(secure)}=${cookie}; Path=/; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`
}

/** What only our page of this browser knows of this request. */
export function tokenOf(cookie: string, request: Uint8Array): string {
  return createHmac('sha256', cookie).update('airlatch confirm\0').update(request).digest('base64url')
}

export function isTokenOf(token: string, cookie: string, request: Uint8Array): boolean {
  const [expected, got] = [Buffer.from(tokenOf(cookie, request)), Buffer.from(token)]
  return expected.length === got.length && timingSafeEqual(expected, got)
}

/** Whether another site's page sent it, as far as the browser says. `own`: the origins that are ours. */
export function isFromElsewhere(
  { site, origin }: { readonly site: string | undefined; readonly origin: string | undefined },
  own: readonly string[],
): boolean {
  // none: the person, by a reload
  if (site !== undefined) return site !== 'same-origin' && site !== 'none'
  return origin !== undefined && origin !== 'null' && !own.includes(origin)
}
