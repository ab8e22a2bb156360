/** Owns how the features that a product defines stand in JSON and text, and what of them no code can say on the telephone. */
import type { FeatureDefinition } from '../core/message/feature-table.ts'
import { spokenNever } from '../core/message/typed-features.ts'
import { describeWords } from './describe-words.ts'

export function definitionsJson(table: readonly FeatureDefinition[]): readonly Record<string, unknown>[] {
  return table.map(({ name, type, default: fallback, required, values }) => ({
    name,
    type,
    default: fallback ?? null,
    required,
    values,
  }))
}

/** As `--feature` takes them: `export:flag, edition:text:home,pro!`; undefined when there are none. */
export function definitionsText(table: readonly FeatureDefinition[]): string | undefined {
  return table.map(definitionText).join(', ') || undefined
}

/** As `product create --feature` takes it. */
export function definitionText({
  name,
  type,
  default: fallback,
  required,
  values,
}: FeatureDefinition): string {
  const listed = values.length === 0 ? '' : `:${values.join(',')}`
  return `${name}:${type}${listed}${fallback === undefined ? '' : `=${fallback}`}${required ? '!' : ''}`
}

/** The names of the features that no code can say. */
export function notSpoken(table: readonly FeatureDefinition[]): readonly string[] {
  return spokenNever(table).map(({ name }) => name)
}

/** For the vendor: which features a code cannot say, and what helps; undefined when it can say all. */
export function notSpokenText(table: readonly FeatureDefinition[]): string | undefined {
  const names = notSpoken(table)
  return names.length === 0 ? undefined : describeWords().notSpoken(names)
}

/** For the customer, before a code is read aloud: whether the answer may be one that no code can say. */
export function notSpokenWarnings(table: readonly FeatureDefinition[]): readonly string[] {
  const never = spokenNever(table)
  const names = never.map(({ name }) => name)
  if (names.length === 0) return []
  const isCertain = never.some(({ required, default: fallback }) => required && fallback === undefined)
  return [isCertain ? describeWords().neverByCode(names) : describeWords().perhapsNotByCode(names)]
}
