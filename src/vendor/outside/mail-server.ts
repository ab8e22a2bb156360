/** Owns what a mail server is to the desk: where it is, how the connection is protected, and who mails are from. */
import { isIP } from 'node:net'
import { invalidValue } from '../../core/arguments.ts'
import type { Mail } from '../../core/terms/outside.ts'
import { requireFittingText } from '../../core/terms/text.ts'
import { requireMailAddress } from './mail-address.ts'

/**
 * How the connection is protected: TLS from its first byte on (RFC 8314), TLS by the command STARTTLS, which must succeed
 * (RFC 3207), or not at all.
 */
export const MAIL_SECURITIES = ['tls', 'starttls', 'none'] as const
/** How the connection to a mail server is encrypted. */
export type MailSecurity = (typeof MAIL_SECURITIES)[number]

/** The server that takes mail over from the desk. */
export interface MailServer {
  /** A name or an address. */
  readonly host: string
  readonly port: number
  readonly security: MailSecurity
  /** Undefined: it wants no login. */
  readonly user: string | undefined
  /** Who mails are from. */
  readonly from: string
  /** Where answers go; undefined: to the sender. */
  readonly replyTo: string | undefined
  /** Certificates of authorities that it is trusted by, in PEM, in place of those of the system; undefined: those. */
  readonly authorities: string | undefined
}

/** A mail server to be kept, with the usual port unless one is named. */
export interface NewMailServer extends Omit<MailServer, 'port'> {
  /** By default the usual one. */
  readonly port: number | undefined
  /** Needed with a user. */
  readonly password: string | undefined
  /** Whether a connection without protection may leave this computer. */
  readonly allowPlain: boolean
}

/** The usual ones. */
export const MAIL_PORTS: { readonly [S in MailSecurity]: number } = { tls: 465, starttls: 587, none: 25 }

const MOST_AUTHORITIES = 65_536
const MOST_PORT = 65_535

/** Error: invalid-value. */
export function requireMailServer(input: NewMailServer): MailServer {
  const { security, user, password, replyTo, authorities, allowPlain } = input
  if (!MAIL_SECURITIES.includes(security))
    throw invalidValue('security', { is: 'one-of', words: MAIL_SECURITIES }, security)
  const host = requireHost(input.host)
  const { port = MAIL_PORTS[security] } = input
  if (!Number.isInteger(port) || port < 1 || port > MOST_PORT)
    throw invalidValue('port', { is: 'whole-number', least: 1, most: MOST_PORT }, port)
  // a listener on the network would have the password, and keys and licenses
  if (security === 'none' && !allowPlain && !isLoopback(host))
    throw invalidValue(
      'security',
      { is: 'with-option', option: '--insecure', or: 'tls or starttls' },
      security,
    )
  if (user !== undefined) requireFittingText('user', user, { kind: 'line', mostCharacters: 200 })
  if (user !== undefined && password === undefined) throw invalidValue('password', { is: 'text' }, undefined)
  if (user === undefined && password !== undefined)
    throw invalidValue('password', { is: 'with-option', option: '--user' })
  if (password !== undefined) requireFittingText('password', password, { kind: 'line', mostBytes: 1024 })
  if (authorities !== undefined && !isPem(authorities))
    throw invalidValue('authorities', { is: 'certificate' })
  return {
    host,
    port,
    security,
    user,
    from: requireMailAddress('sender', input.from),
    replyTo: replyTo === undefined ? undefined : requireMailAddress('replyTo', replyTo),
    authorities,
  }
}

/** A name of ASCII or an address: nothing that could be read as more than a host. */
function requireHost(host: string): string {
  requireFittingText('host', host, { kind: 'name', mostCharacters: 253 })
  if (!/^[A-Za-z0-9.:_-]+$/.test(host)) throw invalidValue('host', { is: 'one-line' }, host)
  return host.toLowerCase()
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))
}

function isPem(text: string): boolean {
  return text.length <= MOST_AUTHORITIES && /^-----BEGIN CERTIFICATE-----$/m.test(text)
}

/** As the ledger has it. */
export function recordedFields(server: MailServer): Mail['fields'] {
  const pairs = Object.entries(server).flatMap(([name, value]): [string, string][] =>
    value === undefined ? [] : [[name, `${value}`]],
  )
  return new Map(pairs)
}

export function mailServerOf(fields: Mail['fields']): MailServer {
  const security = fields.get('security')
  return {
    host: fields.get('host') ?? '',
    port: Number(fields.get('port')),
    // of a ledger that says something else, the safest
    security: MAIL_SECURITIES.find(one => one === security) ?? 'tls',
    user: fields.get('user'),
    from: fields.get('from') ?? '',
    replyTo: fields.get('replyTo'),
    authorities: fields.get('authorities'),
  }
}
