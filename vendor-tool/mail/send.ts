/**
 * Owns sending a mail by SMTP (RFC 5321, RFC 3207, RFC 8314): by the vendor's own server, over TLS whose certificate is
 * verified, within a limit, and never with a file or an address that a mail names. What a server answers comes from outside.
 */
import type { Clock } from '../../src/http/clock.ts'
import { AirlatchError, type MailServer } from '../../src/vendor/door.ts'
import { mailOptions } from './eml.ts'
import type { MailMessage } from './message.ts'

/** For a whole mail. A server that greylists answers at once. */
export const MOST_SECONDS = 60
/** Of a connection that says nothing; the limit of all is shorter. */
const IDLE_MS = 1000 * MOST_SECONDS
/** Characters of what a server says that are shown. */
const MOST_REPLY = 300
/** Bytes of one reply. */
const MOST_REPLY_BYTES = 65_536

/** Nothing in a mail is ever a path or an address to read from, and nothing of it is printed. */
const LOCAL = { disableFileAccess: true, disableUrlAccess: true, logger: false } as const

export interface MailWorld {
  readonly clock: Pick<Clock, 'after'>
  /** Seconds since 1970. */
  now(): number
}

/** A server with its password; undefined: it wants no login. */
export type SendingServer = MailServer & { readonly password: string | undefined }

/**
 * Resolves when the server has taken the mail over. Errors: mail-address-missing; mail-server-unreachable,
 * mail-server-untrusted, mail-login-refused, mail-not-accepted.
 */
export async function sendMail(
  message: MailMessage & { readonly to: string },
  server: SendingServer,
  world: MailWorld,
): Promise<void> {
  // the whole package has a dozen other ways to send
  const [{ default: Mailer }, { default: SmtpTransport }] = await Promise.all([
    import('nodemailer/lib/mailer'),
    import('nodemailer/lib/smtp-transport'),
  ])
  const stop = new AbortController()
  const cancel = world.clock.after(MOST_SECONDS * 1000, () => stop.abort())
  const transport = new Mailer(new SmtpTransport(connectionOptions(server)), LOCAL)
  try {
    await transport.sendMail({
      ...mailOptions(message, server),
      date: new Date(world.now() * 1000),
      signal: stop.signal,
    })
  } catch (error) {
    throw mailError(error as SmtpFault, server, stop.signal.aborted)
  } finally {
    cancel()
    transport.close()
  }
}

function connectionOptions({ host, port, security, user, password, authorities }: SendingServer) {
  return {
    host,
    port,
    secure: security === 'tls',
    requireTLS: security === 'starttls',
    ignoreTLS: security === 'none',
    ...(user === undefined ? {} : { auth: { user, pass: password ?? '' } }),
    connectionTimeout: IDLE_MS,
    greetingTimeout: IDLE_MS,
    socketTimeout: IDLE_MS,
    dnsTimeout: IDLE_MS,
    maxResponseSize: MOST_REPLY_BYTES,
    tls: {
      rejectUnauthorized: true,
      minVersion: 'TLSv1.2' as const,
      ...(authorities === undefined ? {} : { ca: authorities }),
    },
    ...LOCAL,
  }
}

/** What nodemailer says of a failure. */
interface SmtpFault extends Error {
  readonly code?: string
  /** Of the system or of OpenSSL. */
  readonly originalCode?: string
  /** What the server was asked. */
  readonly command?: string
  readonly response?: string | false
}

const SELF_MADE = [
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'CERT_SIGNATURE_FAILURE',
  'CERT_UNTRUSTED',
]

function mailError(error: SmtpFault, { host, port }: MailServer, isLate: boolean): AirlatchError {
  const where = { host, port }
  const reply = typeof error.response === 'string' ? error.response.slice(0, MOST_REPLY) : undefined
  const said = reply === undefined ? {} : { reply }
  const unreachable = (why: 'slow' | 'cut-off' | 'no-address' | 'not-smtp' | 'refused') =>
    new AirlatchError('mail-server-unreachable', { ...where, why, ...said }, error)
  const problem = certificateProblem(error)
  if (problem !== undefined) return new AirlatchError('mail-server-untrusted', { ...where, problem }, error)
  if (isLate) return unreachable('slow')
  switch (error.code) {
    case 'EAUTH':
    case 'ENOAUTH':
      return new AirlatchError('mail-login-refused', { ...where, ...said }, error)
    case 'EENVELOPE':
      return notAccepted(
        error.command === 'MAIL FROM' ? 'sender' : error.command === 'RCPT TO' ? 'recipient' : 'message',
      )
    case 'EMESSAGE':
      return notAccepted('message')
    case 'ETLS':
      return new AirlatchError('mail-server-untrusted', { ...where, problem: 'no-tls' }, error)
    case 'EDNS':
      return unreachable('no-address')
    case 'ETIMEDOUT':
      return unreachable('slow')
    case 'EPROTOCOL':
      return unreachable('not-smtp')
    case 'ESOCKET':
    case 'ECONNECTION':
      return unreachable(error.originalCode === 'ECONNREFUSED' ? 'refused' : 'cut-off')
    default:
      return new AirlatchError('bug', {}, error)
  }

  function notAccepted(what: 'sender' | 'recipient' | 'message'): AirlatchError {
    return new AirlatchError('mail-not-accepted', { ...where, what, ...said }, error)
  }
}

function certificateProblem({ originalCode = '' }: SmtpFault) {
  if (originalCode === 'CERT_HAS_EXPIRED' || originalCode === 'CERT_NOT_YET_VALID') return 'expired' as const
  if (originalCode === 'ERR_TLS_CERT_ALTNAME_INVALID') return 'other-name' as const
  return SELF_MADE.includes(originalCode) ? ('untrusted' as const) : undefined
}
