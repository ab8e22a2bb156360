/**
 * Owns the table of features that a kit carries: the features that the product's licenses may have, in order. A code
 * that is read aloud refers to features by their position in it (typed-features.ts), so both sides must have the same
 * table.
 */
import { type CborMap, type CborValue, encodeCbor } from '../bytes/cbor.ts'
import type { ClaimReader } from './claims.ts'
import { type FeatureValue, featureValue } from './license.ts'
import { isFeatureName } from './names.ts'

/** `flag` is on or off, `integer` from -2^31 to 2^53 - 1, `text` up to 255 bytes (checklist QC-16). @useDeclaredType */
export type FeatureType = (typeof FEATURE_TYPES)[number]
/** A type's number in a kit is its index here. */
export const FEATURE_TYPES = ['flag', 'integer', 'text'] as const

/** A feature that keys of a product may have. */
export interface FeatureDefinition {
  /** 1 to 32 letters, digits, `.`, `_` and `-`. */
  readonly name: string
  /** The type of its values. */
  readonly type: FeatureType
  /** The value for a key that does not give one; undefined: the feature is off. */
  readonly default: FeatureValue | undefined
  /** Whether keys without this feature are refused. */
  readonly required: boolean
  /** The only values that a key may give it, without duplicates; empty: any of its type. Always empty for a flag. */
  readonly values: readonly FeatureValue[]
}

/** Maximum number of a product's features, and of a feature's listed values. */
export const TABLE_LIMITS = { features: 64, values: 32 } as const

/** Keys of one row in the claim. */
const ROW = { name: 0, type: 1, default: 2, required: 3, values: 4 } as const

/** Returns the claim `feature-table`; undefined for a product without features. */
export function tableClaim(table: readonly FeatureDefinition[]): readonly CborMap[] | undefined {
  return table.length === 0 ? undefined : table.map(rowOf)
}

/** Returns the claim in deterministic CBOR; empty for a product without features. */
export function tableBytes(table: readonly FeatureDefinition[]): Uint8Array {
  const claim = tableClaim(table)
  return claim === undefined ? new Uint8Array() : encodeCbor(claim)
}

function rowOf({ name, type, default: fallback, required, values }: FeatureDefinition): CborMap {
  const row = new Map<number, CborValue>([
    [ROW.name, name],
    [ROW.type, FEATURE_TYPES.indexOf(type)],
  ])
  if (fallback !== undefined) row.set(ROW.default, fallback)
  if (required) row.set(ROW.required, true)
  if (values.length > 0) row.set(ROW.values, values)
  return row
}

/** Reads the table. A bad table is reported to the reader, and returned as empty. */
export function readTable(reader: ClaimReader): readonly FeatureDefinition[] {
  const claim = reader.raw('feature-table')
  if (claim === undefined) return []
  const rows = Array.isArray(claim) && claim.length <= TABLE_LIMITS.features ? claim.map(definitionOf) : []
  const table = rows.filter(row => row !== undefined)
  const names = new Set(table.map(({ name }) => name))
  if (table.length > 0 && table.length === rows.length && names.size === table.length) return table
  reader.problem('feature-table', 'feature-table')
  return []
}

function definitionOf(row: CborValue): FeatureDefinition | undefined {
  if (!(row instanceof Map)) return undefined
  const name = row.get(ROW.name)
  const number = row.get(ROW.type)
  const type = typeof number === 'number' ? FEATURE_TYPES[number] : undefined
  const required = row.get(ROW.required)
  const [fallback, listed] = [row.get(ROW.default), row.get(ROW.values)]
  if (typeof name !== 'string' || !isFeatureName(name) || type === undefined) return undefined
  if ([...row.keys()].some(key => !(Object.values(ROW) as unknown[]).includes(key))) return undefined
  if (required !== undefined && required !== true) return undefined
  const values = listed === undefined ? [] : valuesIn(type, listed)
  const defaultValue = fallback === undefined ? undefined : valueIn(type, fallback)
  if (values === undefined || (fallback !== undefined && defaultValue === undefined)) return undefined
  if (defaultValue !== undefined && values.length > 0 && !values.includes(defaultValue)) return undefined
  return { name, type, default: defaultValue, required: required === true, values }
}

/** Returns undefined for anything but 1 to 32 different values of the type. */
function valuesIn(type: FeatureType, listed: CborValue): readonly FeatureValue[] | undefined {
  if (!Array.isArray(listed) || type === 'flag') return undefined
  const values = (listed as readonly CborValue[]).map(value => valueIn(type, value))
  const distinct = new Set(values)
  const fits = values.length > 0 && values.length <= TABLE_LIMITS.values && distinct.size === values.length
  return fits && !distinct.has(undefined) ? (values as FeatureValue[]) : undefined
}

const VALUE_OF: Readonly<Record<FeatureType, string>> = { flag: 'boolean', integer: 'number', text: 'string' }

function valueIn(type: FeatureType, item: CborValue): FeatureValue | undefined {
  const value = featureValue(item)
  return typeof value === VALUE_OF[type] ? value : undefined
}
