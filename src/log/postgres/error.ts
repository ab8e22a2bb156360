/**
 * Owns the translation of errors of PostgreSQL and of its driver into those of the ledger. The results never contain
 * row values, which the server quotes in the details of its errors, because those are secret.
 */
import { AirlatchError } from '../../core/errors.ts'
import { ConflictError } from '../sql.ts'

/** An error of the server, as a cause: its message and code (postgresql.org/docs/current/errcodes-appendix.html). */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly state: string

  constructor(state: string, message: string) {
    super(`${message} (SQLSTATE ${state})`)
    this.state = state
  }
}

/** The server sent a number of more than 53 bits, which Airlatch never writes. */
export class NumberTooLarge extends Error {
  override readonly name = 'NumberTooLarge'
}

/** A standby answered where a server that can be written to was needed. */
export class OnlyStandby extends Error {
  override readonly name = 'OnlyStandby'
}

const CLASHES = ['23503', '23505', '22012'] // foreign key, unique, and a division by the rows that were not there
/** The server is a standby, or an administrator has made the database read-only. */
const READ_ONLY = ['25006']
const TURN_LOST = ['40001', '40P01'] // a deadlock, or a standby that had to give way
const BUSY = [...TURN_LOST, '55P03'] // lock_timeout
const SESSION_OVER = ['25P03', '57P01', '57P02', '57P03', '57P05']
/** A missing or wrong schema, table, column, function or type; an outdated cached plan; a damaged page or index. */
const DAMAGED = ['3F000', '42P01', '42703', '42883', '42804', '42P07', '42710', '0A000', 'XX001', 'XX002']

/** Whether the server rolled the transaction back in favour of another one, so that it may be tried again. */
export function hasLostItsTurn(error: unknown): boolean {
  const cause = error instanceof AirlatchError ? error.cause : undefined
  return cause instanceof ServerError && TURN_LOST.includes(cause.state)
}

/** Messages of pgbouncer, which all have the code 08P01: it is at its limit, or has no server at the moment. */
const POOLER_COMING_UP =
  /no more connections allowed|query_wait_timeout|server login has been failing|server_login_retry|cannot connect to server|the database system is/

/**
 * Whether the server accepts no connections at the moment: it is starting, recovering or at its limit; it is a standby
 * that may become the primary; or it is a pooler without a free connection.
 */
export function isComingUp(error: unknown): boolean {
  if (error instanceof OnlyStandby) return true
  const state = serverState(error)
  if (state === '08P01') return POOLER_COMING_UP.test((error as Error).message)
  return state === '57P03' || state === '53300'
}

/** Whether the connection that this error was received on is no longer usable. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof NumberTooLarge) return false
  const state = serverState(error)
  return state === undefined || state.startsWith('08') || SESSION_OVER.includes(state)
}

/** Translates an error of the driver into one of those that sql.ts defines: ConflictError or AirlatchError. */
export function meaning(path: string, error: unknown): ConflictError | AirlatchError {
  const { message } = error as Error
  if (error instanceof OnlyStandby) return new AirlatchError('ledger-read-only', { path }, error)
  if (error instanceof NumberTooLarge)
    return new AirlatchError('ledger-damaged', { path, problem: message }, error)
  const state = serverState(error)
  const certificate = certificateProblem(error)
  if (certificate !== undefined)
    return new AirlatchError('ledger-server-untrusted', { path, ...certificate }, error)
  if (state === undefined)
    return new AirlatchError('ledger-unavailable', { path, problem: withoutServer(error as Error) }, error)
  const cause = new ServerError(state, message)
  if (CLASHES.includes(state)) return new ConflictError('constraint', { cause })
  if (BUSY.includes(state)) return new AirlatchError('ledger-busy', { path }, cause)
  if (READ_ONLY.includes(state) || isRefusedByStandby(error))
    return new AirlatchError('ledger-read-only', { path }, cause)
  if (DAMAGED.includes(state)) return new AirlatchError('ledger-damaged', { path, problem: message }, cause)
  if (state.startsWith('23')) return new AirlatchError('bug', { problem: message }, cause)
  // the message may quote the value
  if (state.startsWith('22'))
    return new AirlatchError('bug', { problem: `a value fits no column (SQLSTATE ${state})` })
  return new AirlatchError('ledger-unavailable', { path, problem: message }, cause)
}

/**
 * Whether a standby refused to begin a transaction that may write. It uses the code of unsupported features (0A000) for
 * that. The name of the C function that refuses distinguishes the two; unlike the message, it is never translated.
 */
function isRefusedByStandby(error: unknown): boolean {
  const { routine } = error as { readonly routine?: unknown }
  return serverState(error) === '0A000' && `${routine}`.endsWith('check_hook')
}

/** Error codes of Node for certificates (nodejs.org/api/tls.html, "X509 certificate error codes"). */
const CERTIFICATES: Readonly<Record<string, 'untrusted' | 'expired' | 'not-yet-valid' | 'other-name'>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  CERT_REJECTED: 'untrusted',
  INVALID_CA: 'untrusted',
  CERT_HAS_EXPIRED: 'expired',
  CERT_NOT_YET_VALID: 'not-yet-valid',
  ERR_TLS_CERT_ALTNAME_INVALID: 'other-name',
}
const MOST_NAMES = 200

function certificateProblem(error: unknown) {
  const { code, cert } = error as { readonly code?: unknown; readonly cert?: { subjectaltname?: unknown } }
  const problem = Object.hasOwn(CERTIFICATES, `${code}`) ? CERTIFICATES[`${code}`] : undefined
  if (problem === undefined) return undefined
  const names = cert?.subjectaltname
  return problem === 'other-name' && typeof names === 'string'
    ? { problem, names: names.slice(0, MOST_NAMES) }
    : { problem }
}

/** Returns the SQLSTATE (five characters) if the error is from the server, and not from a socket or the driver. */
function serverState(error: unknown): string | undefined {
  const { code, severity } = error as { readonly code?: unknown; readonly severity?: unknown }
  return typeof code === 'string' && severity !== undefined ? code : undefined
}

/** Describes an error of a socket, of TLS or of the driver. */
function withoutServer(error: Error): string {
  if (error.message === 'The server does not support SSL connections')
    return 'the server does not encrypt its connections; sslmode=disable in the URL does without'
  // the driver's messages for a query and for a connection
  if (['Query read timeout', 'timeout expired'].includes(error.message))
    return 'the server did not answer in time'
  // has one error for each address of the host name, and no message of its own
  if (error instanceof AggregateError) return error.errors.map(each => `${each.message}`).join(', ')
  return error.message
}
