/**
 * Owns what a search looks through: a row of the table `search` for each customer, key and activation, made of the same
 * entries as the rows beside it; and how each engine finds a part of a text in it, whatever its case and accents. In
 * SQLite that is an index of every three characters (FTS5, trigram), in PostgreSQL the same (pg_trgm), or no index at
 * all where that extension is missing: it finds the same, and takes longer.
 */
import type { CustomerRecord } from '../../core/terms/customer.ts'
import type { Activation, KeyRecord } from '../../core/terms/entitlement.ts'
import type { Statement } from '../../log/sql.ts'

/** What a search finds: a row of this kind, by its id. */
export interface Hit {
  readonly kind: 'customer' | 'key' | 'activation'
  readonly id: string
}

/** A row: `personal` is what is erased. */
export interface SearchText extends Hit {
  readonly text: string | null
  readonly personal: string | null
}

export function customerSearch(customer: CustomerRecord): SearchText {
  const { id, name, company, email, telephone, reference } = customer
  const digits = telephone?.replace(/\D/g, '')
  const number = digits === telephone ? undefined : digits
  return {
    kind: 'customer',
    id,
    text: null,
    personal: lines(name, company, email, telephone, number, reference),
  }
}

export function keySearch({ id, orderReference, entitlement, email, comment }: KeyRecord): SearchText {
  return {
    kind: 'key',
    id,
    text: lines(orderReference, entitlement.licensee),
    personal: lines(email, comment),
  }
}

/** The text is the computer ID alone: it is looked up as well. */
export function activationSearch({ id, computerId }: Activation): SearchText {
  return { kind: 'activation', id, text: computerId, personal: null }
}

/** A line end between any two, so that nothing is found across them. */
function lines(...parts: readonly (string | undefined)[]): string | null {
  return parts.filter(part => part !== undefined).join('\n') || null
}

/** The statement that finds the rows, as Ledger.search says. */
export type Searching = (phrases: readonly string[], most: number) => Pick<Statement, 'sql' | 'params'>

/** The tokenizer folds case and accents, of the phrases as well. */
export const SQLITE_SEARCHING: Searching = (phrases, most) => ({
  sql: `SELECT kind, id FROM search WHERE created IN
    (SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT ?) ORDER BY created DESC`,
  params: [phrases.map(phrase => `"${phrase.normalize('NFC').replaceAll('"', '""')}"`).join(' OR '), most],
})

/**
 * A fixed number of parameters: every other number would be another statement. The rows are found apart from the limit,
 * which would have the planner read the whole table in the hope of an early end; they are still fetched one by one.
 */
export const POSTGRES_SEARCHING: Searching = (phrases, most) => ({
  sql: `WITH found AS MATERIALIZED
      (SELECT created, kind, id FROM search WHERE folded LIKE ANY (string_to_array(?, E'\\n')))
    SELECT kind, id FROM (SELECT * FROM found LIMIT ?) AS several ORDER BY created DESC`,
  params: [phrases.map(phrase => `%${folded(phrase).replace(/[\\%_]/g, '\\$&')}%`).join('\n'), most],
})

/** Letters of other alphabets: lower() of every server is that of ASCII alone here. */
export const CAPITALS = 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯÆØŁĐ'
export const SMALL = 'αβγδεζηθικλμνξοπρστυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяæøłđ'

/** What `folded` leaves out: combining marks, which NFD sets apart from their letters. */
export const ACCENTS = String.fromCharCode(...Array.from({ length: 0x70 }, (_, i) => 0x300 + i))

/** As the column `folded` is made of the others by the server (postgres-migrations.ts). */
function folded(text: string): string {
  return text
    .normalize('NFD')
    .replace(/[\u0300-\u036f]/g, '')
    .replace(/[A-Z]/g, letter => letter.toLowerCase())
    .replace(/[^\0-\x7f]/g, letter => SMALL[CAPITALS.indexOf(letter)] ?? letter)
}
