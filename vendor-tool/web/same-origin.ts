/**
 * Owns what shows that a confirmation belongs to our own page. The token shows that this browser was given the page: it is
 * made from the request and a random cookie, so that nothing is kept and any process can check it. The pass shows that
 * this vendor's server found the request proved when it made the page: only who has the signing key can make one.
 */
import { createHmac } from 'node:crypto'
import { cookieIn, cookieText } from '../../src/http/cookies.ts'
import { isSameSecret } from '../../src/http/same-origin.ts'
import { type Lang, langOfTag } from '../../src/words/lang.ts'

const COOKIE_BYTES = 16
const COOKIE = /^[A-Za-z0-9_-]{22}$/

/** A cookie that only TLS carries and no other host can set, where there is TLS. */
export function cookieName(secure: boolean): string {
  return secure ? '__Host-airlatch' : 'airlatch'
}

/** This browser's cookie in a Cookie header; undefined when there is none of ours. */
export function browserIn(header: string | undefined, secure: boolean): string | undefined {
  const value = cookieIn(header, cookieName(secure))
  return value !== undefined && COOKIE.test(value) ? value : undefined
}

export function newCookie(random: (bytes: number) => Uint8Array): string {
  return Buffer.from(random(COOKIE_BYTES)).toString('base64url')
}

/** The Set-Cookie header; the cookie ends with the browser. */
export function setCookie(cookie: string, secure: boolean): string {
  return cookieText(cookieName(secure), cookie, '/', secure)
}

/** The name of the cookie that has the language which a visitor chose. */
const LANGUAGE = 'airlatch-lang'

/** The language that this browser chose; undefined when it did not. */
export function languageIn(header: string | undefined): Lang | undefined {
  return langOfTag(cookieIn(header, LANGUAGE) ?? '')
}

export function setLanguage(lang: Lang, secure: boolean): string {
  return cookieText(LANGUAGE, lang, '/', secure)
}

/** Known only to a page that this browser was given for this request. */
export function tokenOf(cookie: string, request: Uint8Array): string {
  return createHmac('sha256', cookie).update('airlatch confirm\0').update(request).digest('base64url')
}

export function isTokenOf(token: string, cookie: string, request: Uint8Array): boolean {
  return isSameSecret(token, tokenOf(cookie, request))
}

/**
 * For a request that was made with a key of this vendor's. A confirmation that has it is not counted as a try at a key.
 * `secret`: the same for all servers that have the same signing key.
 */
export function passOf(secret: Uint8Array, request: Uint8Array): string {
  return createHmac('sha256', secret).update('airlatch pass\0').update(request).digest('base64url')
}

export function isPassOf(pass: string, secret: Uint8Array, request: Uint8Array): boolean {
  return isSameSecret(pass, passOf(secret, request))
}
