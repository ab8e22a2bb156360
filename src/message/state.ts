/**
 * Owns the client's own record of one product on one computer: its claims and their encoding. Signed by the
 * installation's key like every message, but it never leaves the computer.
 */
import type { CborMap } from '../bytes/cbor.ts'
import { encodeClaims, LATEST_TIME, readClaims, safeInteger } from './claims.ts'

/** Activations whose first run is remembered; the earliest first runs give way. */
export const MOST_FIRST_RUNS = 64

export interface State {
  readonly productId: string
  /** Seconds since 1970: when this was written, by the client's clock. */
  readonly writtenAt: number
  /** Activation id to when the program first ran under it (checklist QC-27). Their order says nothing: CBOR has its own. */
  readonly firstRuns: ReadonlyMap<string, number>
}

/** The first runs and one more. When they are too many, the earliest of the others gives way, never the new one. */
export function withFirstRun(
  firstRuns: State['firstRuns'],
  activationId: string,
  at: number,
): State['firstRuns'] {
  const latest = [...firstRuns].toSorted(([, a], [, b]) => a - b).slice(-(MOST_FIRST_RUNS - 1))
  return new Map([...latest, [activationId, at]])
}

export function encodeState(state: State): Uint8Array {
  return encodeClaims({
    aud: state.productId,
    iat: state.writtenAt,
    'first-runs': state.firstRuns.size > 0 ? state.firstRuns : undefined,
  })
}

/** Error: claims-malformed. */
export function decodeState(payload: Uint8Array): State {
  const reader = readClaims('state', payload)
  const claim = reader.raw('first-runs')
  const firstRuns = claim instanceof Map ? firstRunsIn(claim as CborMap) : undefined
  if (claim !== undefined && firstRuns === undefined)
    reader.problem('first-runs', `a map of 1 to ${MOST_FIRST_RUNS} activation ids to times`)
  const state: State = {
    productId: reader.productId(),
    writtenAt: reader.time('iat'),
    firstRuns: firstRuns ?? new Map(),
  }
  reader.finish()
  return state
}

function firstRunsIn(claim: CborMap): ReadonlyMap<string, number> | undefined {
  if (claim.size === 0 || claim.size > MOST_FIRST_RUNS) return undefined
  const firstRuns = new Map<string, number>()
  for (const [id, value] of claim) {
    const at = safeInteger(value)
    if (typeof id !== 'string' || !/^[0-9a-f]{16}$/.test(id)) return undefined
    if (at === undefined || at < 0 || at > LATEST_TIME) return undefined
    firstRuns.set(id, at)
  }
  return firstRuns
}
