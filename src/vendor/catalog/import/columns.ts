/**
 * Owns the column map: the small JSON file that says which column of another system's list is which field of a key, and
 * how its cells are read. Refuses names that mean nothing, so that a misspelt one is not a field that is missing from a
 * thousand keys; reports everything that is wrong at once.
 */
import { AirlatchError, detailOf } from '../../../core/errors.ts'
import type { ColumnProblem } from '../../../core/problems.ts'
import { fieldNamed, fieldOf } from '../../../core/terms/fields.ts'
import { IN_LISTS } from '../../../words/key-fields.ts'
import { type Csv, SEPARATORS, type Separator } from './csv.ts'

/** Fields that a list can set. */
export const IMPORTED = IN_LISTS.filter(name => fieldOf(name).flag !== undefined)

/** What a column may be; the names are those that `key list` has for its columns. */
export const IMPORT_FIELDS: readonly string[] = [
  'old key',
  'skip',
  ...IMPORTED.flatMap(name => {
    const { column, second } = fieldOf(name)
    return second === undefined ? [column] : [column, second.column]
  }),
]

/** Where the text of a field comes from. */
export interface FieldSource {
  /** The same for every key; undefined when it comes from a column. */
  readonly value: string | undefined
  /** The heading. */
  readonly column: string | undefined
  /** What a cell is replaced by, the empty one too, before it is read. */
  readonly words: ReadonlyMap<string, string>
  /** Of a date. */
  readonly format: string
  /** Between two features or users in one cell. */
  readonly separator: string
}

export interface ColumnMap {
  /** Undefined: as the first line has it. */
  readonly separator: Separator | undefined
  /** By their names as columns. */
  readonly fields: ReadonlyMap<string, FieldSource>
  /** Features that have a column each, by name. */
  readonly features: ReadonlyMap<string, FieldSource>
}

/** A text of JSON, of at most so many bytes. */
export const MOST_COLUMN_MAP_BYTES = 1_000_000

const OF_A_SOURCE = ['value', 'column', 'words', 'format', 'separator']
const ISO = 'YYYY-MM-DD'

/** Error: columns-malformed {problems}. */
export function parseColumnMap(bytes: Uint8Array): ColumnMap {
  const problems: ColumnProblem[] = []
  const { separator, ...rest } = objectIn(jsonIn(bytes), { problem: 'not-an-object' }, problems)
  const fields = new Map<string, FieldSource>()
  let features: ReadonlyMap<string, FieldSource> = new Map()
  for (const [name, json] of Object.entries(rest)) {
    if (!IMPORT_FIELDS.includes(name))
      problems.push({ problem: 'unknown-field', entry: name, known: IMPORT_FIELDS })
    else if (name === 'features' && isEach(json)) features = eachFeature(json.each, problems)
    else fields.set(name, sourceIn(name, json, problems))
  }
  if (separator !== undefined && !SEPARATORS.includes(separator as Separator))
    problems.push({ problem: 'separator' })
  if (!fields.has('product')) problems.push({ problem: 'product-missing' })
  if (fields.get('old key')?.column === undefined) problems.push({ problem: 'old-key-missing' })
  if (problems.length > 0) throw new AirlatchError('columns-malformed', { problems })
  return { separator: separator as Separator | undefined, fields, features }
}

/** The number of each column by its heading. Error: columns-malformed when one is not there, or there twice. */
export function columnNumbers(
  { fields, features }: ColumnMap,
  { headings }: Csv,
): ReadonlyMap<string, number> {
  const problems: ColumnProblem[] = []
  const numbers = new Map<string, number>()
  for (const [name, { column }] of [...fields, ...features]) {
    if (column === undefined) continue
    const at = headings.indexOf(column)
    if (at < 0) problems.push({ problem: 'no-column', entry: name, column, known: headings })
    else if (headings.lastIndexOf(column) !== at)
      problems.push({ problem: 'two-columns', entry: name, column })
    numbers.set(column, at)
  }
  if (problems.length > 0) throw new AirlatchError('columns-malformed', { problems })
  return numbers
}

function jsonIn(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes))
  } catch (cause) {
    throw new AirlatchError('columns-malformed', { problems: [{ problem: 'not-json' }] }, cause)
  }
}

type JsonObject = Readonly<Record<string, unknown>>

function isObject(json: unknown): json is JsonObject {
  return typeof json === 'object' && json !== null && !Array.isArray(json)
}

function objectIn(json: unknown, otherwise: ColumnProblem, problems: ColumnProblem[]): JsonObject {
  if (isObject(json)) return json
  problems.push(otherwise)
  return {}
}

function isEach(json: unknown): json is { readonly each: unknown } {
  return isObject(json) && 'each' in json && Object.keys(json).length === 1
}

function eachFeature(json: unknown, problems: ColumnProblem[]): ReadonlyMap<string, FieldSource> {
  const each = Object.entries(objectIn(json, { problem: 'source', entry: 'features' }, problems))
  return new Map(each.map(([name, source]) => [name, sourceIn(`feature ${name}`, source, problems)]))
}

function sourceIn(entry: string, json: unknown, problems: ColumnProblem[]): FieldSource {
  const source = objectIn(json, { problem: 'source', entry }, problems)
  const { value, column, words, format, separator, ...rest } = source
  for (const part of Object.keys(rest))
    problems.push({ problem: 'unknown-part', entry, part, known: OF_A_SOURCE })
  if ((value === undefined) === (column === undefined)) problems.push({ problem: 'column-or-value', entry })
  if (value !== undefined && !['string', 'number', 'boolean'].includes(typeof value))
    problems.push({ problem: 'value', entry })
  const dated = textIn({ entry, part: 'format' }, format ?? ISO, problems)
  if (['YYYY', 'MM', 'DD'].some(part => dated.split(part).length !== 2))
    problems.push({ problem: 'format', entry })
  const between = textIn({ entry, part: 'separator' }, separator ?? ',', problems)
  if (between === '') problems.push({ problem: 'cell-separator', entry })
  return {
    value: value === undefined ? undefined : valueText(value),
    column: column === undefined ? undefined : textIn({ entry, part: 'column' }, column, problems).trim(),
    words: wordsIn(entry, words ?? {}, problems),
    format: dated,
    separator: between,
  }
}

function valueText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return String(value)
}

type PlaceOfText = Omit<Extract<ColumnProblem, { problem: 'text' }>, 'problem'>

function textIn(place: PlaceOfText, json: unknown, problems: ColumnProblem[]): string {
  if (typeof json === 'string') return json
  problems.push({ problem: 'text', ...place })
  return ''
}

function wordsIn(entry: string, json: unknown, problems: ColumnProblem[]): ReadonlyMap<string, string> {
  const words = Object.entries(objectIn(json, { problem: 'words', entry }, problems))
  return new Map(
    words.map(([word, means]) => [word.trim(), textIn({ entry, part: 'words', word }, means, problems)]),
  )
}

/** What an error without the name of a field is about. */
const ABOUT: Readonly<Record<string, string>> = {
  'affiliate-unknown': 'affiliate',
  'customer-not-found': 'customer',
  'engine-version-too-old': 'engine version',
  'feature-count-mismatch': 'features',
  'feature-missing': 'features',
  'generic-not-allowed': 'generic',
  'key-imported-already': 'old key',
}

/** The heading of the column that is to blame. */
export function columnOf(
  { fields, features }: ColumnMap,
  { code, details }: AirlatchError,
): string | undefined {
  const field = detailOf(details, 'field')
  const named = typeof field === 'string' ? field : code
  const feature = /^feature (.*)$/.exec(named)?.[1] ?? detailOf(details, 'feature')
  const source =
    features.get(String(feature)) ?? fields.get(ABOUT[named] ?? fieldNamed(named)?.column ?? named)
  return source?.column
}
