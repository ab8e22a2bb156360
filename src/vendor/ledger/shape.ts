/**
 * Owns how a typed value stands in JSON: a shape writes it and reads it back. Strict both ways: a field that is
 * missing, unknown or of the wrong kind is refused, so that what an entry says has one meaning only.
 * undefined is left out; a Map is a list of pairs (keeps its order, and no name is special); bytes are base64url;
 * an integer beyond 2^53 would be decimal text. Floats and null do not occur.
 */

import { decodeBase64url, encodeBase64url } from './base64url.ts'

export type Json = boolean | number | string | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [name: string]: Json | undefined
}

export interface JsonShape<T> {
  /** Error: Misshapen when the value is not what its type promises. */
  write(value: T): Json | undefined
  /** Error: Misshapen. */
  read(json: unknown): T
}

/** One shape for every field of T, in the order in which they are written. A new field of T must be named here. */
export type Fields<T> = { readonly [Name in keyof T]-?: JsonShape<T[Name]> }

/** `place` is the way to the bad value ("key.entitlement.features"); the value itself may be a secret. */
export class Misshapen extends Error {
  override readonly name = 'Misshapen'
  readonly place: string
  readonly expected: string

  constructor(place: string, expected: string) {
    super(`${place === '' ? '' : `${place}: `}expected ${expected}`)
    this.place = place
    this.expected = expected
  }
}

/** A shape whose JSON is the value itself. */
export function same<T extends Json>(expected: string, fits: (json: unknown) => json is T): JsonShape<T> {
  function checked(json: unknown): T {
    if (!fits(json)) throw new Misshapen('', expected)
    return json
  }
  return { write: checked, read: checked }
}

/** Without U+0000, which PostgreSQL cannot keep, and without lone surrogates, which UTF-8 cannot. */
export const text = same(
  'text of Unicode characters, without U+0000',
  (json): json is string => typeof json === 'string' && json.isWellFormed() && !json.includes('\0'),
)

export const flag = same('true or false', (json): json is boolean => typeof json === 'boolean')

export const integer = same('an integer up to 2^53 - 1', (json): json is number => Number.isSafeInteger(json))

export function oneOf<const T extends string>(...values: readonly T[]): JsonShape<T> {
  return same(`one of ${values.join(', ')}`, (json): json is T => values.includes(json as T))
}

/** True, a number or a text. */
export const featureValue: JsonShape<true | number | string> = same(
  'true, an integer or text',
  (json): json is true | number | string =>
    json === true || Number.isSafeInteger(json) || (typeof json === 'string' && json.isWellFormed()),
)

/** An integer of up to 40 digits, as decimal text. */
export const bigInteger: JsonShape<bigint> = {
  // a number of a host that is not type-checked would be written and never read again
  write: value => decimal(typeof value === 'bigint' ? value.toString() : undefined),
  read: json => BigInt(decimal(json)),
}

function decimal(text: unknown): string {
  if (typeof text === 'string' && /^(?:0|-?[1-9]\d{0,39})$/.test(text)) return text
  throw new Misshapen('', 'an integer in decimal text')
}

/** Whichever of the shapes fits; they must have no JSON in common. */
export function either<A, B>(first: JsonShape<A>, second: JsonShape<B>): JsonShape<A | B> {
  function tried<R>(work: (shape: JsonShape<A | B>) => R): R {
    const refused: Misshapen[] = []
    for (const shape of [first, second]) {
      try {
        return work(shape as JsonShape<A | B>)
      } catch (error) {
        if (!(error instanceof Misshapen)) throw error
        refused.push(error)
      }
    }
    throw new Misshapen('', refused.map(({ expected }) => expected).join(', or '))
  }
  return {
    write: value => tried(shape => shape.write(value)),
    read: json => tried(shape => shape.read(json)),
  }
}

/** What older entries do not say, and means `value`. That value is left out, so that older rows stay as they are. */
export function withDefault<T>(shape: JsonShape<T>, value: T): JsonShape<T> {
  const meant = shape.write(value)
  const meantText = JSON.stringify(meant)
  return {
    write(given) {
      const json = shape.write(given)
      // most defaults are no lists, and then the same only when they are the same
      const isMeant = json === meant || (typeof json === 'object' && JSON.stringify(json) === meantText)
      return isMeant ? undefined : json
    },
    read: json => (json === undefined ? value : shape.read(json)),
  }
}

export const bytes: JsonShape<Uint8Array> = {
  write: encodeBase64url,
  read(json) {
    const decoded = typeof json === 'string' ? decodeBase64url(json) : undefined
    if (decoded === undefined) throw new Misshapen('', 'bytes in base64url')
    return decoded
  },
}

export function optional<T>(shape: JsonShape<T>): JsonShape<T | undefined> {
  return {
    write: value => (value === undefined ? undefined : shape.write(value)),
    read: json => (json === undefined ? undefined : shape.read(json)),
  }
}

export function list<T>(shape: JsonShape<T>): JsonShape<readonly T[]> {
  return {
    write: values => each(values, value => shape.write(value) as Json),
    read: json => each(listIn(json), item => shape.read(item)),
  }
}

export function map<K, V>(key: JsonShape<K>, value: JsonShape<V>): JsonShape<ReadonlyMap<K, V>> {
  return {
    write: entries => each([...entries], pair => [key.write(pair[0]) as Json, value.write(pair[1]) as Json]),
    read(json) {
      const entries = new Map(each(listIn(json), pair => pairIn(pair, key, value)))
      if (entries.size !== listIn(json).length) throw new Misshapen('', 'no name twice')
      return entries
    },
  }
}

export function record<T extends object>(fields: Fields<T>): JsonShape<T> {
  const names = Object.keys(fields) as (keyof T & string)[]
  const shapes = names.map(name => ({ name, shape: fields[name] as JsonShape<unknown> }))
  return {
    write(value) {
      const json: Record<string, Json> = {}
      let place = ''
      try {
        for (const { name, shape } of shapes) {
          place = name
          const item = shape.write(value[name])
          if (item !== undefined) json[name] = item
        }
      } catch (error) {
        throw inside(place, error)
      }
      return json
    },
    read(json) {
      if (typeof json !== 'object' || json === null || Array.isArray(json))
        throw new Misshapen('', 'an object')
      const got = json as JsonObject
      const value: Partial<T> = {}
      let present = 0
      let place = ''
      try {
        for (const { name, shape } of shapes) {
          place = name
          const item = Object.hasOwn(got, name) ? got[name] : undefined
          if (item !== undefined) present++
          value[name] = shape.read(item) as T[typeof name]
        }
      } catch (error) {
        throw inside(place, error)
      }
      if (present !== Object.keys(got).length) throw new Misshapen('', `no fields but ${names.join(', ')}`)
      return value as T
    },
  }
}

/** The value as one line of JSON. Error: Misshapen. */
export function writeJson<T>(shape: JsonShape<T>, value: T): string {
  return JSON.stringify(shape.write(value))
}

/** Error: Misshapen, also when the text is no JSON. */
export function readJson<T>(shape: JsonShape<T>, json: string): T {
  return shape.read(parseJson(json))
}

export function parseJson(json: string): unknown {
  try {
    return JSON.parse(json)
  } catch {
    throw new Misshapen('', 'JSON')
  }
}

function listIn(json: unknown): readonly unknown[] {
  if (!Array.isArray(json)) throw new Misshapen('', 'a list')
  return json
}

function pairIn<K, V>(json: unknown, key: JsonShape<K>, value: JsonShape<V>): [K, V] {
  const pair = listIn(json)
  if (pair.length !== 2) throw new Misshapen('', 'a pair')
  return [key.read(pair[0]), value.read(pair[1])]
}

function each<T, R>(items: readonly T[], work: (item: T) => R): R[] {
  const done: R[] = []
  try {
    for (const item of items) done.push(work(item))
  } catch (error) {
    throw inside(`${done.length}`, error)
  }
  return done
}

/** The error, with `name` in front of the place of whatever is misshapen there. */
function inside(name: string, error: unknown): unknown {
  if (!(error instanceof Misshapen)) return error
  return new Misshapen(error.place === '' ? name : `${name}.${error.place}`, error.expected)
}
