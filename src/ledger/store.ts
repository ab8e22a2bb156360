/**
 * Owns the ledger over any SQL engine: entries and state in one transaction, compare-and-swap on what a decision saw.
 * An append is all or nothing, and durable when it resolves.
 */
import { AirlatchError } from '../errors.ts'
import type { Defaults } from '../rules/defaults.ts'
import type { Activation, Affiliate, KeyRecord, Product, Settings } from '../rules/entitlement.ts'
import { auditEntries, auditFile } from './audit.ts'
import { entryHash, GENESIS } from './chain.ts'
import { addPersonal, decodeBody, type EntryText, encodeChange, type Random, subjectOf } from './entries.ts'
import type {
  ActivationFilter,
  Audit,
  Change,
  HistoryEntry,
  IssuedLicense,
  KeyFilter,
  KeyListing,
  Ledger,
  Seen,
  Snapshot,
  Stats,
  Vendor,
} from './ledger.ts'
import {
  activationOf,
  affiliateOf,
  defaultsOf,
  keyOf,
  productOf,
  project,
  settingsOf,
  vendorOf,
} from './projection.ts'
import { Misshapen } from './shape.ts'
import { Clash, type Row, type Sql, type SqlEngine, type SqlValue, Unsettled } from './sql.ts'

export interface StoreOptions {
  readonly random: Random
  /** A fresh and empty state, for the audit to replay the entries into. */
  readonly scratch: () => SqlEngine
}

/** Errors of every method: ledger-busy, ledger-unavailable and ledger-damaged, each with `path`. */
export class SqlLedger implements Ledger {
  readonly #engine: SqlEngine
  readonly #options: StoreOptions

  constructor(engine: SqlEngine, options: StoreOptions) {
    this.#engine = engine
    this.#options = options
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

  keyInUse(id: string): Promise<(KeyListing & { readonly revision: number }) | undefined> {
    return this.#read(async sql => {
      const row = await sql.get(`${SELECT_LISTING} WHERE id = ?`, [id])
      return one(row, row => ({ ...listingOf(row), revision: row.revision as number }))
    })
  }

  keys({ productId, email, affiliate }: KeyFilter): Promise<readonly KeyListing[]> {
    const { where, params } = conditions([
      ['product_id = ?', productId],
      // as the index has it; lower() is that of ASCII on every engine
      ['lower(email) = ? AND email IS NOT NULL', email?.replace(/[A-Z]+/g, letters => letters.toLowerCase())],
      ['affiliate = ?', affiliate],
    ])
    const sql = `${SELECT_LISTING} ${where} ORDER BY created`
    return this.#read(async ({ all }) => (await all(sql, params)).map(listingOf))
  }

  history(keyId: string): Promise<readonly HistoryEntry[]> {
    const sql = 'SELECT seq, at, kind, body, personal FROM entry WHERE subject = ? ORDER BY seq'
    return this.#read(async ({ all }) => (await all(sql, [keyId])).map(historyOf))
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

  activations({ keyId, productId }: ActivationFilter): Promise<readonly Activation[]> {
    const { where, params } = conditions([
      ['key_id = ?', keyId],
      ['key_id IN (SELECT id FROM activation_key WHERE product_id = ?)', productId],
    ])
    const sql = `SELECT * FROM activation ${where} ORDER BY created`
    return this.#read(async ({ all }) => (await all(sql, params)).map(activationOf))
  }

  snapshot(keyId: string): Promise<Snapshot | undefined> {
    return this.#read(sql => readSnapshot(sql, keyId))
  }

  issued(requestHash: string): Promise<IssuedLicense | undefined> {
    return this.#read(async sql => {
      const row = await sql.get(
        'SELECT kind, body FROM issued JOIN entry ON entry.seq = issued.seq WHERE request_hash = ?',
        [requestHash],
      )
      return one(row, licenseOf)
    })
  }

  kitSequence(productId: string): Promise<number> {
    return this.#read(async sql => {
      const row = await sql.get('SELECT max(sequence) AS newest FROM kit WHERE product_id = ?', [productId])
      return (row?.newest as number | null | undefined) ?? 0
    })
  }

  async append(
    changes: readonly Change[],
    at: number,
    seen: Seen = {},
    progress?: (written: number) => void,
  ): Promise<'recorded' | 'conflict'> {
    const encoded = changes.map((change, i) => this.#encode(change, i))
    let head: Head | undefined
    try {
      await this.#engine.write(async sql => {
        await compare(sql, seen)
        head = await extend(sql, changes, encoded, at, progress)
      })
    } catch (error) {
      if (error instanceof Clash) return 'conflict'
      if (!(error instanceof Unsettled) || head === undefined) throw error
      await this.#settle(head, error)
    }
    return 'recorded'
  }

  async audit(): Promise<Audit> {
    const scratch = this.#options.scratch()
    try {
      const audit = await this.#read(sql => auditEntries(sql, scratch))
      return { ...audit, problems: [...audit.problems, ...(await auditFile(this.#engine))] }
    } finally {
      await scratch.close()
    }
  }

  stats(): Promise<Stats> {
    return this.#read(async sql => {
      const { seq, hash } = await headOf(sql)
      return {
        entries: seq,
        products: await count(sql, 'product'),
        keys: await count(sql, 'activation_key'),
        activations: await count(sql, 'activation'),
        licenses: await count(sql, 'issued'),
        head: hash,
      }
    })
  }

  close(): Promise<void> {
    return this.#engine.close()
  }

  async #read<T>(work: (sql: Sql) => Promise<T>): Promise<T> {
    try {
      return await this.#engine.read(work)
    } catch (error) {
      if (!(error instanceof Misshapen)) throw error
      throw new AirlatchError('ledger-damaged', { path: this.#engine.place, problem: error.message }, error)
    }
  }

  /**
   * Finds out what became of a commit whose answer was lost. A writer's turn comes only when the one before it is
   * over, and the hash of the last entry is of these changes behind that head and of nothing else.
   * Error: ledger-unavailable when nothing was recorded, or when the server does not come back to tell.
   */
  async #settle({ seq, hash }: Head, lost: Unsettled): Promise<void> {
    const path = this.#engine.place
    let row: Row | undefined
    try {
      row = await this.#engine.write(sql => sql.get('SELECT hash FROM entry WHERE seq = ?', [seq]))
    } catch (error) {
      const problem =
        'the connection broke at the commit: ask again later, the change is recorded whole or not at all'
      throw new AirlatchError('ledger-unavailable', { path, problem }, error)
    }
    if (row?.hash === hash) return
    const problem = 'the connection broke at the commit, and nothing was recorded'
    throw new AirlatchError('ledger-unavailable', { path, problem }, lost)
  }

  #encode(change: Change, index: number): EntryText {
    try {
      return encodeChange(change, this.#options.random)
    } catch (error) {
      if (!(error instanceof Misshapen)) throw error
      const field = error.place.split('.').at(-1)
      throw new AirlatchError('invalid-value', { field, expected: error.expected, change: index }, error)
    }
  }
}

/** Error: Clash when anything in `seen` has moved on, or is not there. */
async function compare(sql: Sql, seen: Seen): Promise<void> {
  for (const [id, revision] of seen.keys ?? [])
    expectRevision(await sql.get('SELECT revision FROM activation_key WHERE id = ?', [id]), revision)
  for (const [id, revision] of seen.products ?? [])
    expectRevision(await sql.get('SELECT revision FROM product WHERE id = ?', [id]), revision)
  if (seen.settings !== undefined)
    expectRevision(await sql.get('SELECT coalesce(max(revision), 0) AS revision FROM setting'), seen.settings)
  if (seen.grantedActivations !== undefined && (await readGranted(sql)) !== seen.grantedActivations)
    throw new Clash('moved on')
}

function expectRevision(row: Row | undefined, revision: number): void {
  if (row?.revision !== revision) throw new Clash('moved on')
}

/** Writes the entries behind the last one, and what each does to the state; the new last one comes out. */
async function extend(
  sql: Sql,
  changes: readonly Change[],
  encoded: readonly EntryText[],
  at: number,
  progress: ((written: number) => void) | undefined,
): Promise<Head> {
  let head = await headOf(sql)
  for (const [i, change] of changes.entries()) {
    const { kind, body, personal } = encoded[i] as EntryText
    const seq = head.seq + 1
    const hash = entryHash(head.hash, seq, at, kind, body)
    await sql.run(
      'INSERT INTO entry (seq, at, kind, body, personal, subject, hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
      [seq, at, kind, body, personal, subjectOf(change), hash],
    )
    await applyChange(sql, change, seq)
    head = { seq, hash }
    progress?.(i + 1)
  }
  return head
}

/** Error: Clash when what the change creates exists, or what it changes does not. */
export async function applyChange(sql: Sql, change: Change, seq: number): Promise<void> {
  for (const statement of project(change, seq))
    if ((await sql.run(statement.sql, statement.params)) !== 1) throw new Clash('no such row')
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

async function readSnapshot(sql: Sql, keyId: string): Promise<Snapshot | undefined> {
  const row = await keyRow(sql, keyId)
  if (row === undefined) return undefined
  const key = keyOf(row)
  const { productId } = key.entitlement
  const { settings, revision } = await readSettings(sql)
  const found = await readProduct(sql, productId)
  if (found === undefined) throw new Misshapen('activation_key.product_id', 'a product that exists')
  const activations = await sql.all('SELECT * FROM activation WHERE key_id = ? ORDER BY created', [keyId])
  return {
    key,
    product: found.product,
    settings,
    activations: activations.map(activationOf),
    seen: {
      keys: new Map([[keyId, row.revision as number]]),
      products: new Map([[productId, found.revision]]),
      settings: revision,
    },
  }
}

async function readSettings(sql: Sql) {
  return settingsOf(await sql.all('SELECT * FROM setting'))
}

async function readProduct(sql: Sql, id: string) {
  const row = await sql.get('SELECT * FROM product WHERE id = ?', [id])
  return one(row, row => ({ product: productOf(row), revision: row.revision as number }))
}

function keyRow(sql: Sql, id: string): Promise<Row | undefined> {
  return sql.get('SELECT * FROM activation_key WHERE id = ?', [id])
}

/** The key with its activations counted. */
const SELECT_LISTING = `SELECT activation_key.*,
  (SELECT count(*) FROM activation WHERE key_id = activation_key.id) AS used FROM activation_key`

function listingOf(row: Row): KeyListing {
  return { key: keyOf(row), used: row.used as number }
}

async function readGranted(sql: Sql): Promise<number> {
  const row = await sql.get(
    'SELECT coalesce(sum(activations), 0) AS granted FROM activation_key WHERE revoked_at IS NULL',
  )
  return Number(row?.granted)
}

function historyOf(row: Row): HistoryEntry {
  const { change } = decodeBody(row.kind as string, row.body as string)
  const personal = row.personal as string | null
  return {
    seq: row.seq as number,
    at: row.at as number,
    change: personal === null ? change : addPersonal(change, personal),
  }
}

function licenseOf(row: Row): IssuedLicense {
  const { change } = decodeBody(row.kind as string, row.body as string)
  if (change.kind !== 'license.issued') throw new Misshapen('issued.seq', 'an entry license.issued')
  return change.license
}

async function count(sql: Sql, table: 'product' | 'activation_key' | 'activation' | 'issued') {
  return (await sql.get(`SELECT count(*) AS n FROM ${table}`))?.n as number
}

function one<T>(row: Row | undefined, read: (row: Row) => T): T | undefined {
  return row === undefined ? undefined : read(row)
}

/** The conditions whose value is asked for, joined by AND. */
function conditions(of: readonly (readonly [condition: string, value: SqlValue | undefined])[]) {
  const asked = of.filter(([, value]) => value !== undefined)
  return {
    where: asked.length === 0 ? '' : `WHERE ${asked.map(([condition]) => condition).join(' AND ')}`,
    params: asked.map(([, value]) => value as SqlValue),
  }
}
