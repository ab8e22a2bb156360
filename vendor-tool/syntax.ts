/** Owns the small languages of the flags: NAME[:TYPE][=DEFAULT][!] of a product's feature, NAME=VALUE of a key's, K/N. */
import {
  AirlatchError,
  type FeatureDefinition,
  type FeatureType,
  type GivenValue,
  type Product,
  parseFeatureText,
} from '../src/vendor.ts'

const TYPES: readonly FeatureType[] = ['flag', 'integer', 'text']

/** `export`, `users:integer=5`, `edition:text!`. Error: invalid-value. */
export function parseFeatureDefinition(text: string): FeatureDefinition {
  const parts = /^([^:=!]+)(?::([^=!]*))?(?:=(.*?))?(!)?$/s.exec(text)
  const type = parts?.[2] ?? 'flag'
  if (parts === null || !isType(type))
    throw invalid('NAME[:flag|integer|text][=DEFAULT][!], such as "users:integer=5"', text)
  const fallback = parts[3] === undefined ? undefined : parseFeatureText(type, parts[3])
  if (parts[3] !== undefined && fallback === undefined) throw invalid(`a default of type ${type}`, text)
  // a flag that is off by default is simply not there
  return {
    name: parts[1] as string,
    type,
    default: fallback === false ? undefined : fallback,
    required: parts[4] !== undefined,
  }
}

/** `export` or `export=yes`, `users=5`, `edition=pro`, by the product's types. Errors: invalid-value, feature-unknown. */
export function parseKeyFeatures(
  texts: readonly string[],
  product: Product,
): ReadonlyMap<string, GivenValue> {
  const given = new Map<string, GivenValue>()
  for (const text of texts) {
    const [name, value] = splitOnce(text)
    const definition = product.features.find(feature => feature.name === name)
    const known = product.features.map(feature => feature.name)
    if (definition === undefined) throw new AirlatchError('feature-unknown', { feature: name, known })
    if (given.has(name)) throw invalid('each feature once', name)
    const parsed =
      value === undefined && definition.type === 'flag'
        ? true
        : parseFeatureText(definition.type, value ?? '')
    if (parsed === undefined || (value === undefined && definition.type !== 'flag'))
      throw invalid(`${name}=VALUE of type ${definition.type}`, text)
    given.set(name, parsed)
  }
  return given
}

/** `4/6`. Error: invalid-value. */
export function parseMatch(text: string): { readonly k: number; readonly n: number } {
  const parts = /^(\d{1,2})\/(\d{1,2})$/.exec(text)
  if (parts === null)
    throw new AirlatchError('invalid-value', { field: '--match', expected: 'K/N, such as 4/6', got: text })
  return { k: Number(parts[1]), n: Number(parts[2]) }
}

function splitOnce(text: string): readonly [string, string | undefined] {
  const at = text.indexOf('=')
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)]
}

function isType(text: string): text is FeatureType {
  return (TYPES as readonly string[]).includes(text)
}

function invalid(expected: string, got: string): AirlatchError {
  return new AirlatchError('invalid-value', { field: '--feature', expected, got })
}
