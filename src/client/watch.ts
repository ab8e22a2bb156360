/**
 * The verb `watch`: looks at the status again and again and tells what changed, so that a file that is replaced on a
 * share, a license that ends or a share that is gone reaches a program that runs. It polls: no file system tells of
 * changes that other computers make on a share. Looks never overlap, keep no process alive, and throw nothing.
 */
import type { Program } from '../core/check/case.ts'
import { AirlatchError } from '../core/errors.ts'
import type { License } from '../core/message/license.ts'
import type { Reason } from '../core/rule.ts'
import type { Status } from './status.ts'

/** What of a status changed. `ends`: the last second of the term; `license`: another one counts. */
export type Changed = 'valid' | 'license' | 'source' | 'ends' | 'warnings' | 'reasons'

export interface StatusChange {
  readonly before: Status
  readonly after: Status
  /** In the order of the type; never empty. */
  readonly what: readonly Changed[]
}

/** How a program watches its license while it runs. */
export interface Watching {
  readonly program?: Partial<Program>
  /** Between two looks, 60 unless told; at least 1. */
  readonly everySeconds?: number
  /** The status that the program has already; without it the first look tells nothing. */
  readonly from?: Status
  changed(change: StatusChange): void
}

/** Runs the work once, later; what it returns calls that off. Must keep no process alive. */
export type Later = (work: () => void, seconds: number) => () => void

export interface WatchOptions {
  read(): Promise<Status>
  /** Between the end of one look and the beginning of the next; at least 1. */
  readonly everySeconds: number
  changed(change: StatusChange): void
  /** The status that the program has already; else the first look makes one, and tells nothing. */
  readonly from?: Status
  /** Told of what `read` or `changed` throws; the watch goes on with the last status. */
  readonly failed?: (error: unknown) => void
  readonly later?: Later
}

/**
 * Begins to watch; what it returns ends that, and nothing is told any more from then on, also not by a look that is
 * under way. Error: invalid-value.
 */
export function watchStatus(options: WatchOptions): () => void {
  const { everySeconds, later = laterHere } = options
  if (!Number.isFinite(everySeconds) || everySeconds < 1 || everySeconds > MOST_SECONDS)
    throw new AirlatchError('invalid-value', {
      field: 'everySeconds',
      expected: `1 to ${MOST_SECONDS} seconds`,
      got: everySeconds,
    })
  let last = options.from
  let stopped = false
  let callOff: () => void

  async function look(): Promise<void> {
    try {
      const after = await options.read()
      if (stopped) return
      const before = last
      // kept first: a listener that throws is not told of the same change again
      last = after
      const what = before === undefined ? [] : changesOf(before, after)
      if (before !== undefined && what.length > 0) options.changed({ before, after, what })
    } catch (error) {
      if (!stopped) tell(options.failed, error)
    } finally {
      if (!stopped) callOff = later(() => void look(), everySeconds)
    }
  }

  // with nothing to compare with, at once: what changes within the first span must not be missed
  callOff = later(() => void look(), last === undefined ? 0 : everySeconds)
  return () => {
    stopped = true
    callOff()
  }
}

/** A timer holds 2^31 - 1 milliseconds. */
const MOST_SECONDS = 2_147_483

function laterHere(work: () => void, seconds: number): () => void {
  const timer = setTimeout(work, seconds * 1000)
  timer.unref()
  return () => clearTimeout(timer)
}

function tell(failed: ((error: unknown) => void) | undefined, error: unknown): void {
  try {
    failed?.(error)
  } catch {
    // it had its chance
  }
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
