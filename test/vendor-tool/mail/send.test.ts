/** Sending, against a real SMTP server; time is a clock that the test winds on. */
import { createServer, type Server, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Clock } from '../../../src/http/clock.ts'
import { AirlatchError, explain, type MailServer } from '../../../src/vendor/door.ts'
import type { MailMessage } from '../../../vendor-tool/mail/message.ts'
import { sendMail } from '../../../vendor-tool/mail/send.ts'
import { NOW } from '../../world/nouns.ts'
import { hasOpenssl, newCertificate } from '../web/certificate.ts'
import { type Mailbox, type MailboxOptions, openMailbox } from './smtp.ts'

const LOGIN = { user: 'desk', password: 'open "sesame"\\' }
const MESSAGE: MailMessage & { to: string } = {
  to: 'ann@customer.example',
  subject: 'Ihr Schlüssel für Scope Pro',
  text: 'Guten Tag,\n\n.\n  ein Punkt am Anfang\n\nGrüße\n',
  brief: '',
  alone: undefined,
  attachments: [{ name: 'scope.license', bytes: new Uint8Array(1000).map((_, i) => i) }],
}

let boxes: { close(): Promise<unknown> }[] = []
afterEach(async () => {
  await Promise.all(boxes.map(box => box.close()))
  boxes = []
})

async function mailbox(options?: MailboxOptions): Promise<Mailbox> {
  const box = await openMailbox(options)
  boxes.push(box)
  return box
}

function send(server: MailServer & { readonly password?: string }, message = MESSAGE, clock = idle()) {
  return sendMail(message, { password: undefined, ...server }, { clock, now: () => NOW })
}

/** Nothing is ever late. */
function idle(): Pick<Clock, 'after'> {
  return { after: () => () => undefined }
}

/** The code and the details, with what is shown for them. */
async function fault(sending: Promise<void>) {
  const error: unknown = await sending.then(
    () => undefined,
    one => one,
  )
  if (!(error instanceof AirlatchError)) throw error ?? new Error('it was sent')
  const { message, hint } = explain(error.code, error.details as never)
  expect(hint).not.toBe('')
  expect(`${message} ${hint}`).not.toContain(LOGIN.password)
  return { code: error.code, ...(error.details as object) }
}

describe('without TLS, on this computer', () => {
  test('DY-01: a mail arrives as it was written, with its attachment', async () => {
    const box = await mailbox()
    await send(box.server({ replyTo: 'desk@acme.example' }))
    expect(box.received).toMatchObject([{ from: 'licenses@acme.example', to: [MESSAGE.to], isSecure: false }])
    const { mail, raw } = box.received[0] as (typeof box.received)[0]
    expect(mail).toMatchObject({
      subject: MESSAGE.subject,
      to: [{ address: MESSAGE.to }],
      from: { address: 'licenses@acme.example' },
      replyTo: [{ address: 'desk@acme.example' }],
      date: new Date(NOW * 1000).toISOString(),
    })
    expect(mail.text?.replaceAll('\r\n', '\n').trimEnd()).toBe(MESSAGE.text.trimEnd())
    expect(mail.attachments).toMatchObject([{ filename: 'scope.license', disposition: 'attachment' }])
    expect(new Uint8Array(mail.attachments[0]?.content as ArrayBuffer)).toEqual(MESSAGE.attachments[0]?.bytes)
    // of whoever opens it as a draft alone
    expect(raw).not.toContain('X-Unsent')
  })

  test('a login with any characters', async () => {
    const box = await mailbox({ login: LOGIN })
    await send({ ...box.server(), password: LOGIN.password })
    expect(box.received).toMatchObject([{ user: LOGIN.user }])
  })

  test('the wrong password, or none', async () => {
    const box = await mailbox({ login: LOGIN })
    const refused = { code: 'mail-login-refused', host: '127.0.0.1', port: box.port }
    expect(await fault(send({ ...box.server(), password: 'x' }))).toMatchObject({
      ...refused,
      reply: expect.stringContaining('wrong'),
    })
    expect(await fault(send(box.server()))).toMatchObject(refused)
    expect(box.received).toEqual([])
  })

  test('a server that wants a login, and none is set up', async () => {
    const box = await mailbox({ login: LOGIN })
    const { code } = await fault(send(box.server({ user: undefined })))
    expect(['mail-login-refused', 'mail-not-accepted']).toContain(code)
  })

  test('a recipient that the server does not take, and its words', async () => {
    const box = await mailbox({
      more: { onRcptTo: (_address, _session, done) => done(new Error('no such user \u001b[31m')) },
    })
    expect(await fault(send(box.server()))).toMatchObject({
      code: 'mail-not-accepted',
      what: 'recipient',
      reply: expect.stringContaining('no such user'),
    })
  })

  test('a sender that the server does not take', async () => {
    const box = await mailbox({
      more: { onMailFrom: (_address, _session, done) => done(new Error('not you')) },
    })
    expect(await fault(send(box.server()))).toMatchObject({ code: 'mail-not-accepted', what: 'sender' })
  })

  test('a mail that is too large for the server', async () => {
    const box = await mailbox({ more: { size: 500 } })
    expect(await fault(send(box.server()))).toMatchObject({ code: 'mail-not-accepted', what: 'message' })
  })

  test('nobody listens there', async () => {
    const box = await openMailbox()
    await box.close()
    expect(await fault(send(box.server()))).toMatchObject({ code: 'mail-server-unreachable', why: 'refused' })
  })
})

describe.skipIf(!hasOpenssl)('with TLS', () => {
  const certificate = hasOpenssl ? newCertificate('mail') : undefined
  const other = hasOpenssl ? newCertificate('other') : undefined

  test.each(['tls', 'starttls'] as const)('%s, and the password goes over it alone', async security => {
    const box = await mailbox({ security, certificate, login: LOGIN } as MailboxOptions)
    await send({ ...box.server(), password: LOGIN.password })
    expect(box.received).toMatchObject([{ isSecure: true, user: LOGIN.user }])
  })

  test.each(['tls', 'starttls'] as const)(
    '%s: a certificate that is not trusted, and nothing is said to that server',
    async security => {
      const heard: string[] = []
      const box = await mailbox({
        security,
        certificate,
        login: LOGIN,
        more: { onAuth: auth => heard.push(`${auth.password}`) },
      } as MailboxOptions)
      for (const authorities of [undefined, String(other?.cert)])
        expect(await fault(send({ ...box.server({ authorities }), password: LOGIN.password }))).toMatchObject(
          {
            code: 'mail-server-untrusted',
            problem: 'untrusted',
          },
        )
      expect([heard, box.received]).toEqual([[], []])
    },
  )

  test.each(['tls', 'starttls'] as const)('%s: a certificate for another name', async security => {
    const box = await mailbox({ security, certificate } as MailboxOptions)
    expect(await fault(send(box.server({ host: 'localhost' })))).toMatchObject({
      code: 'mail-server-untrusted',
      problem: 'other-name',
    })
  })

  test('a server that offers no STARTTLS, or whose offer was taken out on the way, hears no password', async () => {
    const box = await mailbox({ login: LOGIN })
    const server = { ...box.server({ security: 'starttls' }), password: LOGIN.password }
    expect(await fault(send(server))).toMatchObject({ code: 'mail-server-untrusted', problem: 'no-tls' })
    expect(box.received).toEqual([])
  })

  test('TLS from the start at a port without', async () => {
    const box = await mailbox()
    const { code } = await fault(send(box.server({ security: 'tls' })))
    expect(['mail-server-untrusted', 'mail-server-unreachable']).toContain(code)
  })
})

describe('servers that are none', () => {
  async function talking(talk: (socket: Socket) => void): Promise<MailServer> {
    const sockets = new Set<Socket>()
    const server: Server = createServer(socket => {
      sockets.add(socket)
      socket.on('error', () => undefined)
      talk(socket)
    })
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
    boxes.push({
      close: () => {
        for (const socket of sockets) socket.destroy()
        return new Promise(resolve => server.close(resolve))
      },
    })
    const { port } = server.address() as { port: number }
    return { ...(await openedOnce).server(), port }
  }
  const openedOnce = openMailbox().then(async box => {
    await box.close()
    return box
  })

  /** A clock whose time is over as soon as the server says so. */
  function windingClock() {
    let late = (): void => undefined
    return {
      clock: {
        after(_milliseconds: number, work: () => void) {
          late = work
          return () => undefined
        },
      },
      timeIsOver: () => late(),
    }
  }

  test('one that takes the connection and says nothing', async () => {
    const { clock, timeIsOver } = windingClock()
    const server = await talking(() => timeIsOver())
    expect(await fault(send(server, MESSAGE, clock))).toMatchObject({
      code: 'mail-server-unreachable',
      why: 'slow',
    })
  })

  test('one that says hello and then keeps on talking', async () => {
    const { clock, timeIsOver } = windingClock()
    const server = await talking(socket => {
      socket.write('220 hello\r\n')
      socket.once('data', () => {
        socket.write('250-still\r\n')
        timeIsOver()
      })
    })
    expect(await fault(send(server, MESSAGE, clock))).toMatchObject({
      code: 'mail-server-unreachable',
      why: 'slow',
    })
  })

  test('one that talks without an end', async () => {
    const server = await talking(socket => {
      const more = () => {
        while (socket.writable && socket.write('220-'.padEnd(16_384, 'x')));
      }
      socket.on('drain', more)
      more()
    })
    expect(await fault(send(server))).toMatchObject({ code: 'mail-server-unreachable', why: 'not-smtp' })
  })

  test('one of another protocol', async () => {
    const server = await talking(socket => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n'))
    expect(await fault(send(server))).toMatchObject({ code: 'mail-server-unreachable' })
  })

  test('one that hangs up', async () => {
    const server = await talking(socket => socket.destroy())
    expect(await fault(send(server))).toMatchObject({ code: 'mail-server-unreachable', why: 'cut-off' })
  })
})
