import { connect, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { USUAL_CONNECTIONS, USUAL_PATIENCE } from '../../../src/http/server.ts'
import { CERTIFICATE_CHECK_MS, type Certificate } from '../../../src/http/tls.ts'
import { MOST_BODY_BYTES } from '../../../vendor-tool/web/intake.ts'
import { scriptsOf } from '../../../vendor-tool/web/scripts.ts'
import { requestOf } from '../../world/desk.ts'
import { hasOpenssl, newCertificate } from './certificate.ts'
import { codeOf, openPage, type Page, type PageOptions, pathOf } from './page.ts'

const pages: Page[] = []
afterEach(async () => {
  for (const one of pages.splice(0)) await one.close()
})

async function open(options: PageOptions = {}): Promise<Page> {
  const page = await openPage(options)
  pages.push(page)
  return page
}

interface Line {
  readonly socket: Socket
  send(text: string): void
  /** All that came until the other side hung up. */
  readonly over: Promise<string>
}

function dial({ address }: Page, options: { readonly allowHalfOpen?: boolean } = {}): Promise<Line> {
  const { hostname, port } = new URL(address)
  const socket = connect({ ...options, port: Number(port), host: hostname })
  let heard = ''
  socket.setEncoding('utf8').on('data', text => {
    heard += text
  })
  socket.on('error', () => {})
  const over = new Promise<string>(resolve => socket.on('close', () => resolve(heard)))
  return new Promise(resolve =>
    socket.on('connect', () => resolve({ socket, send: text => void socket.write(text), over })),
  )
}

/** Short, and longer than a busy machine leaves a process waiting. */
const QUICK = { headersTimeout: 1500, requestTimeout: 1500, connectionsCheckingInterval: 50 }

describe('a slow client', () => {
  it('is cut off in the head, with the headers of every answer', async () => {
    const page = await open({ patience: QUICK })
    const line = await dial(page)
    line.send('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ')
    const heard = await line.over
    expect(heard).toMatch(/^HTTP\/1\.1 408 /)
    expect(heard).toContain("content-security-policy: default-src 'none'")
    expect(page.log).toContain('unreadable  408')
  })

  it('is cut off in the body, and costs nobody else anything', async () => {
    const page = await open({ patience: { ...QUICK, headersTimeout: 2_000, requestTimeout: 2_000 } })
    const line = await dial(page)
    line.send(
      'POST /confirm HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nrequest=',
    )
    expect((await page.browser().get('/')).status).toBe(200)
    expect(await line.over).toMatch(/^HTTP\/1\.1 4\d\d /)
  })

  it.each(['/read', '/confirm'])(
    'is cut off when it goes on sending, a byte at a time, and never hangs up: %s',
    async path => {
      const page = await open({ patience: QUICK })
      const line = await dial(page, { allowHalfOpen: true })
      line.send(
        `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 60000\r\n\r\n`,
      )
      const trickle = setInterval(() => line.send('a'), 10)
      const heard = await line.over
      clearInterval(trickle)
      expect(heard).toMatch(/^HTTP\/1\.1 408 /)
      await expect.poll(() => page.log.join()).toContain('broken off')
      expect(page.log).toContain('unreadable  408')
    },
  )
})

describe('a client that does not take its answer', () => {
  it('is cut off, and what it was to get is not held for it', async () => {
    // more than systems keep for a connection
    const scripts = scriptsOf({ start: `"${'x'.repeat(30_000_000)}"`, license: '""', keep: '' })
    const page = await open({ patience: { answerTimeout: 400 }, scripts })
    const line = await dial(page)
    line.socket.pause()
    line.send(`GET ${scripts.start.path} HTTP/1.1\r\nHost: a\r\n\r\n`)
    await expect.poll(() => page.log.join()).toContain('broken off')
    line.socket.resume()
    expect((await line.over).length).toBeLessThan(30_000_000)
  })
})

describe('what is no HTTP', () => {
  it.each([
    ['junk', 'junk\r\n\r\n', 400],
    ['no host', 'GET / HTTP/1.1\r\n\r\n', 400],
    ['a head without end', `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(20_000)}\r\n\r\n`, 431],
    ['an address without end', `GET /A/${'A'.repeat(20_000)} HTTP/1.1\r\nHost: a\r\n\r\n`, 431],
    ['two lengths', 'POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n', 400],
    [
      'length and chunks',
      'POST /read HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n',
      400,
    ],
  ])('is refused: %s', async (_what, text, status) => {
    const page = await open()
    const line = await dial(page)
    line.send(text)
    line.socket.end()
    const heard = await line.over
    expect(page.log.join(), 'F11').toContain(String(status))
    expect(heard).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `))
    expect(heard.toLowerCase()).toContain('x-content-type-options: nosniff')
  })
})

describe('a body that is too large', () => {
  const head = (length: string, more = '') =>
    `POST /read HTTP/1.1\r\nHost: a\r\nContent-Type: multipart/form-data; boundary=x\r\n${length}\r\n${more}\r\n`

  it('is refused unread when it says so: 100 MB', async () => {
    const line = await dial(await open())
    line.send(head(`Content-Length: ${100 * 1_048_576}`))
    const heard = await line.over
    expect(heard).toMatch(/^HTTP\/1\.1 413 /)
    expect(heard).toContain('input-too-large')
  })

  it('is refused before it is sent when the client asks first', async () => {
    const line = await dial(await open())
    line.send(head(`Content-Length: ${100 * 1_048_576}`, 'Expect: 100-continue\r\n'))
    const heard = await line.over
    expect(heard).toMatch(/^HTTP\/1\.1 413 /)
  })

  it('is refused on the way when it does not say so', async () => {
    const page = await open()
    const line = await dial(page)
    line.send(head('Transfer-Encoding: chunked'))
    const piece = 'x'.repeat(65_536)
    let sent = 0
    const pump = () => {
      while (!line.socket.destroyed && sent < 100 * 1_048_576) {
        sent += piece.length
        if (!line.socket.write(`10000\r\n${piece}\r\n`)) return void line.socket.once('drain', pump)
      }
    }
    pump()
    expect(await line.over).toMatch(/^HTTP\/1\.1 413 /)
    expect(sent).toBeLessThan(100 * 1_048_576)
    expect(sent).toBeGreaterThanOrEqual(MOST_BODY_BYTES)
  })

  it('is refused in a confirmation at 64 KiB', async () => {
    const page = await open()
    const shown = await page.browser().post('/confirm', { request: 'A'.repeat(70_000) })
    expect([shown.status, codeOf(shown)]).toEqual([413, 'input-too-large'])
  })
})

describe('many connections of one', () => {
  const CONNECTIONS = { mostOfOne: 5, most: 1000 }
  const alive = (lines: readonly Line[]) => lines.map(({ socket }) => !socket.destroyed)

  it('close the one that was idle longest, and leave who is at work', async () => {
    let go = () => {}
    const held = new Promise<void>(resolve => {
      go = resolve
    })
    const page = await open({
      connections: CONNECTIONS,
      change: ({ health }) => ({
        async health(...wait) {
          await held
          return health(...wait)
        },
      }),
    })
    const lines: Line[] = []
    for (let i = 0; i < 5; i++) lines.push(await dial(page))
    const [atWork, first, second, third] = lines as [Line, Line, Line, Line]
    atWork.send('GET /health HTTP/1.1\r\nHost: a\r\n\r\n')
    // answered, and idle since then: later than the others
    const answered = new Promise(resolve => first.socket.once('data', resolve))
    first.send('GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n')
    await answered
    await expect.poll(() => page.log.length).toBe(1)
    lines.push(await dial(page))
    await expect.poll(() => second.socket.destroyed).toBe(true)
    lines.push(await dial(page))
    await expect.poll(() => third.socket.destroyed).toBe(true)
    expect(alive([atWork, first])).toEqual([true, true])
    go()
    await new Promise(resolve => atWork.socket.once('data', resolve))
    for (const { socket } of lines) socket.destroy()
  })

  it('are refused when all of them are at work, which the log says', async () => {
    const page = await open({
      connections: CONNECTIONS,
      change: () => ({ health: () => new Promise(() => {}) }),
      patience: { graceMs: 50 },
    })
    const lines: Line[] = []
    for (let i = 0; i < 5; i++) {
      const line = await dial(page)
      line.send('GET /health HTTP/1.1\r\nHost: a\r\n\r\n')
      lines.push(line)
    }
    await expect.poll(() => page.waiting(2_000)).toBe(5)
    const late = [await dial(page), await dial(page)]
    await expect.poll(() => alive(late)).toEqual([false, false])
    expect(alive(lines)).toEqual(lines.map(() => true))
    expect(page.log).toEqual(['refused  connection: too many are at work'])
    await page.stop()
    expect(page.log, 'the others in one line').toContain('refused  connection: too many are at work  1 more')
  })

  it('of all together have a limit, too', async () => {
    const page = await open({ connections: { mostOfOne: 100, most: 3 } })
    const lines: Line[] = []
    for (let i = 0; i < 4; i++) lines.push(await dial(page))
    await expect.poll(() => alive(lines)).toEqual([false, true, true, true])
    for (const { socket } of lines) socket.destroy()
  })

  it('are refused where they do not belong, which the log says', async () => {
    const page = await open({ mayConnect: () => false })
    const line = await dial(page)
    await line.over
    expect(page.log[0]).toContain('refused  connection')
  })

  it('have room for an office: a hundred phones with six each', () => {
    expect(USUAL_CONNECTIONS.mostOfOne).toBeGreaterThanOrEqual(600)
    expect(USUAL_CONNECTIONS.most).toBeGreaterThanOrEqual(2 * USUAL_CONNECTIONS.mostOfOne)
  })
})

describe('a connection between two requests', () => {
  it('is kept longer than proxies keep theirs', () => {
    expect(USUAL_PATIENCE.keepAliveTimeout).toBeGreaterThan(60_000)
  })
})

describe('the certificate', () => {
  const served = ({ address }: Page) =>
    new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(address)
      const socket = connectTls({ host: hostname, port: Number(port), rejectUnauthorized: false }, () => {
        resolve(socket.getPeerCertificate().subject.CN as string)
        socket.destroy()
      })
      socket.on('error', reject)
    })

  it.skipIf(!hasOpenssl)(
    'that is renewed is used without a restart, and a broken one is not: F10',
    async () => {
      const [first, second] = ['first', 'second'].map(newCertificate) as [Certificate, Certificate]
      let files = first
      vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
      const page = await open({ certificate: () => files }).finally(() => {})
      try {
        const look = () => vi.advanceTimersByTime(CERTIFICATE_CHECK_MS)
        expect(await served(page)).toBe('first')
        look()
        expect(page.log).toEqual([])
        // one of the two files is there, and the other not yet
        files = { cert: second.cert, key: first.key }
        look()
        look()
        expect(await served(page)).toBe('first')
        expect(page.log.filter(line => line.includes('cannot be used')).length).toBe(1)
        files = second
        look()
        expect(await served(page)).toBe('second')
        expect(page.log.at(-1)).toBe('certificate  the new one is in use')
      } finally {
        vi.useRealTimers()
      }
    },
  )
})

describe('the end', () => {
  const waitFor = () => {
    let go = () => {}
    const done = new Promise<void>(resolve => {
      go = resolve
    })
    return { go, done }
  }
  const slow =
    (begun: () => void, held: Promise<void>): NonNullable<PageOptions['change']> =>
    ({ offer }) => ({
      async offer(...asking) {
        begun()
        await held
        return offer(...asking)
      },
    })
  const newPath = async (page: Page) => {
    const [key] = await page.desk.vendor.createKeys({ productId: 'scope' } as never)
    return pathOf(requestOf('a', key?.text as string))
  }

  it('finishes what was begun, and takes no more', async () => {
    const [begun, held] = [waitFor(), waitFor()]
    const page = await open({ change: slow(begun.go, held.done) })
    const asked = page.browser().get(await newPath(page))
    await begun.done
    const stopped = page.stop()
    await expect(page.browser().get('/')).rejects.toThrow()
    held.go()
    const shown = await asked
    expect([shown.status, shown.text.includes('Activate this computer')]).toEqual([200, true])
    await stopped
  })

  it('loses nothing that arrives while balancers notice it: F8', async () => {
    const page = await open({ patience: { drainMs: 60_000 } })
    const path = await newPath(page)
    const line = await dial(page)
    const said = (text: string) =>
      new Promise<string>(resolve => {
        let heard = ''
        line.socket.on('data', piece => {
          heard += piece
          if (/\r\n\r\n/.test(heard)) resolve(heard)
        })
        line.send(text)
      })
    expect(await said('GET /robots.txt HTTP/1.1\r\nHost: a\r\n\r\n')).toMatch(/connection: keep-alive/i)
    const stopped = page.stop()
    const health = await page.browser().get('/health')
    expect([health.status, health.headers.get('connection')]).toEqual([503, 'close'])
    const offer = await page.browser().get(path)
    expect([offer.status, offer.headers.get('connection')]).toEqual([200, 'close'])
    expect(await said('GET / HTTP/1.1\r\nHost: a\r\n\r\n'), 'on the old connection').toMatch(
      /^HTTP\/1\.1 200 [\s\S]*connection: close/i,
    )
    await line.over
    // nobody is connected, and a balancer that has not looked yet may send somebody
    expect((await page.browser().get('/')).status).toBe(200)
    page.elapse(60_000)
    await stopped
  })

  it('is noticed by a balancer that looks for the first time: F8', async () => {
    const page = await open({ patience: { drainMs: 60_000 } })
    const stopped = page.stop()
    expect(page.waiting(60_000)).toBe(1)
    expect((await page.browser().get('/health')).status).toBe(503)
    page.elapse(60_000)
    await stopped
  })

  it('does not wait for ever', async () => {
    const page = await open({
      patience: { graceMs: 100 },
      change: () => ({ offer: () => new Promise(() => {}) }),
    })
    const asked = page.browser().get(await newPath(page))
    const failed = expect(asked).rejects.toThrow()
    await expect.poll(() => page.stop().then(() => true)).toBe(true)
    await failed
  })
})
