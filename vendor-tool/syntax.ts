/** Owns the small languages of a product's options: NAME[:TYPE][=DEFAULT][!] of a feature, its limit, K/N. */
import { FIELDS } from '../src/core/terms/fields.ts'
import {
  AirlatchError,
  type DeactivationLimit,
  type Expected,
  type FeatureDefinition,
  type FeatureType,
  MOST_DEACTIVATIONS,
  parseFeatureText,
  refuseFeature,
} from '../src/vendor/door.ts'

const TYPES: readonly FeatureType[] = ['flag', 'integer', 'text']

/** `export`, `users:integer=5`, `edition:text!`. Error: invalid-value. */
export function parseFeatureDefinition(text: string): FeatureDefinition {
  const parts = /^([^:=!]+)(?::([^=!]*))?(?:=(.*?))?(!)?$/s.exec(text)
  const type = parts?.[2] ?? 'flag'
  if (parts === null || !isType(type)) throw wrong('feature', { is: 'feature-definition' }, text)
  const fallback = parts[3] === undefined ? undefined : parseFeatureText(type, parts[3])
  if (parts[3] !== undefined && fallback === undefined) refuseFeature('--feature', type, parts[3])
  // a flag that is off by default is simply not there
  return {
    name: parts[1] as string,
    type,
    default: fallback === false ? undefined : fallback,
    required: parts[4] !== undefined,
  }
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
