/**
 * Owns how the cells of one line become the fields of a new key. What a value must be apart from its spelling is the
 * catalog's business (entitlement.ts). Every cell that cannot be read is reported, with its column.
 */
import { AirlatchError } from '../../../core/errors.ts'
import { LICENSE_FORMATS, type LicenseFormat } from '../../../core/message/license.ts'
import type { NamedUser } from '../../../core/message/users.ts'
import type { DurationStart, Product } from '../../../core/terms/entitlement.ts'
import { type GivenValue, parseFeatureText, refuseFeature } from '../../../core/terms/features.ts'
import { parseDay, parseEnd } from '../../../core/terms/term.ts'
import type { NewKeys } from '../key-fields.ts'
import { invalid } from '../limits.ts'
import type { ColumnMap, ImportField, Source } from './columns.ts'
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

type Read<T> = (text: string, source: Source) => T

export function readLine(reader: LineReader, row: CsvRow): Line {
  const { map, products } = reader
  const problems: LineProblem[] = []

  /** Undefined when nothing is said, or when it cannot be read. */
  function read<T>(source: Source | undefined, as: Read<T>): T | undefined {
    const text = source === undefined ? undefined : textOf(reader, row, source)
    if (source === undefined || text === undefined) return undefined
    try {
      return as(text, source)
    } catch (error) {
      if (!(error instanceof AirlatchError)) throw error
      problems.push({ column: source.column, error })
      return undefined
    }
  }
  function of<T>(field: ImportField, as: Read<T>): T | undefined {
    return read(map.fields.get(field), as)
  }
  function required<T>(field: ImportField, as: Read<T>, expected: string): T | undefined {
    const source = map.fields.get(field)
    if (source === undefined || textOf(reader, row, source) !== undefined) return of(field, as)
    problems.push({ column: source.column, error: invalid(field, expected, undefined) })
    return undefined
  }

  if (of('skip', flagOf('skip'))) return { kind: 'skipped' }
  const oldKey = required('old key', trimmed, 'the key of the other system')
  const productId = required('product', knownIn(products), 'the id of a product')
  const days = of('duration', wholeOf('duration'))
  const from = of('duration from', durationStart) ?? 'activation'
  const product = products.get(productId ?? '')
  const fields = {
    features: product === undefined ? undefined : featuresOf(map, product, read),
    generic: of('generic', flagOf('generic')),
    email: of('e-mail', trimmed),
    licensee: of('licensee', trimmed),
    affiliate: of('affiliate', trimmed),
    comment: of('comment', text => text),
    activations: of('activations', wholeOf('activations')),
    forFloating: of('for floating', flagOf('for floating')),
    floatingSeats: of('floating seats', wholeOf('floating seats')),
    maintenance: of('maintenance', maintenanceOf),
    engineVersion: of('engine version', engineVersionOf),
    userData: of('user data', text => text),
    expiresAt: of('expires', expiresOf),
    duration: days === undefined ? undefined : { days, from },
    graceDays: of('grace days', wholeOf('grace days')),
    users: of('users', usersOf),
    allowVirtual: of('allow vm', allowVirtualOf),
    deactivationLimit: of('deactivation limit', deactivationLimitOf),
  }
  if (problems.length > 0 || oldKey === undefined || productId === undefined)
    return { kind: 'refused', problems }
  return { kind: 'read', oldKey, fields: { ...present(fields), productId } }
}

/** What a source says in this line; undefined when that is nothing. */
function textOf(
  { numbers }: LineReader,
  { cells }: CsvRow,
  { value, column, words }: Source,
): string | undefined {
  const given = value ?? cells[numbers.get(column ?? '') ?? -1] ?? ''
  const text = words.get(given.trim()) ?? given
  return text.trim() === '' ? undefined : text
}

/** To the catalog, an absent field is one that nothing is said of. */
function present(fields: { readonly [Name in keyof NewKeys]: NewKeys[Name] | undefined }): NewKeys {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}

function trimmed(text: string): string {
  return text.trim()
}

function knownIn(products: ReadonlyMap<string, Product>): Read<string> {
  return text => {
    const id = text.trim()
    if (products.has(id)) return id
    throw new AirlatchError('product-not-found', { product: id, known: [...products.keys()] })
  }
}

function flagOf(field: ImportField): (text: string) => boolean {
  return text => {
    const flag = parseFeatureText('flag', text.trim())
    if (typeof flag !== 'boolean') throw invalid(field, 'yes or no', text)
    return flag
  }
}

function wholeOf(field: ImportField): (text: string) => number {
  return text => {
    if (!/^\d{1,15}$/.test(text.trim())) throw invalid(field, 'a whole number', text)
    return Number(text)
  }
}

function maintenanceOf(text: string, { format }: Source): NewKeys['maintenance'] {
  const flag = parseFeatureText('flag', text.trim())
  if (typeof flag === 'boolean') return flag ? { until: undefined } : 'none'
  return { until: endOf('maintenance', text, format, 'yes or no') }
}

function expiresOf(text: string, { format }: Source): NewKeys['expiresAt'] {
  return text.trim() === 'never' ? 'never' : endOf('expires', text, format, 'never')
}

/** The first second behind the day; a time of day behind it is not looked at. Error: invalid-value. */
function endOf(field: ImportField, text: string, format: string, word: string): number {
  const pattern = format
    .replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')
    .replace('YYYY', '(?<year>\\d{4})')
    .replace('MM', '(?<month>\\d{1,2})')
    .replace('DD', '(?<day>\\d{1,2})')
  const { year, month = '', day = '' } = new RegExp(`^${pattern}(?:[ T].*)?$`).exec(text.trim())?.groups ?? {}
  const end =
    year === undefined
      ? parseEnd(text.trim())
      : parseDay(`${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`)?.end
  if (end === undefined) throw invalid(field, `a date that exists, as ${format}, or ${word}`, text)
  return end
}

function engineVersionOf(text: string): LicenseFormat | 'newest' {
  const word = text.trim()
  const format = word === 'newest' ? word : LICENSE_FORMATS.find(format => String(format) === word)
  if (format === undefined) throw invalid('engine version', `newest, ${LICENSE_FORMATS.join(' or ')}`, text)
  return format
}

const STARTS: readonly DurationStart[] = ['creation', 'activation', 'first-run']

function durationStart(text: string): DurationStart {
  const start = STARTS.find(start => start === text.trim())
  if (start === undefined) throw invalid('duration from', STARTS.join(', '), text)
  return start
}

function allowVirtualOf(text: string): boolean | 'inherit' {
  return text.trim() === 'inherit' ? 'inherit' : flagOf('allow vm')(text)
}

function deactivationLimitOf(text: string): NewKeys['deactivationLimit'] {
  const word = text.trim()
  if (word === 'inherit' || word === '-2') return 'inherit'
  if (word === 'unlimited' || word === '-1') return 'unlimited'
  if (/^3[ -]per[ -]seat$/.test(word)) return '3 per seat'
  if (/^\d{1,19}$/.test(word)) return BigInt(word)
  throw invalid('deactivation limit', 'inherit, unlimited, 3 per seat or a number', text)
}

/** The parts of one cell. */
function partsOf(text: string, separator: string): readonly string[] {
  return text
    .split(separator)
    .map(part => part.trim())
    .filter(part => part !== '')
}

/** From one cell with all of them, or from a column for each. */
function featuresOf(
  { fields, features }: ColumnMap,
  product: Product,
  read: <T>(source: Source | undefined, as: Read<T>) => T | undefined,
): ReadonlyMap<string, GivenValue> | undefined {
  if (features.size === 0) return read(fields.get('features'), listedFeatures(product))
  const each = [...features].map(
    ([name, source]) => [name, read(source, text => featureOf(product, name, text.trim()))] as const,
  )
  return new Map(each.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}

/** `export` or `export=yes`, `users=5`. */
function listedFeatures(product: Product): Read<ReadonlyMap<string, GivenValue>> {
  return (text, { separator }) => {
    const all = partsOf(text, separator).map(part => {
      const at = part.indexOf('=')
      const name = at < 0 ? part : part.slice(0, at).trim()
      return [name, featureOf(product, name, at < 0 ? undefined : part.slice(at + 1).trim())] as const
    })
    const features = new Map(all)
    if (features.size !== all.length) throw invalid('features', 'each name once', text)
    return features
  }
}

/** Without a text: the name stands alone, which switches a flag on. */
function featureOf({ features }: Product, name: string, text: string | undefined): GivenValue {
  const type = features.find(feature => feature.name === name)?.type
  if (type === undefined)
    throw new AirlatchError('feature-unknown', { feature: name, known: features.map(({ name }) => name) })
  const value = parseFeatureText(type, text ?? (type === 'flag' ? 'yes' : ''))
  if (value === undefined) refuseFeature(`feature ${name}`, type, text ?? '', `a value of type ${type}`)
  return value
}

const PLATFORMS = ['any', 'windows', 'macos', 'linux', 'bsd']

/** `ann`, `bob:linux`. */
function usersOf(text: string, { separator }: Source): readonly NamedUser[] {
  return partsOf(text, separator).map(part => {
    const at = part.lastIndexOf(':')
    const platform = PLATFORMS.indexOf(part.slice(at + 1).toLowerCase())
    if (at < 0) return { name: part, platform: 0 }
    if (platform < 0) throw invalid('users', `NAME or NAME:PLATFORM (${PLATFORMS.join(', ')})`, part)
    return { name: part.slice(0, at), platform }
  })
}
