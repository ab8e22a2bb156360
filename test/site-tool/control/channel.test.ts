/** The local channel of a running server: who does not know the token is told nothing, and does nothing. */
import { request } from 'node:http'
import { expect, test } from 'vitest'
import { readPlace } from '../../../site-tool/control/pointer.ts'
import { encodeValue } from '../../../site-tool/control/values.ts'
import { must } from '../../world/shop.ts'
import { SiteShop } from '../site-shop.ts'

function send(socketPath: string, path: string, token: string, body = encodeValue({})): Promise<string> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: token }
    const outgoing = request({ socketPath, path, method: 'POST', headers, agent: false }, incoming => {
      let text = `${incoming.statusCode} `
      incoming.on('data', data => {
        text += data
      })
      incoming.on('end', () => resolve(text))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

test('SS-11: without the token nothing is answered; with it, what is no verb and no value is an error', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  await shop.serve()
  const { socket, token } = readPlace(shop.home) ?? { socket: '', token: '' }
  expect(await send(socket, '/status', 'x')).toBe('403 ')
  expect(await send(socket, '/status', '')).toBe('403 ')
  expect(await send(socket, '/status', token)).toContain('"productId":"scope"')
  expect(await send(socket, '/constructor', token)).toContain('"bug"')
  expect(await send(socket, '/report', token, 'not json')).toContain('"bug"')
  expect(await send(socket, '/take-back', token, encodeValue({ lease: {} }))).toContain('lease-not-found')
  // and it goes on
  expect((await must(shop.site('status'))).value.running).toBe(true)
  expect(shop.log.join('\n')).toContain('bug')
})
