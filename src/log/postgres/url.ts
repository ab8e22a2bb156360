/**
 * Owns the URL of a PostgreSQL ledger: what of it may be shown, and whether the connection is encrypted.
 * Refuses a URL that it does not understand whole, without quoting it: it may have a password in it.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Expected } from '../../core/expected.ts'

export interface PostgresAddress {
  /** For errors: scheme, host, port and database; never a user, a password or a key file. */
  readonly place: string
  /** For the driver, one for each host of the URL. Secret. */
  readonly connectionStrings: readonly string[]
  /** Only a server that can be written to will do, and not a standby. */
  readonly needsPrimary: boolean
  /** The file of the certificates that the server's must be signed by; undefined: those that Node trusts. */
  readonly rootCertificate: string | undefined
}

export function isPostgresUrl(text: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(text)
}

/**
 * The URL may name several hosts (`a,b:5433`), as that of a primary and its standby: the one that can be written to is
 * connected to, unless `target_session_attrs=any`, as libpq has it.
 *
 * Without `sslmode` in the URL, a server elsewhere is reached by TLS with its certificate verified, and one on this
 * computer without. `sslrootcert` names who must have signed it, in PEM (`system`: those that Node trusts). The modes
 * `prefer`, `require` and `verify-full` verify the name in it as well, as the driver documents; `verify-ca` with
 * `sslrootcert` does not, as libpq documents. Error: invalid-value {field, expected}.
 */
export function parsePostgresUrl(text: string): PostgresAddress {
  const urls = understood(text)
  const [first] = urls
  const hosts = urls.map(({ host }) => host).join(',')
  return {
    place: `postgres://${hosts}${first.pathname}${shownQuery(first)}`,
    needsPrimary: needsPrimary(urls),
    rootCertificate: rootCertificate(first),
    connectionStrings: urls.map(connectionString),
  }
}

/** One for each host. */
function understood(text: string): readonly [URL, ...URL[]] {
  const [, front = '', hosts = '', rest = ''] = /^([^/]*\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s.exec(text) ?? []
  const [first = '', ...others] = hosts.split(',')
  const urlOf = (host: string) => understoodOne(`${front}${host}${rest}`)
  return [urlOf(first), ...others.map(urlOf)]
}

function understoodOne(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // an @ behind the host is the end of a password that had a / or ? or # in it, so the "host" is its beginning
  if (url === undefined || !isPostgresUrl(text) || /@/.test(url.pathname + url.search) || url.hash !== '')
    throw invalid({ is: 'postgres-url' })
  return url
}

const TARGET = 'target_session_attrs'
const TARGETS = ['any', 'primary', 'read-write']

function needsPrimary(urls: readonly [URL, ...URL[]]): boolean {
  const target = urls[0].searchParams.get(TARGET)
  if (target !== null && !TARGETS.includes(target))
    throw new AirlatchError('invalid-value', {
      field: 'ledger',
      of: TARGET,
      expected: { is: 'one-of', words: TARGETS },
    })
  return target === null ? urls.length > 1 : target !== 'any'
}

function rootCertificate({ searchParams }: URL): string | undefined {
  const file = searchParams.get('sslrootcert') || undefined
  return file === 'system' ? undefined : file
}

function connectionString(of: URL): string {
  const url = new URL(of)
  url.searchParams.delete(TARGET)
  if (url.searchParams.get('sslrootcert') === 'system') {
    url.searchParams.delete('sslrootcert')
    url.searchParams.set('sslmode', 'verify-full')
  }
  const mode = sslMode(url)
  if (mode !== undefined) url.searchParams.set('sslmode', mode)
  // the driver's name for what libpq does
  if (mode === 'verify-ca') url.searchParams.set('uselibpqcompat', 'true')
  return url.href
}

/** Where a socket is. */
function shownQuery({ searchParams }: URL): string {
  const shown = ['host', 'port'].filter(name => searchParams.has(name))
  return shown.length === 0 ? '' : `?${shown.map(name => `${name}=${searchParams.get(name)}`).join('&')}`
}

const TLS_PARAMETERS = ['ssl', 'sslcert', 'sslkey', 'sslrootcert', 'sslnegotiation']
const UNVERIFIED = ['disable', 'no-verify']
const VERIFIED = ['prefer', 'require', 'verify-ca', 'verify-full']

/** The mode as the driver has it; undefined when there is nothing to say. */
function sslMode(url: URL): string | undefined {
  const mode = url.searchParams.get('sslmode')
  if (mode === null) {
    const decided = TLS_PARAMETERS.some(name => url.searchParams.has(name))
    return decided || isHere(url.searchParams.get('host') ?? url.hostname) ? undefined : 'verify-full'
  }
  // asked for in so many words: with this the driver takes the modes as libpq does, which verifies less
  if (url.searchParams.has('uselibpqcompat')) return mode
  if (UNVERIFIED.includes(mode)) return mode
  if (mode === 'verify-ca' && url.searchParams.has('sslrootcert')) return mode
  // the driver takes all of these for verify-full, and warns of it on standard error
  if (VERIFIED.includes(mode)) return 'verify-full'
  const expected = { is: 'one-of', words: [...UNVERIFIED, ...VERIFIED] } as const
  throw new AirlatchError('invalid-value', { field: 'ledger', of: 'sslmode', expected })
}

/** No host is a socket, or what PGHOST says. */
function isHere(host: string): boolean {
  return /^(?:|localhost|127(?:\.\d+){3}|\[?::1\]?|\/.*|%2f.*)$/i.test(host)
}

function invalid(expected: Expected): AirlatchError {
  return new AirlatchError('invalid-value', { field: 'ledger', expected })
}
