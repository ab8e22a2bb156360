/**
 * Owns what a search looks through: a row of the table `search` for each customer, key and activation, made of the same
 * entries as the rows beside it; and how each engine finds a part of a text in it, whatever its case and accents. In
 * SQLite that is an index of every three characters (FTS5, trigram), in PostgreSQL the same (pg_trgm), or no index at
 * all where that extension is missing: it finds the same, and takes longer.
 */
import type { CustomerRecord } from '../../core/terms/customer.ts'
import type { Activation, KeyRecord } from '../../core/terms/entitlement.ts'
import type { Sql, SqlRow, SqlValue } from '../../log/sql.ts'

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

/** Finds the rows, as Ledger.search says. */
export type Searching = (sql: Sql, phrases: readonly string[], most: number) => Promise<readonly Hit[]>

/** One after the other, each in the way that costs least. */
export const SQLITE_SEARCHING: Searching = async (sql, phrases, most) => {
  const sample = await sampleFor(sql, phrases, textOf)
  const found = new Map<SqlValue, SqlRow>()
  for (const phrase of phrases)
    for (const row of await rowsWith(sql, phrase.normalize('NFC'), sample, most))
      found.set(row.created as SqlValue, row)
  const newest = [...found.values()].toSorted((a, b) => Number(b.created) - Number(a.created))
  return newest.slice(0, most).map(hitOf)
}

/** Rows, spread over the whole table: fewer tell a rare part from a less rare one worse, more cost more than they save. */
const SAMPLES = 200
const SAMPLE = `WITH RECURSIVE at (n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM at WHERE n < ${SAMPLES - 1})
  SELECT search.* FROM at JOIN search ON search.created = (SELECT created FROM search WHERE created >=
    at.n * (SELECT max(created) FROM search) / ${SAMPLES} ORDER BY created LIMIT 1)`

/** What is searched, of some rows; of none when the phrases are too short to leave a part of them out. */
async function sampleFor(
  sql: Sql,
  phrases: readonly string[],
  textIn: (row: SqlRow) => string,
): Promise<readonly string[]> {
  return phrases.some(phrase => [...phrase].length >= LEAST) ? (await sql.all(SAMPLE)).map(textIn) : []
}

const MATCHING = `SELECT * FROM search WHERE created IN
  (SELECT rowid FROM search_index WHERE search_index MATCH ? ORDER BY rowid DESC LIMIT ?) ORDER BY created DESC`

/** In the order of the index: walking through it backwards takes a quarter longer, and all of them are wanted. */
const CANDIDATES = `SELECT * FROM search WHERE created IN
  (SELECT rowid FROM search_index WHERE search_index MATCH ? LIMIT ?)`

/** Rows that are looked at one by one: more of them, and the index does it alone. */
const MOST_CANDIDATES = 5000

/**
 * The index walks through the list of every three characters in turn, also of those that stand in every row, such as the
 * beginning of all orders. So it is asked for the rarest of them, and the few rows that come are read.
 */
async function rowsWith(
  sql: Sql,
  phrase: string,
  sample: readonly string[],
  most: number,
): Promise<readonly SqlRow[]> {
  const parts = partsOf(phrase)
  const rare = rarestOf(parts, sample, caseless)
  const asked = rare.length > 0 ? rare : uncommonIn(phrase, parts, sample, caseless)
  if (asked.length > 0) {
    const rows = await sql.all(CANDIDATES, [asked.map(quoted).join(' AND '), MOST_CANDIDATES])
    const wanted = caseless(phrase)
    if (rows.length < MOST_CANDIDATES) return rows.filter(row => textOf(row).includes(wanted))
  }
  return sql.all(MATCHING, [quoted(phrase), most])
}

/** A part of three characters, and where it stands. */
interface Part {
  readonly at: number
  readonly three: string
}

/** None where nothing can be left out: of a short phrase, and where marks that the index leaves out would shift its threes. */
function partsOf(phrase: string): readonly Part[] {
  const characters = [...phrase]
  if (characters.length < LEAST || /\p{M}/u.test(phrase)) return []
  return characters.slice(2).map((_, at) => ({ at, three: characters.slice(at, at + 3).join('') }))
}

/**
 * The longest stretch of a phrase without a common part, if it leaves one out; else none. `parts`: those that may be asked
 * for. `plain`: as below.
 */
function uncommonIn(
  phrase: string,
  parts: readonly Part[],
  sample: readonly string[],
  plain: (text: string) => string,
): readonly string[] {
  const uncommon = new Set(
    parts.flatMap(({ at, three }) => (countIn(sample, plain(three)) > sample.length * COMMON ? [] : [at])),
  )
  const ends = (from: number): number => (uncommon.has(from) ? ends(from + 1) : from)
  const stretches = [...uncommon].map(from => ({ from, parts: ends(from) - from }))
  const [longest] = stretches.toSorted((a, b) => b.parts - a.parts)
  const characters = [...phrase]
  if (longest === undefined || longest.parts === characters.length - 2) return []
  return [characters.slice(longest.from, longest.from + longest.parts + 2).join('')]
}

/**
 * The rarest of the parts, in the order in which they stand, if few rows should have all of them; else none. They share
 * no character: those that do stand in the same rows, and tell as much as one of them alone. `plain`: makes of a part what
 * the sample has of it.
 */
function rarestOf(
  parts: readonly Part[],
  sample: readonly string[],
  plain: (text: string) => string,
): readonly string[] {
  const byShare = parts
    .map(part => ({ ...part, share: (countIn(sample, plain(part.three)) + 1) / (sample.length + 1) }))
    .toSorted((a, b) => a.share - b.share)
  const rare: typeof byShare = []
  for (const one of byShare) {
    if (rare.length === RAREST || one.share > COMMON) break
    if (rare.every(({ at }) => Math.abs(at - one.at) >= 3)) rare.push(one)
  }
  const expected = rare.reduce((share, one) => share * one.share, 1)
  return expected > FEW ? [] : rare.toSorted((a, b) => a.at - b.at).map(({ three }) => three)
}

/** Characters of a phrase. */
const LEAST = 6
const RAREST = 3
/** A share of all rows that is not worth walking through. */
const COMMON = 1 / 4
/** A share of all rows that is read one by one. */
const FEW = 1 / 1000

function countIn(sample: readonly string[], three: string): number {
  return sample.filter(text => text.includes(three)).length
}

/** In the syntax of FTS5; its tokenizer folds case and accents. */
function quoted(phrase: string): string {
  return `"${phrase.replaceAll('"', '""')}"`
}

function textOf({ id, text, personal }: SqlRow): string {
  return caseless([id, text, personal].join('\n'))
}

function caseless(text: string): string {
  return withoutAccents(text).toLowerCase()
}

function withoutAccents(text: string): string {
  return text.normalize('NFD').replace(/[\u0300-\u036f]/g, '')
}

function hitOf({ kind, id }: SqlRow): Hit {
  return { kind: kind as Hit['kind'], id: id as string }
}

/**
 * A pattern has the rare parts of its phrase alone, for the reason said above; so what is found is looked through for the
 * whole. A fixed number of parameters: every other number would be another statement. The rows are found apart from the
 * limit, which would have the planner read the whole table in the hope of an early end; they are still fetched one by one.
 */
export const POSTGRES_SEARCHING: Searching = async (sql, phrases, most) => {
  const sample = await sampleFor(sql, phrases, ({ folded }) => folded as string)
  const wanted = phrases.map(phrase => phrase.normalize('NFC'))
  const patterns = new Set(wanted.map(phrase => patternOf(phrase, sample)))
  const rows = await sql.all(
    `WITH found AS MATERIALIZED
      (SELECT created, kind, id FROM search WHERE folded LIKE ANY (string_to_array(?, E'\\n')) AND EXISTS
        (SELECT FROM unnest(string_to_array(?, E'\\n')) AS phrase WHERE strpos(folded, phrase) > 0))
    SELECT kind, id FROM (SELECT * FROM found LIMIT ?) AS several ORDER BY created DESC`,
    [[...patterns].join('\n'), wanted.map(folded).join('\n'), most],
  )
  return rows.map(hitOf)
}

/**
 * For LIKE. Where a character is in no word pg_trgm takes the end of a word and the beginning of the next one, which are in
 * most rows: so of the parts those in the midst of words are taken, and else long words that no row of the sample has.
 */
function patternOf(phrase: string, sample: readonly string[]): string {
  const inWords = partsOf(phrase).filter(({ three }) => /^[\p{L}\p{N}]+$/u.test(three))
  const rare = rarestOf(inWords, sample, folded)
  const words = rare.length > 0 ? rare : unusualWordsIn(phrase, sample)
  const parts = words.length > 0 ? words : uncommonIn(phrase, inWords, sample, folded)
  return `%${(parts.length > 0 ? parts : [phrase]).map(part => folded(part).replace(/[\\%_]/g, '\\$&')).join('%')}%`
}

function unusualWordsIn(phrase: string, sample: readonly string[]): readonly string[] {
  if (partsOf(phrase).length === 0) return []
  const words = phrase.match(/[\p{L}\p{N}]{5,}/gu) ?? []
  return words.filter(word => countIn(sample, folded(word)) === 0)
}

/** Letters of other alphabets: lower() of every server is that of ASCII alone here. */
export const CAPITALS = 'ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩАБВГДЕЖЗИЙКЛМНОПРСТУФХЦЧШЩЪЫЬЭЮЯÆØŁĐ'
export const SMALL = 'αβγδεζηθικλμνξοπρστυφχψωабвгдежзийклмнопрстуфхцчшщъыьэюяæøłđ'

/** What `folded` leaves out: combining marks, which NFD sets apart from their letters. */
export const ACCENTS = String.fromCharCode(...Array.from({ length: 0x70 }, (_, i) => 0x300 + i))

/** As the column `folded` is made of the others by the server (postgres-migrations.ts). */
function folded(text: string): string {
  return withoutAccents(text)
    .replace(/[A-Z]/g, letter => letter.toLowerCase())
    .replace(/[^\0-\x7f]/g, letter => SMALL[CAPITALS.indexOf(letter)] ?? letter)
}
