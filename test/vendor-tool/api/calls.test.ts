/** What is sent to the HTTP interface: bodies, methods, paths and headers, by whoever means no good. */
import { once } from 'node:events'
import { connect } from 'node:net'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SLOW } from '../../../src/http/body.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import type { Callable } from '../../../vendor-tool/api/calls.ts'
import { type ServedApi, serveApi } from './served.ts'

let api: ServedApi
let key: string
beforeEach(async () => {
  api = await serveApi({ description: '{"openapi":"3.1.0"}' })
  key = await api.key()
})
afterEach(() => api.close())

/** Sends bytes as they are, and gives all that comes back until the server closes, or until `wanted` stands in it. */
async function raw(head: readonly string[], body = '', wanted = ''): Promise<string> {
  const { hostname, port } = new URL(api.address)
  const socket = connect(Number(port), hostname)
  await once(socket, 'connect')
  socket.write([...head, '', body].join('\r\n'))
  let got = ''
  for await (const chunk of socket) {
    got += chunk
    if (wanted !== '' && got.includes(wanted)) break
  }
  socket.destroy()
  return got
}

const post = (body: string, headers = {}) => api.call('POST', '/v1/keys', { key, body, headers })

it('HT-01: only JSON is read, and what is not is refused before the ledger is asked', async () => {
  for (const type of [
    'text/plain',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/json; charset=utf-16',
    'application/jsonp',
    '',
  ]) {
    const { status, value } = await post('{"product":"scope"}', { 'content-type': type })
    expect([status, value.code], type).toEqual([415, 'content-type-wrong'])
  }
  const right = { 'content-type': 'Application/JSON; charset="UTF-8"' }
  expect((await post('{"product":"scope"}', right)).status).toBe(200)
})

it('HT-01: a body that says that it is compressed is refused, and not read as what it is not', async () => {
  for (const coding of ['gzip', 'br', 'identity, gzip', 'x']) {
    const { status, value } = await post('{"product":"scope"}', { 'content-encoding': coding })
    expect([status, value.code], coding).toEqual([415, 'content-type-wrong'])
  }
  const head = [
    'POST /v1/keys HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    'connection: close',
  ]
  const chunked = (coding: string) => [...head, `transfer-encoding: ${coding}`]
  const body = '13\r\n{"product":"scope"}\r\n0\r\n\r\n'
  expect(await raw(chunked('gzip, chunked'), body)).toMatch(/^HTTP\/1\.1 415 /)
  // what could be read in two ways, on its way through a proxy, is not read at all
  expect(await raw([...chunked('chunked'), 'content-length: 5'], body)).toMatch(/^HTTP\/1\.1 400 /)
  expect(await raw([...head, 'content-length: 19', 'content-length: 20'], '{"product":"scope"}')).toMatch(
    /^HTTP\/1\.1 400 /,
  )
  expect((await api.desk.vendor.stats()).keys).toBe(0)
  const plain = await post('{"product":"scope"}', { 'content-encoding': 'identity' })
  expect(plain.status).toBe(200)
  expect(await raw(chunked('chunked'), body)).toMatch(/^HTTP\/1\.1 200 /)
})

it('HT-01: paths and queries that are spelt otherwise are no other operation', async () => {
  for (const path of [
    '/v1//keys',
    '/v1/keys/',
    '/V1/keys',
    '/v1/./keys',
    '/v1/%6beys',
    '/v1/keys/%2e%2e/settings',
    '/v1/keys/..%2f..%2fsettings',
    '/v1/keys/%ff',
    '/v1/keys/%',
    '/v1/keys?limit=1&limit=2',
    '/v1/keys?%ff=1',
    '/v1/keys?cursor=%00',
    '/v1/keys?cursor=%ed%a0%80',
    'http://localhost/v1/keys',
  ]) {
    const head = [
      `GET ${path} HTTP/1.1`,
      'host: localhost',
      `authorization: Bearer ${key}`,
      'connection: close',
    ]
    expect(await raw(head), path).toMatch(/^HTTP\/1\.1 4(?:00|04|22) /)
  }
})

it('HT-01: huge and deep JSON: refused by its size unread, and by its depth', async () => {
  const head = [
    'POST /v1/keys HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${key}`,
    'content-type: application/json',
  ]
  const declared = await raw([...head, 'content-length: 999999999', 'connection: close'])
  expect(declared).toMatch(/^HTTP\/1\.1 413 /)
  const large = await post(`{"comment":"${'x'.repeat(3_000_000)}"}`)
  expect([large.status, large.value.code]).toEqual([413, 'input-too-large'])
  const deep = await post('['.repeat(1_000_000))
  expect([deep.status, deep.value.details.problem]).toEqual([400, 'too-deep'])
  for (const text of ['{', '[]', '"x"', '{"product":"scope"', '{"a":1}{'])
    expect((await post(text)).status, text).toBe(400)
  expect((await api.desk.vendor.stats()).keys).toBe(0)
})

it('HT-01: a member that there is not is refused by its name, and __proto__ is one of those', async () => {
  for (const [body, member] of [
    ['{"product":"scope","colour":1}', 'colour'],
    ['{"product":"scope","__proto__":{"scope":"manage"}}', '__proto__'],
    ['{"product":"scope","constructor":{}}', 'constructor'],
    ['{"product":"scope","yes":true}', 'yes'],
  ] as const) {
    const { status, value } = await post(body)
    expect([status, value.code, value.details.member]).toEqual([400, 'unknown-member', member])
  }
  const query = await api.call('POST', '/v1/keys?product=scope', { key, body: {} })
  expect([query.status, query.value.details.member]).toEqual([400, 'product'])
  const twice = await api.call('POST', '/v1/keys/NONE/suspend', { key, body: { key: 'OTHER' } })
  expect([twice.status, twice.value.details.member]).toEqual([400, 'key'])
})

it('HT-01: slow bodies: one that hardly arrives is ended, and the next call is answered meanwhile', async () => {
  const head = [
    'POST /v1/keys HTTP/1.1',
    'host: localhost',
    `authorization: Bearer ${key}`,
    'content-type: application/json',
    'content-length: 1000',
    'connection: close',
  ]
  const slow = raw(head, '{"product":')
  await expect.poll(() => api.waiting(SLOW.ms)).toBe(1)
  expect((await post('{"product":"scope"}')).status).toBe(200)
  api.elapse(SLOW.ms)
  expect(await slow).toMatch(/^HTTP\/1\.1 408 [\s\S]*body-not-received/)
})

it('HT-01: revoked while the body of a call arrives: the call is refused, however early it was begun', async () => {
  const { vendor } = api.desk
  const head = [
    'POST /v1/keys HTTP/1.1',
    'host: localhost',
    'content-type: application/json',
    'content-length: 19',
    'connection: close',
  ]
  const begin = async (name: string) => {
    const { hostname, port } = new URL(api.address)
    const socket = connect(Number(port), hostname)
    const secret = await api.key({ name })
    socket.write([...head, `authorization: Bearer ${secret}`, '', '{"produ'].join('\r\n'))
    await expect.poll(() => api.waiting(SLOW.ms)).toBe(1)
    return socket
  }
  const end = async (socket: ReturnType<typeof connect>) => {
    api.time += 2_000
    socket.write('ct":"scope"}')
    let got = ''
    for await (const chunk of socket) got += chunk
    return got
  }
  const thief = await begin('stolen')
  await vendor.apiKeys.revoke('stolen')
  const refused = await end(thief)
  expect(refused).toMatch(/^HTTP\/1\.1 401 /)
  expect(refused).toContain('"api-key-refused"')
  expect((await vendor.stats()).keys).toBe(0)
  expect(await end(await begin('slow'))).toMatch(/^HTTP\/1\.1 200 /)
})

it('HT-01: other methods are 405 with those that there are, also HEAD and OPTIONS; no CORS', async () => {
  for (const method of ['PUT', 'OPTIONS', 'DELETE', 'PATCH', 'HEAD', 'QUERY']) {
    const headers = { origin: 'https://evil.example', 'access-control-request-method': 'POST' }
    const called = await api.call(method, '/v1/keys', { key, headers })
    expect([method, called.status, called.headers.get('allow')]).toEqual([method, 405, 'GET, POST'])
    expect([...called.headers.keys()].filter(name => name.startsWith('access-control'))).toEqual([])
  }
  for (const path of ['/health', '/openapi.json', '/problems/key-not-found']) {
    expect((await api.call('GET', path)).status).toBe(200)
    expect((await api.call('HEAD', path)).status).toBe(200)
    expect((await api.call('POST', path)).headers.get('allow')).toBe('GET, HEAD')
  }
  const trace = await raw(['TRACE /v1/keys HTTP/1.1', 'host: localhost', 'connection: close'])
  expect(trace).toMatch(/^HTTP\/1\.1 405 /)
})

it('other paths are not found, whoever asks; what a problem means is for everybody', async () => {
  for (const path of [
    '/',
    '/v1',
    '/v1/',
    '/v2/keys',
    '/problems/none',
    '/problems/__proto__',
    '/..%2f..%2fetc',
  ])
    expect((await api.call('GET', path)).value, path).toMatchObject({ status: 404, code: 'path-not-found' })
  expect((await api.call('GET', '/problems/scope-missing')).value).toMatchObject({
    status: 403,
    kind: 'refused',
  })
  expect((await api.call('GET', '/openapi.json')).value).toEqual({ openapi: '3.1.0' })
})

it('HT-01: header injection: nothing that a caller or a name says becomes a header', async () => {
  const named = await api.key({ name: 'shop"; set-cookie=x' })
  const called = await api.call('GET', '/v1/keys', { key: named })
  expect([...called.headers].join('\n')).not.toContain('set-cookie')
  const path = '/v1/keys/a%0d%0aset-cookie:%20y=7'
  const missing = await api.call('GET', path, { key })
  expect([...missing.headers].join('\n')).not.toContain('y=7')
  for (const name of ['a"b', '"a', 'ä', ' '.repeat(3), '"', '""', 'x'.repeat(256), 'a b'])
    expect(
      (
        await raw(
          [
            'POST /v1/keys HTTP/1.1',
            'host: localhost',
            `authorization: Bearer ${key}`,
            'content-type: application/json',
            `idempotency-key: ${name}`,
            'content-length: 19',
            'connection: close',
          ],
          '{"product":"scope"}',
        )
      ).split(' ')[1],
      name,
    ).toBe('400')
  expect((await api.desk.vendor.stats()).keys).toBe(0)
})

it('two Host headers, or none, are refused', async () => {
  expect(await raw(['GET /health HTTP/1.1', 'connection: close'])).toMatch(/^HTTP\/1\.1 400 /)
  const two = ['GET /health HTTP/1.1', 'host: a', 'host: b', 'connection: close']
  expect(await raw(two)).toMatch(/^HTTP\/1\.1 400 /)
})

it('every answer has the headers that keep a browser from using it', async () => {
  for (const path of ['/health', '/v1/keys', '/nowhere']) {
    const { headers } = await api.call('GET', path)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('cache-control')).toBe('no-store')
    expect(headers.get('content-security-policy')).toContain("default-src 'none'")
  }
})

const failing = (error: unknown): Callable => ({
  method: 'GET',
  path: '/v1/fails',
  scope: 'read',
  mostBodyBytes: 0,
  answer: () => Promise.reject(error),
})

it('a bug is 500 without anything of it, and the log has it', async () => {
  const served = await serveApi({ operations: [failing(new TypeError('secret at /home/vendor'))] })
  const { status, text } = await served.call('GET', '/v1/fails', { key: await served.key() })
  expect(status).toBe(500)
  expect(text).not.toContain('secret')
  expect(served.log.join('\n')).toContain('secret at /home/vendor')
  await served.close()
})

it('a ledger that is stuck is 503 with Retry-After, and names no place', async () => {
  const served = await serveApi({
    operations: [failing(new AirlatchError('ledger-busy', { path: '/home/v/x' }))],
  })
  const { status, text, headers } = await served.call('GET', '/v1/fails', { key: await served.key() })
  expect([status, headers.get('retry-after')]).toEqual([503, '5'])
  expect(text).not.toContain('/home')
  await served.close()
})

it('a call that takes too long is 503, and goes on', async () => {
  let finish = (): void => {}
  const slow: Callable = {
    method: 'POST',
    path: '/v1/slow',
    scope: 'sell',
    mostBodyBytes: 1_048_576,
    answer: () =>
      new Promise(resolve => {
        finish = () => resolve({ done: true })
      }),
  }
  const served = await serveApi({ operations: [slow] })
  const own = await served.key()
  const call = () =>
    served.call('POST', '/v1/slow', { key: own, body: {}, headers: { 'idempotency-key': 'one' } })
  const first = call()
  await expect.poll(() => served.waiting(30_000)).toBe(1)
  served.elapse(30_000)
  expect((await first).status).toBe(503)
  expect((await call()).value).toMatchObject({ status: 409, code: 'idempotency-in-progress' })
  finish()
  await expect.poll(async () => (await call()).status).toBe(200)
  expect((await call()).headers.get('idempotency-replayed')).toBe('true')
  await served.close()
})
