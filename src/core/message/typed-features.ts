/**
 * Owns the encoding of a license's features in a license code, in a few bits: it refers to the table of features in the
 * kit, which both sides have. A check of the table is included, so that a different kit is reported as such; that no
 * code is ever misread is ensured by the signature.
 */
import { sha256 } from '@noble/hashes/sha2.js'
import { type BitReader, type BitWriter, MOST_GROUPED } from '../bytes/bits.ts'
import type { BeyondCode } from '../problems.ts'
import { type FeatureDefinition, tableBytes } from './feature-table.ts'
import type { FeatureValue } from './license.ts'

type Features = ReadonlyMap<string, FeatureValue>

/** Length of the check in bits. */
export const TABLE_CHECK_BITS = 8

/** The first 8 bits of SHA-256 over `airlatch features`, a zero byte, and the kit's claim `feature-table` in CBOR. */
export function tableCheck(table: readonly FeatureDefinition[]): number {
  const hash = sha256.create()
  hash.update(new TextEncoder().encode('airlatch features\0'))
  hash.update(tableBytes(table))
  return hash.digest()[0] as number
}

/** Returns the features that no code can express with any value but the default: texts without listed values. */
export function spokenNever(table: readonly FeatureDefinition[]): readonly FeatureDefinition[] {
  return table.filter(({ type, values }) => type === 'text' && values.length === 0)
}

/** Returns the features that a code cannot express. */
export function featuresBeyond(features: Features, table: readonly FeatureDefinition[]): BeyondCode[] {
  return [...features].flatMap(([feature, value]) => {
    const definition = table.find(({ name }) => name === feature)
    const why = obstacleOf(value, definition)
    return why === undefined ? [] : [{ thing: 'feature', feature, why } as const]
  })
}

function obstacleOf(value: FeatureValue, definition: FeatureDefinition | undefined) {
  if (definition === undefined) return 'not-in-kit'
  const { type, values, default: fallback } = definition
  if (type === 'flag') return value === true ? undefined : 'not-listed'
  if (values.length > 0) return values.includes(value) ? undefined : 'not-listed'
  if (value === fallback) return undefined
  if (type === 'text') return 'text'
  return typeof value === 'number' && value >= 0 && value <= MOST_GROUPED ? undefined : 'number'
}

/** Writes features, for which `featuresBeyond` must be empty. */
export function putFeatures(bits: BitWriter, features: Features, table: readonly FeatureDefinition[]): void {
  for (const { name, type, values, default: fallback } of table) {
    const value = features.get(name)
    if (type === 'flag') bits.flag(value !== undefined)
    else if (values.length > 0) bits.put(value === undefined ? 0 : values.indexOf(value) + 1, widthOf(values))
    else {
      const isDefault = value === fallback
      if (type === 'integer' || fallback !== undefined) bits.flag(!isDefault)
      if (isDefault || type === 'text') continue
      if (fallback !== undefined) bits.flag(value !== undefined)
      if (value !== undefined) bits.grouped(value as number)
    }
  }
}

/** Reads what `putFeatures` wrote. Other bits give arbitrary features, which `putFeatures` would encode differently. */
export function takeFeatures(bits: BitReader, table: readonly FeatureDefinition[]): Features {
  return new Map(
    table.flatMap((definition): [string, FeatureValue][] => {
      const value = takeValue(bits, definition)
      return value === undefined ? [] : [[definition.name, value]]
    }),
  )
}

function takeValue(bits: BitReader, { type, values, default: fallback }: FeatureDefinition) {
  if (type === 'flag') return bits.flag() || undefined
  if (values.length > 0) return values[bits.take(widthOf(values)) - 1]
  if (type === 'text') return fallback === undefined || bits.flag() ? undefined : fallback
  if (!bits.flag()) return fallback
  return fallback === undefined || bits.flag() ? bits.grouped() : undefined
}

/** Returns the number of bits for one of the values or none of them. */
function widthOf(values: readonly FeatureValue[]): number {
  return values.length.toString(2).length
}
