/** Who may use the console, and what another page, another account and another browser try. */
import { request } from 'node:http'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { VIEWS } from '../../../vendor-tool/console/views/all.ts'
import { type Console, openConsole } from './browsing.ts'

let console: Console
beforeEach(async () => {
  console = await openConsole()
})
afterEach(() => console.close())

describe('the link', () => {
  test('works once: a second use is refused, and said in the terminal', async () => {
    const again = await fetch(console.serving.link)
    expect([again.status, console.notes.length]).toEqual([403, 1])
    expect(console.notes[0]).toContain('a second time')
    expect(again.headers.get('set-cookie')).toBeNull()
  })

  test('leads on by itself, so that a browser that came from a file sends the cookie along', async () => {
    const other = await openConsole({ opens: false })
    const first = await other.get(other.serving.link.slice(other.address.length))
    expect(first.status).toBe(200)
    expect(first.text).toContain('http-equiv="refresh"')
    // a server at another port of this computer is never sent it
    const { pathname } = new URL(other.address)
    expect(first.headers.get('set-cookie')).toMatch(
      new RegExp(`; Path=${pathname}; HttpOnly; SameSite=Strict$`),
    )
    expect(pathname).toMatch(/^\/[A-Za-z0-9_-]{22}$/)
    await other.close()
  })

  test('a guess at it learns nothing', async () => {
    const base = new URL(console.address).pathname
    for (const path of ['/', '/x', `/${'A'.repeat(22)}`, `${base}/`, `${base}/${'A'.repeat(22)}`]) {
      const answer = await fetch(`${console.origin}${path}`)
      expect([answer.status, (await answer.text()).includes('Acme')]).toEqual([403, false])
    }
  })
})

describe('without the session', () => {
  test.each(VIEWS.map(({ method, path }) => [method, path]))('%s %s is refused', async (method, path) => {
    const { key = '' } = { key: 'x' }
    const answer = await fetch(`${console.address}${path.replace(/:[a-z]+/g, key)}`, {
      method,
      redirect: 'manual',
      headers: { cookie: `airlatch-console=${'A'.repeat(22)}`, origin: console.origin },
    })
    expect(answer.status).toBe(403)
  })
})

describe('a form', () => {
  const POSTS = VIEWS.filter(({ method }) => method === 'POST').map(({ path }) => [
    path.replace(/:[a-z]+/g, 'x'),
  ])

  test.each(POSTS)('%s of another page is refused, also of another port of this computer', async path => {
    const before = await console.desk.vendor.stats()
    for (const headers of [
      { origin: 'http://127.0.0.1:1' },
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { origin: 'null' },
    ])
      expect((await console.post(path, { form: 'x' }, headers)).status).toBe(403)
    // our own origin, and not the secret of the session
    expect((await console.post(path, { form: 'x' })).status).toBe(403)
    expect((await console.post(path, {})).status).toBe(403)
    expect(await console.desk.vendor.stats()).toEqual(before)
  })

  test('a GET changes nothing', async () => {
    const before = await console.desk.vendor.stats()
    for (const { method, path } of VIEWS)
      if (method === 'GET') await console.get(path.replace(/:[a-z]+/g, 'x'))
    expect(await console.desk.vendor.stats()).toEqual(before)
  })
})

describe('DNS rebinding', () => {
  test.each(['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '10.0.0.1'])(
    '%s is no name of it',
    async host => {
      const status = await new Promise(resolve => {
        request({ port: console.serving.port, host: '127.0.0.1', headers: { host } }, answer => {
          answer.resume()
          resolve(answer.statusCode)
        }).end()
      })
      expect(status).toBe(421)
    },
  )
})

describe('every page', () => {
  test('is shown in no frame, runs no script of others, loads nothing from anywhere, and is kept by nobody', async () => {
    const { headers } = await console.get('/')
    const policy = headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain("frame-ancestors 'none'")
    expect(policy).not.toMatch(/script-src|unsafe|http/)
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toBe('no-store')
  })

  test('a path that is none, and an id that is none, are said on a page', async () => {
    expect((await console.get('/nowhere')).status).toBe(404)
    const wrong = await console.get('/keys/x')
    expect([wrong.status, wrong.text.includes('activation-key-malformed')]).toEqual([400, true])
    expect(console.broken).toEqual([])
  })

  test('a body that is too large, or is no form, is refused', async () => {
    const big = await console.post('/received', { text: 'x'.repeat(70_000) })
    expect([big.status, big.text.includes('too large'), big.text.includes('<nav')]).toEqual([413, true, true])
    const json = await console.post('/received', {}, { 'content-type': 'application/json' })
    expect(json.status).toBe(413)
  })
})

test('it ends by itself when nobody uses it', async () => {
  const other = await openConsole()
  other.elapse(60_000)
  expect(await other.serving.over).toBe('idle')
  await other.desk.close()
})
