/**
 * Owns the types of values in a key's fields (fields.ts): how text is parsed, the limits of the value, and its form in
 * JSON. The command line and the cells of a list share these parsers.
 */
import { AirlatchError } from '../errors.ts'
import type { Expected } from '../expected.ts'
import { LATEST_TIME, utf8Length } from '../message/claims.ts'
import type { FeatureDefinition } from '../message/feature-table.ts'
import { MOST_POOLS, type Pools, SEAT_UNITS, type SeatUnit } from '../message/lending.ts'
import {
  LICENSE_FORMATS,
  type LicenseFormat,
  type Maintenance,
  MOST_DAYS,
  MOST_DEACTIVATIONS,
} from '../message/license.ts'
import { type NamedUser, USER_LIMITS, USER_PLATFORMS, usersJson } from '../message/users.ts'
import { parseCustomerId } from './customer.ts'
import { type FeatureSetting, parseFeatureText, readFeatures } from './features.ts'
import type { DeactivationLimit } from './product.ts'
import { type Duration, formatEnd, formatMaintenance, parseEnd, parseEndAs, STARTS } from './term.ts'
import { isEmail, MOST_EMAIL, requireFittingText, type TextRule } from './text.ts'

/** What a parser needs to know besides the text. */
export interface ParseContext {
  /** The features that the product defines. */
  readonly features: readonly FeatureDefinition[]
  /** The date format of another program's list, such as `MM/DD/YYYY`; undefined: `2027-12-31`. */
  readonly dateFormat?: string
}

/** `Word`: a word that is accepted in place of a value, such as `none`. */
export interface ValueKind<Value, Word = never> {
  /** The kind of its option (cli/command.ts). */
  readonly option: 'text' | 'list' | 'whole' | 'switch' | 'text-or-nothing'
  /** White space at either end is part of the value, even in a cell of a list. */
  readonly exact?: true
  /** The type in entries of the ledger (vendor/ledger/nouns.ts). */
  readonly stored: Stored
  /** Parses `texts`: all items of a list, otherwise one; for days also a second, their start. Error: invalid-value. */
  read(texts: readonly string[], context: ParseContext): Value | Word
  /** Checks the limits of a value. `name`: the field's name in the library. Error: invalid-value. */
  check?(value: Value, name: string): void
  /** Converts the value for JSON, if it is not the same there. */
  toJson?(value: Value): unknown
}

export type Stored =
  | 'text'
  | 'integer'
  | 'flag'
  | 'inherited flag'
  | 'features'
  | 'pools'
  | 'maintenance'
  | 'duration'
  | 'limit'
  | 'users'
  | 'format'
  | 'unit'

/** `field`: the name in errors. `or`: the word for no value, such as `none`. */
export type KindOf<Value, Word = never> = (field: string, or?: string) => ValueKind<Value, Word>

/** Returns the error invalid-value {field, expected, got}, always a mistake of the caller. */
export function invalid(field: string, expected: Expected, got: unknown): AirlatchError {
  return new AirlatchError('invalid-value', { field, expected, got })
}

export function requireWhole(field: string, value: number, least: number, most: number): number {
  if (!Number.isSafeInteger(value) || value < least || value > most)
    throw invalid(field, { is: 'whole-number', least, most }, value)
  return value
}

export function whole(least: number, most: number): KindOf<number> {
  return (field, or) => ({
    option: 'whole',
    stored: 'integer',
    read: ([text = '']) => readWhole(field, or, text),
    check: (value, name) => requireWhole(name, value, least, most),
  })
}

function readWhole(field: string, or: string | undefined, text: string): number {
  if (!/^\d{1,15}$/.test(text)) throw invalid(field, { is: 'whole-number', or }, text)
  return Number(text)
}

export function line(rule: Partial<TextRule> = {}): KindOf<string> {
  return () => ({
    option: 'text',
    stored: 'text',
    read: ([text = '']) => text,
    check: (value, name) => requireFittingText(name, value, { kind: 'line', ...rule }),
  })
}

/** Any text, in several lines. */
export function text(mostBytes: number): KindOf<string> {
  return (field, or) => ({
    ...line()(field, or),
    exact: true,
    check: (value, name) => requireFittingText(name, value, { kind: 'text', mostBytes, mayBeEmpty: true }),
  })
}

export const email: KindOf<string> = (field, or) => ({
  ...line()(field, or),
  check(value) {
    requireFittingText('email', value, { kind: 'line', mostCharacters: MOST_EMAIL })
    if (!isEmail(value)) throw invalid('email', { is: 'email' }, value)
  },
})

/** The id of a customer, in its canonical spelling. */
export const customer: KindOf<string, 'none'> = (field, or) => ({
  ...line()(field, or),
  read: ([text = '']) => parseCustomerId(text) ?? text,
  check(value, name) {
    if (parseCustomerId(value) !== value) throw invalid(name, { is: 'customer-id', or }, value)
  },
})

export const yesOrNo: KindOf<boolean> = (field, or) => ({
  option: 'switch',
  stored: 'flag',
  read: ([text = '']) => readYesOrNo(field, or, text),
})

function readYesOrNo(field: string, or: string | undefined, text: string): boolean {
  const flag = parseFeatureText('flag', text)
  if (typeof flag !== 'boolean') throw invalid(field, { is: 'yes-or-no', or }, text)
  return flag
}

export const inheritedYesOrNo: KindOf<boolean | 'inherit'> = field => ({
  option: 'text',
  stored: 'inherited flag',
  read: ([text = '']) => (text === 'inherit' ? text : readYesOrNo(field, 'inherit', text)),
})

/** The first second that is no longer covered. */
export const end: KindOf<number> = (field, or) => ({
  option: 'text',
  stored: 'integer',
  read: ([text = ''], context) => readEnd(field, or, text, context),
  check: (value, name) => requireWhole(name, value, 0, LATEST_TIME),
  toJson: formatEnd,
})

function readEnd(
  field: string,
  or: string | undefined,
  text: string,
  { dateFormat: format }: ParseContext,
): number {
  const end = format === undefined ? parseEnd(text) : parseEndAs(format, text)
  if (end === undefined) throw invalid(field, { is: 'date', instant: true, format, or }, text)
  return end
}

/** A date; `unlimited` or yes for all versions; or no for none. */
export const maintenance: KindOf<Maintenance, 'none'> = (field, or) => ({
  option: 'text-or-nothing',
  stored: 'maintenance',
  read([text = ''], context) {
    const flag = text === 'unlimited' || parseFeatureText('flag', text)
    if (typeof flag === 'boolean') return flag ? { until: undefined } : 'none'
    return { until: readEnd(field, or, text, context) }
  },
  check({ until }, name) {
    if (until !== undefined) requireWhole(name, until, 0, LATEST_TIME)
  },
  toJson: formatMaintenance,
})

/** A number of days, and what they start from. */
export const days: KindOf<Duration> = (field, or) => ({
  option: 'text',
  stored: 'duration',
  read([text = '', start = 'activation']) {
    const from = STARTS.find(known => known === start)
    if (from === undefined) throw invalid(`${field} from`, { is: 'one-of', words: STARTS }, start)
    return { days: readWhole(field, or, text), from }
  },
  check: ({ days }, name) => requireWhole(name, days, 1, MOST_DAYS),
  toJson: ({ days, from }) => ({ days, from }),
})

/** Checklist LP-06 to LP-09; -2 and -1 are LimeLM's values. */
export const deactivationLimit: KindOf<DeactivationLimit | 'inherit'> = field => {
  const expected = { is: 'deactivation-limit', or: 'inherit' } as const
  return {
    option: 'text',
    stored: 'limit',
    read([word = '']) {
      if (word === 'inherit' || word === '-2') return 'inherit'
      if (word === 'unlimited' || word === '-1') return 'unlimited'
      if (/^3[ -]per[ -]seat$/.test(word)) return '3 per seat'
      if (/^\d{1,19}$/.test(word)) return BigInt(word)
      throw invalid(field, expected, word)
    },
    check(limit, name) {
      if (limit === 'inherit' || limit === 'unlimited' || limit === '3 per seat') return
      if (typeof limit !== 'bigint' || limit < 0n || limit > MOST_DEACTIVATIONS)
        throw invalid(name, expected, `${limit}`)
    },
    toJson: limit => `${limit}`,
  }
}

const A_FORMAT = { is: 'one-of', words: LICENSE_FORMATS.map(String) } as const

export const licenseFormat: KindOf<LicenseFormat> = (field, or) => ({
  option: 'text',
  stored: 'format',
  read([text = '']) {
    const format = LICENSE_FORMATS.find(format => String(format) === text)
    if (format === undefined) throw invalid(field, { ...A_FORMAT, or }, text)
    return format
  },
  check(format, name) {
    if (!LICENSE_FORMATS.includes(format)) throw invalid(name, A_FORMAT, format)
  },
})

/** The product's features and limits are checked later, when the features are completed (features.ts). */
export const features: KindOf<ReadonlyMap<string, FeatureSetting>> = () => ({
  option: 'list',
  stored: 'features',
  read: (texts, context) => readFeatures(texts, context.features),
  toJson: Object.fromEntries,
})

const A_UNIT = { is: 'one-of', words: Object.keys(SEAT_UNITS) } as const

/** What takes one seat of a site server (checklist SS-03). */
export const seatUnit: KindOf<SeatUnit> = (field, or) => ({
  option: 'text',
  stored: 'unit',
  read([text = '']) {
    if (!isSeatUnit(text)) throw invalid(field, { ...A_UNIT, or }, text)
    return text
  },
  check(unit, name) {
    if (!isSeatUnit(unit)) throw invalid(name, A_UNIT, unit)
  },
})

function isSeatUnit(text: string): text is SeatUnit {
  return Object.hasOwn(SEAT_UNITS, text)
}

/** Features of a site server, with how many of each may be lent at once: `cad=5`. A single empty text means none. */
export const pools: KindOf<Pools> = field => ({
  option: 'list',
  stored: 'pools',
  read: texts =>
    new Map(texts.length === 1 && texts[0] === '' ? [] : texts.map(text => readPool(field, text))),
  check(pools, name) {
    if (pools.size > MOST_POOLS) throw invalid(name, { is: 'at-most', most: MOST_POOLS }, pools.size)
    for (const places of pools.values()) requireWhole(name, places, 1, MOST_PLACES)
  },
  toJson: Object.fromEntries,
})

const MOST_PLACES = 1_000_000

function readPool(field: string, text: string): readonly [string, number] {
  const at = text.lastIndexOf('=')
  const name = text.slice(0, at).trim()
  if (at < 0 || name === '') throw invalid(field, { is: 'pool' }, text)
  return [name, readWhole(field, undefined, text.slice(at + 1).trim())]
}

/** Checklist LP-15 to LP-20. A single empty text means no names, so that all users may run it. */
export const users: KindOf<readonly NamedUser[]> = field => ({
  option: 'list',
  stored: 'users',
  read: texts => (texts.length === 1 && texts[0] === '' ? [] : texts.map(text => readUser(field, text))),
  check: (users, name) => checkUsers(name, users),
  toJson: usersJson,
})

/** Reads `ann`, `ann:linux` or `ann:3`. */
function readUser(field: string, text: string): NamedUser {
  const at = text.lastIndexOf(':')
  if (at < 0) return { name: text, platform: 0 }
  const name = text.slice(0, at)
  const word = text.slice(at + 1).toLowerCase()
  const platform = USER_PLATFORMS.findIndex((known, number) => word === known || word === `${number}`)
  if (name === '' || platform < 0) throw invalid(field, { is: 'named-user' }, text)
  return { name, platform }
}

function checkUsers(field: string, users: readonly NamedUser[]): void {
  if (users.length > USER_LIMITS.users)
    throw invalid(field, { is: 'at-most', most: USER_LIMITS.users }, users.length)
  const seen = new Set<string>()
  let bytes = 0
  for (const { name, platform } of users) {
    requireFittingText('user', name, { kind: 'name', mostBytes: USER_LIMITS.nameBytes })
    if (!Number.isSafeInteger(platform) || platform < 0 || platform >= USER_PLATFORMS.length)
      throw invalid('platform', { is: 'platform' }, platform)
    const identity = `${platform}:${name}`
    if (seen.has(identity)) throw invalid(field, { is: 'each-once' }, name)
    seen.add(identity)
    bytes += utf8Length(name)
  }
  if (bytes > USER_LIMITS.bytes)
    throw new AirlatchError('invalid-value', {
      field,
      expected: { is: 'at-most', most: USER_LIMITS.bytes, of: 'bytes' },
      limit: 'bytes',
      got: bytes,
    })
}
