/**
 * Owns the fields of keys and of saved defaults in texts, columns, the history and JSON. Their names and words come from
 * core/terms/fields.ts and words/key-fields.ts.
 */

import { AT_FIRST, type FieldName, fieldOf } from '../src/core/terms/fields.ts'
import type { Defaults, KeyRecord } from '../src/vendor/door.ts'
import { IN_HELP, IN_LISTS, jsonField, shownField, wordsOf } from '../src/words/key-fields.ts'
import type { CellValue } from '../src/words/output.ts'
import { vendorWords } from '../src/words/vendor-tool.ts'

/** Every field of a key, for people. `of` gives undefined for a missing value; `absent` is what stands for it. */
export const TERMS = IN_LISTS.map(name => ({
  name,
  label: fieldOf(name).column,
  of: (key: KeyRecord, all: boolean) => shownField(name, ownerOf(name, key), all),
  absent: wordsOf(name).absent,
}))

/** Notes belong to the key itself. */
function ownerOf(name: FieldName, key: KeyRecord) {
  return fieldOf(name).note === undefined ? key.entitlement : key
}

/** Those of saved defaults. */
const IN_DEFAULTS = IN_HELP.filter(name => fieldOf(name).flag !== undefined)

/** `product scope; activations 2`: every value that is not the default, in one line. */
export function keyPhrases(key: KeyRecord): string {
  const pairs = TERMS.flatMap(({ name, label, of, absent }) => {
    const shown = of(key, false)
    const plain = !wordsOf(name).always && shown === shownField(name, AT_FIRST, false)
    return plain ? [] : [[label, shown ?? absent] as const]
  })
  return phrases(pairs)
}

/** `label value; label value`, without missing values. */
export function phrases(pairs: readonly (readonly [label: string, value: CellValue])[]): string {
  return pairs
    .flatMap(([label, value]) => (value === undefined ? [] : [`${label} ${shortened(value)}`]))
    .join('; ')
}

export function defaultsPairs(defaults: Defaults): readonly (readonly [label: string, value: CellValue])[] {
  return IN_DEFAULTS.map(name => [fieldOf(name).column, shortened(shownField(name, defaults, false))])
}

/** Null: nothing is saved for this field. */
export function defaultsJson(defaults: Defaults): Record<string, unknown> {
  return Object.fromEntries(IN_DEFAULTS.map(name => [jsonName(name), jsonField(name, defaults)]))
}

/** Null: no value. */
export function termsJson(key: KeyRecord): Record<string, unknown> {
  return Object.fromEntries(IN_LISTS.map(name => [jsonName(name), jsonField(name, ownerOf(name, key))]))
}

function jsonName(name: FieldName): string {
  return fieldOf(name).json ?? name
}

const MOST_CHARACTERS = 100

/** A value for a line of text; what is longer is in --json and in CSV. */
export function shortened(value: CellValue): CellValue {
  if (typeof value !== 'string' || value.length <= MOST_CHARACTERS) return value
  return vendorWords().desk.shortened(value.slice(0, MOST_CHARACTERS), value.length)
}
