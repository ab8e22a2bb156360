/**
 * Owns the client's own record of one product on one computer: its claims and their encoding. Signed by the
 * installation's key, which it carries, like every message of the client; but it never leaves the computer.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { encodeClaims, readClaims } from './claims.ts'
import { confirmationClaim, readConfirmation } from './confirmation.ts'
import { readTimes, type TimesById, timesClaim } from './ids.ts'

/** Activations whose first run is remembered. When there are so many, no more are recorded (state/first-runs.ts). */
export const MOST_FIRST_RUNS = 64
/** Activations that are no longer valid; the earliest give way. */
export const MOST_WITHDRAWN = 256

export interface State {
  readonly productId: string
  /** Public half of the installation key, as a COSE_Key. */
  readonly installationKey: CborMap
  /** Seconds since 1970: when this was written, by the client's clock. */
  readonly writtenAt: number
  /** Counts up from 1 with each writing. Two records of one installation are joined, whichever is higher (state/join.ts). */
  readonly sequence: number
  /** The latest time that the client has seen (checklist E), seconds since 1970. */
  readonly latestAt: number
  /** Activation id to when the program first ran under it (checklist QC-27). Their order says nothing: CBOR has its own. */
  readonly firstRuns: TimesById
  /** Activation id to when it was deactivated here (checklist D), or seen on a list of revocations. */
  readonly deactivated: TimesById
  readonly revoked: TimesById
  /** The last clock reset that was taken; undefined: none. */
  readonly reset: TakenReset | undefined
  /** Sequence numbers of the newest kit and of the newest list of revocations seen; 0: none. */
  readonly kitSequence: number
  readonly revocationsSequence: number
  /** When the license of which a copy is kept was last seen on its share; undefined: no copy. */
  readonly copySeenAt: number | undefined
  /** When the kit's search path was last looked through; undefined: never. */
  readonly lookedAt: number | undefined
}

export interface TakenReset {
  /** The time that the vendor said. */
  readonly at: number
  /** The latest time that was believed before: what of the computer's files says no more than that, says nothing. */
  readonly distrusted: number
}

/** The times and one more. When they are too many, the earliest of the others gives way, never the new one. */
export function withTime(times: TimesById, activationId: string, at: number, most: number): TimesById {
  const others = [...times].filter(([id]) => id !== activationId)
  const latest = others.toSorted(([, a], [, b]) => a - b).slice(-(most - 1))
  return new Map([...latest, [activationId, at]])
}

export function encodeState(state: State): Uint8Array {
  return encodeClaims({
    aud: state.productId,
    iat: state.writtenAt,
    cnf: confirmationClaim(state.installationKey),
    sequence: state.sequence,
    'latest-time': state.latestAt,
    'first-runs': timesClaim(state.firstRuns),
    deactivated: timesClaim(state.deactivated),
    revoked: timesClaim(state.revoked),
    'reset-at': state.reset?.at,
    distrusted: state.reset?.distrusted,
    'kit-sequence': state.kitSequence === 0 ? undefined : state.kitSequence,
    'revocations-sequence': state.revocationsSequence === 0 ? undefined : state.revocationsSequence,
    'copy-seen': state.copySeenAt,
    'looked-at': state.lookedAt,
  })
}

/** Error: claims-malformed. */
export function decodeState(payload: Uint8Array): State {
  const reader = readClaims('state', payload)
  const resetAt = reader.optionalTime('reset-at')
  const distrusted = reader.optionalTime('distrusted')
  if ((resetAt === undefined) !== (distrusted === undefined))
    reader.problem(resetAt === undefined ? 'reset-at' : 'distrusted', 'both, or neither')
  const state: State = {
    productId: reader.productId(),
    installationKey: readConfirmation(reader),
    writtenAt: reader.time('iat'),
    sequence: reader.integer('sequence', 1),
    latestAt: reader.time('latest-time'),
    firstRuns: readTimes(reader, 'first-runs', MOST_FIRST_RUNS),
    deactivated: readTimes(reader, 'deactivated', MOST_WITHDRAWN),
    revoked: readTimes(reader, 'revoked', MOST_WITHDRAWN),
    reset: resetAt === undefined || distrusted === undefined ? undefined : { at: resetAt, distrusted },
    kitSequence: reader.optionalInteger('kit-sequence', 1) ?? 0,
    revocationsSequence: reader.optionalInteger('revocations-sequence', 1) ?? 0,
    copySeenAt: reader.optionalTime('copy-seen'),
    lookedAt: reader.optionalTime('looked-at'),
  }
  reader.finish()
  return state
}
