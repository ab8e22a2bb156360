/**
 * Owns the days that a license counts from the first run (checklist QC-27): when that was, as this installation has
 * recorded it.
 */
import type { License } from '../../core/message/license.ts'
import { MOST_FIRST_RUNS, type State } from '../../core/message/state.ts'

export interface FirstRuns {
  /**
   * When the program first ran under the license: as recorded, or now when this would be the first run. Undefined, so that
   * the days count from the activation, when the license was made for another installation or for one that has been
   * forgotten since, and when the record is full: the run may be one that it has no room for.
   */
  of(license: License): number | undefined
  /** Whether the program has run under the license, so that its days have begun; for one that counts none as well. */
  hasBegun(license: License): boolean
  /** Makes sure that the first run is on disk. False when it cannot be: then it may not be believed either. */
  keep(license: License): boolean
}

/** The record of the installation that there is, if there is one. */
export interface Recorder {
  readonly kid: string | undefined
  readonly state: State | undefined
  /** False when it could not be written. */
  change(by: (state: State) => State): boolean
}

/** A clock may be put back a little, by a time server or by hand. */
const CLOCK_STEP_SECONDS = 86_400

/** `now`: seconds since 1970. */
export function firstRunsOf(recorder: Recorder, now: number): FirstRuns {
  const stateFor = ({ firstRun }: License): State | undefined =>
    firstRun?.installation === recorder.kid ? recorder.state : undefined
  return {
    of(license) {
      const state = stateFor(license)
      if (state === undefined) return undefined
      const known = state.firstRuns.get(license.activationId)
      if (known === undefined) return isFull(state) ? undefined : notBefore(license, now)
      // recorded while the clock was ahead: then it says nothing
      return known > now + CLOCK_STEP_SECONDS ? undefined : known
    },
    hasBegun(license) {
      const state = stateFor(license)
      return (
        license.firstRun === undefined || state === undefined || state.firstRuns.has(license.activationId)
      )
    },
    keep(license) {
      const state = stateFor(license)
      // an installation that does not count the days of this license has nothing to keep
      if (state === undefined || state.firstRuns.has(license.activationId) || isFull(state)) return true
      return recorder.change(state => withFirstRun(state, license.activationId, notBefore(license, now)))
    },
  }
}

/** None gives way to a newer one: its days would begin again. */
function isFull({ firstRuns }: State): boolean {
  return firstRuns.size >= MOST_FIRST_RUNS
}

/** The first run under an activation; one that is remembered already stays. */
function withFirstRun(state: State, activationId: string, at: number): State {
  if (state.firstRuns.has(activationId) || isFull(state)) return state
  return { ...state, firstRuns: new Map([...state.firstRuns, [activationId, at]]) }
}

/** A clock that a dead battery set to 1970 must not use up the days. */
function notBefore({ issuedAt }: License, now: number): number {
  return Math.max(now, issuedAt)
}
