/**
 * Owns the ledger over any SQL engine: entries and state in one transaction, compare-and-swap on what a decision saw.
 * An append is all or nothing, and durable when it resolves.
 */
import { AirlatchError } from '../../core/errors.ts'
import type { Checkpoint } from '../../core/message/checkpoint.ts'
import type {
  Activation,
  Affiliate,
  KeyRecord,
  Product,
  Settings,
  WrongProofs,
} from '../../core/terms/entitlement.ts'
import type { Defaults, FoundName } from '../../core/terms/fields.ts'
import { entryHash, GENESIS } from '../../log/chain.ts'
import { PATIENT, Patience, type WaitLimits } from '../../log/queue.ts'
import {
  Clash,
  conditions,
  type Row,
  rowsWhere,
  type Sql,
  type SqlEngine,
  type SqlWriter,
  type Statement,
  Unsettled,
} from '../../log/sql.ts'
import { readingWithin, writingWithin } from '../../log/within.ts'
import { adoptEach } from './adopt.ts'
import { auditEntries, auditFile } from './audit.ts'
import { DeskClock, FarAhead, type OnClockAhead, readNewestTime } from './clock.ts'
import { type EntryText, encodeChange, type Random } from './entries.ts'
import type {
  ActivationFilter,
  Audit,
  Change,
  Decided,
  ErasedBytes,
  HistoryEntry,
  IssuedLicense,
  KeyFilter,
  KeyListing,
  Ledger,
  LogEntry,
  LogFilter,
  PublishedRevocations,
  RawEntry,
  Seen,
  SigningKeyEntries,
  Snapshot,
  Stats,
  Survey,
  Tell,
  Vendor,
} from './ledger.ts'
import { readHistory, readLog, readLogTail, readRaw } from './log.ts'
import { activationOf, affiliateOf, defaultsOf, keyOf, productOf, vendorOf } from './projection.ts'
import { Misshapen } from './shape.ts'
import { readIssued, readProduct, readSettings, readSnapshots } from './snapshots.ts'
import { readRevocations, readSigningKeys, readWithdrawn } from './withdrawn.ts'
import { type Recording, writesOf } from './writes.ts'
import { KEYS_WITH_WRONG_PROOFS, keepWrongProofs, NO_WRONG_PROOFS, wrongProofsOf } from './wrong-proofs.ts'

export interface StoreOptions {
  readonly random: Random
  /** Who does what is appended; stands in every entry. */
  readonly operator?: string | undefined
  /** Unless given, a clock that is far ahead is believed. */
  readonly onClockAhead?: OnClockAhead | undefined
}

/** Errors of every method: ledger-busy, ledger-unavailable and ledger-damaged, each with `path`. */
export class SqlLedger implements Ledger {
  readonly #engine: SqlEngine
  readonly #options: StoreOptions
  readonly #clock: DeskClock
  /** Part of a transaction of another one, which asks about the clock. */
  readonly #isInner: boolean
  readonly #patience: Patience

  /** `of`: the ledger that this one is another view of. */
  constructor(engine: SqlEngine, options: StoreOptions, of?: View) {
    this.#engine = engine
    this.#options = options
    this.#clock = of?.clock ?? new DeskClock(options.onClockAhead)
    this.#isInner = of?.isInner ?? false
    this.#patience = of?.patience ?? PATIENT
  }

  vendor(): Promise<Vendor | undefined> {
    return this.#read(async sql => one(await sql.get('SELECT * FROM vendor'), vendorOf))
  }

  settings(): Promise<{ readonly settings: Settings; readonly revision: number }> {
    return this.#read(readSettings)
  }

  product(id: string): Promise<{ readonly product: Product; readonly revision: number } | undefined> {
    return this.#read(sql => readProduct(sql, id))
  }

  products(): Promise<readonly Product[]> {
    return this.#read(async sql => (await sql.all('SELECT * FROM product ORDER BY created')).map(productOf))
  }

  key(id: string): Promise<KeyRecord | undefined> {
    return this.#read(async sql => one(await keyRow(sql, id), keyOf))
  }

  wrongProofs(keyId: string): Promise<WrongProofs> {
    return this.#read(async sql => {
      const row = await sql.get('SELECT * FROM wrong_proof WHERE key_id = ?', [keyId])
      return one(row, wrongProofsOf) ?? NO_WRONG_PROOFS
    })
  }

  keyInUse(id: string): Promise<(KeyListing & { readonly revision: number }) | undefined> {
    return this.#read(async sql => {
      const row = await sql.get(`${SELECT_LISTING} WHERE id = ?`, [id])
      return one(row, row => ({ ...listingOf(row), revision: row.revision as number }))
    })
  }

  keys({ productId, email, affiliate, ...notes }: KeyFilter): Promise<readonly KeyListing[]> {
    const { where, params } = conditions([
      ['product_id = ?', productId],
      // as the index has it; lower() is that of ASCII on every engine
      ['lower(email) = ? AND email IS NOT NULL', email?.replace(/[A-Z]+/g, letters => letters.toLowerCase())],
      ['affiliate = ?', affiliate],
    ])
    const sql = `${SELECT_LISTING} ${where} ORDER BY created`
    // notes without a column
    const inBody = Object.entries(notes) as [FoundName, string][]
    const fits = ({ key }: KeyListing) => inBody.every(([name, text]) => key[name] === text)
    return this.#read(async ({ all }) => (await all(sql, params)).map(listingOf).filter(fits))
  }

  history(keyId: string): Promise<readonly HistoryEntry[]> {
    return this.#read(sql => readHistory(sql, keyId))
  }

  grantedActivations(): Promise<number> {
    return this.#read(readGranted)
  }

  affiliates(): Promise<readonly Affiliate[]> {
    return this.#read(async sql =>
      (await sql.all('SELECT * FROM affiliate ORDER BY created')).map(affiliateOf),
    )
  }

  defaults(): Promise<Defaults | undefined> {
    return this.#read(async sql => one(await sql.get('SELECT * FROM defaults'), defaultsOf))
  }

  activation(id: string): Promise<Activation | undefined> {
    return this.#read(async sql =>
      one(await sql.get('SELECT * FROM activation WHERE id = ?', [id]), activationOf),
    )
  }

  entries(after: number, most: number): Promise<readonly RawEntry[]> {
    return this.#read(sql => readRaw(sql, after, most))
  }

  log(after: number, most: number, filter: LogFilter = {}): Promise<readonly LogEntry[]> {
    return this.#read(sql => readLog(sql, after, most, filter))
  }

  logTail(count: number, filter: LogFilter = {}): Promise<number> {
    return this.#read(sql => readLogTail(sql, count, filter))
  }

  async adopt(entries: AsyncIterable<RawEntry>): Promise<Stats> {
    await this.#engine.write(async sql => {
      if ((await headOf(sql)).seq > 0)
        throw new AirlatchError('ledger-not-empty', { path: this.#engine.place })
      await adoptEach(entries, sql)
    })
    return this.stats()
  }

  async erasePersonal(keyId: string, at: number): Promise<ErasedBytes | undefined> {
    if ((await this.append([{ kind: 'personal.erased', keyId }], at)) === 'conflict') return undefined
    const { scrub } = this.#engine
    if (scrub === undefined) return 'on-server'
    return (await scrub.call(this.#engine)) ? 'gone' : 'left'
  }

  activations({ keyId, productId, released }: ActivationFilter): Promise<readonly Activation[]> {
    const { where, params } = conditions([
      ['key_id = ?', keyId],
      ['key_id IN (SELECT id FROM activation_key WHERE product_id = ?)', productId],
      ['(released_at IS NULL) = (? = 0)', released === undefined ? undefined : Number(released)],
    ])
    const sql = `SELECT * FROM activation ${where} ORDER BY created`
    return this.#read(async ({ all }) => (await all(sql, params)).map(activationOf))
  }

  snapshot(keyId: string): Promise<Snapshot | undefined> {
    return this.#read(async sql => (await readSnapshots(sql, [keyId])).get(keyId))
  }

  survey(keyIds: readonly string[], requestHashes: readonly string[]): Promise<Survey> {
    return this.#read(async sql => {
      const [issued, snapshots] = await Promise.all([
        readIssued(sql, requestHashes),
        readSnapshots(sql, keyIds),
      ])
      return { issued, snapshots }
    })
  }

  issued(requestHash: string): Promise<IssuedLicense | undefined> {
    return this.#read(async sql => (await readIssued(sql, [requestHash])).get(requestHash))
  }

  kitSequence(productId: string): Promise<number> {
    return this.#read(async sql => {
      const row = await sql.get('SELECT max(sequence) AS newest FROM kit WHERE product_id = ?', [productId])
      return (row?.newest as number | null | undefined) ?? 0
    })
  }

  signingKeys(): Promise<SigningKeyEntries> {
    return this.#read(readSigningKeys)
  }

  revocations(productId: string): Promise<PublishedRevocations | undefined> {
    return this.#read(sql => readRevocations(sql, productId))
  }

  withdrawn(productId: string, endedBy: number): Promise<readonly string[]> {
    return this.#read(sql => readWithdrawn(sql, productId, endedBy))
  }

  newestTime(): Promise<number | undefined> {
    return this.#read(readNewestTime)
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
          return extend(sql, head, changes, encoded, at, { operator: this.#options.operator, progress })
        },
        async sql => {
          const [head, newest] = await Promise.all([headOf(sql), readNewestTime(sql), compare(sql, seen)])
          return { head, newest }
        },
      )
    } catch (error) {
      if (error instanceof Clash) return 'conflict'
      throw error
    }
    return 'recorded'
  }

  async record<S, T>(
    read: (ledger: Ledger) => Promise<S>,
    decide: (seen: S) => Decided<T>,
  ): Promise<T | undefined> {
    const decided: T[] = []
    const first = async (sql: Sql) => {
      const ledger = this.#inner(readingWithin(this.#engine, sql))
      const [head, newest, seen] = await Promise.all([headOf(sql), readNewestTime(sql), read(ledger)])
      return { head, newest, seen }
    }
    try {
      await this.#commit(async (sql, { head, newest, seen }) => {
        const { outcome, changes, at, wrongProofs = new Map() } = decide(seen)
        // also when nothing is recorded: a license that is signed again, a no that only the clock says
        this.#clock.require(at, newest)
        decided.push(outcome)
        const beside = keepWrongProofs(wrongProofs)
        if (changes.length === 0) {
          if (beside.length === 0) return head
          await sql.finish(beside)
          // no entry would tell whether a commit whose answer was lost has kept them
          return undefined
        }
        const encoded = changes.map((change, i) => this.#encode(change, i))
        return extend(sql, head, changes, encoded, at, { operator: this.#options.operator, beside })
      }, first)
    } catch (error) {
      if (error instanceof Clash) return undefined
      throw error
    }
    return decided.at(-1)
  }

  moment<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
    return this.#read(sql => work(this.#inner(readingWithin(this.#engine, sql))))
  }

  async alone<T>(work: (ledger: Ledger) => Promise<T>): Promise<T> {
    let result: { readonly of: T } | undefined
    await this.#commit(async sql => {
      result = { of: await work(this.#inner(writingWithin(this.#engine, sql))) }
      return headOf(sql)
    }, headOf)
    return (result as { readonly of: T }).of
  }

  async audit(checkpoints: readonly Checkpoint[] = [], progress?: Tell): Promise<Audit> {
    const audit = await this.#read(async sql => {
      const { seq } = progress === undefined ? { seq: 0 } : await headOf(sql)
      return auditEntries(sql, { checkpoints, progress: done => progress?.(Math.min(done, seq), seq) })
    })
    return { ...audit, problems: [...audit.problems, ...(await auditFile(this.#engine))] }
  }

  stats(): Promise<Stats> {
    return this.#read(async sql => {
      const { seq, hash } = await headOf(sql)
      return {
        entries: seq,
        products: await count(sql, 'product'),
        keys: await count(sql, 'activation_key'),
        ...(await countActivations(sql)),
        licenses: await count(sql, 'issued'),
        head: hash,
      }
    })
  }

  waitingAtMost(limits: WaitLimits): Ledger {
    return new SqlLedger(this.#engine, this.#options, {
      clock: this.#clock,
      isInner: this.#isInner,
      patience: new Patience(limits),
    })
  }

  close(): Promise<void> {
    return this.#engine.close()
  }

  async #read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    try {
      return await this.#engine.read(work, this.#patience)
    } catch (error) {
      if (!(error instanceof Misshapen)) throw error
      throw new AirlatchError('ledger-damaged', { path: this.#engine.place, problem: error.message }, error)
    }
  }

  /** Over a transaction of this one. */
  #inner(engine: SqlEngine): SqlLedger {
    return new SqlLedger(engine, this.#options, {
      clock: this.#clock,
      isInner: true,
      patience: this.#patience,
    })
  }

  /** A transaction that ends because the clock is far ahead is undone; somebody is asked, and it is run once more. */
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
   * `work` writes behind what `first` has read, and gives the last entry behind it, when that tells what was written.
   * Errors: Clash, those of #settle.
   */
  async #commit<S>(
    work: (sql: SqlWriter, seen: S) => Promise<Head | undefined>,
    first: (sql: Sql) => Promise<S>,
  ): Promise<void> {
    let head: Head | undefined
    const write = () =>
      this.#engine.write(
        async (sql, seen: S) => {
          head = await work(sql, seen)
        },
        first,
        this.#patience,
      )
    try {
      await this.#askingWhenAhead(write)
    } catch (error) {
      if (!(error instanceof Unsettled) || head === undefined) throw error
      await this.#settle(head, error)
    }
  }

  /**
   * Finds out what became of a commit whose answer was lost. A writer's turn comes only when the one before it is
   * over, and the hash of the last entry is of these changes behind that head and of nothing else.
   * Errors: ledger-unavailable when nothing was recorded; Unsettled again when the server does not come back to tell.
   */
  async #settle({ seq, hash }: Head, lost: Unsettled): Promise<void> {
    let row: Row | undefined
    try {
      row = await this.#engine.write(
        sql => sql.get('SELECT hash FROM entry WHERE seq = ?', [seq]),
        async () => undefined,
        this.#patience,
      )
    } catch {
      throw lost
    }
    if (row?.hash === hash) return
    const problem = 'the connection broke at the commit, and nothing was recorded'
    throw new AirlatchError('ledger-unavailable', { path: this.#engine.place, problem }, lost)
  }

  #encode(change: Change, index: number): EntryText {
    try {
      return encodeChange(change, this.#options.random)
    } catch (error) {
      if (!(error instanceof Misshapen)) throw error
      const field = error.place.split('.').at(-1) ?? error.place
      throw new AirlatchError('invalid-value', { field, expected: error.expected, change: index }, error)
    }
  }
}

/** Error: Clash when anything in `seen` has moved on, or is not there. */
async function compare(sql: Sql, seen: Seen): Promise<void> {
  await Promise.all([
    seen.keys === undefined ? undefined : expectRevisions(sql, 'activation_key', seen.keys),
    seen.products === undefined ? undefined : expectRevisions(sql, 'product', seen.products),
    seen.settings === undefined ? undefined : expectSettings(sql, seen.settings),
    seen.grantedActivations === undefined ? undefined : expectGranted(sql, seen.grantedActivations),
  ])
}

async function expectRevisions(
  sql: Sql,
  table: 'activation_key' | 'product',
  seen: ReadonlyMap<string, number>,
): Promise<void> {
  const rows = await rowsWhere(sql, values => `SELECT id, revision FROM ${table} WHERE id ${values}`, [
    ...seen.keys(),
  ])
  const revisions = new Map(rows.map(({ id, revision }) => [id as string, revision]))
  for (const [id, revision] of seen) if (revisions.get(id) !== revision) throw new Clash('moved on')
}

async function expectSettings(sql: Sql, revision: number): Promise<void> {
  const row = await sql.get('SELECT coalesce(max(revision), 0) AS revision FROM setting')
  if (row?.revision !== revision) throw new Clash('moved on')
}

async function expectGranted(sql: Sql, granted: number): Promise<void> {
  if ((await readGranted(sql)) !== granted) throw new Clash('moved on')
}

/** Changes whose writes are handed to the engine together. */
const AT_ONCE = 500

/** Writes the entries behind the last one, and what each does to the state; the new last one comes out. */
async function extend(
  sql: SqlWriter,
  last: Head,
  changes: readonly Change[],
  encoded: readonly EntryText[],
  at: number,
  { operator = null, progress, beside = [] }: Extension,
): Promise<Head> {
  let head = last
  for (let start = 0; start < changes.length; start += AT_ONCE) {
    const recordings = changes.slice(start, start + AT_ONCE).map((change, i): Recording => {
      const { kind, body, personal } = encoded[start + i] as EntryText
      const seq = head.seq + 1
      const hash = entryHash(head.hash, seq, at, kind, body, operator)
      head = { seq, hash }
      return { change, entry: { seq, at, kind, body, personal, operator, hash } }
    })
    const writes = writesOf(recordings)
    await (start + AT_ONCE < changes.length ? sql.apply(writes) : sql.finish([...writes, ...beside]))
    recordings.forEach((_, i) => void progress?.(start + i + 1))
  }
  return head
}

interface Extension {
  readonly operator?: string | null | undefined
  readonly progress?: ((written: number) => void) | undefined
  /** What is written with them, and is no entry. */
  readonly beside?: readonly Statement[]
}

/** What a ledger has in common with another one over the same engine. */
interface View {
  readonly clock: DeskClock
  /** Part of a transaction of the other one. */
  readonly isInner: boolean
  readonly patience: Patience
}

/** What a transaction begins from. */
interface Start {
  readonly head: Head
  readonly newest: number | undefined
}

/** The last entry. */
interface Head {
  readonly seq: number
  readonly hash: string
}

async function headOf(sql: Sql): Promise<Head> {
  const row = await sql.get('SELECT seq, hash FROM entry ORDER BY seq DESC LIMIT 1')
  return row === undefined ? { seq: 0, hash: GENESIS } : { seq: row.seq as number, hash: row.hash as string }
}

function keyRow(sql: Sql, id: string): Promise<Row | undefined> {
  return sql.get('SELECT * FROM activation_key WHERE id = ?', [id])
}

/** The key with its activations counted. In a text of JSON a quote stands behind a backslash, so that no name or reason looks like a field. */
const SELECT_LISTING = `SELECT *,
  (SELECT count(*) FROM activation WHERE key_id = activation_key.id AND released_at IS NULL) AS used,
  (SELECT count(*) FROM activation WHERE key_id = activation_key.id AND released_at IS NOT NULL
    AND body LIKE '%"by":"move"%') AS moves FROM ${KEYS_WITH_WRONG_PROOFS}`

function listingOf(row: Row): KeyListing {
  return {
    key: keyOf(row),
    used: row.used as number,
    moves: Number(row.moves),
    wrongProofs: wrongProofsOf(row),
  }
}

async function readGranted(sql: Sql): Promise<number> {
  const row = await sql.get(
    'SELECT coalesce(sum(activations), 0) AS granted FROM activation_key WHERE revoked_at IS NULL',
  )
  return Number(row?.granted)
}

async function countActivations(sql: Sql): Promise<Pick<Stats, 'activations' | 'released'>> {
  const row = await sql.get('SELECT count(*) AS n, count(released_at) AS released FROM activation')
  const released = row?.released as number
  return { activations: (row?.n as number) - released, released }
}

async function count(sql: Sql, table: 'product' | 'activation_key' | 'issued') {
  return (await sql.get(`SELECT count(*) AS n FROM ${table}`))?.n as number
}

function one<T>(row: Row | undefined, read: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : read(row)
}
