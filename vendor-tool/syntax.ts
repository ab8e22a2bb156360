/**
 * Owns the small languages of the flags: NAME[:TYPE][=DEFAULT][!] of a product's feature, NAME=VALUE of a key's,
 * NAME[:PLATFORM] of a user, the words and numbers of a limit on deactivations, K/N.
 */

import {
  AirlatchError,
  type DeactivationLimit,
  type Entitlement,
  type FeatureDefinition,
  type FeatureType,
  type GivenValue,
  MOST_DEACTIVATIONS,
  type NamedUser,
  type Product,
  pairFeatures,
  parseFeatureText,
  refuseFeature,
} from '../src/vendor/door.ts'
import { PLATFORM_WORDS } from '../src/words/describe.ts'

const TYPES: readonly FeatureType[] = ['flag', 'integer', 'text']

/** `export`, `users:integer=5`, `edition:text!`. Error: invalid-value. */
export function parseFeatureDefinition(text: string): FeatureDefinition {
  const parts = /^([^:=!]+)(?::([^=!]*))?(?:=(.*?))?(!)?$/s.exec(text)
  const type = parts?.[2] ?? 'flag'
  if (parts === null || !isType(type))
    throw invalid('NAME[:flag|integer|text][=DEFAULT][!], such as "users:integer=5"', text)
  const fallback = parts[3] === undefined ? undefined : parseFeatureText(type, parts[3])
  if (parts[3] !== undefined && fallback === undefined)
    refuseFeature('--feature', type, parts[3], `a default of type ${type}`)
  // a flag that is off by default is simply not there
  return {
    name: parts[1] as string,
    type,
    default: fallback === false ? undefined : fallback,
    required: parts[4] !== undefined,
  }
}

/**
 * `export` or `export=yes`, `users=5`, `edition=pro`, by the product's types. A name without a value that is no flag, or
 * a value without a name, is what setDetails calls two lists of different lengths (checklist LP-11).
 * Errors: invalid-value, feature-unknown, feature-count-mismatch (LimeLM 116).
 */
export function parseKeyFeatures(
  texts: readonly string[],
  product: Product,
): ReadonlyMap<string, GivenValue> {
  const all = texts.map(text => splitFeature(text, product))
  const names = all.flatMap(({ definition }) => definition?.name ?? [])
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) throw invalid('each feature once', twice)
  const values = all.flatMap(({ value }) => value ?? [])
  if (names.length !== values.length) return pairFeatures(names, values)
  return new Map(all.map(({ definition, value, text }) => parseFeature(definition, value, text)))
}

interface SplitFeature {
  readonly text: string
  /** Missing when the text has no name. */
  readonly definition: FeatureDefinition | undefined
  /** Missing when the text has none; a flag alone is switched on. */
  readonly value: string | undefined
}

function splitFeature(text: string, { features }: Product): SplitFeature {
  const at = text.indexOf('=')
  const name = at < 0 ? text : text.slice(0, at)
  const value = at < 0 ? undefined : text.slice(at + 1)
  if (name === '' && value !== undefined) return { text, definition: undefined, value }
  const definition = features.find(feature => feature.name === name)
  if (definition === undefined)
    throw new AirlatchError('feature-unknown', { feature: name, known: features.map(({ name }) => name) })
  return { text, definition, value: value ?? (definition.type === 'flag' ? 'yes' : undefined) }
}

function parseFeature(
  definition: FeatureDefinition | undefined,
  value: string | undefined,
  text: string,
): readonly [name: string, value: GivenValue] {
  // as many names as values, and yet one of them stands alone
  if (definition === undefined || value === undefined) throw invalid('NAME=VALUE in one', text)
  const { name, type } = definition
  const parsed = parseFeatureText(type, value)
  if (parsed === undefined) refuseFeature(`--feature ${name}`, type, value, `a value of type ${type}`)
  return [name, parsed]
}

/** `ann`, `ann:linux`, `ann:3`. Error: invalid-value. */
export function parseUser(text: string): NamedUser {
  const at = text.lastIndexOf(':')
  if (at < 0) return { name: text, platform: 0 }
  const name = text.slice(0, at)
  const word = text.slice(at + 1).toLowerCase()
  const platform = PLATFORM_WORDS.findIndex((known, number) => word === known || word === `${number}`)
  if (name === '' || platform < 0)
    throw wrong(
      'user',
      `NAME or NAME:PLATFORM, a platform being ${PLATFORM_WORDS.join(', ')} or 0 to 4`,
      text,
    )
  return { name, platform }
}

/** `inherit` or -2, `unlimited` or -1, `3 per seat`, or a number; the catalog knows how large (checklist LP-06..08). Error: invalid-value. */
export function parseDeactivationLimit(text: string): Entitlement['deactivationLimit'] {
  if (text === 'inherit' || text === '-2') return 'inherit'
  if (text === 'unlimited' || text === '-1') return 'unlimited'
  if (/^3[ -]per[ -]seat$/.test(text)) return '3 per seat'
  if (/^\d{1,19}$/.test(text)) return BigInt(text)
  throw wrong('deactivation-limit', `inherit, unlimited, "3 per seat", or 0 to ${MOST_DEACTIVATIONS}`, text)
}

/** As above, for a product, which has nothing to inherit from. */
export function parseProductLimit(text: string): DeactivationLimit {
  const limit = /^(?:inherit|-2)$/.test(text) ? undefined : parseDeactivationLimit(text)
  if (
    limit === 'unlimited' ||
    limit === '3 per seat' ||
    (typeof limit === 'bigint' && limit <= MOST_DEACTIVATIONS)
  )
    return limit
  throw wrong('deactivation-limit', `unlimited, "3 per seat", or 0 to ${MOST_DEACTIVATIONS}`, text)
}

/** `3/4`, or `default`; the catalog knows which are strict enough. Error: invalid-value. */
export function parseMatch(text: string): { readonly k: number; readonly n: number } | 'default' {
  if (text === 'default') return text
  const parts = /^(\d{1,2})\/(\d{1,2})$/.exec(text)
  if (parts === null) throw wrong('match', 'K/N, such as 3/4, or default', text)
  return { k: Number(parts[1]), n: Number(parts[2]) }
}

function isType(text: string): text is FeatureType {
  return (TYPES as readonly string[]).includes(text)
}

function invalid(expected: string, got: string): AirlatchError {
  return wrong('feature', expected, got)
}

function wrong(flag: string, expected: string, got: string): AirlatchError {
  return new AirlatchError('invalid-value', { field: `--${flag}`, expected, got })
}
