/**
 * Owns what the errors of PostgreSQL and of its driver mean for a ledger. What comes out has no row in it: the
 * server's details quote the values, and those are secret.
 */
import { AirlatchError } from '../../core/errors.ts'
import { ConflictError } from '../sql.ts'

/** What the server said, as a cause: its sentence and its code (postgresql.org/docs/current/errcodes-appendix.html). */
export class ServerError extends Error {
  override readonly name = 'ServerError'
  readonly state: string

  constructor(state: string, message: string) {
    super(`${message} (SQLSTATE ${state})`)
    this.state = state
  }
}

/** A number of more than 53 bits, which we never write. */
export class NumberTooLarge extends Error {
  override readonly name = 'NumberTooLarge'
}

/** A standby answered, where a server was needed that can be written to. */
export class OnlyStandby extends Error {
  override readonly name = 'OnlyStandby'
}

const CLASHES = ['23503', '23505', '22012'] // foreign key, unique, and a division by the rows that were not there
/** A standby, or an administrator who has made the database read-only. */
const READ_ONLY = ['25006']
const TURN_LOST = ['40001', '40P01'] // a deadlock, or a standby that had to give way
const BUSY = [...TURN_LOST, '55P03'] // lock_timeout
const SESSION_OVER = ['25P03', '57P01', '57P02', '57P03', '57P05']
/** Schema, table, column, function, type; a cached plan that fits no more; a page, an index. */
const DAMAGED = ['3F000', '42P01', '42703', '42883', '42804', '42P07', '42710', '0A000', 'XX001', 'XX002']

/** Whether the transaction was undone for the sake of another one, and may be tried again. */
export function hasLostItsTurn(error: unknown): boolean {
  const cause = error instanceof AirlatchError ? error.cause : undefined
  return cause instanceof ServerError && TURN_LOST.includes(cause.state)
}

/** What pgbouncer says, under a code of its own for all: at its limit, or it has no server for the moment. */
const POOLER_COMING_UP =
  /no more connections allowed|query_wait_timeout|server login has been failing|server_login_retry|cannot connect to server|the database system is/

/**
 * Whether the server does not take connections for the moment: starting, recovering, at its limit; a standby that may become
 * the primary; or a pooler that has none to give.
 */
export function isComingUp(error: unknown): boolean {
  if (error instanceof OnlyStandby) return true
  const state = serverState(error)
  if (state === '08P01') return POOLER_COMING_UP.test((error as Error).message)
  return state === '57P03' || state === '53300'
}

/** Whether nothing more can be asked over the connection that this error came from. */
export function isConnectionLost(error: unknown): boolean {
  if (error instanceof NumberTooLarge) return false
  const state = serverState(error)
  return state === undefined || state.startsWith('08') || SESSION_OVER.includes(state)
}

/** `error` is one of the driver's. Out comes Clash, or an AirlatchError with `path`, as sql.ts has them. */
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
  // its sentence may quote the value
  if (state.startsWith('22'))
    return new AirlatchError('bug', { problem: `a value fits no column (SQLSTATE ${state})` })
  return new AirlatchError('ledger-unavailable', { path, problem: message }, cause)
}

/**
 * To begin a transaction that may write is to set a parameter, which a standby refuses with the code of what it does not
 * have (0A000); the name of the function that refuses, which is in no language, tells them apart.
 */
function isRefusedByStandby(error: unknown): boolean {
  const { routine } = error as { readonly routine?: unknown }
  return serverState(error) === '0A000' && `${routine}`.endsWith('check_hook')
}

/** What Node says of a certificate (nodejs.org/api/tls.html, "X509 certificate error codes"). */
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

/** The five characters, when it was the server that spoke. */
function serverState(error: unknown): string | undefined {
  const { code, severity } = error as { readonly code?: unknown; readonly severity?: unknown }
  return typeof code === 'string' && severity !== undefined ? code : undefined
}

/** Sockets, TLS, the driver. */
function withoutServer(error: Error): string {
  if (error.message === 'The server does not support SSL connections')
    return 'the server does not encrypt its connections; sslmode=disable in the URL does without'
  // an answer, or a connection
  if (['Query read timeout', 'timeout expired'].includes(error.message))
    return 'the server did not answer in time'
  // one for every address of a name, and no sentence of its own
  if (error instanceof AggregateError) return error.errors.map(each => `${each.message}`).join(', ')
  return error.message
}
