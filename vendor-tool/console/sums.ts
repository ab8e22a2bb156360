/**
 * Owns the sums of reports in one session: they take seconds at a large desk, so a visit waits for a moment only and then
 * comes again. Each question is worked out once at a time, whoever asks how often, and goes on when nobody asks.
 */
import { DAY_SECONDS } from '../../src/core/terms/term.ts'
import type { Clock } from '../../src/http/clock.ts'
import type { Report, ReportInput, Vendor } from '../../src/vendor/door.ts'

/** Entries of a ledger whose sums are nearly always there at once. */
const FEW_ENTRIES = 100_000
/** Milliseconds that a visit waits: of a larger ledger no longer than it takes to find out whether it is a short sum. */
const PATIENCE_MS = { few: 300, many: 3 }
/** Milliseconds. What took no longer is made anew for each visit. */
const A_MOMENT_MS = 30
/** What took no longer is made anew once the ledger has changed; a longer one when somebody asks for that. */
const A_WHILE_MS = 1000
/** Sums that are worked out at the same time. */
const AT_ONCE = 2
/** Sums that are kept, and the rows that they have together. */
const MOST_KEPT = 8
const MOST_ROWS = 1_000_000

/** What a visit finds. */
export type FoundSum =
  | { readonly kind: 'adding'; readonly keys: number }
  /** `number`: of this sum; `isOld`: the ledger, or the day, is another one by now. */
  | { readonly kind: 'there'; readonly report: Report; readonly number: number; readonly isOld: boolean }

type Outcome = { readonly report: Report } | { readonly error: unknown }

interface Sum {
  readonly number: number
  /** The last entry of the ledger when it was begun. */
  readonly head: string
  /** When it was begun; seconds since 1970. */
  readonly at: number
  /** Never rejects. */
  readonly done: Promise<Outcome>
  /** Undefined while it is worked out. */
  outcome?: Outcome
  /** Milliseconds that it took. */
  took: number
  /** Whether a visit has seen it. */
  isShown: boolean
}

export class KeptSums {
  readonly #vendor: Vendor
  readonly #clock: Clock
  /** By their question; the one that was asked for last is the last. */
  readonly #sums = new Map<string, Sum>()
  readonly #waiting: (() => void)[] = []
  #running = 0
  #made = 0

  constructor(vendor: Vendor, clock: Clock) {
    this.#vendor = vendor
    this.#clock = clock
  }

  /**
   * The sum, or that it is being worked out. `again`: the number of a kept sum that is made anew; once that is done, the
   * same number asks for nothing. `now`: seconds since 1970. Errors: those of `vendor.report`; the next visit tries again.
   */
  async find(input: ReportInput, now: number, again?: number): Promise<FoundSum> {
    const stats = await this.#vendor.stats()
    const isCurrent = (sum: Sum) => sum.head === stats.head && dayOf(sum.at) === dayOf(now)
    const sum = this.#of(input, { head: stats.head, at: now }, kept => {
      if (!kept.isShown) return false
      return kept.number === again || kept.took < (isCurrent(kept) ? A_MOMENT_MS : A_WHILE_MS)
    })
    const outcome = sum.outcome ?? (await this.#soon(sum.done, stats.entries))
    if (outcome === undefined) return { kind: 'adding', keys: stats.keys }
    if ('error' in outcome) {
      if (this.#sums.get(nameOf(input)) === sum) this.#sums.delete(nameOf(input))
      throw outcome.error
    }
    sum.isShown = true
    return { kind: 'there', report: outcome.report, number: sum.number, isOld: !isCurrent(sum) }
  }

  /** Undefined when it takes longer than a moment. */
  async #soon(done: Promise<Outcome>, entries: number): Promise<Outcome | undefined> {
    const patience = PATIENCE_MS[entries > FEW_ENTRIES ? 'many' : 'few']
    let stop = () => {}
    const over = new Promise<undefined>(resolve => {
      stop = this.#clock.after(patience, () => resolve(undefined))
    })
    return Promise.race([done, over]).finally(() => stop())
  }

  /** As the ledger is now, for a file, however long it takes. Errors: as above. */
  async whole(input: ReportInput, now: number): Promise<Report> {
    const { head } = await this.#vendor.stats()
    const sum = this.#of(
      input,
      { head, at: now },
      kept => kept.head !== head || dayOf(kept.at) !== dayOf(now),
    )
    const outcome = await sum.done
    if ('error' in outcome) throw outcome.error
    return outcome.report
  }

  /** The one that is worked out or kept, unless that is to be made anew. */
  #of(input: ReportInput, moment: Pick<Sum, 'head' | 'at'>, isDone: (kept: Sum) => boolean): Sum {
    const name = nameOf(input)
    const kept = this.#sums.get(name)
    const isAnew = kept === undefined || (kept.outcome !== undefined && isDone(kept))
    const sum = isAnew ? this.#begin(input, moment) : kept
    this.#sums.delete(name)
    this.#sums.set(name, sum)
    return sum
  }

  #begin(input: ReportInput, moment: Pick<Sum, 'head' | 'at'>): Sum {
    const done = this.#inTurn(() => {
      const start = this.#clock.now()
      return this.#vendor.report(input).finally(() => {
        sum.took = this.#clock.now() - start
      })
    }).then(
      report => ({ report }),
      error => ({ error }),
    )
    const sum: Sum = { ...moment, number: ++this.#made, done, took: 0, isShown: false }
    void done.then(outcome => {
      sum.outcome = outcome
      this.#forgetMany()
    })
    return sum
  }

  async #inTurn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running === AT_ONCE) await new Promise<void>(resolve => this.#waiting.push(resolve))
    else this.#running++
    try {
      return await work()
    } finally {
      const next = this.#waiting.shift()
      // who comes next has this one's place
      if (next === undefined) this.#running--
      else next()
    }
  }

  /** All but the newest that are few and small enough; never one that is worked out. */
  #forgetMany(): void {
    let [kept, rows] = [0, 0]
    for (const [name, { outcome }] of [...this.#sums].reverse()) {
      if (outcome === undefined) continue
      rows += 'report' in outcome ? outcome.report.groups.length : 0
      if (++kept > MOST_KEPT || (kept > 1 && rows > MOST_ROWS)) this.#sums.delete(name)
    }
  }
}

function nameOf({ kind, by, since, until, withinDays, archived }: ReportInput): string {
  return JSON.stringify([kind, by, since, until, withinDays, archived])
}

function dayOf(at: number): number {
  return Math.floor(at / DAY_SECONDS)
}
