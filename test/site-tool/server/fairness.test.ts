/** SS-03: one address that asks without an end delays the others by a few of its requests, and not by all. */
import { request } from 'node:http'
import { expect, onTestFinished, test, vi } from 'vitest'
import { listenToSite } from '../../../site-tool/server/site-server.ts'
import { proxiesOf } from '../../../src/http/client-address.ts'
import { SiteClient } from '../site-client.ts'

const FLOOD = '10.0.0.66'

/** A server whose product answers the flood only when it is told to. */
async function serve() {
  let answerFlood: () => void = () => undefined
  const held = new Promise<void>(resolve => {
    answerFlood = resolve
  })
  const begun: string[] = []
  const lending = {
    async answerOpened(_: unknown, peer: string) {
      begun.push(peer)
      if (peer === FLOOD) await held
      return new Uint8Array([1])
    },
  }
  const server = await listenToSite({
    served: {
      products: [{ productId: 'scope', productName: 'Scope', vendorName: 'Acme', lending } as never],
    },
    host: '127.0.0.1',
    port: 0,
    certificate: undefined,
    proxies: proxiesOf('--behind-proxy', ['127.0.0.1']),
    behindProxy: true,
    log: () => undefined,
    broken: error => {
      throw error
    },
  })
  onTestFinished(() => server.stop())
  return { port: server.port, begun, answerFlood: () => answerFlood() }
}

/** The status of the answer; undefined: the connection was closed before. `body`: what is sent of it. */
function ask(port: number, from: string, body: Uint8Array, length = body.length) {
  const asking = request({
    host: '127.0.0.1',
    port,
    path: '/lease',
    method: 'POST',
    agent: false,
    headers: { 'content-type': 'application/cose', 'content-length': length, 'x-forwarded-for': from },
  })
  const status = new Promise<number | undefined>(resolve => {
    asking.on('response', incoming => {
      incoming.resume()
      resolve(incoming.statusCode)
    })
    asking.on('error', () => resolve(undefined))
  })
  if (length === body.length) asking.end(body)
  else asking.write(body)
  return { status, leave: () => asking.destroy() }
}

test('a second address is answered while the first one has hundreds of requests open', async () => {
  const { port, begun, answerFlood } = await serve()
  const flood = Array.from({ length: 300 }, (_, i) =>
    ask(port, FLOOD, new SiteClient(`flood ${i}`).request('take')),
  )
  await vi.waitFor(() => expect(begun.length).toBeGreaterThan(0))
  expect(await ask(port, '10.0.0.7', new SiteClient('anna').request('take')).status).toBe(200)
  expect(begun.filter(peer => peer === FLOOD).length).toBeLessThan(150)
  answerFlood()
  expect(await Promise.all(flood.map(({ status }) => status))).toEqual(flood.map(() => 200))
})

test('a client that has gone takes no seat', async () => {
  const { port, begun, answerFlood } = await serve()
  const flood = Array.from({ length: 300 }, (_, i) =>
    ask(port, FLOOD, new SiteClient(`flood ${i}`).request('take')),
  )
  await vi.waitFor(() => expect(begun.length).toBeGreaterThan(0))
  for (const { leave } of flood) leave()
  await Promise.all(flood.map(({ status }) => status))
  // what comes later is answered later than the ends of those connections are noticed
  for (const name of ['anna', 'ben'])
    expect(await ask(port, '10.0.0.7', new SiteClient(name).request('take')).status).toBe(200)
  answerFlood()
  expect(await ask(port, FLOOD, new SiteClient('anna').request('take')).status).toBe(200)
  expect(begun.length).toBeLessThan(150)
})

test('one address cannot take all the memory for requests', async () => {
  const { port } = await serve()
  const piece = new Uint8Array(16_000)
  // 1,040 times 16,000 bytes is all that one address may hold
  const slow = Array.from({ length: 1100 }, () => ask(port, FLOOD, piece, 16_384))
  const refused = await Promise.race(slow.map(({ status }) => status))
  expect(refused).toBe(429)
  expect(await ask(port, '10.0.0.7', new SiteClient('anna').request('take')).status).toBe(200)
  for (const { leave } of slow) leave()
})
