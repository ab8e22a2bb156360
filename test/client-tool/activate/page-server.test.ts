/** The page of one activation, over real HTTP on the loopback: who gets it, who may send, and how it ends. */
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http'
import { connect } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { MOST_BODY_BYTES, type PageOptions, PageServer } from '../../../client-tool/activate/page-server.ts'

interface Got {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly text: string
}

interface Sent {
  readonly method?: string
  readonly headers?: Readonly<Record<string, string | undefined>>
  readonly body?: string | Uint8Array
}

let serving: PageServer
const notes: string[] = []
const installed: string[] = []
/** What the clock was asked to call, and when; fire() lets that time pass. */
let timers: { readonly ms: number; readonly work: () => void }[] = []

async function open(change: Partial<PageOptions> = {}): Promise<void> {
  notes.length = 0
  installed.length = 0
  timers = []
  serving = await PageServer.listen({
    page: install => `<p>${install}</p>`,
    async install(message) {
      installed.push(Buffer.from(message).toString())
      return { answer: { ok: true, text: 'done' }, last: true }
    },
    note: text => notes.push(text),
    idleMs: 900_000,
    clock: (ms, work) => {
      const timer = { ms, work }
      timers.push(timer)
      return () => {
        timers = timers.filter(one => one !== timer)
      }
    },
    ...change,
  })
}
afterEach(async () => {
  serving.stop()
  await serving.over.catch(() => {})
})

function ask(path: string, { method = 'GET', headers = {}, body }: Sent = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const asking = httpRequest(
      { host: '127.0.0.1', port: serving.port, path, method, headers: plain(headers), agent: false },
      response => {
        let text = ''
        response.setEncoding('utf8').on('data', chunk => {
          text += chunk
        })
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text }),
        )
      },
    )
    asking.on('error', reject)
    asking.end(body)
  })
}

function plain(headers: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined)) as never
}

const page = () => new URL(serving.address).pathname
const origin = () => new URL(serving.address).origin

/** Loads the page, and gives the headers that it sends with a message. */
async function load(): Promise<Record<string, string>> {
  const { headers } = await ask(page())
  const cookie = headers['set-cookie']?.[0]?.split(';')[0] ?? ''
  return {
    cookie,
    origin: origin(),
    'content-type': 'application/octet-stream',
    'sec-fetch-site': 'same-origin',
  }
}

const send = (headers: Readonly<Record<string, string | undefined>>, body: string | Uint8Array = 'license') =>
  ask(`${page()}/license`, { method: 'POST', headers, body })

describe('the page', () => {
  test('is at 127.0.0.1, at a port and a path that nobody guesses, and says where it sends', async () => {
    await open()
    expect(serving.address).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{22}$/)
    const { status, text, headers } = await ask(page())
    expect({ status, text }).toEqual({ status: 200, text: `<p>${page()}/license</p>` })
    expect(headers).toMatchObject({
      'content-security-policy': "frame-ancestors 'none'",
      'x-frame-options': 'DENY',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-resource-policy': 'same-origin',
      'cache-control': 'no-store',
    })
    expect(headers['set-cookie']?.[0]).toMatch(
      new RegExp(`^airlatch=[\\w-]{22}; Path=${page()}; HttpOnly; SameSite=Strict$`),
    )
    expect(headers['set-cookie']?.[0]).not.toContain(`=${page().slice(1)};`)
  })

  test('its address works once; the browser that had it may load it again', async () => {
    await open()
    const { cookie } = await load()
    const second = await ask(page())
    expect(second.status).toBe(403)
    expect(second.text).toContain('works once')
    expect(second.headers['set-cookie']).toBeUndefined()
    expect(notes).toHaveLength(1)
    expect((await ask(page(), { headers: { cookie } })).status).toBe(200)
    const other = cookie?.replace(/.$/, end => (end === 'A' ? 'B' : 'A'))
    expect((await ask(page(), { headers: { cookie: other } })).status).toBe(403)
  })

  test('by another path, host name or method there is none', async () => {
    await open()
    for (const path of ['/', '/favicon.ico', `${page()}x`, page().slice(0, -1), `${page()}/`, `${page()}?a`])
      expect((await ask(path)).status, path).toBe(404)
    for (const host of ['evil.example', 'evil.example:80', '127.0.0.1.evil.example', '[::1]', '127.0.0.2'])
      expect((await ask(page(), { headers: { host } })).status, host).toBe(421)
    for (const method of ['HEAD', 'PUT', 'DELETE', 'OPTIONS', 'POST'])
      expect((await ask(page(), { method })).status, method).toBe(405)
    expect((await ask(`${page()}/license`)).status).toBe(405)
    // none of these has used the address up
    expect((await ask(page())).status).toBe(200)
  })

  test('without a host there is none', async () => {
    await open()
    const socket = connect(serving.port, '127.0.0.1')
    socket.end(`GET ${page()} HTTP/1.0\r\n\r\n`)
    const chunks = await socket.toArray()
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 421 /)
  })

  test('through a forwarded port, which has another number there, it is the same', async () => {
    await open()
    const host = 'localhost:8080'
    const { headers } = await ask(page(), { headers: { host } })
    const cookie = headers['set-cookie']?.[0]?.split(';')[0]
    const type = 'application/octet-stream'
    const answer = await send({ host, cookie, origin: `http://${host}`, 'content-type': type })
    expect(answer.status).toBe(200)
  })
})

describe('a message', () => {
  test('of the page is installed, answered, and the end', async () => {
    await open()
    const { status, text } = await send(await load())
    expect({ status, answer: JSON.parse(text) }).toEqual({ status: 200, answer: { ok: true, text: 'done' } })
    expect(await serving.over).toBe('installed')
    expect(installed).toEqual(['license'])
    await expect(ask(page())).rejects.toThrow()
  })

  test.each([
    ['another origin', { origin: 'http://evil.example' }, 403],
    ['another port of this computer', { origin: 'http://127.0.0.1:1' }, 403],
    ['no origin', { origin: undefined }, 403],
    ['an origin that is hidden', { origin: 'null' }, 403],
    ['another site, as the browser says', { 'sec-fetch-site': 'cross-site' }, 403],
    ['a neighbour, as the browser says', { 'sec-fetch-site': 'same-site' }, 403],
    ['a program without the cookie', { cookie: undefined }, 403],
    ['a wrong cookie', { cookie: 'airlatch=AAAAAAAAAAAAAAAAAAAAAA' }, 403],
    ['another host name', { host: 'evil.example' }, 421],
    ['a form', { 'content-type': 'text/plain' }, 415],
  ])('of %s is refused', async (_, change, status) => {
    await open()
    expect((await send({ ...(await load()), ...change })).status).toBe(status)
    expect(installed).toEqual([])
  })

  test('that is too large is refused, said or not', async () => {
    await open()
    const headers = await load()
    const large = new Uint8Array(MOST_BODY_BYTES + 1)
    const said = await send({ ...headers, 'content-length': `${MOST_BODY_BYTES + 1}` }, 'x').catch(
      () => undefined,
    )
    expect(said?.status ?? 413).toBe(413)
    const unsaid = await send({ ...headers, 'transfer-encoding': 'chunked' }, large).catch(() => undefined)
    expect(unsaid?.status ?? 413).toBe(413)
    expect(installed).toEqual([])
    expect((await send(headers)).status).toBe(200)
  })

  test('waits for no other: the second one at a time is told', async () => {
    let finish = () => {}
    await open({
      install: message =>
        new Promise(resolve => {
          installed.push(Buffer.from(message).toString())
          finish = () => resolve({ answer: { ok: true, text: 'done' }, last: true })
        }),
    })
    const headers = await load()
    const first = send(headers)
    await expect.poll(() => installed).toEqual(['license'])
    expect((await send(headers, 'another')).status).toBe(409)
    expect(installed).toEqual(['license'])
    finish()
    expect((await first).status).toBe(200)
    expect(await serving.over).toBe('installed')
  })

  test('that is wrong is told, and the page goes on', async () => {
    const answer = { ok: false as const, error: { message: 'for another computer', hint: 'ask again' } }
    await open({ install: async () => ({ answer, last: false }) })
    const headers = await load()
    for (let i = 0; i < 2; i++) {
      const { status, text } = await send(headers)
      expect({ status, answer: JSON.parse(text) }).toEqual({ status: 200, answer })
    }
  })
})

describe('it ends', () => {
  test('when nobody came for as long as was said, counted from the last load or message', async () => {
    await open()
    expect(timers.map(({ ms }) => ms)).toEqual([900_000])
    const [first] = timers
    await load()
    expect(timers).toHaveLength(1)
    expect(timers[0]).not.toBe(first)
    // whoever is refused keeps nothing alive
    const [before] = timers
    await ask(page())
    expect(timers[0]).toBe(before)
    before?.work()
    expect(await serving.over).toBe('idle')
  })

  test('when it is told to', async () => {
    await open()
    serving.stop()
    expect(await serving.over).toBe('stopped')
  })

  test('with what was begun finished first', async () => {
    let finish = () => {}
    const begun = new Promise<void>(resolve => {
      finish = resolve
    })
    const order: string[] = []
    await open({
      async install() {
        order.push('begun')
        await begun
        order.push('finished')
        return { answer: { ok: true, text: 'done' }, last: true }
      },
    })
    const sending = send(await load())
    await expect.poll(() => order).toEqual(['begun'])
    serving.stop()
    finish()
    expect((await sending).status).toBe(200)
    await serving.over
    expect(order).toEqual(['begun', 'finished'])
  })

  test('when the license is there and the tab that sent it is not', async () => {
    let finish = () => {}
    await open({
      async install(message) {
        installed.push(Buffer.from(message).toString())
        await new Promise<void>(resolve => {
          finish = resolve
        })
        return { answer: { ok: true, text: 'done' }, last: true }
      },
    })
    const headers = await load()
    const head = Object.entries({ host: new URL(serving.address).host, 'content-length': '7', ...headers })
    const socket = connect(serving.port, '127.0.0.1')
    socket.write(`POST ${page()}/license HTTP/1.1\r\n`)
    socket.write(`${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\nlicense`)
    await expect.poll(() => installed).toEqual(['license'])
    const gone = new Promise(resolve => socket.once('close', resolve))
    socket.destroy()
    await gone
    finish()
    expect(await serving.over).toBe('installed')
  })

  test('a tab that is gone in the middle of a message leaves the page to others', async () => {
    await open()
    const headers = await load()
    const [before] = timers
    const head = Object.entries({ host: new URL(serving.address).host, 'content-length': '7', ...headers })
    const socket = connect(serving.port, '127.0.0.1')
    socket.write(`POST ${page()}/license HTTP/1.1\r\n`)
    socket.write(`${head.map(([name, value]) => `${name}: ${value}`).join('\r\n')}\r\n\r\nlic`)
    // its head has come when the waiting begins anew
    await expect.poll(() => timers[0] === before).toBe(false)
    expect((await send(headers)).status).toBe(409)
    socket.destroy()
    await expect.poll(async () => (await send(headers)).status).toBe(200)
    expect(installed).toEqual(['license'])
  })

  test('with a bug as a bug', async () => {
    await open({ install: () => Promise.reject(new Error('a bug')) })
    const headers = await load()
    await expect(send(headers)).rejects.toThrow()
    await expect(serving.over).rejects.toThrow('a bug')
  })
})
