/** A site server as a process of its own: killed, started twice, by TLS, under clients that are slow or wrong. */

import { readFileSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { createConnection } from 'node:net'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { askSite, startSite } from '../site-tool/serving.ts'
import { SiteClient } from '../site-tool/site-client.ts'
import { SiteShop } from '../site-tool/site-shop.ts'
import { hasOpenssl, newCertificate } from '../vendor-tool/web/certificate.ts'
import { must } from '../world/shop.ts'

async function started(home: string, ...words: readonly string[]) {
  const serving = await startSite(home, ...words)
  onTestFinished(async () => {
    await serving.end('SIGKILL')
  })
  return serving
}

test('SS-06: killed, it leaves a socket that stops nobody, and every lease', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  const first = await started(shop.home)
  const ada = new SiteClient('ada')
  expect(await shop.ask(first.address, ada, 'take')).toBe('granted')
  await first.end('SIGKILL')

  // a command finds what was left, and opens the state itself
  const { value } = await must(shop.site('status'))
  expect(value).toMatchObject({ running: false, products: [{ held: 1 }] })
  const second = await started(shop.home)
  expect(await shop.ask(second.address, new SiteClient('ben'), 'take')).toBe('no-seats-left')
  expect(await shop.ask(second.address, ada, 'renew')).toBe('granted')
  expect((await must(shop.site('status'))).value).toMatchObject({ running: true, pid: second.child.pid })
})

test('SS-11: a second server on one home refuses clearly; another home is its own', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  const first = await started(shop.home)
  await expect(startSite(shop.home)).rejects.toThrow(/"code":"site-running".*airlatch-site status/s)
  const other = await started(shop.shop.at('site', 'other'))
  expect(other.value).toMatchObject({ products: [], warnings: [expect.stringContaining('no product')] })
  expect(await shop.ask(first.address, new SiteClient('ada'), 'take')).toBe('granted')
})

test('SIGTERM ends it with what it had begun, and leaves nothing behind', async () => {
  const shop = await SiteShop.open()
  await shop.activate(5)
  const serving = await started(shop.home)
  const asked = ['ada', 'ben', 'cleo'].map(name => shop.ask(serving.address, new SiteClient(name), 'take'))
  expect(await Promise.all(asked)).toEqual(['granted', 'granted', 'granted'])
  expect(await serving.end()).toBe(0)
  for (const name of ['serving.json', 'serving.sock'])
    expect(() => readFileSync(join(shop.home, name))).toThrow('ENOENT')
  expect((await must(shop.site('leases'))).value.products[0].leases).toHaveLength(3)
})

test('a home whose path is too long for a socket is served and reached as any other', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  const long = shop.shop.at('site', 'a'.repeat(120))
  symlinkSync(shop.home, long)
  const serving = await started(long)
  const { value } = await must(shop.site('status'))
  expect(value).toMatchObject({ running: true, pid: serving.child.pid, addresses: [serving.address] })
  expect(await serving.end()).toBe(0)
})

test('a client that sends its body slowly, or half of it, holds up nobody', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  const { address } = await started(shop.home)
  const { port } = new URL(address)
  const head = 'POST /lease HTTP/1.1\r\nhost: x\r\ncontent-type: application/cose\r\n'
  const slow = Array.from({ length: 50 }, () => {
    const socket = createConnection(Number(port), '127.0.0.1')
    socket.write(`${head}content-length: 16000\r\n\r\nhalf`)
    return socket
  })
  onTestFinished(() => {
    for (const socket of slow) socket.destroy()
  })
  expect(await shop.ask(address, new SiteClient('ada'), 'take')).toBe('granted')
  const huge = createConnection(Number(port), '127.0.0.1')
  const said = new Promise<string>(resolve => {
    let text = ''
    huge.on('data', data => {
      text += data
    })
    huge.on('close', () => resolve(text))
  })
  huge.write(`${head}content-length: 100000000000\r\n\r\n`)
  expect(await said).toMatch(/^HTTP\/1\.1 413 /)
})

test('what stands in the place of the socket or of the file that leads to it stops nobody and is not believed', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  writeFileSync(join(shop.home, 'serving.json'), '{"socket":"/nowhere/at/all","token":"x","pid":1}')
  expect((await must(shop.site('status'))).value.running).toBe(false)
  writeFileSync(join(shop.home, 'serving.json'), 'not json')
  expect((await must(shop.site('status'))).value.running).toBe(false)
  const victim = shop.shop.at('site', 'victim.txt')
  writeFileSync(victim, 'mine')
  unlinkSync(join(shop.home, 'serving.json'))
  symlinkSync(victim, join(shop.home, 'serving.json'))
  symlinkSync(victim, join(shop.home, 'serving.sock'))
  const serving = await started(shop.home)
  expect((await must(shop.site('status'))).value.running).toBe(true)
  expect(readFileSync(victim, 'utf8')).toBe('mine')
  await serving.end()
  expect(readFileSync(victim, 'utf8')).toBe('mine')
})

test('garbage of every size is refused, and the server lives', async () => {
  const shop = await SiteShop.open()
  await shop.activate(1)
  const { address } = await started(shop.home)
  for (let size = 1; size <= 16_384; size *= 2) {
    const { status } = await askSite(address, new Uint8Array(size).fill(0xd2))
    expect([400, size]).toEqual([status, size])
  }
  expect(await shop.ask(address, new SiteClient('ada'), 'take')).toBe('granted')
})

test.skipIf(!hasOpenssl)('by TLS, and after a proxy that says for whom it asks', async () => {
  const shop = await SiteShop.open()
  await shop.activate(2)
  const [cert, key] = ['cert.pem', 'key.pem'].map(name => shop.shop.at('site', name)) as [string, string]
  const made = newCertificate('site')
  writeFileSync(cert, made.cert)
  writeFileSync(key, made.key)
  await expect(startSite(shop.home, '--tls-cert', cert)).rejects.toThrow('--tls-key')
  await expect(startSite(shop.home, '--tls-cert', cert, '--tls-key', cert)).rejects.toThrow('certificate')
  const serving = await started(shop.home, '--tls-cert', cert, '--tls-key', key)
  expect(serving.address).toMatch(/^https:/)
  const answer = await post(`${serving.address}/lease`, new SiteClient('ada').request('take'), {
    ca: made.cert,
  })
  expect(answer.status).toBe(200)
  await serving.end()

  const proxied = await started(shop.home, '--behind-proxy', '127.0.0.1')
  const forwarded = { 'x-forwarded-for': '6.6.6.6, 192.0.2.7' }
  await post(`${proxied.address}/lease`, new SiteClient('ben').request('take'), { headers: forwarded })
  const { leases } = (await must(shop.site('leases', '--user', 'ben'))).value.products[0]
  expect(leases).toMatchObject([{ account: 'ben', peer: '192.0.2.7' }])
  await proxied.end()
  const plain = await started(shop.home)
  await post(`${plain.address}/lease`, new SiteClient('ben').request('take'), { headers: forwarded })
  const seen = (await must(shop.site('leases', '--user', 'ben'))).value.products[0].leases
  expect(seen).toMatchObject([{ peer: '127.0.0.1' }])
})

interface Posted {
  readonly status: number | undefined
  readonly bytes: Buffer
}

function post(
  address: string,
  body: Uint8Array,
  { ca, headers }: { readonly ca?: Uint8Array; readonly headers?: Readonly<Record<string, string>> },
): Promise<Posted> {
  const type = { 'content-type': 'application/cose' }
  const options = { method: 'POST', headers: { ...type, ...headers }, ca: ca && Buffer.from(ca) }
  return new Promise((resolve, reject) => {
    const ask = address.startsWith('https:') ? httpsRequest : httpRequest
    const outgoing = ask(address, options, incoming => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('end', () => resolve({ status: incoming.statusCode, bytes: Buffer.concat(chunks) }))
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
