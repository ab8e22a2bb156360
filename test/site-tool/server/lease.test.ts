/** SS-05: a client that goes away while it is answered: what lends is told, and the log has no line of it. */
import { connect } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { listenToSite } from '../../../site-tool/server/site-server.ts'
import { proxiesOf } from '../../../src/http/client-address.ts'
import { SiteClient } from '../site-client.ts'

test('SS-05: a client that closes its connection before it is answered', async () => {
  let connection: ReturnType<typeof connect> | undefined
  const broken: unknown[] = []
  let over: (reason: unknown) => void = () => undefined
  const told = new Promise<unknown>(resolve => {
    over = resolve
  })
  // lends when the client has gone, as a server does whose disk is slow
  const answerOpened = (_: unknown, peer: string | undefined, signal: AbortSignal) =>
    new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => {
        over([peer, (signal.reason as Error).name])
        reject(signal.reason)
      })
      connection?.end()
    })
  const server = await listenToSite({
    served: { products: [{ productId: 'scope', lending: { answerOpened } }] as never },
    host: '127.0.0.1',
    port: 0,
    certificate: undefined,
    proxies: proxiesOf('--behind-proxy', []),
    behindProxy: false,
    log: () => undefined,
    broken: error => broken.push(error),
  })
  onTestFinished(() => server.stop())
  const body = new SiteClient('anna').request('take')
  connection = connect(server.port, '127.0.0.1').on('error', () => undefined)
  connection.write(
    `POST /lease HTTP/1.1\r\nhost: x\r\ncontent-type: application/cose\r\ncontent-length: ${body.length}\r\n\r\n`,
  )
  connection.write(body)
  expect(await told).toEqual(['127.0.0.1', 'NotBegun'])
  await new Promise(resolve => setImmediate(resolve))
  expect(broken).toEqual([])
})
