import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { expect, onTestFinished, test } from 'vitest'
import type { Resolve } from '../../../../src/vendor/outside/webhooks/address.ts'
import {
  ATTEMPT_LIMITS,
  type Outgoing,
  type SenderOptions,
  sender,
  type Timer,
} from '../../../../src/vendor/outside/webhooks/deliver.ts'
import { newWebhookKeys, signedHeaders } from '../../../../src/vendor/outside/webhooks/sign.ts'
import { certificateFor, hasOpenssl } from '../../../vendor-tool/web/certificate.ts'
import { receiver } from './receiver.ts'

const NEVER = new AbortController().signal
const BODY = '{"type":"ping"}'

/** Nothing is ever over. */
const TIMELESS: Timer = { after: () => () => undefined }

/** What waits for time to pass, and makes it pass. */
function clock(): { readonly timer: Timer; readonly waiting: Map<number, () => void> } {
  const waiting = new Map<number, () => void>()
  return {
    waiting,
    timer: {
      after(milliseconds, work) {
        waiting.set(milliseconds, work)
        return () => waiting.delete(milliseconds)
      },
    },
  }
}

function outgoing(url: string, change: Partial<Outgoing> = {}): Outgoing {
  return { url, allowPrivate: true, headers: { 'webhook-id': 'msg_1' }, body: BODY, ...change }
}

function attempt(message: Outgoing, options: SenderOptions = {}, stopped = NEVER) {
  return sender({ timer: TIMELESS, ...options })(message, stopped)
}

/** A server that writes what it likes, byte by byte. */
async function raw(answering: (socket: Socket) => void): Promise<string> {
  const sockets: Socket[] = []
  const server: Server = createServer(socket => {
    sockets.push(socket)
    socket.on('error', () => undefined)
    socket.once('data', () => answering(socket))
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`
}

test('HT-03: a receiver gets one POST that the reference library accepts', async () => {
  const { keys } = newWebhookKeys(bytes => new Uint8Array(bytes).fill(7))
  const there = await receiver(response => response.writeHead(204).end())
  const signed = { id: 'msg_1', timestamp: Math.floor(Date.now() / 1000), body: BODY }
  const message = outgoing(`${there.url}?a=b`, { headers: signedHeaders(signed, [keys]) })
  expect(await attempt(message)).toEqual({ status: 204, text: '', retryAfter: undefined })
  const [first] = there.received
  expect(there.received).toHaveLength(1)
  expect(first).toMatchObject({ method: 'POST', path: '/in?a=b', body: BODY })
  expect(first?.headers).toMatchObject({ 'content-type': 'application/json', connection: 'close' })
  const { headers, body } = first as { headers: Record<string, string>; body: string }
  expect(new Webhook(keys.secret).verify(body, headers)).toEqual({ type: 'ping' })
})

test('HT-03: the status and the beginning of the answer are what it says', async () => {
  const there = await receiver(response =>
    response.writeHead(503, { 'retry-after': '120' }).end('busy, sorry'),
  )
  expect(await attempt(outgoing(there.url))).toEqual({ status: 503, text: 'busy, sorry', retryAfter: 120 })
})

test('HT-03: a redirect is not followed, least of all to a private address', async () => {
  const inside = await receiver(response => response.end('secret'))
  for (const status of [301, 302, 303, 307, 308]) {
    const there = await receiver(response => response.writeHead(status, { location: inside.url }).end())
    expect(await attempt(outgoing(there.url))).toMatchObject({ status })
  }
  expect(inside.received).toEqual([])
})

test('HT-03: a name that resolves to a private address is not connected to', async () => {
  const there = await receiver(response => response.end())
  const resolve: Resolve = async () => ['127.0.0.1']
  const message = outgoing(`https://hooks.example.com:${there.port}/`, { allowPrivate: false })
  expect(await attempt(message, { resolve })).toEqual({ problem: { is: 'address', why: 'private' } })
  expect(there.received).toEqual([])
})

test.skipIf(!hasOpenssl)(
  'HT-03: the connection goes to the address that was checked, whatever the name resolves to a moment later',
  async () => {
    const certificate = certificateFor('DNS:hooks.example.com')
    const there = await receiver(response => response.end('here'), certificate)
    let asked = 0
    const rebinding: Resolve = async () => (asked++ === 0 ? ['127.0.0.1'] : ['127.0.0.66'])
    const message = outgoing(`https://hooks.example.com:${there.port}/in`)
    const answer = await attempt(message, { resolve: rebinding, trusted: String(certificate.cert) })
    expect(answer).toMatchObject({ status: 200, text: 'here' })
    expect(asked).toBe(1)
    expect(there.received[0]?.headers.host).toBe(`hooks.example.com:${there.port}`)
  },
)

test.skipIf(!hasOpenssl)(
  'HT-03: a certificate that nobody trusts, or of another name, is not accepted',
  async () => {
    const certificate = certificateFor('DNS:hooks.example.com')
    const there = await receiver(response => response.end(), certificate)
    const resolve: Resolve = async () => ['127.0.0.1']
    const unknown = await attempt(outgoing(`https://hooks.example.com:${there.port}/`), { resolve })
    expect(unknown).toMatchObject({ problem: { is: 'tls' } })
    const other = await attempt(outgoing(`https://other.example.com:${there.port}/`), {
      resolve,
      trusted: String(certificate.cert),
    })
    expect(other).toEqual({ problem: { is: 'tls', system: 'ERR_TLS_CERT_ALTNAME_INVALID' } })
    expect(there.received).toEqual([])
  },
)

test('HT-03: of a huge or an endless answer 2,048 bytes are read, and then the connection is closed', async () => {
  const huge = await receiver(response => response.end('x'.repeat(5_000_000)))
  expect(await attempt(outgoing(huge.url))).toMatchObject({ status: 200, text: 'x'.repeat(2048) })
  let closed: (() => void) | undefined
  const isClosed = new Promise<void>(resolve => {
    closed = resolve
  })
  const endless = await receiver(response => {
    const more = () => {
      while (response.writable && response.write('y'.repeat(1000)));
    }
    response.on('drain', more).on('close', () => closed?.())
    more()
  })
  expect(await attempt(outgoing(endless.url))).toMatchObject({ status: 200, text: 'y'.repeat(2048) })
  await isClosed
})

test('HT-03: headers without an end are refused', async () => {
  const url = await raw(socket => {
    socket.write('HTTP/1.1 200 OK\r\n')
    const more = () => {
      while (socket.writable && socket.write('x-more: yes, and yes, and yes, and yes\r\n'));
    }
    socket.on('drain', more)
    more()
  })
  expect(await attempt(outgoing(url))).toEqual({ problem: { is: 'not-http' } })
})

test('HT-03: what is not HTTP is not an answer', async () => {
  const url = await raw(socket => socket.end('+OK POP3 ready\r\n'))
  expect(await attempt(outgoing(url))).toEqual({ problem: { is: 'not-http' } })
  const silent = await raw(socket => socket.destroy())
  expect(await attempt(outgoing(silent))).toMatchObject({ problem: { is: 'not-reached' } })
})

test('HT-03: a receiver that wants to talk otherwise holds no place: it has answered', async () => {
  for (const head of ['101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket', '101 Other']) {
    const url = await raw(socket => socket.end(`HTTP/1.1 ${head}\r\n\r\n\0\0`))
    expect(await attempt(outgoing(url))).toMatchObject({ status: 101, text: '' })
  }
})

test('HT-03: a receiver that says nothing, and one that says it slowly, have 15 seconds', async () => {
  const { timer, waiting } = clock()
  const url = await raw(() => waiting.get(ATTEMPT_LIMITS.totalMs)?.())
  expect(await attempt(outgoing(url), { timer })).toEqual({ problem: { is: 'time-over' } })
  const slow = await receiver(response => {
    response.write('a little', () => waiting.get(ATTEMPT_LIMITS.totalMs)?.())
  })
  const answer = await attempt(outgoing(slow.url), { timer })
  // its status may or may not have arrived
  expect([
    { problem: { is: 'time-over' } },
    { status: 200, text: expect.any(String), retryAfter: undefined },
  ]).toContainEqual(answer)
  expect(waiting.size).toBe(0)
})

test('HT-03: a name server that does not answer has 15 seconds too', async () => {
  const { timer, waiting } = clock()
  const resolve: Resolve = () =>
    new Promise(() => {
      waiting.get(ATTEMPT_LIMITS.totalMs)?.()
    })
  expect(await attempt(outgoing('https://hooks.example.com/'), { timer, resolve })).toEqual({
    problem: { is: 'time-over' },
  })
})

test('HT-03: a connection has 5 seconds', async () => {
  const { timer, waiting } = clock()
  // it accepts, and never says a word of TLS
  const server = createServer(() => waiting.get(ATTEMPT_LIMITS.connectMs)?.())
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  expect(await attempt(outgoing(`https://127.0.0.1:${port}/`), { timer })).toEqual({
    problem: { is: 'time-over' },
  })
})

test('HT-03: whoever stops the server does not wait for a receiver', async () => {
  const stop = new AbortController()
  const url = await raw(() => stop.abort())
  expect(await attempt(outgoing(url), {}, stop.signal)).toEqual({ problem: { is: 'stopped' } })
  expect(await attempt(outgoing(url), {}, stop.signal)).toEqual({ problem: { is: 'stopped' } })
})

test('HT-03: nothing that an answer says does anything on a terminal, or is refused by a database', async () => {
  const there = await receiver(response =>
    response.writeHead(500).end(Buffer.from('a\u001b[2J\u0000\u0007b\r\nc\u202edef\u009b31m\ud83d', 'utf8')),
  )
  const answer = await attempt(outgoing(there.url))
  expect(answer).toMatchObject({ status: 500, text: 'a [2J b c def 31m\ufffd' })
  const split = await receiver(response => response.writeHead(500).end(Buffer.from([0x41, 0xff, 0xf0, 0x9f])))
  expect(await attempt(outgoing(split.url))).toMatchObject({ text: 'A\ufffd\ufffd' })
})

test('HT-03: a port where nobody listens is not reached', async () => {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise<void>(resolve => server.close(() => resolve()))
  expect(await attempt(outgoing(`http://127.0.0.1:${port}/`))).toEqual({
    problem: { is: 'not-reached', system: 'ECONNREFUSED' },
  })
})
