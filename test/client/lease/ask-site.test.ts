/** SS-05: one site server over a real network: whatever it does, the client knows within its own time. */
import { createServer, type RequestListener } from 'node:http'
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net'
import { describe, expect, onTestFinished, test } from 'vitest'
import { askSite } from '../../../src/client/lease/ask-site.ts'

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
    expect(await asked(address)).toEqual([7])
    expect(connections).toBe(2)
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
})
