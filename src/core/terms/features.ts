/** Owns the rules for a key's features: those of the product, of the right type, none missing (checklist QC-16). */
import { AirlatchError } from '../errors.ts'
import type { FeatureDefinition, FeatureType } from '../message/feature-table.ts'
import { FEATURE_LIMITS, type FeatureValue } from '../message/license.ts'
import { requireFittingText, type TextRule, textProblem } from './text.ts'

const ON = ['yes', 'true', 'on', '1']
const OFF = ['no', 'false', 'off', '0']

/** A value that a key gives to a feature; `false` switches off a flag that is on by default. */
export type FeatureSetting = FeatureValue | false

const FEATURE_TEXT: TextRule = { kind: 'text', mostBytes: FEATURE_LIMITS.text }

/** Returns whether a value has the type and is within its limits. */
export function fitsType(type: FeatureType, value: FeatureSetting): boolean {
  if (type === 'flag') return typeof value === 'boolean'
  if (type === 'text') return typeof value === 'string' && textProblem(value, FEATURE_TEXT) === undefined
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= FEATURE_LIMITS.least
}

/** Reads the text after `NAME=`: yes or no for a flag, digits for an integer; undefined if it does not fit the type. */
export function parseFeatureText(type: FeatureType, text: string): FeatureSetting | undefined {
  const value = type === 'flag' ? parseFlag(text) : type === 'integer' ? parseInteger(text) : text
  return value !== undefined && fitsType(type, value) ? value : undefined
}

function parseFlag(text: string): boolean | undefined {
  const word = text.toLowerCase()
  if (ON.includes(word)) return true
  return OFF.includes(word) ? false : undefined
}

function parseInteger(text: string): number | undefined {
  return /^-?\d{1,16}$/.test(text) ? Number(text) : undefined
}

/**
 * Reads a key's features, by the product's types: `export` or `export=yes`, `users=5`, `edition=pro`. A name without a
 * value that is not a flag, and a value without a name, are errors like setDetails' two lists of different lengths
 * (checklist LP-11). Errors: invalid-value, feature-unknown, feature-count-mismatch (LimeLM 116).
 */
export function readFeatures(
  texts: readonly string[],
  definitions: readonly FeatureDefinition[],
): ReadonlyMap<string, FeatureSetting> {
  const all = texts.map(text => splitFeature(text, definitions))
  const pairs = pairFeatures(
    all.flatMap(({ name }) => name ?? []),
    all.flatMap(({ value }) => value ?? []),
  )
  // the numbers of names and values are equal, but one of each may be alone
  const single = all.find(({ name, value }) => name === undefined || value === undefined)
  if (single !== undefined)
    throw new AirlatchError('invalid-value', {
      field: 'features',
      expected: { is: 'feature-pair' },
      got: single.text,
    })
  return new Map(
    [...pairs].map(([name, text]) => [name, readFeature(requireDefinition(definitions, name), `${text}`)]),
  )
}

/** Reads the value of one feature. Error: invalid-value. */
export function readFeature({ name, type }: FeatureDefinition, text: string): FeatureSetting {
  const value = parseFeatureText(type, text.trim())
  if (value === undefined) refuseFeature(`feature ${name}`, type, text)
  return value
}

/** Returns the definition of a feature. Error: feature-unknown {feature, known}. */
export function requireDefinition(
  definitions: readonly FeatureDefinition[],
  name: string,
): FeatureDefinition {
  const definition = definitions.find(definition => definition.name === name)
  if (definition !== undefined) return definition
  throw new AirlatchError('feature-unknown', { feature: name, known: definitions.map(({ name }) => name) })
}

/** Splits a text into name and value, if it has both; a flag's name alone means yes. */
function splitFeature(text: string, definitions: readonly FeatureDefinition[]) {
  const at = text.indexOf('=')
  const name = (at < 0 ? text : text.slice(0, at)).trim()
  const value = at < 0 ? undefined : text.slice(at + 1)
  if (name === '' && value !== undefined) return { text, name: undefined, value }
  const { type } = requireDefinition(definitions, name)
  return { text, name, value: value ?? (type === 'flag' ? 'yes' : undefined) }
}

/** Throws for a value that does not fit the type, with the limit that a text exceeds. Error: invalid-value. */
export function refuseFeature(field: string, type: FeatureType, value: FeatureSetting): never {
  if (type === 'text' && typeof value === 'string') requireFittingText(field, value, FEATURE_TEXT)
  throw new AirlatchError('invalid-value', { field, expected: { is: 'feature-value', type }, got: value })
}

/** Checks that the value is listed, if any values are. Error: invalid-value. */
export function requireListed(field: string, values: readonly FeatureValue[], value: FeatureValue): void {
  if (values.length === 0 || values.includes(value)) return
  const words = values.map(String)
  throw new AirlatchError('invalid-value', { field, expected: { is: 'one-of', words }, got: value })
}

/**
 * Pairs names with values from two lists, as setDetails has them. Errors: feature-count-mismatch {names, values}, for
 * lists of different lengths (checklist LP-11, LimeLM 116); invalid-value, for a repeated name.
 */
export function pairFeatures(
  names: readonly string[],
  values: readonly FeatureSetting[],
): ReadonlyMap<string, FeatureSetting> {
  if (names.length !== values.length)
    throw new AirlatchError('feature-count-mismatch', {
      names: names.length,
      values: values.length,
      limelm: 116,
    })
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined)
    throw new AirlatchError('invalid-value', { field: 'features', expected: { is: 'each-once' }, got: twice })
  return new Map(names.map((name, i) => [name, values[i] as FeatureSetting]))
}

/**
 * Checks that the product has the features, and that each value fits its type. Does not check for missing ones. Errors:
 * feature-unknown {feature, known}, invalid-value {field, expected, got}.
 */
export function checkFeatures(
  definitions: readonly FeatureDefinition[],
  settings: ReadonlyMap<string, FeatureSetting>,
): void {
  for (const name of settings.keys()) requireDefinition(definitions, name)
  for (const { name, type, values } of definitions) {
    const value = settings.get(name)
    if (value === undefined) continue
    if (!fitsType(type, value)) refuseFeature(`feature ${name}`, type, value)
    if (value !== false) requireListed(`feature ${name}`, values, value)
  }
}

/**
 * Returns the complete features of a key: those given, and the product's defaults for the rest. Errors: feature-unknown
 * {feature, known}, invalid-value {field, expected, got}, feature-missing {feature} (LimeLM 117).
 */
export function completeFeatures(
  definitions: readonly FeatureDefinition[],
  settings: ReadonlyMap<string, FeatureSetting>,
): ReadonlyMap<string, FeatureValue> {
  checkFeatures(definitions, settings)
  const complete = new Map<string, FeatureValue>()
  for (const { name, default: fallback, required } of definitions) {
    const value = settings.get(name)
    if (value === undefined && fallback === undefined && required)
      throw new AirlatchError('feature-missing', { feature: name, limelm: 117 })
    const granted = value ?? fallback
    if (granted !== undefined && granted !== false) complete.set(name, granted)
  }
  return complete
}
