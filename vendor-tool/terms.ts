/**
 * Owns the fields of keys, of saved defaults and of templates in texts, columns, the history and JSON. Their names and words come from
 * core/terms/fields.ts and words/key-fields.ts.
 */

import { AT_FIRST, type FieldName, fieldOf, isNone } from '../src/core/terms/fields.ts'
import { type Defaults, defaultsOf, type KeyRecord, type Template } from '../src/vendor/door.ts'
import { IN_HELP, IN_LISTS, jsonField, shownField, wordsOf } from '../src/words/key-fields.ts'
import type { CellValue } from '../src/words/output.ts'
import { labelFor, vendorWords } from '../src/words/vendor-tool.ts'

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

/** Those of saved defaults and of templates. */
const IN_DEFAULTS = IN_HELP.filter(name => fieldOf(name).flag !== undefined)

/** Whether a value is the default, and one that need not be said. */
function isPlain({ name, of }: (typeof TERMS)[number], key: KeyRecord): boolean {
  return !wordsOf(name).always && of(key, false) === shownField(name, AT_FIRST, false)
}

/** The labels of the fields that are as in most keys. */
export function plainLabels(key: KeyRecord): readonly string[] {
  return TERMS.filter(term => isPlain(term, key)).map(({ label }) => label)
}

/** `product scope; activations 2`: every value that is not the default, in one line. */
export function keyPhrases(key: KeyRecord): string {
  const own = TERMS.filter(term => !isPlain(term, key))
  return phrases(own.map(({ label, of, absent }) => [label, of(key, false) ?? absent]))
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

/** Also what it takes away from the saved defaults. */
function termsOf(template: Template): readonly (readonly [label: string, value: CellValue])[] {
  const said = defaultsOf(template)
  return IN_DEFAULTS.map(name => {
    const shown = isAway(template, name) ? vendorWords().desk.none : shownField(name, said, false)
    return [fieldOf(name).column, shortened(shown)]
  })
}

function isAway(template: Template, name: FieldName): boolean {
  const said = Object(template)[name]
  return said !== undefined && isNone(name, said)
}

export function templatePairs(template: Template): readonly (readonly [label: string, value: CellValue])[] {
  return [[labelFor('template'), template.name], ...termsOf(template)]
}

/** `product scope; duration 30 days`: its terms in one line. */
export function templatePhrases(template: Template): string {
  return phrases(termsOf(template))
}

/** Null: it says nothing of this field; `without` names those whose saved default it takes away. */
export function templateJson(template: Template): Record<string, unknown> {
  const without = IN_DEFAULTS.filter(name => isAway(template, name)).map(jsonName)
  return { name: template.name, ...defaultsJson(defaultsOf(template)), without }
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
