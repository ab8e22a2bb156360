/** Owns the small languages of a product's options: NAME[:TYPE[:VALUES]][=DEFAULT][!] of a feature, its limit, K/N. */
import { FIELDS } from '../src/core/terms/fields.ts'
import {
  AirlatchError,
  type DeactivationLimit,
  type Expected,
  type FeatureDefinition,
  type FeatureSetting,
  type FeatureType,
  type FeatureValue,
  MOST_DEACTIVATIONS,
  parseFeatureText,
  refuseFeature,
} from '../src/vendor/door.ts'

const TYPES: readonly FeatureType[] = ['flag', 'integer', 'text']

/** `export`, `users:integer=5`, `edition:text:home,pro!`. Error: invalid-value. */
export function parseFeatureDefinition(text: string): FeatureDefinition {
  const parts = /^([^:=!]+)(?::([^:=!]*))?(?::([^=!]*))?(?:=(.*?))?(!)?$/s.exec(text)
  const [, name, type = 'flag', listed, byDefault, required] = parts ?? []
  const values = listed?.split(',').map(value => value.trim()) ?? []
  // a flag is on or off: there is nothing to list
  const isListless = values.includes('') || (type === 'flag' && values.length > 0)
  if (name === undefined || !isType(type) || isListless)
    throw wrong('feature', { is: 'feature-definition' }, text)
  const fallback = byDefault === undefined ? undefined : readValue(type, byDefault)
  // a flag that is off by default is simply not there
  return {
    name,
    type,
    default: fallback === false ? undefined : fallback,
    required: required !== undefined,
    values: values.map(value => readValue(type, value) as FeatureValue),
  }
}

/** Error: invalid-value. */
function readValue(type: FeatureType, text: string): FeatureSetting {
  return parseFeatureText(type, text) ?? refuseFeature('--feature', type, text)
}

/** As a key's, but a product has nothing to inherit from. Error: invalid-value. */
export function parseProductLimit(text: string): DeactivationLimit {
  const limit = FIELDS.deactivationLimit.read([text], { features: [] })
  if (limit !== 'inherit' && (typeof limit !== 'bigint' || limit <= MOST_DEACTIVATIONS)) return limit
  throw wrong('deactivation-limit', { is: 'deactivation-limit' }, text)
}

/** `3/4`, or `default`; the catalog knows which are strict enough. Error: invalid-value. */
export function parseMatch(text: string): { readonly k: number; readonly n: number } | 'default' {
  if (text === 'default') return text
  const parts = /^(\d{1,2})\/(\d{1,2})$/.exec(text)
  if (parts === null) throw wrong('match', { is: 'share', or: 'default' }, text)
  return { k: Number(parts[1]), n: Number(parts[2]) }
}

function isType(text: string): text is FeatureType {
  return (TYPES as readonly string[]).includes(text)
}

function wrong(flag: string, expected: Expected, got: string): AirlatchError {
  return new AirlatchError('invalid-value', { field: `--${flag}`, expected, got })
}
