/**
 * The verb `watch`: looks at the status again and again and tells what changed, so that a file that is replaced on a
 * share, a license that ends or a share that is gone reaches a program that runs. It polls: no file system tells of
 * changes that other computers make on a share. Looks never overlap and keep no process alive;
 * no error is lost.
 */
import {
  type ArgumentShape,
  FUNCTION,
  needed,
  OBJECT,
  requireShape,
  SIGNAL,
  secondsBetween,
} from '../core/arguments.ts'
import type { ProgramInput } from '../core/check/program.ts'
import type { Ending } from '../core/ending.ts'
import type { License } from '../core/message/license.ts'
import type { Reason } from '../core/rule.ts'
import { type Threshold, thresholdOf } from '../core/terms/days-left.ts'
import type { Abortable } from './aborted.ts'
import type { Status } from './status.ts'

/** What of a status changed. `ends`: the last second of the term; `license`: another one counts. */
export type Changed = 'valid' | 'license' | 'source' | 'ends' | 'warnings' | 'reasons'

/** What a later look found to be different. */
export interface StatusChange {
  readonly before: Status
  readonly after: Status
  /** In the order of the type; never empty. */
  readonly what: readonly Changed[]
}

/** An end that is near (checklist DY-07). */
export interface EndingSoon extends Ending {
  /** The smallest of 90, 60, 30, 14, 7 and 1 days that was reached. */
  readonly threshold: Threshold
  /** The license that counts. */
  readonly license: License
}

/** How a program watches its license while it runs. */
export interface Watching extends Abortable {
  /** The program that asks, as in `status`. */
  readonly program?: ProgramInput | undefined
  /** Between two looks, 60 unless told; at least 1. */
  readonly everySeconds?: number | undefined
  /** The status that the program has already; without it the first look tells nothing. */
  readonly from?: Status | undefined
  /** Called after each look that found something to be different. */
  changed(change: StatusChange): unknown
  /**
   * Called after each look that found the next threshold before an end to be reached; of several that were passed since
   * the last look, with the nearest to the end. The same function is called once in a process for each license, end and
   * threshold, however many watches it belongs to.
   */
  endsSoon?(ending: EndingSoon): unknown
  /**
   * Told of each error of a look, and of all that the other functions throw or reject with; the watch goes on with the last
   * status. What it throws itself is an unhandled rejection of the process.
   */
  failed(error: unknown): unknown
}

/** Runs the work once, later; what it returns calls that off. Must keep no process alive. */
export type Later = (work: () => void, seconds: number) => () => void

export interface WatchOptions extends Omit<Watching, 'program'> {
  /** Its signal ends with the watch. */
  read(signal: AbortSignal): Promise<Status>
  readonly later?: Later | undefined
}

const WATCH_SECONDS = 60
/** A timer holds 2^31 - 1 milliseconds. */
const MOST_SECONDS = 2_147_483

const WATCHING: ArgumentShape<Watching> = {
  program: OBJECT,
  everySeconds: secondsBetween(1, MOST_SECONDS),
  from: OBJECT,
  changed: needed(FUNCTION),
  endsSoon: FUNCTION,
  failed: needed(FUNCTION),
  signal: SIGNAL,
}

/** Error: invalid-value {field, expected, got}. */
export function requireWatching(watching: unknown): asserts watching is Watching {
  requireShape('watch', watching, WATCHING)
}

/**
 * Begins to watch; what it returns ends that, and nothing is told any more from then on, also not by a look that is
 * under way.
 */
export function watchStatus(options: WatchOptions): () => void {
  const { everySeconds = WATCH_SECONDS, later = laterHere, signal } = options
  const over = new AbortController()
  let last = options.from
  let callOff: () => void = () => undefined
  // a rejection that nobody handles: one that is lost would be worse
  const failed = async (error: unknown) => void options.failed(error)

  async function look(): Promise<void> {
    try {
      const after = await options.read(over.signal)
      if (over.signal.aborted) return
      const before = last
      // kept first: a listener that throws is not told of the same change again
      last = after
      const what = before === undefined ? [] : changesOf(before, after)
      if (before !== undefined && what.length > 0) tell(() => options.changed({ before, after, what }))
      for (const ending of newlySoon(after, options.endsSoon)) tell(() => options.endsSoon?.(ending))
    } catch (error) {
      if (!over.signal.aborted) void failed(error)
    } finally {
      if (!over.signal.aborted) callOff = later(() => void look(), everySeconds)
    }
  }
  /** The next look does not wait for what a listener does with it. */
  function tell(work: () => unknown): void {
    const told = async () => (over.signal.aborted ? undefined : work())
    told().catch(failed)
  }
  function stop(): void {
    over.abort()
    callOff()
    signal?.removeEventListener('abort', stop)
  }

  if (signal?.aborted) return stop
  signal?.addEventListener('abort', stop)
  // with nothing to compare with, at once: what changes within the first span must not be missed
  callOff = later(() => void look(), last === undefined ? 0 : everySeconds)
  return stop
}

function laterHere(work: () => void, seconds: number): () => void {
  const timer = setTimeout(work, seconds * 1000)
  timer.unref()
  return () => clearTimeout(timer)
}

/** What each function has been told, for as long as there is one. */
const TOLD = new WeakMap<object, Set<string>>()

/** The thresholds that this function has not been told yet; it is taken to be told now. */
function newlySoon({ license, endings }: Status, listener: Watching['endsSoon']): readonly EndingSoon[] {
  if (listener === undefined || license === undefined) return []
  const told = TOLD.get(listener) ?? new Set()
  TOLD.set(listener, told)
  return endings.flatMap(ending => {
    const threshold = thresholdOf(ending.daysLeft)
    const name = `${idOf(license)} ${ending.what} ${threshold}`
    if (threshold === undefined || told.has(name)) return []
    told.add(name)
    return [{ ...ending, threshold, license }]
  })
}

/** What a program may want to act upon; empty when nothing of it changed. */
export function changesOf(before: Status, after: Status): readonly Changed[] {
  const same: Readonly<Record<Changed, boolean>> = {
    valid: before.valid === after.valid,
    license: idOf(before.license) === idOf(after.license),
    source: before.source === after.source,
    ends: before.endsAt === after.endsAt,
    warnings: codesOf(before.warnings) === codesOf(after.warnings),
    reasons: codesOf(before.reasons) === codesOf(after.reasons),
  }
  return (Object.keys(same) as Changed[]).filter(what => !same[what])
}

/** An activation that is issued again with other terms is another license. */
function idOf(license: License | undefined): string | undefined {
  return license && `${license.vendor} ${license.productId} ${license.activationId} ${license.issuedAt}`
}

/** The codes alone: their details have counts and times that differ from look to look. */
function codesOf(reasons: readonly Reason[]): string {
  return reasons.map(({ rule, code }) => `${rule} ${code}`).join('\n')
}
