/**
 * Owns the ledger over any SQL engine. It writes entries and state in one transaction, after a check that what the
 * decision has read is unchanged. An append is all or nothing, and durable when it resolves.
 */
import { AirlatchError } from '../../core/errors.ts'
import { GroupCommit } from '../../log/group-commit.ts'
import { PATIENT, WaitDeadline, type WaitLimits } from '../../log/queue.ts'
import {
  ConflictError,
  type Sql,
  type SqlEngine,
  type SqlRow,
  type SqlWriter,
  Unsettled,
} from '../../log/sql.ts'
import { readingWithin, restingWithin, writingWithin } from '../../log/within.ts'
import { adoptEach } from './adopt.ts'
import type { Change } from './change.ts'
import { DeskClock, FarAhead, type OnClockAhead, readNewestTime } from './clock.ts'
import { Continuity } from './continuity.ts'
import { type EntryText, encodeChange, type Random } from './entries.ts'
import { extend, type Head, headOf } from './extend.ts'
import { forgetAnswers } from './kept-answers.ts'
import { type BackupMade, keepBackup } from './last-backup.ts'
import type { Decision, ErasedBytes, Ledger, RawEntry, Seen, Stats } from './ledger.ts'
import { type EngineWords, LedgerReads } from './reads.ts'
import { forgetRefusals, type NewRefusal, RefusalKeeper } from './refusals.ts'
import { compare } from './seen.ts'
import { Misshapen } from './shape.ts'
import { keepWrongProofs } from './wrong-proofs.ts'

export interface StoreOptions extends EngineWords {
  readonly random: Random
  /** The operator, who is recorded in every entry. */
  readonly operator?: string | undefined
  /** Called when the clock is far ahead of the ledger (default: the clock is trusted). */
  readonly onClockAhead?: OnClockAhead | undefined
}

/** Errors of every method: ledger-busy, ledger-unavailable and ledger-damaged, each with `path`. */
export class SqlLedger extends LedgerReads implements Ledger {
  readonly #options: StoreOptions
  readonly #clock: DeskClock
  readonly #refusals: RefusalKeeper
  /** Whether this ledger runs inside a transaction of another one, which then asks about the clock. */
  readonly #isInner: boolean
  readonly #moments: Set<LongMoment>
  readonly #decisions: GroupCommit
  readonly #continuity: Continuity

  /** `of`: the shared parts of the ledger that this one is another view of. */
  constructor(engine: SqlEngine, options: StoreOptions, of?: View) {
    super(engine, options, of?.patience ?? PATIENT)
    this.#options = options
    this.#clock = of?.clock ?? new DeskClock(options.onClockAhead)
    this.#refusals = of?.refusals ?? new RefusalKeeper(engine)
    this.#isInner = of?.isInner ?? false
    this.#moments = of?.moments ?? new Set()
    this.#decisions = of?.decisions ?? new GroupCommit(engine)
    this.#continuity = of?.continuity ?? new Continuity(engine)
  }

  async adopt(entries: AsyncIterable<RawEntry>): Promise<Stats> {
    await this.engine.write(async sql => {
      if ((await headOf(sql)).seq > 0)
        throw new AirlatchError('ledger-not-empty', { path: this.engine.place })
      await adoptEach(entries, sql)
    })
    return this.stats()
  }

  async erasePersonal(keyId: string, at: number): Promise<ErasedBytes | undefined> {
    if ((await this.append([{ kind: 'personal.erased', keyId }], at)) === 'conflict') return undefined
    return this.scrub()
  }

  keepRefusals(refused: readonly NewRefusal[]): Promise<void> {
    return this.#refusals.keep(refused, this.#options.operator)
  }

  async keepBackup(made: BackupMade): Promise<void> {
    await this.engine.write(sql => sql.apply([keepBackup(made)]))
  }

  keep<T>(work: (sql: SqlWriter) => Promise<T>): Promise<T> {
    return this.engine.write(work, async () => undefined, this.patience)
  }

  async scrub(): Promise<ErasedBytes> {
    const { scrub } = this.engine
    if (scrub === undefined) return 'on-server'
    return (await scrub.call(this.engine)) ? 'gone' : 'left'
  }

  requireClock(now: number): Promise<void> {
    return this.#askingWhenAhead(async () => this.#clock.require(now, await this.newestTime()))
  }

  async append(
    changes: readonly Change[],
    at: number,
    seen: Seen = {},
    progress?: (written: number) => void,
  ): Promise<'recorded' | 'conflict'> {
    const encoded = changes.map((change, i) => this.#encode(change, i))
    try {
      await this.#commit(
        async (sql, { head, newest }: Start) => {
          const isAccepted = changes.every(({ kind }) => kind === 'clock.accepted')
          this.#clock.require(at, isAccepted ? undefined : newest)
          const { operator } = this.#options
          return extend(sql, head, changes, encoded, at, {
            operator,
            progress,
            beside: [...forgetRefusals(changes), ...forgetAnswers(changes)],
          })
        },
        async sql => {
          const [head, newest] = await Promise.all([headOf(sql), readNewestTime(sql), compare(sql, seen)])
          return { head, newest }
        },
      )
    } catch (error) {
      if (error instanceof ConflictError) return 'conflict'
      throw error
    }
    return 'recorded'
  }

  async record<S, T>(
    read: (ledger: Ledger) => Promise<S>,
    decide: (seen: S) => Decision<T>,
  ): Promise<T | undefined> {
    const decided: T[] = []
    const first = async (sql: Sql) => {
      const ledger = this.#inner(readingWithin(this.engine, sql))
      const [head, newest, seen] = await Promise.all([headOf(sql), readNewestTime(sql), read(ledger)])
      return { head, newest, seen }
    }
    try {
      await this.#commit(
        async (sql, { head, newest, seen }) => {
          const { outcome, changes, at, wrongProofs = new Map() } = decide(seen)
          // also when nothing is recorded: a license may be signed again, or refused because of the clock alone
          this.#clock.require(at, newest)
          decided.push(outcome)
          const beside = keepWrongProofs(wrongProofs)
          if (changes.length === 0) {
            if (beside.length === 0) return head
            await sql.finish(beside)
            // without an entry there is no way to find out whether a commit with a lost answer took effect
            return undefined
          }
          const encoded = changes.map((change, i) => this.#encode(change, i))
          return extend(sql, head, changes, encoded, at, { operator: this.#options.operator, beside })
        },
        first,
        this.#decisions,
      )
    } catch (error) {
      if (error instanceof ConflictError) return undefined
      throw error
    }
    return decided.at(-1)
  }

  moment<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
    return this.read(sql => work(this.#inner(readingWithin(this.engine, sql))))
  }

  async longMoment<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
    // a server may have no connection left
    const engine = await this.engine.another?.(this.patience).catch(() => undefined)
    if (engine === undefined) return this.moment(work)
    const closing = new AbortController()
    const done = this.read(sql => work(this.#inner(restingWithin(engine, sql, closing.signal))), engine)
    const moment = { closing, done: done.catch(() => undefined).then(() => engine.close()) }
    this.#moments.add(moment)
    try {
      return await done
    } finally {
      await moment.done
      this.#moments.delete(moment)
    }
  }

  async alone<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
    let result: { readonly of: T } | undefined
    await this.#commit(async sql => {
      result = { of: await work(this.#inner(writingWithin(this.engine, sql))) }
      return headOf(sql)
    }, headOf)
    return (result as { readonly of: T }).of
  }

  waitingAtMost(limits: WaitLimits): Ledger {
    return new SqlLedger(this.engine, this.#options, { ...this.#view, patience: new WaitDeadline(limits) })
  }

  acting(operator: string): Ledger {
    return new SqlLedger(this.engine, { ...this.#options, operator }, this.#view)
  }

  async close(): Promise<void> {
    const problem = 'the ledger has been closed'
    for (const { closing } of this.#moments) closing.abort(new AirlatchError('bug', { problem }))
    await Promise.allSettled([...this.#moments].map(({ done }) => done))
    await this.#decisions.settled()
    await this.#refusals.settled()
    await this.engine.close()
  }

  /** Returns a ledger that runs inside a transaction of this one. */
  #inner(engine: SqlEngine): SqlLedger {
    const view = { ...this.#view, isInner: true, decisions: undefined, continuity: undefined }
    return new SqlLedger(engine, this.#options, view)
  }

  get #view(): View {
    return {
      clock: this.#clock,
      refusals: this.#refusals,
      moments: this.#moments,
      decisions: this.#decisions,
      continuity: this.#continuity,
      isInner: this.#isInner,
      patience: this.patience,
    }
  }

  /** Runs `work`. If it fails because the clock is far ahead, asks whether the clock is right and runs it once more. */
  async #askingWhenAhead<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof FarAhead) || this.#isInner) throw error
      await this.#clock.accept(error.ahead)
      return work()
    }
  }

  /**
   * Runs a transaction that writes. `work` gets the result of `first`, and returns the last entry after its changes, or
   * undefined if that entry does not prove that they were written. Errors: ConflictError, those of #settle.
   */
  async #commit<S>(
    work: (sql: SqlWriter, seen: S) => Promise<Head | undefined>,
    first: (sql: Sql) => Promise<S>,
    through: Pick<GroupCommit, 'write'> = this.engine,
  ): Promise<void> {
    let head: Head | undefined
    const write = () =>
      through.write(
        async (sql, seen: S) => {
          await this.#continuity.require(sql)
          head = await work(sql, seen)
        },
        first,
        this.patience,
      )
    try {
      await this.#askingWhenAhead(write)
    } catch (error) {
      if (!(error instanceof Unsettled) || head === undefined) throw error
      await this.#settle(head, error)
    }
    if (head !== undefined) this.#continuity.keep(head)
  }

  /**
   * Finds out whether a commit took effect whose answer was lost. It reads in a write transaction, which begins only
   * after the lost one has ended; the hash of the last entry identifies these changes and their predecessor.
   * Errors: ledger-unavailable when nothing was recorded; Unsettled again when the server remains unreachable.
   */
  async #settle({ seq, hash }: Head, lost: Unsettled): Promise<void> {
    let row: SqlRow | undefined
    try {
      row = await this.engine.write(
        sql => sql.get('SELECT hash FROM entry WHERE seq = ?', [seq]),
        async () => undefined,
        this.patience,
      )
    } catch {
      throw lost
    }
    if (row?.hash === hash) return
    const problem = 'the connection broke at the commit, and nothing was recorded'
    throw new AirlatchError('ledger-unavailable', { path: this.engine.place, problem }, lost)
  }

  #encode(change: Change, index: number): EntryText {
    try {
      return encodeChange(change, this.#options.random)
    } catch (error) {
      if (!(error instanceof Misshapen)) throw error
      const field = error.place.split('.').at(-1) ?? error.place
      throw new AirlatchError('invalid-value', { field, expected: { is: 'storable' }, change: index }, error)
    }
  }
}

/** The parts that views of one ledger share. */
interface View {
  readonly clock: DeskClock
  readonly refusals: RefusalKeeper
  /** Whether the view runs inside a transaction of the other one. */
  readonly isInner: boolean
  readonly moments: Set<LongMoment>
  /** Undefined if the view has another engine. */
  readonly decisions: GroupCommit | undefined
  readonly continuity: Continuity | undefined
  readonly patience: WaitDeadline
}

/** A long read over a connection of its own. */
interface LongMoment {
  readonly closing: AbortController
  /** Resolves when its connection is closed. */
  readonly done: Promise<void>
}

/** The last entry and the newest time when a transaction begins. */
interface Start {
  readonly head: Head
  readonly newest: number | undefined
}
