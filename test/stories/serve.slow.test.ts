/** The self-service page as its vendor runs it: processes, several of them on one ledger, of either kind. */

import { spawnSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { createServer } from 'node:net'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { decodeArmor } from '../../src/carrier/armor.ts'
import { parseSign1 } from '../../src/core/cose/sign1.ts'
import { postgresServer } from '../vendor/ledger/postgres-server.ts'
import { codeOf, openBrowser, pathOf, type Shown } from '../vendor-tool/web/page.ts'
import { type ServingProcess, startServing } from '../vendor-tool/web/serving.ts'
import { requestOf } from '../world/desk.ts'
import { refusal } from '../world/refusal.ts'
import { must, openShop, type Shop } from '../world/shop.ts'

let shop: Shop
let running: ServingProcess[]
beforeEach(async () => {
  shop = await openShop()
  running = []
})
afterEach(async () => {
  await Promise.all(running.map(one => one.end('SIGKILL')))
  shop.remove()
})

async function serve(...words: readonly string[]): Promise<ServingProcess> {
  const one = await startServing(shop.at('vendor', 'home'), ...words)
  running.push(one)
  return one
}

/** Opens the request at `first` and confirms it at `second`, as one browser does when a balancer is in front. */
async function activate(request: Uint8Array, first: ServingProcess, second = first): Promise<Shown> {
  const offer = await openBrowser(first.address).get(pathOf(request))
  if (offer.status !== 200) return offer
  const cookie = (offer.headers.get('set-cookie') ?? '').split(';', 1)[0] as string
  return openBrowser(second.address, { cookie }).send(offer, '/confirm')
}

const licenseOf = ({ text }: Shown): string => {
  const [armored = ''] = /-----BEGIN AIRLATCH LICENSE-----.*-----END AIRLATCH LICENSE-----/s.exec(text) ?? []
  return Buffer.from(decodeArmor(armored)).toString('hex')
}

test('QC-02: the page answers as the command does, and the computer runs by it', async () => {
  const serving = await serve('--contact', 'help@acme.example')
  expect(serving.value).toMatchObject({ ok: true, address: serving.address, warnings: [] })
  expect(serving.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(JSON.parse((await openBrowser(serving.address).get('/health')).text)).toEqual({ ok: true })

  const key = await shop.key()
  const path = await shop.request('site', key)
  const request = decodeArmor(readFileSync(path, 'utf8'))
  const shown = await activate(request, serving)
  const file = shop.at('site', 'license.txt')
  writeFileSync(file, /-----BEGIN.*LICENSE-----/s.exec(shown.text)?.[0] ?? '')
  await must(shop.client('site')('install', file))
  expect((await must(shop.client('site')('status'))).value.valid).toBe(true)

  const { value } = await must(shop.vendor('issue', path))
  expect(value.outcome).toBe('repeated')
  expect(Buffer.from(decodeArmor(value.armored)).toString('hex')).toBe(licenseOf(shown))
  expect(serving.log()).not.toContain(pathOf(request).slice(3, 40))
})

test('checklist D: a receipt is handed in there as at the desk, under the name that serve runs by; or it takes none', async () => {
  const operator = ['--operator', 'the page']
  const [serving, closed] = [await serve(...operator), await serve('--no-receipts')]
  const key = await shop.key()
  await must(shop.install('old', key))
  const file = shop.at('old', 'receipt.txt')
  await must(shop.client('old')('deactivate', '--yes', '-o', file))
  const text = readFileSync(file, 'utf8')
  expect(codeOf(await openBrowser(closed.address).post('/read', { text }))).toBe('receipts-not-taken')
  const browser = openBrowser(serving.address)
  const shown = await browser.send(await browser.post('/read', { text }), '/release')
  expect([shown.status, shown.text.includes('The seat is free')]).toEqual([200, true])
  await expect.poll(() => serving.log()).toMatch(/POST {2}\/release {2}200 .* released now/)
  expect((await must(shop.vendor('release', file))).value.outcome).toBe('free-already')
  const { entries } = (await must(shop.vendor('ledger', 'log'))).value
  expect(entries.at(-1)).toMatchObject({ kind: 'activation.released', operator: 'the page' })
  await must(shop.install('new', key))
  expect((await must(shop.vendor('ledger', 'audit'))).exit).toBe(0)
})

test('it ends by SIGTERM and by SIGINT with 0, having said one thing', async () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    const serving = await serve()
    expect((await openBrowser(serving.address).get('/')).status).toBe(200)
    const { exit, out } = await serving.end(signal)
    expect({ exit, lines: out.split('\n').length }).toEqual({ exit: 0, lines: 2 })
  }
})

test('a key that is rotated and retired elsewhere while it runs: the newest signs, and the log says so', async () => {
  const serving = await serve()
  const key = await shop.key('--activations', '3')
  const before = await activate(requestOf('before', key), serving)
  const [{ kid: first }] = (await must(shop.vendor('signing-key', 'list'))).value.signingKeys
  const { kid } = (await must(shop.vendor('signing-key', 'rotate', '--yes'))).value.signingKey
  const after = await activate(requestOf('after', key), serving)
  await must(shop.vendor('signing-key', 'retire', '--yes', first, '--reason', 'stolen'))
  const last = await activate(requestOf('last', key), serving)
  const signers = [before, after, last].map(shown => parseSign1(Buffer.from(licenseOf(shown), 'hex')).kid)
  expect(signers).toEqual([first, kid, kid])
  expect(serving.log()).toContain(`signing key ${kid} signs from now on`)
})

/** Of a ledger that two processes serve. */
async function oneSeatEach(
  two: readonly [ServingProcess, ServingProcess],
  activations: number,
): Promise<void> {
  const key = (
    await must(
      shop.vendor(...where, 'key', 'create', '--product', 'scope', '--activations', `${activations}`),
    )
  ).value.keys[0].wholeKey as string
  const used = async () => (await must(shop.vendor(...where, 'key', 'show', key))).value.key.inUse

  const request = requestOf('one', key)
  const same = await Promise.all(
    Array.from({ length: 8 }, (_, i) => activate(request, two[i % 2] as ServingProcess, two[(i >> 1) % 2])),
  )
  expect(same.map(({ status }) => status)).toEqual(same.map(() => 200))
  expect(new Set(same.map(licenseOf)).size, 'one license, byte for byte').toBe(1)
  expect(await used(), 'a double confirmation is one seat').toBe(1)

  const others = await Promise.all(
    Array.from({ length: 8 }, (_, i) => activate(requestOf(`other ${i}`, key), two[i % 2] as ServingProcess)),
  )
  const granted = others.filter(({ status }) => status === 200)
  expect(granted.length, 'the last seat is sold once').toBe(activations - 1)
  for (const shown of others.filter(one => !granted.includes(one)))
    expect(codeOf(shown)).toBe('no-seats-left')
  expect(await used()).toBe(activations)
}

/** Where the ledger is, when it is not in the home. */
let where: readonly string[] = []
beforeEach(() => {
  where = []
})

test('two processes on one ledger sell each seat once, and the same request gets one license: SQLite', async () => {
  await oneSeatEach([await serve(), await serve()], 4)
  expect((await must(shop.vendor('ledger', 'audit'))).exit).toBe(0)
})

describe('PostgreSQL', () => {
  const server = postgresServer()

  test('two processes on one ledger sell each seat once, and the same request gets one license', async () => {
    const url = await server.database()
    const file = shop.at('vendor', 'ledger.jsonl')
    await must(shop.vendor('ledger', 'export', '-o', file))
    where = ['--ledger', url]
    await must(shop.vendor(...where, 'ledger', 'import', file))
    await oneSeatEach([await serve(...where), await serve(...where)], 4)
    expect((await must(shop.vendor(...where, 'ledger', 'audit'))).exit).toBe(0)
  })
})

test('the colors and the logo of the vendor are in a style sheet after ours', async () => {
  const own = ':root { --accent: #1d4f91 }\n'
  writeFileSync(shop.at('own.css'), own)
  const browser = openBrowser((await serve('--style', shop.at('own.css'))).address)
  const [, path = ''] = /<link rel="stylesheet" href="([^"]+)">/.exec((await browser.get('/')).text) ?? []
  const { text } = await browser.get(path)
  expect(text).toBe(readFileSync(`${import.meta.dirname}/../../pages/style.css`, 'utf8') + own)
})

describe('used wrongly, it does not listen', () => {
  test.each([
    ['where others can listen in, unasked', ['--host', '0.0.0.0'], 'usage', 2],
    ['IPv6, unasked', ['--host', '::'], 'usage', 2],
    ['half of TLS', ['--tls-cert', 'cert.pem'], 'usage', 2],
    ['a port beyond', ['--port', '65536'], 'invalid-value', 2],
    ['no port', ['--port', 'http'], 'invalid-value', 2],
    ['a proxy by name', ['--behind-proxy', 'proxy.example'], 'invalid-value', 2],
    ['an address with a path', ['--address', 'https://a.example/x'], 'invalid-value', 2],
    ['no certificate', ['--tls-cert', 'none.pem', '--tls-key', 'none.pem'], 'file-not-found', 3],
    ['no address of this computer', ['--host', '192.0.2.1', '--insecure-http'], 'cannot-listen', 3],
  ] as const)('%s', async (_what, words, code, exit) => {
    await refusal(shop.at(), () => shop.vendor('serve', ...words), code, exit)
  })

  test('what is no certificate', async () => {
    const file = shop.at('cert.pem')
    writeFileSync(file, 'not a certificate')
    const error = await refusal(
      shop.at(),
      () => shop.vendor('serve', '--port', '0', '--tls-cert', file, '--tls-key', file),
      'invalid-value',
      2,
    )
    expect(error.details.field).toBe('--tls-cert and --tls-key')
  })

  test('what is no style sheet', async () => {
    const file = shop.at('own.css')
    for (const [bytes, code, exit] of [
      [Uint8Array.of(0xff), 'invalid-value', 2],
      [new Uint8Array(524_289), 'input-too-large', 1],
    ] as const) {
      writeFileSync(file, bytes)
      await refusal(shop.at(), () => shop.vendor('serve', '--port', '0', '--style', file), code, exit)
    }
  })

  test('a port that another program has', async () => {
    const other = createServer()
    await new Promise<void>(resolve => other.listen(0, '127.0.0.1', resolve))
    const { port } = other.address() as { port: number }
    const error = await refusal(
      shop.at(),
      () => shop.vendor('serve', '--port', `${port}`),
      'cannot-listen',
      3,
    )
    expect(error.details).toEqual({ host: '127.0.0.1', port, system: 'EADDRINUSE' })
    other.close()
  })
})

describe('who may ask', () => {
  test('behind a proxy, on every address: the proxy and this computer alone', async () => {
    const serving = await serve('--host', '127.0.0.1', '--behind-proxy', '10.0.0.0/8')
    const shown = await openBrowser(serving.address, { 'x-forwarded-proto': 'https' }).get('/')
    expect(shown.status).toBe(200)
    expect(shown.headers.has('strict-transport-security'), 'said by no proxy').toBe(false)
  })

  test('plain HTTP for others, asked for by name, is warned of', async () => {
    const serving = await serve('--host', '0.0.0.0', '--insecure-http', '--address', 'http://192.0.2.7:8080')
    expect(serving.value.address).toBe('http://192.0.2.7:8080')
    expect(serving.value.warnings).toEqual([expect.stringContaining('plain HTTP')])
  })
})

const noOpenssl = spawnSync('openssl', ['version']).status !== 0
describe.skipIf(noOpenssl)(`TLS${noOpenssl ? ' (skipped: needs openssl for a certificate)' : ''}`, () => {
  test('by files: an address of its own, and TLS from now on', async () => {
    const [cert, key] = [shop.at('cert.pem'), shop.at('key.pem')]
    const made = [
      'req',
      '-x509',
      '-newkey',
      'ec',
      '-pkeyopt',
      'ec_paramgen_curve:P-256',
      '-nodes',
      '-days',
      '2',
    ]
    const named = [
      '-subj',
      '/CN=localhost',
      '-addext',
      'subjectAltName=IP:127.0.0.1',
      '-keyout',
      key,
      '-out',
      cert,
    ]
    expect(spawnSync('openssl', [...made, ...named]).status).toBe(0)
    const serving = await serve('--host', '0.0.0.0', '--tls-cert', cert, '--tls-key', key)
    expect(serving.value.listening).toMatch(/^https:\/\/0\.0\.0\.0:\d+$/)
    const { port } = new URL(serving.value.listening)
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, ca: readFileSync(cert), agent: false }
      httpsRequest(options, resolve).on('error', reject).end()
    })
    answer.resume()
    expect(answer.statusCode).toBe(200)
    expect(answer.headers['strict-transport-security']).toMatch(/^max-age=/)
  })
})
