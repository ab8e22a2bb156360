/**
 * Owns what the client remembers of one product on one computer, as one call of it needs it: read once, written at most
 * once or twice. A record that is damaged, or that this account may not write, is said and stops nobody; only what must
 * be on disk before something else may happen (recordDeactivated, recordReset) fails when it is not.
 */

import type { SeenTime, Withdrawal } from '../../core/check/case.ts'
import { CLOCK_TOLERANCE_SECONDS } from '../../core/check/clock.ts'
import { AirlatchError, succeeds } from '../../core/errors.ts'
import type { SequencesByKey, TimesById } from '../../core/message/ids.ts'
import {
  type InstalledReset,
  MOST_RETURNED,
  MOST_WITHDRAWN,
  type State,
  withTime,
} from '../../core/message/state.ts'
import type { SystemFile } from '../probe/file-times.ts'
import { type FirstRuns, firstRunsOf, type Recorder } from './first-runs.ts'
import {
  changed,
  type InstallationState,
  installationOf,
  keyOf,
  type Recalled,
  recall,
} from './installation.ts'
import { joinedSequences, joinedTimes } from './join.ts'
import type { RecordPlace } from './record.ts'

/** What a call learned. What is absent, or known already, changes nothing. */
export interface Learned {
  /** Activation id to when it was seen on a list of revocations. */
  readonly revoked?: TimesById | undefined
  readonly kit?: SeenMessage | undefined
  readonly revocations?: SeenMessage | undefined
  /** These two are news when they moved on by an hour, as a start-up must not write each time. */
  readonly copySeenAt?: number | undefined
  readonly lookedAt?: number | undefined
}

/** A kit or a list of revocations that took effect. */
export interface SeenMessage {
  /** Key id of the key that signed it. */
  readonly kid: string
  readonly sequence: number
}

/** So far may the latest time run ahead of what is written. */
const NEWS_SECONDS = 3600

/**
 * Throws for nothing that it finds. `files`: files of the operating system (probe/file-times.ts), of which the time of the
 * second latest counts: one odd file must not lock a computer out. What they say is never written down as a time that this
 * client saw: an administrator who puts the times of files right needs no vendor.
 */
export class Memory implements Recorder {
  readonly firstRuns: FirstRuns
  readonly #place: RecordPlace
  readonly #now: number
  readonly #files: readonly SystemFile[]
  #recalled: Recalled

  /** `now`: seconds since 1970. */
  constructor(place: RecordPlace, now: number, files: readonly SystemFile[] = []) {
    this.#place = place
    this.#now = now
    this.#files = files
    this.#recalled = recall(place)
    this.firstRuns = firstRunsOf(this, now)
  }

  /**
   * Times that have been: by `record` (this installation's, and what others of the product on this computer knew) and by
   * `files`. What a taken clock reset distrusts is left out.
   */
  get seen(): readonly SeenTime[] {
    return timesSeen(this.#recalled, this.#files, this.#now)
  }

  /** The newest kit of each key of the vendor's, as any record on this computer knows them. */
  get kitsSeen(): SequencesByKey {
    return joinedSequences(statesOf(this.#recalled).map(({ kitsSeen }) => kitsSeen))
  }

  /** The same of lists of revocations. */
  get revocationsSeen(): SequencesByKey {
    return joinedSequences(statesOf(this.#recalled).map(({ revocationsSeen }) => revocationsSeen))
  }

  /** Undefined: no installation yet, or one whose record cannot be believed. */
  get state(): State | undefined {
    return this.#recalled.own?.state
  }

  /** Key id of the installation's key. */
  get kid(): string | undefined {
    return this.#recalled.own?.kid
  }

  /**
   * Why the record cannot be believed: state-damaged, installation-damaged, cannot-read. Undefined when all is well or
   * there is no installation.
   */
  get damage(): AirlatchError | undefined {
    return this.#recalled.damage
  }

  /** Why an activation is no longer valid, as far as this computer knows. */
  withdrawal(activationId: string): Withdrawal | undefined {
    return withdrawalIn(statesOf(this.#recalled), activationId)
  }

  /** When a borrowed lease was given back here; undefined: it was not. */
  returnedAt(leaseId: string): number | undefined {
    return statesOf(this.#recalled)
      .map(({ returned }) => returned.get(leaseId))
      .find(at => at !== undefined)
  }

  /**
   * Remembers what a call learned, and that it was now, as far as it is news; mends a record that was lost in one place
   * only. Makes the installation when there is none and more than `lookedAt` is to be remembered. One write at the most.
   * False when it could not be written.
   */
  note(learned: Learned): boolean {
    if (this.#recalled.own === undefined && this.#recalled.damage === undefined) {
      if (!isWorthAnInstallation(learned)) return true
      if (!this.#makeInstallation()) return false
    }
    return this.change(state => withLearned(state, learned, this.#now))
  }

  /** Writes a changed record of the installation that there is. False when it could not be written. */
  change(by: (state: State) => State): boolean {
    const { own } = this.#recalled
    if (own === undefined) return false
    return succeeds(() => {
      this.#recalled = { ...this.#recalled, own: changed(this.#place, own, by, this.#now) }
    })
  }

  #makeInstallation(): boolean {
    const { folder, productId, copies } = this.#place
    return succeeds(() => {
      installationOf(folder, productId, this.#now, copies)
      this.#recalled = recall(this.#place)
    })
  }
}

/**
 * Remembers that an activation is over here: on disk when this returns, and in the copies where they can be written.
 * One that is over already stays as it was. Makes the installation when there is none. The answer has the key that
 * signs the receipt. Errors: state-damaged, installation-damaged, installation-not-readable, cannot-read, cannot-write.
 */
export function recordDeactivated(
  place: RecordPlace,
  activationId: string,
  at: number,
  now: number,
): InstallationState {
  return recorded(place, now, ({ state }) => {
    if (state.deactivated.has(activationId)) return state
    const deactivated = withTime(state.deactivated, activationId, at, MOST_WITHDRAWN)
    return withNow({ ...state, deactivated }, now)
  })
}

/**
 * Remembers that a borrowed lease was given back: as recordDeactivated, before the request for it is signed.
 * Errors: as recordDeactivated.
 */
export function recordReturned(
  place: RecordPlace,
  leaseId: string,
  at: number,
  now: number,
): InstallationState {
  return recorded(place, now, ({ state }) => {
    if (state.returned.has(leaseId)) return state
    return withNow({ ...state, returned: withTime(state.returned, leaseId, at, MOST_RETURNED) }, now)
  })
}

/**
 * Takes a clock reset: `at` is the latest time from now on, and what was believed before counts no more where it said a
 * later one. The same or an earlier reset changes nothing. Errors: as recordDeactivated.
 */
export function recordReset(
  place: RecordPlace,
  { at }: Pick<InstalledReset, 'at'>,
  now: number,
  files: readonly SystemFile[] = [],
): InstallationState {
  return recorded(place, now, ({ state, others }) => {
    const { reset, latestAt, copySeenAt, lookedAt } = state
    if (reset !== undefined && reset.at >= at) return state
    const believed = [
      latestAt,
      ...others.map(other => other.latestAt),
      ...files.map(file => file.at),
      reset?.distrusted ?? 0,
    ]
    return {
      ...state,
      latestAt: at,
      reset: { at, distrusted: Math.max(at, ...believed) },
      copySeenAt: copySeenAt && Math.min(copySeenAt, at),
      lookedAt: lookedAt && Math.min(lookedAt, at),
    }
  })
}

function recorded(
  place: RecordPlace,
  now: number,
  change: (before: { readonly state: State; readonly others: readonly State[] }) => State,
): InstallationState {
  const { folder, productId, copies } = place
  const there = recall(place)
  if (there.damage !== undefined) throw there.damage
  if (there.own === undefined) installationOf(folder, productId, now, copies)
  const { own, others } = there.own === undefined ? recall(place) : there
  if (own === undefined) throw new AirlatchError('cannot-write', { path: folder, system: 'ENOENT' })
  const key = keyOf(own, folder)
  const { state } = changed(place, own, state => change({ state, others }), now)
  return { key, state }
}

function statesOf({ own, others }: Recalled): readonly State[] {
  return own === undefined ? others : [own.state, ...others]
}

function timesSeen(
  { own, others }: Recalled,
  systemFiles: readonly SystemFile[],
  now: number,
): readonly SeenTime[] {
  const reset = own?.state.reset
  const believed = (at: number) => reset === undefined || at <= reset.at || at > reset.distrusted
  const records = others.map(({ latestAt }) => latestAt).filter(believed)
  if (own !== undefined) records.push(own.state.latestAt)
  const files = systemFiles.filter(({ at }) => believed(at)).toSorted((a, b) => b.at - a.at)
  const seen: SeenTime[] = []
  if (records.length > 0) seen.push({ at: Math.max(...records), by: 'record' })
  const [, second] = files
  if (second !== undefined) {
    const isAhead = ({ at }: SystemFile) => at > now + CLOCK_TOLERANCE_SECONDS
    const named = isAhead(second) ? { files: files.filter(isAhead).map(({ path }) => path) } : {}
    seen.push({ at: second.at, by: 'files', ...named })
  }
  return seen
}

function withdrawalIn(states: readonly State[], activationId: string): Withdrawal | undefined {
  for (const why of ['deactivated', 'revoked'] as const) {
    const times = states.map(state => state[why].get(activationId)).filter(at => at !== undefined)
    if (times.length > 0) return { why, at: Math.min(...times) }
  }
  return undefined
}

/** Who only looked around need not get a key for it. */
function isWorthAnInstallation({ lookedAt: _, ...lasting }: Learned): boolean {
  return Object.values(lasting).some(value => value !== undefined)
}

/** The same state when nothing of it is news. */
function withLearned(state: State, learned: Learned, now: number): State {
  const next: State = {
    ...state,
    revoked: joinedTimes([state.revoked, learned.revoked ?? new Map()], MOST_WITHDRAWN),
    kitsSeen: withSeen(state.kitsSeen, learned.kit),
    revocationsSeen: withSeen(state.revocationsSeen, learned.revocations),
    copySeenAt: movedOn(state.copySeenAt, learned.copySeenAt),
    lookedAt: movedOn(state.lookedAt, learned.lookedAt),
  }
  const isNews =
    now - state.latestAt >= NEWS_SECONDS ||
    !isSameNumbers(next.revoked, state.revoked) ||
    !isSameNumbers(next.kitsSeen, state.kitsSeen) ||
    !isSameNumbers(next.revocationsSeen, state.revocationsSeen) ||
    next.copySeenAt !== state.copySeenAt ||
    next.lookedAt !== state.lookedAt
  return isNews ? withNow(next, now) : state
}

function movedOn(known: number | undefined, at: number | undefined): number | undefined {
  if (at === undefined || (known !== undefined && at - known < NEWS_SECONDS)) return known
  return at
}

function withSeen(seen: SequencesByKey, message: SeenMessage | undefined): SequencesByKey {
  return message === undefined ? seen : joinedSequences([seen, new Map([[message.kid, message.sequence]])])
}

function isSameNumbers(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  return a.size === b.size && [...a].every(([id, number]) => b.get(id) === number)
}

/** What is written says how late it was by then. */
function withNow(state: State, now: number): State {
  return now > state.latestAt ? { ...state, latestAt: now } : state
}
