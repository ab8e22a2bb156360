import { describe, expect, it } from 'vitest'
import { isCrossSite } from '../../../src/http/same-origin.ts'
import {
  browserIn,
  cookieName,
  isPassOf,
  isTokenOf,
  newCookie,
  passOf,
  setCookie,
  tokenOf,
} from '../../../vendor-tool/web/same-origin.ts'

const OWN = ['https://a.example']
const [cookie, other] = [1, 2].map(fill => newCookie(bytes => new Uint8Array(bytes).fill(fill))) as [
  string,
  string,
]
const request = Uint8Array.of(0xd2, 1, 2)

describe('where a form came from', () => {
  it.each([
    ['our own page', { site: 'same-origin', origin: 'null' }, false],
    ['a reload', { site: 'none', origin: undefined }, false],
    ['another site', { site: 'cross-site', origin: 'https://b.example' }, true],
    ['another host of the same site', { site: 'same-site', origin: 'https://b.a.example' }, true],
    ['another site that says it is ours', { site: 'cross-site', origin: 'https://a.example' }, true],
    ['an older browser, ours', { site: undefined, origin: 'https://a.example' }, false],
    ['an older browser, from elsewhere', { site: undefined, origin: 'https://b.example' }, true],
    ['an older browser that does not say: the token decides', { site: undefined, origin: 'null' }, false],
    ['no browser: the token decides', { site: undefined, origin: undefined }, false],
  ])('%s', (_what, said, elsewhere) => {
    expect(isCrossSite(said, OWN)).toBe(elsewhere)
  })
})

describe('the token', () => {
  it('is of one browser and one request', () => {
    const token = tokenOf(cookie, request)
    expect(isTokenOf(token, cookie, request)).toBe(true)
    expect(isTokenOf(token, other, request)).toBe(false)
    expect(isTokenOf(token, cookie, Uint8Array.of(0xd2, 1, 3))).toBe(false)
    for (const wrong of ['', token.slice(1), `${token}x`, 'ä'.repeat(token.length)])
      expect(isTokenOf(wrong, cookie, request)).toBe(false)
  })

  it('stands on a cookie that only this host can set where there is TLS', () => {
    expect(setCookie(cookie, true)).toBe(
      `__Host-airlatch=${cookie}; Path=/; HttpOnly; SameSite=Strict; Secure`,
    )
    expect(setCookie(cookie, false)).toBe(`airlatch=${cookie}; Path=/; HttpOnly; SameSite=Strict`)
    expect(browserIn(`x=1; ${cookieName(true)}=${cookie}; y`, true)).toBe(cookie)
    expect(browserIn(`airlatch=${cookie}`, true), 'a plain one does not count').toBeUndefined()
    expect(browserIn('airlatch=short', false)).toBeUndefined()
    expect(browserIn(undefined, false)).toBeUndefined()
  })
})

describe('the pass', () => {
  it('is of one request and of the servers of one vendor', () => {
    const [secret, stranger] = [1, 2].map(fill => new Uint8Array(32).fill(fill)) as [Uint8Array, Uint8Array]
    const pass = passOf(secret, request)
    expect(isPassOf(pass, secret, request)).toBe(true)
    expect(isPassOf(pass, stranger, request)).toBe(false)
    expect(isPassOf(pass, secret, Uint8Array.of(0xd2, 1, 3))).toBe(false)
    for (const wrong of ['', pass.slice(1), tokenOf(cookie, request)])
      expect(isPassOf(wrong, secret, request)).toBe(false)
  })
})
