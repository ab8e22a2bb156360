/** Owns a real SMTP server for tests (package smtp-server), which keeps what it takes over. */
import type { AddressInfo } from 'node:net'
import PostalMime, { type Email } from 'postal-mime'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import type { Certificate } from '../../../src/http/tls.ts'
import type { MailSecurity, MailServer } from '../../../src/vendor/door.ts'

/** A mail as the server took it over. */
export interface Received {
  readonly from: string
  readonly to: readonly string[]
  /** As it came. */
  readonly raw: string
  readonly mail: Email
  readonly isSecure: boolean
  readonly user: string | undefined
}

export interface Mailbox {
  readonly port: number
  readonly received: Received[]
  /** How a desk reaches it. */
  server(change?: Partial<MailServer>): MailServer
  close(): Promise<void>
}

export interface MailboxOptions {
  readonly security?: MailSecurity
  readonly certificate?: Certificate
  /** The only login that it takes; without one it wants none. */
  readonly login?: { readonly user: string; readonly password: string }
  readonly more?: SMTPServerOptions
}

export async function openMailbox({
  security = 'none',
  certificate,
  login,
  more = {},
}: MailboxOptions = {}): Promise<Mailbox> {
  const received: Received[] = []
  const server = new SMTPServer({
    secure: security === 'tls',
    ...(certificate === undefined
      ? {}
      : { key: Buffer.from(certificate.key), cert: Buffer.from(certificate.cert) }),
    disabledCommands: [
      ...(security === 'starttls' ? [] : ['STARTTLS']),
      ...(login === undefined ? ['AUTH'] : []),
    ],
    authOptional: login === undefined,
    allowInsecureAuth: true,
    logger: false,
    onAuth(auth, _session, done) {
      if (auth.username === login?.user && auth.password === login?.password)
        done(null, { user: auth.username })
      else done(new Error('wrong\u202e login'))
    },
    onData(stream, session, done) {
      const pieces: Buffer[] = []
      stream.on('data', piece => pieces.push(piece))
      stream.on('end', async () => {
        if (stream.sizeExceeded) return done(new Error('too large'))
        const bytes = Buffer.concat(pieces)
        const { mailFrom, rcptTo } = session.envelope
        received.push({
          from: mailFrom === false ? '' : mailFrom.address,
          to: rcptTo.map(({ address }) => address),
          raw: bytes.toString('latin1'),
          mail: await PostalMime.parse(bytes),
          isSecure: session.secure,
          user: session.user,
        })
        done()
      })
    },
    ...more,
  })
  // a client that does not trust the certificate is an error here as well
  server.on('error', () => undefined)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.server.address() as AddressInfo
  return {
    port,
    received,
    server: change => ({
      host: '127.0.0.1',
      port,
      security,
      user: login?.user,
      from: 'licenses@acme.example',
      replyTo: undefined,
      authorities: certificate === undefined ? undefined : String(certificate.cert),
      ...change,
    }),
    close: () => new Promise(resolve => server.close(() => resolve())),
  }
}
