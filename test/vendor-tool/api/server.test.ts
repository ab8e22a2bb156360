/** The server around the routes: what other routes are given, TLS and proxies, health, and its end. */
import { Hono } from 'hono'
import { afterEach, expect, it } from 'vitest'
import { proxiesOf } from '../../../src/http/client-address.ts'
import { isByTlsOfProxy } from '../../../src/serving/secure.ts'
import { AirlatchError } from '../../../src/vendor/door.ts'
import type { ApiDesk, ApiEnv } from '../../../vendor-tool/api/desk.ts'
import { type ServedApi, type ServedOptions, serveApi } from './served.ts'

let api: ServedApi | undefined
afterEach(() => api?.close())

async function serve(options?: ServedOptions): Promise<ServedApi> {
  api = await serveApi(options)
  return api
}

/** What LimeLM and shops do: their own routes over the same desk. */
function routes(desk: ApiDesk): Hono<ApiEnv> {
  const app = new Hono<ApiEnv>()
  app.post('/own', async visit => {
    const body = await desk.body(visit, 100)
    if (!(body instanceof Uint8Array)) return visit.json({ status: body.status, code: body.code })
    const admitted = await desk.admit(new TextDecoder().decode(body), visit)
    if ('why' in admitted) return visit.json({ why: admitted.why })
    const [key] = await admitted.vendor.createKeys({ productId: 'scope' })
    const signer = await admitted.signer()
    return visit.json({
      key: key?.id,
      may: admitted.may('manage'),
      isSecure: desk.isSecure(visit),
      signs: (await signer.sharedSecret('x')).length,
    })
  })
  return app
}

const own = (key: string, headers = {}) => (api as ServedApi).call('POST', '/own', { body: key, headers })

it('other routes read bodies, admit callers and act for them, as the operations do', async () => {
  const { key, desk } = await serve({ change: { mounts: [routes] } })
  const secret = await key({ name: 'limelm', scopes: ['sell'] })
  const called = await own(secret)
  expect(called.value).toMatchObject({ may: false, isSecure: true, signs: 32 })
  expect(called.headers.get('ratelimit-policy')).toBe('"key";q=600;w=60')
  const { value: entry } = await desk.vendor.log({ last: 1 }).next()
  expect(entry).toMatchObject({ operator: 'api:limelm' })
  expect((await own('wrong')).value).toEqual({ why: 'unknown' })
  expect((await own('x'.repeat(101))).value).toEqual({ status: 413, code: 'input-too-large' })
})

it('HT-05, LimeLM 168: secure is our own TLS, a named proxy that says https, or this computer itself', async () => {
  const proxies = proxiesOf('x', ['127.0.0.1'])
  const change = { mounts: [routes], isByTls: (incoming: never) => isByTlsOfProxy(incoming, proxies) }
  const { key } = await serve({ proxies: ['127.0.0.1'], change: change as never })
  const secret = await key()
  const isSecure = async (headers: Record<string, string>) => (await own(secret, headers)).value.isSecure
  const client = { 'x-forwarded-for': '192.0.2.1' }
  expect(await isSecure({ ...client, 'x-forwarded-proto': 'https' })).toBe(true)
  expect(await isSecure({ ...client, 'x-forwarded-proto': 'http' })).toBe(false)
  expect(await isSecure(client), 'a proxy does not say it').toBe(false)
  const byTls = await (api as ServedApi).call('GET', '/health', { headers: { 'x-forwarded-proto': 'https' } })
  expect(byTls.headers.get('strict-transport-security')).toContain('max-age=')
  const plain = await (api as ServedApi).call('GET', '/health')
  expect(plain.headers.get('strict-transport-security')).toBeNull()
})

it('HT-05, LimeLM 168: a proxy of this computer that was not named is no program of this computer', async () => {
  const { key } = await serve({ change: { mounts: [routes] } })
  const secret = await key()
  expect((await own(secret)).value.isSecure).toBe(true)
  const forwarded = { 'x-forwarded-for': '192.0.2.1', 'x-forwarded-proto': 'https' }
  expect((await own(secret, forwarded)).value.isSecure).toBe(false)
})

it('a proxy that does not name its clients is warned of once', async () => {
  const { key, call, log } = await serve({ proxies: ['127.0.0.1'] })
  const secret = await key()
  for (let i = 0; i < 3; i++) await call('GET', '/v1/keys', { key: secret })
  expect(log.filter(line => line.includes('X-Forwarded-For')).length).toBe(1)
})

it('health: 503 when licenses cannot be signed, looked at once a second', async () => {
  let error: Error | undefined
  let looks = 0
  const served = await serve({
    change: {
      keys: {
        async signer() {
          looks++
          if (error !== undefined) throw error
          return undefined as never
        },
      },
    },
  })
  const health = async () => (await served.call('GET', '/health')).status
  expect([await health(), await health(), looks]).toEqual([200, 200, 1])
  error = new AirlatchError('signing-key-missing', { path: '/home/vendor' })
  served.time += 1_000
  const { status, text } = await served.call('GET', '/health')
  expect([status, text]).toEqual([503, '{"ok":false}'])
})
