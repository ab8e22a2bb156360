/** Who may see the page of a site server: how people on the server, in the network and on evil sites would try. */
import type { IncomingMessage } from 'node:http'
import { request } from 'node:http'
import { afterEach, describe, expect, test } from 'vitest'
import { PageAccess } from '../../../site-tool/page/access.ts'
import { AdminPassword } from '../../../site-tool/page/password.ts'
import { proxiesOf } from '../../../src/http/client-address.ts'
import { PASSWORD, PageWorld, secretIn, TestClient } from './page-world.ts'

let site: PageWorld
afterEach(() => site?.close())

const ELSEWHERE = { 'x-forwarded-for': '203.0.113.9' }
const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes))

/** Asks with a Host that fetch would not send. */
function statusFor(host: string, path = '/'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: '127.0.0.1', port: site.server.port, path, headers: { host } }, answer => {
      answer.resume()
      resolve(answer.statusCode)
    })
      .on('error', reject)
      .end()
  })
}

async function held(): Promise<string> {
  await site.ask(new TestClient('anna'), 'take')
  const [lease] = await site.lending.leases()
  return `/products/example.viewer/seats/${lease?.leaseId}`
}

async function signedIn(password = PASSWORD) {
  const answer = await site.post('/sign-in', { password })
  site.cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
  return answer
}

describe('SS-08: without a password', () => {
  test('people on the server see the page, and nobody else does', async () => {
    site = await PageWorld.open()
    expect((await site.get('/')).status).toBe(200)
    for (const header of ['x-forwarded-for', 'x-forwarded-proto', 'forwarded', 'via', 'x-real-ip']) {
      const { status, text } = await site.get('/', { [header]: '127.0.0.1' })
      expect([header, status, text.includes('Scope Pro')]).toEqual([header, 403, false])
    }
    for (const path of ['/products/example.viewer', '/products/example.viewer/seats.csv', '/nowhere'])
      expect([path, (await site.get(path, ELSEWHERE)).status]).toEqual([path, 403])
    expect((await site.post('/sign-in', { password: PASSWORD }, ELSEWHERE)).status).toBe(403)
  })

  test.each([
    'evil.example',
    'evil.example:7632',
    '127.0.0.1.evil.example',
    '10.0.0.1',
    'localhost.evil.example',
  ])('a name that somebody pointed here is not this computer: %s', async host => {
    site = await PageWorld.open()
    expect(await statusFor(host)).toBe(403)
    expect(await statusFor(host, '/metrics')).toBe(403)
  })

  test('this computer by each of its own names', async () => {
    site = await PageWorld.open()
    for (const host of ['localhost', 'LOCALHOST:7632', '127.0.0.1', '127.0.0.5', '[::1]:7632'])
      expect([host, await statusFor(host)]).toEqual([host, 200])
  })

  test('a form of another site takes nothing back, whatever its browser says', async () => {
    site = await PageWorld.open()
    const path = await held()
    const secret = secretIn(await site.get(path))
    for (const headers of [
      { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' },
      { origin: 'http://127.0.0.1:1', 'sec-fetch-site': 'same-site' },
      // behind a proxy that hides itself: the browser takes it for the same site, and it is another host
      { origin: 'https://licenses.example', 'sec-fetch-site': 'same-origin' },
    ])
      expect((await site.post(`${path}/take-back`, { form: secret, reason: 'x' }, headers)).status).toBe(403)
    for (const form of ['', 'x', secret.toLowerCase()])
      expect((await site.post(`${path}/take-back`, { form, reason: 'x' })).status).toBe(403)
    expect((await site.lending.leases()).every(({ recalled }) => recalled === undefined)).toBe(true)
  })

  test('in a container nobody is local: its ports are forwarded by a program inside', async () => {
    site = await PageWorld.open({ isContained: true })
    const { status, text } = await site.get('/')
    expect([status, text.includes('Scope Pro'), text.includes('container')]).toEqual([403, false, true])
    expect((await site.get('/metrics')).status).toBe(200)
  })

  test('a proxy that is named is not this computer, though it runs there', () => {
    const access = new PageAccess(
      {
        password: undefined,
        isContained: false,
        allowsPlain: false,
        proxies: proxiesOf('x', ['127.0.0.1']),
        metricsFrom: proxiesOf('x', []),
      },
      {
        clock: { now: () => 0, sleep: async () => {}, after: () => () => {} },
        random,
        isSecure: () => false,
      },
    )
    const visit = (more: Partial<Record<string, unknown>> = {}) =>
      ({
        socket: { remoteAddress: '::ffff:127.0.0.1' },
        headers: { host: 'localhost' },
        rawHeaders: ['Host', 'localhost'],
        httpVersion: '1.1',
        ...more,
      }) as unknown as IncomingMessage
    expect(access.of(visit())).toEqual({ kind: 'refused', why: 'onlyHere' })
    expect(access.isLocal(visit({ socket: { remoteAddress: '::1' } }))).toBe(true)
    expect(access.isLocal(visit({ socket: { remoteAddress: '::1' }, httpVersion: '1.0' }))).toBe(false)
    expect(access.isLocal(visit({ socket: { remoteAddress: '10.0.0.1' } }))).toBe(false)
    expect(access.isLocal(visit({ socket: {} }))).toBe(false)
  })
})

describe('SS-08: with a password', () => {
  test('everyone needs it, on the server too', async () => {
    site = await PageWorld.open({ password: PASSWORD })
    const path = await held()
    for (const one of ['/', path, '/products/example.viewer/use.csv', '/nowhere']) {
      const { status, text } = await site.get(one)
      expect([one, status, text.includes('anna') || text.includes('Scope Pro')]).toEqual([one, 403, false])
    }
    expect((await site.post(`${path}/take-back`, { reason: 'x' })).status).toBe(403)
    const { status, headers } = await signedIn()
    expect([status, headers.get('location')]).toEqual([303, '/'])
    expect(headers.get('set-cookie')).toMatch(/^airlatch-site=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/)
    expect((await site.get(path)).status).toBe(200)
  })

  test('the cookie of one session opens no other, ends with it, and is not what forms carry', async () => {
    site = await PageWorld.open({ password: PASSWORD })
    await signedIn()
    const page = await site.get('/')
    const secret = secretIn(page)
    expect(page.text).not.toContain(site.cookie.split('=')[1])
    const first = site.cookie
    site.cookie = ''
    await signedIn()
    expect((await site.get('/')).text).toContain('Sign out')
    site.cookie = first
    expect((await site.post('/sign-out', { form: 'x' })).status).toBe(403)
    const out = await site.post('/sign-out', { form: secret })
    expect([out.status, out.headers.get('set-cookie')]).toEqual([303, expect.stringContaining('Max-Age=0')])
    expect((await site.get('/')).status).toBe(403)
    site.cookie = 'airlatch-site='
    expect((await site.get('/')).status).toBe(403)
  })

  test('a session ends an hour after its last visit, and after twelve hours in any case', async () => {
    site = await PageWorld.open({ password: PASSWORD })
    await signedIn()
    for (let hour = 0; hour < 12; hour++) {
      site.clock.time += 3600
      expect([hour, (await site.get('/')).status]).toEqual([hour, 200])
    }
    site.clock.time += 60
    expect((await site.get('/')).status).toBe(403)
    await signedIn()
    site.clock.time += 3601
    expect((await site.get('/')).status).toBe(403)
  })

  test('from elsewhere it is taken by TLS alone, unless the administrator says otherwise', async () => {
    site = await PageWorld.open({ password: PASSWORD })
    for (const answer of [
      await site.get('/', ELSEWHERE),
      await site.post('/sign-in', { password: PASSWORD }, ELSEWHERE),
    ]) {
      expect(answer.status).toBe(403)
      expect([answer.text.includes('not encrypted'), answer.text.includes('<form')]).toEqual([true, false])
    }
    await site.close()
    site = await PageWorld.open({ password: PASSWORD, allowsPlain: true })
    expect((await site.get('/', ELSEWHERE)).text).toContain('can read the password')
    expect((await site.post('/sign-in', { password: PASSWORD }, ELSEWHERE)).status).toBe(303)
    await site.close()
    site = await PageWorld.open({ password: PASSWORD, isSecure: true })
    const origin = site.origin.replace('http:', 'https:')
    const { status, headers } = await site.post('/sign-in', { password: PASSWORD }, { ...ELSEWHERE, origin })
    expect(status).toBe(303)
    expect(headers.get('set-cookie')).toMatch(/^__Host-airlatch-site=.*; Secure$/)
  })

  test('guessing is slow: of one address, and of all together, and people on the server still come in', async () => {
    site = await PageWorld.open({ password: PASSWORD, allowsPlain: true, proxies: ['127.0.0.0/8'] })
    const guess = (address: string) =>
      site.post('/sign-in', { password: 'wrong wrong wrong' }, { 'x-forwarded-for': address })
    const tries = async (address: string, count: number) => {
      const statuses = []
      for (let i = 0; i < count; i++) statuses.push((await guess(address)).status)
      return statuses
    }
    expect(await tries('10.0.0.1', 6)).toEqual([403, 403, 403, 403, 403, 429])
    // a whole network of addresses shares the limit of all
    const many = []
    for (let i = 2; i < 30; i++) many.push(...(await tries(`10.0.${i}.1`, 1)))
    expect(many.filter(status => status === 403)).toHaveLength(15)
    const { status, headers } = await guess('10.0.200.1')
    expect([status, Number(headers.get('retry-after')) > 0]).toEqual([429, true])
    expect(site.lines).toContain('page  a wrong password was given')
    site.clock.time += 600
    expect((await guess('10.0.0.1')).status).toBe(403)
  })

  test('a form of another site signs nobody in', async () => {
    site = await PageWorld.open({ password: PASSWORD })
    const headers = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }
    expect((await site.post('/sign-in', { password: PASSWORD }, headers)).status).toBe(403)
  })

  test('is at least 12 characters, compared whole, in one spelling, and kept as a hash', async () => {
    await expect(AdminPassword.of('eleven char', random)).rejects.toMatchObject({ code: 'invalid-value' })
    const password = await AdminPassword.of('käse und brot', random)
    const isRight = await Promise.all(
      ['käse und brot', 'käse und brot'.normalize('NFD'), 'käse und brot ', '', 'x'.repeat(2000)].map(text =>
        password.isRight(text),
      ),
    )
    expect(isRight).toEqual([true, true, false, false, false])
    expect(JSON.stringify(password)).not.toContain('brot')
  })
})

describe('every answer', () => {
  test('runs no script, is shown in no frame, and is kept by nobody', async () => {
    site = await PageWorld.open({ password: PASSWORD })
    const anonymous = [await site.get('/'), await site.get('/nowhere'), await site.post('/sign-in', {})]
    await signedIn()
    const own = [await site.get('/'), await site.get('/products/example.viewer/seats.csv')]
    for (const { headers, text } of [...anonymous, ...own]) {
      const policy = headers.get('content-security-policy') ?? ''
      expect(policy).toContain("default-src 'none'")
      expect(policy).toContain("frame-ancestors 'none'")
      expect(policy).not.toMatch(/script-src|unsafe/)
      expect(headers.get('cache-control')).toBe('no-store')
      expect(text).not.toContain('<script')
    }
  })

  test('a body that is too large, or no form, is refused', async () => {
    site = await PageWorld.open()
    const path = `${await held()}/take-back`
    expect((await site.post(path, { reason: 'x'.repeat(70_000) })).status).toBe(413)
    expect((await site.post(path, {}, { 'content-type': 'application/json' })).status).toBe(413)
  })
})
