import { connect, type Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { MOST_UPLOAD_BYTES } from '../../vendor-tool/web/app.ts'
import { scriptsOf } from '../../vendor-tool/web/scripts.ts'
import { requestOf } from '../world/desk.ts'
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

const QUICK = { headersTimeout: 200, requestTimeout: 400, connectionsCheckingInterval: 50 }

describe('a slow client', () => {
  it('is cut off in the head, with the headers of every answer', async () => {
    const line = await dial(await open({ patience: QUICK }))
    line.send('GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ')
    const heard = await line.over
    expect(heard).toMatch(/^HTTP\/1\.1 408 /)
    expect(heard).toContain("content-security-policy: default-src 'none'")
  })

  it('is cut off in the body, and costs nobody else anything', async () => {
    const page = await open({ patience: QUICK })
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
      await expect.poll(() => page.log.length).toBe(1)
      expect(page.log[0]).toContain('broken off')
    },
  )
})

describe('a client that does not take its answer', () => {
  it('is cut off, and what it was to get is not held for it', async () => {
    // more than systems keep for a connection
    const scripts = scriptsOf({ start: `"${'x'.repeat(30_000_000)}"`, license: '""' })
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
    const line = await dial(await open())
    line.send(text)
    line.socket.end()
    const heard = await line.over
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
    expect(sent).toBeGreaterThanOrEqual(MOST_UPLOAD_BYTES)
  })

  it('is refused in a confirmation at 64 KiB', async () => {
    const page = await open()
    const shown = await page.browser().post('/confirm', { request: 'A'.repeat(70_000) })
    expect([shown.status, codeOf(shown)]).toEqual([413, 'input-too-large'])
  })
})

describe('many connections of one', () => {
  it('leave room for others', async () => {
    const page = await open()
    const lines = await Promise.all(Array.from({ length: 45 }, () => dial(page)))
    const gone = () => lines.filter(({ socket }) => socket.destroyed).length
    await expect.poll(gone).toBe(5)
    for (const { socket } of lines) socket.destroy()
    await expect
      .poll(
        async () =>
          (
            await page
              .browser()
              .get('/')
              .catch(() => undefined)
          )?.status,
      )
      .toBe(200)
  })
})

describe('the end', () => {
  it('finishes what was begun, and takes no more', async () => {
    let go = () => {}
    let begun = () => {}
    const waiting = new Promise<void>(resolve => {
      begun = resolve
    })
    const held = new Promise<void>(resolve => {
      go = resolve
    })
    const page = await open({
      change: ({ offer }) => ({
        async offer(asking) {
          begun()
          await held
          return offer(asking)
        },
      }),
    })
    const [key] = await page.desk.vendor.createKeys({ productId: 'scope' } as never)
    const asked = page.browser().get(pathOf(requestOf('a', key?.text as string)))
    await waiting
    const stopped = page.stop()
    await expect(page.browser().get('/')).rejects.toThrow()
    go()
    const shown = await asked
    expect([shown.status, shown.text.includes('Activate this computer')]).toEqual([200, true])
    await stopped
  })

  it('does not wait for ever', async () => {
    const page = await open({
      patience: { graceMs: 100 },
      change: () => ({ offer: () => new Promise(() => {}) }),
    })
    const [key] = await page.desk.vendor.createKeys({ productId: 'scope' } as never)
    const asked = page.browser().get(pathOf(requestOf('a', key?.text as string)))
    const failed = expect(asked).rejects.toThrow()
    await expect.poll(() => page.stop().then(() => true)).toBe(true)
    await failed
  })
})
