/**
 * Owns the URL of a PostgreSQL ledger: which parts of it may be shown, and whether the connection is encrypted.
 * A URL that is not understood completely is refused without quoting it, because it may contain a password.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Expected } from '../../core/expected.ts'

export interface PostgresAddress {
  /** The ledger in errors: scheme, host, port and database; never a user, a password or a key file. */
  readonly place: string
  /** For the driver, one for each host of the URL. Secret. */
  readonly connectionStrings: readonly string[]
  /** Whether only a server that can be written to is acceptable, and not a standby. */
  readonly needsPrimary: boolean
  /** The file of the root certificates for the server's certificate. Undefined for those that Node trusts. */
  readonly rootCertificate: string | undefined
}

export function isPostgresUrl(text: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(text)
}

/**
 * Parses the URL of a ledger. It may name several hosts (`a,b:5433`), such as a primary and its standby: the one that
 * can be written to is used, unless `target_session_attrs=any`, as in libpq.
 *
 * Without `sslmode` in the URL, a remote server is reached by TLS with its certificate verified, and a server on this
 * computer without TLS. `sslrootcert` is a PEM file of root certificates (`system`: those that Node trusts). The modes
 * `prefer`, `require` and `verify-full` verify the host name in the certificate too, as the driver documents;
 * `verify-ca` with `sslrootcert` does not, as libpq documents. Error: invalid-value {field, expected}.
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

/** Returns one URL for each host. */
function understood(text: string): readonly [URL, ...URL[]] {
  const [, front = '', hosts = '', rest = ''] = /^([^/]*\/\/(?:[^/?#]*@)?)([^/?#]*)(.*)$/s.exec(text) ?? []
  const [first = '', ...others] = hosts.split(',')
  const urlOf = (host: string) => understoodOne(`${front}${host}${rest}`)
  return [urlOf(first), ...others.map(urlOf)]
}

function understoodOne(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined
  // an @ after the host is the end of a password that contains / or ? or #, so the "host" is a part of the password
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
  // makes the driver treat verify-ca as libpq does
  if (mode === 'verify-ca') url.searchParams.set('uselibpqcompat', 'true')
  return url.href
}

/** The query parameters that locate a socket, which may be shown. */
function shownQuery({ searchParams }: URL): string {
  const shown = ['host', 'port'].filter(name => searchParams.has(name))
  return shown.length === 0 ? '' : `?${shown.map(name => `${name}=${searchParams.get(name)}`).join('&')}`
}

const TLS_PARAMETERS = ['ssl', 'sslcert', 'sslkey', 'sslrootcert', 'sslnegotiation']
const UNVERIFIED = ['disable', 'no-verify']
const VERIFIED = ['prefer', 'require', 'verify-ca', 'verify-full']

/** Returns the `sslmode` for the driver; undefined to leave it unset. */
function sslMode(url: URL): string | undefined {
  const mode = url.searchParams.get('sslmode')
  if (mode === null) {
    const decided = TLS_PARAMETERS.some(name => url.searchParams.has(name))
    return decided || isHere(url.searchParams.get('host') ?? url.hostname) ? undefined : 'verify-full'
  }
  // set explicitly by the user: the driver then treats the modes as libpq does, which verifies less
  if (url.searchParams.has('uselibpqcompat')) return mode
  if (UNVERIFIED.includes(mode)) return mode
  if (mode === 'verify-ca' && url.searchParams.has('sslrootcert')) return mode
  // the driver treats all of these as verify-full, and prints a warning unless the mode is verify-full itself
  if (VERIFIED.includes(mode)) return 'verify-full'
  const expected = { is: 'one-of', words: [...UNVERIFIED, ...VERIFIED] } as const
  throw new AirlatchError('invalid-value', { field: 'ledger', of: 'sslmode', expected })
}

/** Whether a host is this computer. An empty host stands for a socket, or for PGHOST. */
function isHere(host: string): boolean {
  return /^(?:|localhost|127(?:\.\d+){3}|\[?::1\]?|\/.*|%2f.*)$/i.test(host)
}

function invalid(expected: Expected): AirlatchError {
  return new AirlatchError('invalid-value', { field: 'ledger', expected })
}
