/** Owns reading the JSON that a shop sent, once its signature holds: any part of it may be of another kind, or missing. */
import { AirlatchError } from '../../src/vendor/door.ts'
import { readJsonObject } from '../api/json.ts'

export type ShopJson =
  | null
  | boolean
  | number
  | string
  | readonly ShopJson[]
  | { readonly [name: string]: ShopJson }

/** Error: json-malformed {problem, most}. */
export function jsonOf(body: Uint8Array): ShopJson {
  return readJsonObject(body) as ShopJson
}

/** The value at the end of the way; undefined when there is none. */
export function at(json: ShopJson | undefined, ...way: readonly string[]): ShopJson | undefined {
  let value = json
  for (const name of way) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) return undefined
    if (!Object.hasOwn(value, name)) return undefined
    value = (value as { readonly [name: string]: ShopJson })[name]
  }
  return value
}

/** The text at the end of the way; undefined when there is none, or an empty one. */
export function textAt(json: ShopJson | undefined, ...way: readonly string[]): string | undefined {
  const value = at(json, ...way)
  return typeof value === 'string' && value !== '' ? value : undefined
}

/** The list at the end of the way; empty when there is none. */
export function listAt(json: ShopJson | undefined, ...way: readonly string[]): readonly ShopJson[] {
  const value = at(json, ...way)
  return Array.isArray(value) ? value : []
}

/** Error: invalid-value. */
export function neededText(json: ShopJson | undefined, ...way: readonly string[]): string {
  const text = textAt(json, ...way)
  if (text === undefined) throw invalid(way.join('.') || 'text')
  return text
}

/** A whole number; what is none is one that no order may have. */
export function countAt(json: ShopJson | undefined, ...way: readonly string[]): number {
  const value = at(json, ...way)
  return typeof value === 'number' ? value : Number.NaN
}

function invalid(field: string): AirlatchError {
  return new AirlatchError('invalid-value', { field, expected: { is: 'text' } })
}
