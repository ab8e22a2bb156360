/** The samples of proxies (samples/serve) in front of the page, where nginx and Caddy are installed. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, test } from 'vitest'
import { hasOpenssl, newCertificate } from '../vendor-tool/web/certificate.ts'
import { openPage, type Page } from '../vendor-tool/web/page.ts'
import { environment } from '../world/environment.ts'

const SAMPLES = join(import.meta.dirname, '..', '..', 'samples', 'serve')
/** Caddy writes into its home whatever it is asked. */
const has = (program: string, flag: string) =>
  spawnSync(program, [flag], { env: environment({ HOME: tmpdir() }) }).status === 0
const NAME = 'activate.example.com'

let page: Page
let proxy: ChildProcess | undefined
let folder: string
afterEach(async () => {
  const ended = proxy && new Promise(resolve => proxy?.once('exit', resolve))
  proxy?.kill()
  await ended
  proxy = undefined
  await page.close()
  rmSync(folder, { recursive: true, force: true })
})

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise(resolve => server.close(resolve))
  return port
}

/** With the page behind it, in a folder of its own; only places and ports of the sample are replaced. */
async function open(
  sample: string,
  start: (text: string, port: number) => readonly string[],
): Promise<number> {
  folder = mkdtempSync(join(tmpdir(), 'airlatch-proxy-'))
  const limits = { visits: { burst: 3, everySeconds: 1000, most: 100 } }
  page = await openPage({ proxies: ['127.0.0.1'], address: `https://${NAME}`, limits })
  const { cert, key } = newCertificate(NAME)
  writeFileSync(join(folder, 'chain.pem'), cert)
  writeFileSync(join(folder, 'key.pem'), key)
  const port = await freePort()
  const text = readFileSync(join(SAMPLES, sample), 'utf8').replaceAll(
    '127.0.0.1:8080',
    new URL(page.address).host,
  )
  const [program = '', ...words] = start(text, port)
  const env = environment({ HOME: folder, XDG_DATA_HOME: folder, XDG_CONFIG_HOME: folder })
  proxy = spawn(program, words, { stdio: 'ignore', env })
  await expect.poll(() => ask(port, '/health').catch(() => 0), { timeout: 20_000 }).toBe(200)
  return port
}

/** Status of an answer; `body`: posted as the form of a file. */
function ask(port: number, path: string, from = '127.0.0.1', body?: Uint8Array): Promise<number> {
  const type = { 'content-type': 'multipart/form-data; boundary=b' }
  return new Promise((resolve, reject) => {
    const asking = httpsRequest(
      {
        host: '127.0.0.1',
        port,
        path,
        localAddress: from,
        servername: NAME,
        rejectUnauthorized: false,
        method: body === undefined ? 'GET' : 'POST',
        headers: { host: NAME, 'x-forwarded-for': '6.6.6.6', ...(body === undefined ? {} : type) },
        agent: false,
      },
      answer => answer.resume().once('end', () => resolve(answer.statusCode ?? 0)),
    )
    asking.on('error', reject).end(body)
  })
}

async function expectWell(port: number): Promise<void> {
  for (const from of ['127.0.0.2', '127.0.0.3']) {
    const statuses = []
    for (let times = 0; times < 4; times++) statuses.push(await ask(port, '/', from))
    expect(statuses, 'whatever they claim in X-Forwarded-For').toEqual([200, 200, 200, 429])
  }
  // a photograph of 3 MB gets to the page, which says that there is no code in it
  const head = '--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\n\x89PNG'
  const photograph = Buffer.concat([
    Buffer.from(head, 'latin1'),
    Buffer.alloc(3_000_000),
    Buffer.from('\r\n--b--'),
  ])
  expect(await ask(port, '/read', '127.0.0.9', photograph)).toBe(400)
  expect(page.log.join('\n'), 'each visitor is named').not.toContain('warning')
}

/** Its workers would be somebody else, who cannot write here. */
const asRoot = process.getuid?.() === 0 ? 'user root; ' : ''
const nginx = hasOpenssl && has('nginx', '-v')
describe.skipIf(!nginx)(nginx ? 'nginx' : 'nginx: not installed here, or openssl is not', () => {
  test('with the sample in front of the page: visitors have limits of their own, and photographs pass', async () => {
    const port = await open('nginx.conf', (text, port) => {
      const own = text
        .replace('listen 443 ssl', `listen 127.0.0.1:${port} ssl`)
        .replaceAll(`/etc/ssl/${NAME}`, folder)
      const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        one => `${one}_temp_path ${folder}/${one};`,
      )
      mkdirSync(join(folder, 'logs'))
      const file = join(folder, 'nginx.conf')
      writeFileSync(
        file,
        `${asRoot}daemon off; pid ${folder}/pid; error_log ${folder}/error.log; events {}\nhttp { access_log off; ${places.join(' ')}\n${own} }\n`,
      )
      return ['nginx', '-p', folder, '-c', file, '-e', join(folder, 'error.log')]
    })
    await expectWell(port)
  })
})

const caddy = hasOpenssl && has('caddy', 'version')
describe.skipIf(!caddy)(caddy ? 'Caddy' : 'Caddy: not installed here, or openssl is not', () => {
  test('with the sample in front of the page: visitors have limits of their own, and photographs pass', async () => {
    const port = await open('Caddyfile', (text, port) => {
      const own = text.replace(
        `${NAME} {`,
        `{\n\tadmin off\n\tauto_https disable_redirects\n\thttps_port ${port}\n}\n${NAME} {\n\tbind 127.0.0.1\n\ttls ${folder}/chain.pem ${folder}/key.pem`,
      )
      const file = join(folder, 'Caddyfile')
      writeFileSync(file, own)
      return ['caddy', 'run', '--config', file, '--adapter', 'caddyfile']
    })
    await expectWell(port)
  })
})
