/** Owns the methods of a ledger over any SQL engine that only read. */
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
import type { Defaults, FoundName, Template } from '../../core/terms/fields.ts'
import type { OutsideNoun, OutsideRecords, SoldOrder } from '../../core/terms/outside.ts'
import type { WaitDeadline } from '../../log/queue.ts'
import { conditions, rowsWhere, type Sql, type SqlEngine, type SqlRow } from '../../log/sql.ts'
import { auditLedger } from './audit.ts'
import type { IssuedLicense, PublishedRevocations, VendorRecord } from './change.ts'
import { readNewestTime } from './clock.ts'
import { headOf } from './extend.ts'
import { activationConditions, keyConditions } from './filters.ts'
import type { HeldSeat, LicenseEnd, ListedActivation, PageAfter, Span } from './held-seat.ts'
import { type BackupMade, readBackup } from './last-backup.ts'
import type {
  ActivationFilter,
  Audit,
  CustomerListing,
  HistoryEntry,
  KeyFilter,
  KeyListing,
  LogEntry,
  LogFilter,
  NewestActivations,
  NewestKit,
  RawEntry,
  SigningKeyEntries,
  Snapshot,
  Sought,
  Stats,
  Survey,
  Tell,
} from './ledger.ts'
import { readHistory, readLog, readLogTail, readRaw } from './log.ts'
import { type NewestKeys, type NewestPage, readNewest } from './newest.ts'
import { OUTSIDE } from './nouns.ts'
import { orderNamed } from './projection.ts'
import { type RefusedFilter, type RefusedRequest, readRefusals } from './refusals.ts'
import { readEnding, readOutdated } from './report-reads.ts'
import {
  activationOf,
  affiliateOf,
  customerOf,
  defaultsOf,
  keyOf,
  listedActivationOf,
  productOf,
  soldOrderOf,
  templateOf,
  vendorOf,
} from './rows.ts'
import type { Hit, Searching } from './search.ts'
import { readGranted } from './seen.ts'
import { Misshapen, readJson } from './shape.ts'
import { readIssued, readNewestKits, readProduct, readSettings, readSnapshots } from './snapshots.ts'
import { readStats } from './stats.ts'
import {
  type Grouping,
  type JsonFields,
  type NumberRange,
  readNumbers,
  readSums,
  type Summed,
  type SumPart,
} from './sums.ts'
import { readRevocations, readSigningKeys, readWithdrawn } from './withdrawn.ts'
import { KEYS_WITH_WRONG_PROOFS, NO_WRONG_PROOFS, wrongProofsOf } from './wrong-proofs.ts'

/** SQL that differs between the engines. */
export interface EngineWords {
  /** Finds rows that contain a text. */
  readonly searching: Searching
  /** Reads a field of JSON text. */
  readonly json: JsonFields
}

/** Errors of every method: ledger-busy, ledger-unavailable and ledger-damaged, each with `path`. */
export class LedgerReads {
  protected readonly engine: SqlEngine
  protected readonly patience: WaitDeadline

  readonly #words: EngineWords

  constructor(engine: SqlEngine, words: EngineWords, patience: WaitDeadline) {
    this.engine = engine
    this.#words = words
    this.patience = patience
  }

  protected async read<T>(work: (sql: Sql) => Promise<T>, engine = this.engine): Promise<T> {
    try {
      return await engine.read(work, this.patience)
    } catch (error) {
      if (!(error instanceof Misshapen)) throw error
      throw new AirlatchError('ledger-damaged', { path: this.engine.place, problem: error.message }, error)
    }
  }

  vendor(): Promise<VendorRecord | undefined> {
    return this.read(async sql => one(await sql.get('SELECT * FROM vendor'), vendorOf))
  }

  settings(): Promise<{ readonly settings: Settings; readonly revision: number }> {
    return this.read(readSettings)
  }

  product(id: string): Promise<{ readonly product: Product; readonly revision: number } | undefined> {
    return this.read(sql => readProduct(sql, id))
  }

  products(): Promise<readonly Product[]> {
    return this.read(async sql => (await sql.all('SELECT * FROM product ORDER BY created')).map(productOf))
  }

  key(id: string): Promise<KeyRecord | undefined> {
    return this.read(async sql => one(await keyRow(sql, id), keyOf))
  }

  wrongProofs(keyId: string): Promise<WrongProofs> {
    return this.read(async sql => {
      const row = await sql.get('SELECT * FROM wrong_proof WHERE key_id = ?', [keyId])
      return one(row, wrongProofsOf) ?? NO_WRONG_PROOFS
    })
  }

  refusals(filter: RefusedFilter, most: number): Promise<readonly RefusedRequest[]> {
    return this.read(sql => readRefusals(sql, filter, most))
  }

  lastBackup(): Promise<BackupMade | undefined> {
    return this.read(readBackup)
  }

  keyInUse(id: string): Promise<(KeyListing & { readonly revision: number }) | undefined> {
    return this.read(async sql => {
      const row = await sql.get(`${SELECT_LISTING} WHERE id = ?`, [id])
      return one(row, row => ({ ...listingOf(row), revision: row.revision as number }))
    })
  }

  keys({ productId, email, affiliate, customer, ...notes }: KeyFilter): Promise<readonly KeyListing[]> {
    const { where, params } = conditions(keyConditions({ productId, email, affiliate, customer }))
    const sql = `${SELECT_LISTING} ${where} ORDER BY created`
    // the remaining notes have no column of their own
    const inBody = Object.entries(notes) as [FoundName, string][]
    const fits = ({ key }: KeyListing) => inBody.every(([name, text]) => key[name] === text)
    return this.read(async ({ all }) => (await all(sql, params)).map(listingOf).filter(fits))
  }

  newestKeys({ most, before, ...filter }: NewestKeys): Promise<readonly KeyListing[]> {
    const page = { most, before }
    const among = keyConditions(filter)
    return this.read(async sql =>
      (await readNewest(sql, SELECT_LISTING, 'activation_key', page, among)).map(listingOf),
    )
  }

  newestCustomers(page: NewestPage): Promise<readonly CustomerListing[]> {
    const among = [['merged_into IS NULL AND created > ?', 0]] as const
    return this.read(async sql =>
      (await readNewest(sql, SELECT_CUSTOMER, 'customer', page, among)).map(customerListingOf),
    )
  }

  customerNames(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const select = (some: string) =>
      `SELECT id, coalesce(company, name) AS name FROM customer WHERE merged_into IS NULL AND id ${some}`
    return this.read(async sql => {
      const rows = (await rowsWhere(sql, select, ids)).filter(({ name }) => name !== null)
      return new Map(rows.map(row => [row.id as string, row.name as string]))
    })
  }

  customerByEmail(email: string): Promise<string | undefined> {
    const sql = `SELECT id FROM customer WHERE lower(email) = lower(?) AND merged_into IS NULL ORDER BY created LIMIT 1`
    return this.read(async reading => (await reading.get(sql, [email]))?.id as string | undefined)
  }

  history(keyId: string): Promise<readonly HistoryEntry[]> {
    return this.read(sql => readHistory(sql, keyId))
  }

  grantedActivations(): Promise<number> {
    return this.read(readGranted)
  }

  affiliates(): Promise<readonly Affiliate[]> {
    return this.read(async sql =>
      (await sql.all('SELECT * FROM affiliate ORDER BY created')).map(affiliateOf),
    )
  }

  customer(id: string): Promise<(CustomerListing & { readonly revision: number }) | undefined> {
    return this.read(async sql => {
      const row = await sql.get(`${SELECT_CUSTOMER} WHERE id = ?`, [id])
      return one(row, row => ({ ...customerListingOf(row), revision: row.revision as number }))
    })
  }

  customers(into?: string): Promise<readonly CustomerListing[]> {
    const { where, params } = conditions([['merged_into = ?', into]])
    const sql = `${SELECT_CUSTOMER} ${where || 'WHERE merged_into IS NULL'} ORDER BY created`
    return this.read(async ({ all }) => (await all(sql, params)).map(customerListingOf))
  }

  search(phrases: readonly string[], most: number): Promise<readonly Hit[]> {
    return this.read(sql => this.#words.searching(sql, phrases, most))
  }

  defaults(): Promise<Defaults | undefined> {
    return this.read(async sql => one(await sql.get('SELECT * FROM defaults'), defaultsOf))
  }

  templates(): Promise<readonly Template[]> {
    const sql = 'SELECT * FROM template WHERE body IS NOT NULL ORDER BY name'
    return this.read(async ({ all }) => (await all(sql)).map(templateOf))
  }

  outside<Noun extends OutsideNoun>(noun: Noun): Promise<readonly OutsideRecords[Noun][]> {
    // "!" is the character after the space, so this is the range of all names that begin with the noun and a space
    const sql = 'SELECT body FROM outside WHERE name > ? AND name < ? AND body IS NOT NULL ORDER BY name'
    return this.read(async ({ all }) => {
      const rows = await all(sql, [`${noun} `, `${noun}!`])
      return rows.map(({ body }) => readJson(OUTSIDE[noun], body as string))
    })
  }

  soldOrder(shop: string, reference: string): Promise<readonly SoldOrder[]> {
    const sql = 'SELECT * FROM sold_order WHERE sold = ? ORDER BY created'
    return this.read(async ({ all }) =>
      (await all(sql, [orderNamed(shop, reference)])).map(row => soldOrderOf(shop, reference, row)),
    )
  }

  look<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    return this.read(work)
  }

  activation(id: string): Promise<Activation | undefined> {
    return this.read(async sql =>
      one(await sql.get('SELECT * FROM activation WHERE id = ?', [id]), activationOf),
    )
  }

  entries(after: number, most: number): Promise<readonly RawEntry[]> {
    return this.read(sql => readRaw(sql, after, most))
  }

  log(after: number, most: number, filter: LogFilter = {}): Promise<readonly LogEntry[]> {
    return this.read(sql => readLog(sql, after, most, filter))
  }

  logTail(count: number, filter: LogFilter = {}): Promise<number> {
    return this.read(sql => readLogTail(sql, count, filter))
  }

  activations(filter: ActivationFilter): Promise<readonly ListedActivation[]> {
    const { where, params } = conditions(activationConditions(filter))
    const sql = `SELECT * FROM activation ${where} ORDER BY created`
    return this.read(async ({ all }) => (await all(sql, params)).map(listedActivationOf))
  }

  newestActivations({
    before,
    most,
    productId,
    ...filter
  }: NewestActivations): Promise<readonly ListedActivation[]> {
    const among = [
      ...activationConditions(filter),
      // EXISTS is evaluated row by row; a join would sort all seats of the product for each page
      [
        'EXISTS (SELECT 1 FROM activation_key k WHERE k.id = activation.key_id AND k.product_id = ?)',
        productId,
      ],
    ] as const
    return this.read(async sql =>
      (await readNewest(sql, 'SELECT * FROM activation', 'activation', { before, most }, among)).map(
        listedActivationOf,
      ),
    )
  }

  ending(
    what: LicenseEnd,
    span: Span,
    after: PageAfter | undefined,
    most: number,
  ): Promise<readonly HeldSeat[]> {
    return this.read(sql => readEnding(sql, what, span, after, most))
  }

  outdated(after: number | undefined, most: number): Promise<readonly HeldSeat[]> {
    return this.read(sql => readOutdated(sql, after, most))
  }

  numbers(span?: Span): Promise<NumberRange> {
    return this.read(sql => readNumbers(sql, span))
  }

  sums(summed: Summed, grouping: Grouping, range: NumberRange): Promise<readonly SumPart[]> {
    return this.read(sql => readSums(sql, this.#words.json, summed, grouping, range))
  }

  snapshot(keyId: string): Promise<Snapshot | undefined> {
    return this.read(async sql => (await readSnapshots(sql, [{ keyId, marks: [] }])).get(keyId))
  }

  survey(sought: readonly Sought[]): Promise<Survey> {
    return this.read(async sql => {
      const [issued, snapshots] = await Promise.all([
        readIssued(
          sql,
          sought.flatMap(({ requestHash }) => requestHash ?? []),
        ),
        readSnapshots(sql, sought),
      ])
      return { issued, snapshots }
    })
  }

  issued(requestHash: string): Promise<IssuedLicense | undefined> {
    return this.read(async sql => (await readIssued(sql, [requestHash])).get(requestHash))
  }

  newestKit(productId: string): Promise<NewestKit | undefined> {
    return this.read(async sql => (await readNewestKits(sql, one => one, [productId])).get(productId))
  }

  signingKeys(): Promise<SigningKeyEntries> {
    return this.read(readSigningKeys)
  }

  revocations(productId: string): Promise<PublishedRevocations | undefined> {
    return this.read(sql => readRevocations(sql, productId))
  }

  withdrawn(productId: string, endedBy: number): Promise<readonly string[]> {
    return this.read(sql => readWithdrawn(sql, productId, endedBy))
  }

  newestTime(): Promise<number | undefined> {
    return this.read(readNewestTime)
  }

  async audit(checkpoints: readonly Checkpoint[] = [], progress?: Tell): Promise<Audit> {
    const { seq } = progress === undefined ? { seq: 0 } : await this.read(headOf)
    return auditLedger(this.engine, this.patience, {
      checkpoints,
      progress: done => progress?.(Math.min(done, seq), seq),
    })
  }

  stats(): Promise<Stats> {
    return this.read(sql => readStats(sql, this.engine))
  }
}

function keyRow(sql: Sql, id: string): Promise<SqlRow | undefined> {
  return sql.get('SELECT * FROM activation_key WHERE id = ?', [id])
}

/** Selects keys with counts of their activations. */
const SELECT_LISTING = `SELECT *,
  (SELECT count(*) FROM activation WHERE key_id = activation_key.id AND released_at IS NULL) AS used,
  (SELECT count(*) FROM activation WHERE key_id = activation_key.id AND ended_by = 'move') AS moves,
  (SELECT min(license_ends) FROM activation WHERE key_id = activation_key.id AND released_at IS NULL) AS first_end
  FROM ${KEYS_WITH_WRONG_PROOFS}`

function listingOf(row: SqlRow): KeyListing {
  return {
    key: keyOf(row),
    used: row.used as number,
    moves: Number(row.moves),
    firstEnd: (row.first_end as number | null) ?? undefined,
    wrongProofs: wrongProofsOf(row),
  }
}

const SELECT_CUSTOMER = `SELECT *,
  (SELECT count(*) FROM activation_key WHERE activation_key.customer = customer.id) AS keys FROM customer`

function customerListingOf(row: SqlRow): CustomerListing {
  return { customer: customerOf(row), keys: Number(row.keys) }
}

function one<T>(row: SqlRow | undefined, read: (row: SqlRow) => T): T | undefined {
  return row === undefined ? undefined : read(row)
}
