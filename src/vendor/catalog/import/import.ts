/**
 * Owns taking over the keys of another system from a list: a new activation key for each line, all or nothing. The old
 * key stands in the comment of the new one as `was: OLD`, so that it is found, and so that the same list is not
 * imported twice. Nothing is taken from the saved defaults. A key that has expired is imported: its owner may renew it.
 */
import type { LineFault } from '../../../core/error-details.ts'
import { AirlatchError, codedOf } from '../../../core/errors.ts'
import { ACTIVATION_KEY_BYTES, activationKeyOf } from '../../../core/message/activation-key.ts'
import type { KeyRecord, Product, Settings } from '../../../core/terms/entitlement.ts'
import { type KeyFields, NO_NOTES } from '../../../core/terms/fields.ts'
import { untilRecorded } from '../../../log/attempts.ts'
import type { Change } from '../../ledger/change.ts'
import type { Tell } from '../../ledger/export.ts'
import type { Ledger, Seen } from '../../ledger/ledger.ts'
import { customerIfAny } from '../customers.ts'
import { changedNotes } from '../entitlement.ts'
import { IN_USE } from '../key-state.ts'
import { type KeyMaker, newEntitlement } from '../keys.ts'
import { assertAwake, seenOfPlan } from '../plan.ts'
import { requireProduct } from '../product.ts'
import { columnNumbers, columnOf, parseColumnMap } from './columns.ts'
import { parseCsv } from './csv.ts'
import { type Line, type LineProblem, type LineReader, readLine } from './fields.ts'

/** A key before it has its text. */
export type KeyDraft = Omit<KeyRecord, 'id' | 'text'>

/** What would become of one line. */
export type PlannedLine = { readonly line: number } & (
  | { readonly kind: 'key'; readonly oldKey: string; readonly key: KeyDraft }
  | { readonly kind: 'refused'; readonly problems: readonly LineProblem[] }
  | { readonly kind: 'skipped' }
)

/** A key that was made for a line of the list. */
export interface ImportedKey {
  /** The number of the line, from 1. */
  readonly line: number
  /** Of the other system. */
  readonly oldKey: string
  /** The new key. */
  readonly key: KeyRecord
}

/** A list of keys of another system, and the map of its columns. */
export interface KeyList {
  /** CSV in UTF-8, at most MOST_LIST_BYTES.csv bytes. */
  readonly csv: Uint8Array
  /** JSON: which column is which field; at most MOST_LIST_BYTES.columns bytes. */
  readonly columns: Uint8Array
}

/**
 * What `importKeys` would make of each line; nothing is written. Errors: csv-malformed {line, problem}, input-empty,
 * input-too-large, columns-malformed {problems}, vendor-dormant, plan-activations-exceeded, plan-activations-used-up.
 */
export async function planImport(
  ledger: Ledger,
  list: KeyList,
  now: number,
): Promise<readonly PlannedLine[]> {
  return (await planned(ledger, list, now)).lines
}

/**
 * One new key for each line. Errors: those of planImport; import-refused {refused, of, problems}, ledger-busy; nothing
 * is written then.
 */
export async function importKeys(
  maker: Pick<KeyMaker, 'ledger' | 'now' | 'random'>,
  list: KeyList,
  progress?: Tell,
): Promise<readonly ImportedKey[]> {
  return untilRecorded(maker.ledger, async ledger => {
    const now = maker.now()
    const { lines, seen } = await ledger.moment(moment => planned(moment, list, now))
    requireAll(lines)
    const imported = lines.flatMap((line): readonly ImportedKey[] => {
      if (line.kind !== 'key') return []
      const { id, text } = activationKeyOf(maker.random(ACTIVATION_KEY_BYTES))
      return [{ line: line.line, oldKey: line.oldKey, key: { id, text, ...line.key } }]
    })
    if (imported.length === 0) return []
    const changes = imported.map(({ key }): Change => ({ kind: 'key.created', key }))
    const tell = (written: number) => progress?.(written, changes.length)
    return (await ledger.append(changes, now, seen, tell)) === 'conflict' ? undefined : imported
  })
}

/** Lines whose problems an error carries. */
const MOST_PROBLEMS = 100

function requireAll(lines: readonly PlannedLine[]): void {
  const refused = lines.filter(line => line.kind === 'refused')
  if (refused.length === 0) return
  const problems = refused
    .slice(0, MOST_PROBLEMS)
    .flatMap(({ line, problems }) =>
      problems.map(({ column, error }): LineFault => ({ line, column, ...codedOf(error) })),
    )
  throw new AirlatchError('import-refused', { refused: refused.length, of: lines.length, problems })
}

interface Planned {
  readonly lines: readonly PlannedLine[]
  readonly seen: Seen
}

async function planned(ledger: Ledger, { csv, columns }: KeyList, now: number): Promise<Planned> {
  const map = parseColumnMap(columns)
  const table = parseCsv(csv, map.separator)
  const numbers = columnNumbers(map, table)
  // seen by append: whoever makes keys meanwhile may be importing the same list
  const grantedActivations = await ledger.grantedActivations()
  const { settings, revision } = await ledger.settings()
  assertAwake(settings)
  const products = new Map<string, Product>()
  const revisions = new Map<string, number>()
  for (const { id } of await ledger.products()) {
    const { product, revision } = await requireProduct(ledger, id)
    products.set(id, product)
    revisions.set(id, revision)
  }
  const reader = { map, numbers, products }
  const read = table.rows.map(row => ({ line: row.line, ...readLine(reader, row) }))
  const { customers, seen: seenCustomers } = await customersNamed(ledger, read)
  const planner: Planner = {
    reader,
    settings,
    affiliates: (await ledger.affiliates()).map(({ name }) => name),
    customers,
    taken: await importedBefore(ledger),
    now,
  }
  const lines = read.map(line => planLine(planner, line))
  const grants = lines.flatMap(line => (line.kind === 'key' ? [line.key.entitlement] : []))
  const used = new Set(grants.map(({ productId }) => productId))
  const activations = grants.reduce((sum, grant) => sum + grant.activations, 0)
  const seen = {
    products: new Map([...revisions].filter(([id]) => used.has(id))),
    settings: revision,
    ...seenCustomers,
    ...(await seenOfPlan(ledger, settings, activations)),
    grantedActivations,
  }
  return { lines, seen }
}

type NumberedLine = Line & { readonly line: number }

interface Planner {
  readonly reader: LineReader
  readonly settings: Settings
  readonly affiliates: readonly string[]
  /** The id of each customer that is named, with the one that it stands for. */
  readonly customers: ReadonlyMap<string, string>
  /** Old keys, each with the key of the ledger or the line that has it already. */
  readonly taken: Map<string, { readonly key: string } | { readonly line: number }>
  readonly now: number
}

function planLine(planner: Planner, read: NumberedLine): PlannedLine {
  if (read.kind !== 'read') return read
  const { line, oldKey, fields } = read
  try {
    takeOnce(planner, oldKey, line)
    return { line, kind: 'key', oldKey, key: draftOf(planner, oldKey, fields) }
  } catch (error) {
    if (!(error instanceof AirlatchError)) throw error
    const column = columnOf(planner.reader.map, error)
    return { line, kind: 'refused', problems: [{ column, error }] }
  }
}

/** Error: key-imported-already. */
function takeOnce({ taken }: Planner, oldKey: string, line: number): void {
  const by = taken.get(oldKey)
  if (by !== undefined) throw new AirlatchError('key-imported-already', by)
  taken.set(oldKey, { line })
}

function draftOf(
  { reader, settings, affiliates, customers, now }: Planner,
  oldKey: string,
  fields: KeyFields & { readonly productId: string },
): KeyDraft {
  const { affiliate, comment, customer: named } = fields
  const product = reader.products.get(fields.productId)
  if (product === undefined) throw new AirlatchError('bug', { problem: 'a line without a product' })
  if (affiliate !== undefined && !affiliates.includes(affiliate))
    throw new AirlatchError('affiliate-unknown', { affiliate, known: affiliates })
  const customer = named === undefined || named === 'none' ? named : customers.get(named)
  if (customer === undefined && named !== undefined)
    throw new AirlatchError('customer-not-found', { customer: named })
  return {
    createdAt: now,
    entitlement: newEntitlement(product, fields, settings),
    ...changedNotes(NO_NOTES, { ...fields, customer, comment: commentOf(oldKey, comment) }),
    ...IN_USE,
  }
}

/** Those that exist, of all that the lines name. */
async function customersNamed(
  ledger: Ledger,
  lines: readonly Line[],
): Promise<{ readonly customers: ReadonlyMap<string, string>; readonly seen: Seen }> {
  const customers = new Map<string, string>()
  const revisions = new Map<string, number>()
  for (const name of new Set(
    lines.flatMap(line => (line.kind === 'read' ? (line.fields.customer ?? []) : [])),
  )) {
    const found = await customerIfAny(ledger, name)
    if (found === undefined) continue
    customers.set(name, found.customer.id)
    revisions.set(found.customer.id, found.revision)
  }
  return { customers, seen: revisions.size === 0 ? {} : { customers: revisions } }
}

const WAS = 'was: '

function commentOf(oldKey: string, comment: string | undefined): string {
  return `${WAS}${oldKey}${comment === undefined ? '' : `; ${comment}`}`
}

/** The old keys that stand in comments; a comment may go on behind one. */
async function importedBefore(ledger: Ledger): Promise<Planner['taken']> {
  const taken: Planner['taken'] = new Map()
  for (const { key } of await ledger.keys({})) {
    if (!key.comment?.startsWith(WAS)) continue
    const text = key.comment.slice(WAS.length)
    for (let end = text.length; end > 0; end = text.lastIndexOf('; ', end - 1))
      taken.set(text.slice(0, end), { key: key.id })
  }
  return taken
}
