/** SS-05: one site server over a real network: whatever it does, the client knows within its own time. */
import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { askSite } from '../../../src/client/lease/ask-site.ts'
import { silentAddress } from './silent-address.ts'

const REQUEST = Uint8Array.of(1, 2, 3)

async function listening(server: Server): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', socket => sockets.add(socket))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

const http = (listener: RequestListener) => listening(createServer(listener))
const tcp = (listener: (socket: Socket) => void) => listening(createTcpServer(listener))

/** What comes back; `patience`: nobody waits longer, in milliseconds. */
async function asked(address: string, patience = 60_000) {
  const over = new AbortController()
  const timer = setTimeout(() => over.abort(), patience)
  const reply = await askSite(address, REQUEST, over.signal).reply
  clearTimeout(timer)
  return reply.kind === 'answer' ? [...reply.bytes] : reply.code
}

const answer: RequestListener = (_, response) => {
  response.writeHead(200, { 'content-type': 'application/cose' })
  response.end(Uint8Array.of(7))
}

describe('a site server', () => {
  test('is sent the request, and its answer comes back', async () => {
    const seen: unknown[] = []
    const address = await http(async (request, response) => {
      const pieces: Buffer[] = []
      for await (const piece of request) pieces.push(piece)
      seen.push(request.method, request.url, request.headers['content-type'], [...Buffer.concat(pieces)])
      answer(request, response)
    })
    expect(await asked(`${address}/scope`)).toEqual([7])
    expect(seen).toEqual(['POST', '/scope/lease', 'application/cose', [...REQUEST]])
  })

  test('is asked twice over one connection, and again when it has closed that', async () => {
    let connections = 0
    const server = createServer({ keepAliveTimeout: 60_000 }, answer)
    server.on('connection', () => connections++)
    const address = await listening(server)
    await asked(address)
    await asked(address)
    expect(connections).toBe(1)
    server.closeIdleConnections()
    // whether that is known already, or is found out by the question
    const third = await asked(address)
    expect([[7], 'connection-lost']).toContainEqual(third)
    expect(third === 'connection-lost' ? await asked(address) : third).toEqual([7])
    expect(connections).toBe(2)
  })

  test('that breaks off a connection which was kept is not sent the same bytes again', async () => {
    let requests = 0
    const ofConnection = new WeakMap<Socket, number>()
    const address = await http((request, response) => {
      requests++
      const count = (ofConnection.get(request.socket) ?? 0) + 1
      ofConnection.set(request.socket, count)
      if (count === 1) answer(request, response)
      else request.socket.destroy()
    })
    expect(await asked(address)).toEqual([7])
    const second = await askSite(address, REQUEST, new AbortController().signal).reply
    expect(second).toEqual({ kind: 'fault', code: 'connection-lost', isStale: true })
    expect(requests).toBe(2)
    expect(await asked(address)).toEqual([7])
  })

  test('gives its own code, and a server of another kind none', async () => {
    const saying = (status: number, body: string) =>
      http((_, response) => response.writeHead(status, { 'content-type': 'application/json' }).end(body))
    expect(await asked(await saying(404, '{"ok":false,"error":{"code":"wrong-product"}}'))).toBe(
      'wrong-product',
    )
    expect(await asked(await saying(503, '{"ok":false,"error":{"code":"ledger-busy"}}'))).toBe('ledger-busy')
    for (const body of ['<html>', '{"error":{"code":"\\u001b[31m"}}', '{"error":{"code":7}}', 'null', ''])
      expect(await asked(await saying(200, body)), body).toBe('not-a-site-server')
    const elsewhere = await http((_, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    )
    expect(await asked(elsewhere)).toBe('not-a-site-server')
  })

  test('whose answer is too large is not read to its end', async () => {
    let sent = 0
    const address = await http((_, response) => {
      response.writeHead(200, { 'content-type': 'application/cose' })
      const more = () => {
        while (!response.destroyed && sent < 1e9) {
          sent += 65_536
          if (!response.write(Buffer.alloc(65_536))) return response.once('drain', more)
        }
        return undefined
      }
      more()
    })
    expect(await asked(address)).toBe('answer-too-large')
    expect(sent).toBeLessThan(50e6)
  })

  test('that is not there, or speaks another language', async () => {
    expect(await asked('http://127.0.0.1:1')).toBe('connection-refused')
    expect(await asked(await tcp(socket => socket.end('SSH-2.0-OpenSSH\r\n')))).toBe('not-a-site-server')
    expect(await asked(await tcp(socket => socket.destroy()))).toBe('connection-lost')
    expect(await asked((await http(answer)).replace('http:', 'https:'))).toBe('not-tls')
  })

  test('that takes the connection and says nothing, or a byte now and then, is given up in time', async () => {
    expect(await asked(await tcp(() => undefined), 50)).toBe('no-answer')
    const dribbling = await tcp(socket => {
      socket.write('HTTP/1.1 200 OK\r\ncontent-type: application/cose\r\n\r\n')
      const timer = setInterval(() => socket.write('x'), 5)
      socket.on('close', () => clearInterval(timer))
      socket.on('error', () => undefined)
    })
    expect(await asked(dribbling, 50)).toBe('no-answer')
  })

  test('is not asked at all when nobody waits any more', async () => {
    let requests = 0
    const address = await http((request, response) => {
      requests++
      answer(request, response)
    })
    const over = new AbortController()
    over.abort()
    expect(await askSite(address, REQUEST, over.signal).reply).toEqual({ kind: 'fault', code: 'no-answer' })
    expect(requests).toBe(0)
  })

  // nothing lets a process end while the system makes a connection, for two minutes
  for (const moment of ['before its connection is begun', 'while its connection is made'])
    test.runIf(process.platform === 'linux')(`is abandoned ${moment}`, async () => {
      const address = await silentAddress()
      const { promise: begun, resolve } = Promise.withResolvers<unknown>()
      const begin = (message: unknown) => resolve(message)
      subscribe('net.client.socket', begin)
      onTestFinished(() => void unsubscribe('net.client.socket', begin))
      const call = askSite(address, REQUEST, new AbortController().signal)
      if (moment.startsWith('while')) {
        await begun
        await new Promise(resolve => setImmediate(resolve))
      }
      call.abandon?.()
      // what was given up by us, and not by the system
      expect(await call.reply).toEqual({ kind: 'fault', code: 'connection-lost' })
    })
})
