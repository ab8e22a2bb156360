/**
 * Owns how the cells of one line become the fields of a new key. What a value must be apart from its spelling is the
 * catalog's business (entitlement.ts). Every cell that cannot be read is reported, with its column.
 */
import { AirlatchError } from '../../../core/errors.ts'
import type { Product } from '../../../core/terms/entitlement.ts'
import { type FeatureSetting, readFeature, requireDefinition } from '../../../core/terms/features.ts'
import { type FieldName, fieldOf, type NewKeys } from '../../../core/terms/fields.ts'
import { yesOrNo } from '../../../core/terms/kinds.ts'
import { invalid } from '../limits.ts'
import { type ColumnMap, columnOf, type FieldSource, IMPORTED } from './columns.ts'
import type { CsvRow } from './csv.ts'

/** Something about a line that cannot be imported. */
export interface LineProblem {
  /** The heading; undefined when it is not about one column. */
  readonly column: string | undefined
  readonly error: AirlatchError
}

/** What a line says. */
export type Line =
  | {
      readonly kind: 'read'
      readonly oldKey: string
      readonly fields: NewKeys & { readonly productId: string }
    }
  | { readonly kind: 'refused'; readonly problems: readonly LineProblem[] }
  /** The map says to leave it out. */
  | { readonly kind: 'skipped' }

/** What lines are read by. */
export interface LineReader {
  readonly map: ColumnMap
  /** The number of each column by its heading. */
  readonly numbers: ReadonlyMap<string, number>
  readonly products: ReadonlyMap<string, Product>
}

export function readLine(reader: LineReader, row: CsvRow): Line {
  const { fields } = reader.map
  const cells = new LineCells(reader, row)
  if (cells.read(fields.get('skip'), text => SKIP.read([text.trim()], { features: [] })))
    return { kind: 'skipped' }
  const oldKey = cells.required('old key', text => text.trim())
  const productId = cells.required('product', knownIn(reader.products))
  const product = reader.products.get(productId ?? '')
  const fieldValues = IMPORTED.map(name => [name, cells.field(name, product)])
  if (cells.problems.length > 0 || oldKey === undefined || productId === undefined)
    return { kind: 'refused', problems: cells.problems }
  // an absent field gets its default
  const present = Object.fromEntries(fieldValues.filter(([, value]) => value !== undefined))
  return { kind: 'read', oldKey, fields: { ...present, productId } }
}

/** Reads the cells of one line, and collects the problems. */
class LineCells {
  readonly problems: LineProblem[] = []
  readonly #reader: LineReader
  readonly #row: CsvRow

  constructor(reader: LineReader, row: CsvRow) {
    this.#reader = reader
    this.#row = row
  }

  /** Undefined when nothing is said, or when it cannot be read. */
  read<T>(source: FieldSource | undefined, as: (text: string, source: FieldSource) => T): T | undefined {
    const text = this.#textOf(source)
    if (source === undefined || text === undefined) return undefined
    try {
      return as(text, source)
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      this.problems.push({ column: columnOf(this.#reader.map, error) ?? source.column, error })
      return undefined
    }
  }

  required(column: string, as: (text: string) => string): string | undefined {
    const source = this.#reader.map.fields.get(column)
    if (source !== undefined && this.#textOf(source) === undefined)
      this.problems.push({ column: source.column, error: invalid(column, { is: 'value' }, undefined) })
    return this.read(source, as)
  }

  /** As `NewKeys` has it. */
  field(name: FieldName, product: Product | undefined): unknown {
    const { column, second, option, exact, read } = fieldOf(name)
    const { fields, features } = this.#reader.map
    if (name === 'features' && (product === undefined || features.size > 0)) return this.#features(product)
    return this.read(fields.get(column), (cell, { separator, format }) => {
      const beside = this.#textOf(fields.get(second?.column ?? ''))?.trim()
      const text = exact ? cell : cell.trim()
      const texts = option === 'list' ? partsOf(text, separator) : [text, ...(beside ? [beside] : [])]
      return read(texts, { features: product?.features ?? [], dateFormat: format })
    })
  }

  /** From a column for each. */
  #features(product: Product | undefined): ReadonlyMap<string, FeatureSetting> | undefined {
    if (product === undefined) return undefined
    const each = [...this.#reader.map.features].flatMap(([name, source]) => {
      const value = this.read(source, text => readFeature(requireDefinition(product.features, name), text))
      return value === undefined ? [] : [[name, value] as const]
    })
    return new Map(each)
  }

  /** What a source says in this line; undefined when that is nothing. */
  #textOf(source: FieldSource | undefined): string | undefined {
    if (source === undefined) return undefined
    const { value, column, words } = source
    const given = value ?? this.#row.cells[this.#reader.numbers.get(column ?? '') ?? -1] ?? ''
    const text = words.get(given.trim()) ?? given
    return text.trim() === '' ? undefined : text
  }
}

const SKIP = yesOrNo('skip')

function knownIn(products: ReadonlyMap<string, Product>): (text: string) => string {
  return text => {
    const id = text.trim()
    if (products.has(id)) return id
    throw new AirlatchError('product-not-found', { product: id, known: [...products.keys()] })
  }
}

/** The parts of one cell. */
function partsOf(text: string, separator: string): readonly string[] {
  return text
    .split(separator)
    .map(part => part.trim())
    .filter(part => part !== '')
}
