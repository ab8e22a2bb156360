/** Owns a receiver of webhooks on 127.0.0.1 that answers as a test says, and remembers what it was sent. */
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import type { Certificate } from '../../../../src/http/tls.ts'

export interface Received {
  readonly method: string | undefined
  readonly path: string | undefined
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Receiver {
  readonly port: number
  readonly url: string
  readonly received: Received[]
}

export type Answering = (response: ServerResponse, received: Received) => void

/** `tls`: its certificate and key, in PEM. Closed when the test is over. */
export async function receiver(answering: Answering, tls?: Certificate): Promise<Receiver> {
  const received: Received[] = []
  const listener: RequestListener = async (incoming, response) => {
    let body = ''
    for await (const part of incoming.setEncoding('utf8')) body += part
    const one = { method: incoming.method, path: incoming.url, headers: incoming.headers, body }
    received.push(one)
    answering(response, one)
  }
  const server =
    tls === undefined
      ? createServer(listener)
      : createSecureServer({ cert: Buffer.from(tls.cert), key: Buffer.from(tls.key) }, listener)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { port, url: `${tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}/in`, received }
}
