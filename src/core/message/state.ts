/**
 * Owns the client's own record of one product on one computer: its claims and their encoding. It is signed by the
 * installation's key, which it carries, like every message of the client; but it never leaves the computer.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { encodeClaims, readClaims } from './claims.ts'
import { confirmationClaim, readConfirmation } from './confirmation.ts'
import { numbersClaim, readSequences, readTimes, type SequencesByKey, type TimesById } from './ids.ts'
import { KIT_LIMITS } from './kit.ts'

/** Maximum number of first runs. Further ones are not recorded (client/state/first-runs.ts). */
export const MOST_FIRST_RUNS = 64
/** Maximum number of activations that are no longer valid; the earliest are dropped. */
export const MOST_WITHDRAWN = 256
/** Maximum number of returned leases that had been borrowed; the earliest are dropped, because they ended first. */
export const MOST_RETURNED = 256
/** Maximum number of vendor keys with a known sequence number: as many as a kit has. */
export const MOST_KEYS_SEEN = KIT_LIMITS.keys

export interface State {
  readonly productId: string
  /** Public half of the installation key, as a COSE_Key. */
  readonly installationKey: CborMap
  /** Seconds since 1970: when this record was written, by the client's clock. */
  readonly writtenAt: number
  /** Increases from 1 with each write. Two records of one installation are always merged (client/state/join.ts). */
  readonly sequence: number
  /** The latest time that the client has seen (checklist E), seconds since 1970. */
  readonly latestAt: number
  /** When the program first ran, by activation id (checklist QC-27). The order has no meaning: CBOR sorts keys. */
  readonly firstRuns: TimesById
  /** By activation id, when it was deactivated here (checklist D), or found on a list of revocations. */
  readonly deactivated: TimesById
  readonly revoked: TimesById
  /** By id of a borrowed lease, when it was returned (checklist SS-07): it is not valid here again. */
  readonly returned: TimesById
  /** The last clock reset that was accepted; undefined: none. */
  readonly reset: InstalledReset | undefined
  /** By vendor key, the newest kit and the newest list of revocations that were seen (leastSequence). */
  readonly kitsSeen: SequencesByKey
  readonly revocationsSeen: SequencesByKey
  /** When the license that was copied from a share was last seen there; undefined: there is no copy. */
  readonly copySeenAt: number | undefined
  /** When the kit's search path was last searched; undefined: never. */
  readonly lookedAt: number | undefined
}

export interface InstalledReset {
  /** The time in the reset. */
  readonly at: number
  /** The latest time that was believed before. Times of files after the reset and up to this are ignored. */
  readonly distrusted: number
}

/** Returns the times with one more. If there are too many, the earliest of the others is dropped, never the new one. */
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
    'first-runs': numbersClaim(state.firstRuns),
    deactivated: numbersClaim(state.deactivated),
    revoked: numbersClaim(state.revoked),
    returned: numbersClaim(state.returned),
    'reset-at': state.reset?.at,
    distrusted: state.reset?.distrusted,
    'kits-seen': numbersClaim(state.kitsSeen),
    'revocations-seen': numbersClaim(state.revocationsSeen),
    'copy-seen': state.copySeenAt,
    'looked-at': state.lookedAt,
  })
}

/** Decodes a record. Error: claims-malformed. */
export function decodeState(payload: Uint8Array): State {
  const reader = readClaims('state', payload)
  const resetAt = reader.optionalTime('reset-at')
  const distrusted = reader.optionalTime('distrusted')
  if ((resetAt === undefined) !== (distrusted === undefined))
    reader.problem(resetAt === undefined ? 'reset-at' : 'distrusted', 'both-or-neither')
  const state: State = {
    productId: reader.productId(),
    installationKey: readConfirmation(reader),
    writtenAt: reader.time('iat'),
    sequence: reader.integer('sequence', 1),
    latestAt: reader.time('latest-time'),
    firstRuns: readTimes(reader, 'first-runs', MOST_FIRST_RUNS),
    deactivated: readTimes(reader, 'deactivated', MOST_WITHDRAWN),
    revoked: readTimes(reader, 'revoked', MOST_WITHDRAWN),
    returned: readTimes(reader, 'returned', MOST_RETURNED),
    reset: resetAt === undefined || distrusted === undefined ? undefined : { at: resetAt, distrusted },
    kitsSeen: readSequences(reader, 'kits-seen', MOST_KEYS_SEEN),
    revocationsSeen: readSequences(reader, 'revocations-seen', MOST_KEYS_SEEN),
    copySeenAt: reader.optionalTime('copy-seen'),
    lookedAt: reader.optionalTime('looked-at'),
  }
  reader.finish()
  return state
}
